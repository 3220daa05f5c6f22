import { constants, createDeflate, deflateSync } from 'node:zlib';

/**
 * Discord's transport compression: one deflate context for the whole connection, flushed after every frame, so that
 * each ends in 00 00 FF FF.
 */
export class ZlibStream {
  private readonly deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });

  constructor(out: (chunk: Buffer) => void) {
    this.deflate.on('data', out);
    this.deflate.on('error', () => undefined);
  }

  write(frame: string, done?: () => void): void {
    this.deflate.write(frame, () => done?.());
  }

  close(): void {
    this.deflate.close();
  }
}

/** The older way, asked for in IDENTIFY: dispatches are packed one by one. */
export const packed = (frame: string): Buffer => deflateSync(frame);
