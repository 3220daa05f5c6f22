import { type LiveSocket, tryAgain } from './live-socket';
import type { NextMessage } from './next-message';

/** Events that are kept for a member that catches up. */
const mostWaiting = 10_000;
const ended = { value: undefined, done: true } as const;

/** Where a member belongs to. */
interface Circle {
  delete(member: Member): void;
}

/**
 * One subscriber: where it stands in the log, and how frames reach its socket. For graphql-ws it is an iterator that never
 * yields: frames go straight to the socket, and graphql-ws only waits for the end.
 */
export class Member implements AsyncIterableIterator<never> {
  /** While it catches up: the frames that came live meanwhile. */
  private waiting: { readonly seq: number; readonly message: NextMessage }[] | null;
  private hasEnded = false;
  private tellEnd: ((result: typeof ended) => void) | undefined;

  constructor(
    private readonly circle: Circle,
    private readonly socket: LiveSocket,
    private readonly operationId: string,
    /** Everything up to this seq was sent, or was before its time. */
    public seq: number,
    isLive: boolean,
  ) {
    this.waiting = isLive ? null : [];
  }

  /** False when the socket is gone. */
  send(message: NextMessage): boolean {
    return this.socket.write(message.frameFor(this.operationId));
  }

  /** Resolves when its reader has taken most of what it was sent; false when it does not. */
  hasDrained(): Promise<boolean> {
    return this.socket.hasDrained();
  }

  /** Sends what it has not seen; while it catches up, keeps it. */
  deliver(seq: number, message: NextMessage): void {
    if (this.waiting) {
      // It comes back with a cursor that is nearer.
      if (this.waiting.length >= mostWaiting) this.cut();
      else this.waiting.push({ seq, message });
    } else if (seq > this.seq) {
      this.seq = seq;
      this.send(message);
    }
  }

  /** Hands on what came while it caught up. */
  goLive(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const { seq, message } of waiting) this.deliver(seq, message);
  }

  /** Closes its socket, so that it comes back and catches up. */
  cut(): void {
    this.socket.close(tryAgain.code, tryAgain.reason);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<never>> {
    if (this.hasEnded) return Promise.resolve(ended);
    return new Promise((resolve) => (this.tellEnd = resolve));
  }

  return(): Promise<IteratorResult<never>> {
    if (!this.hasEnded) this.circle.delete(this);
    this.hasEnded = true;
    this.tellEnd?.(ended);
    return Promise.resolve(ended);
  }
}
