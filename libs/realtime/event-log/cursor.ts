import { Invalid } from '@cube/platform/errors';

/** A place in the log: the seq after which to go on, in one life of the log (its epoch changes when it is rebuilt). */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** The opaque form in which clients keep a position. */
export function toCursor({ epoch, seq }: Position): string {
  return Buffer.from(`${epoch}:${seq}`).toString('base64url');
}

export function fromCursor(cursor: string): Position {
  const match = /^([0-9a-f]{1,16}):(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2]) {
    throw new Invalid('This is no cursor of the live feed: pass one that an event or liveCursor gave you.', [
      { field: 'after', message: 'is no cursor' },
    ]);
  }
  return { epoch: match[1], seq: Number(match[2]) };
}
