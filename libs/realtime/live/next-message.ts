/** Bytes that stand before the text of a frame, by its length (RFC 6455, section 5.2): servers do not mask. */
const lengths = { short: 125, medium: 0xffff };

/**
 * One `next` message of graphql-transport-ws for many subscribers: what they share is made once. Who has the same operation id
 * gets the very same bytes; for another id they are copied behind it, which costs less than making them again.
 */
export class NextMessage {
  private readonly tail: Buffer;
  private operationId: string | undefined;
  private frame: Buffer | undefined;

  /** `result` is the JSON of an execution result. */
  constructor(result: string) {
    this.tail = Buffer.from(`,"type":"next","payload":${result}}`);
  }

  /** The whole WebSocket frame: one write to the socket, where `ws` makes two of header and text. */
  frameFor(operationId: string): Buffer {
    if (this.frame && this.operationId === operationId) return this.frame;
    const head = Buffer.from(`{"id":${JSON.stringify(operationId)}`);
    const header = headerOf(head.length + this.tail.length);
    this.operationId = operationId;
    this.frame = Buffer.concat([header, head, this.tail]);
    return this.frame;
  }
}

/** A whole text message: FIN and opcode 1, then the length in as few bytes as it takes. */
function headerOf(length: number): Buffer {
  if (length <= lengths.short) return Buffer.from([0x81, length]);
  if (length <= lengths.medium) {
    const header = Buffer.from([0x81, 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUIntBE(length, 4, 6);
  return header;
}
