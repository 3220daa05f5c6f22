const final = 0x80;
const opcodes = { text: 0x1, binary: 0x2 } as const;

/**
 * A whole unmasked frame (RFC 6455, section 5.2) in one buffer. It leaves in one write where ws would make two, header and
 * payload, which cost more than all else about sending.
 */
export function webSocketFrame(data: string | Buffer): Buffer {
  const isText = typeof data === 'string';
  const length = isText ? Buffer.byteLength(data) : data.length;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = final | (isText ? opcodes.text : opcodes.binary);
  if (start === 2) frame[1] = length;
  if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  }
  if (start === 10) {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (isText) frame.write(data, start);
  else data.copy(frame, start);
  return frame;
}
