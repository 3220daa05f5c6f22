import type { WebSocket } from 'ws';

/** Parts of the interval, so that thousands of sockets are not pinged in one go. */
const turns = 25;

/** Pings every socket in its turn, and ends those that have not answered since their last. */
export class Pulse {
  private readonly sockets: readonly Set<WebSocket>[] = Array.from({ length: turns }, () => new Set());
  private readonly silent = new Set<WebSocket>();
  private turn = 0;
  private readonly timer: NodeJS.Timeout;
  /** One for all of them. */
  private readonly heard: (this: WebSocket) => void;

  /**
   * `pingEvery`: milliseconds between two pings of a socket, and until one that answers none counts as dead. Proxies cut a
   * connection that was silent for a minute; a ping with its pong costs nearly what an event costs that is sent.
   */
  constructor(pingEvery = 25_000) {
    const { silent } = this;
    this.heard = function () {
      silent.delete(this);
    };
    this.timer = setInterval(() => this.beat(), pingEvery / turns);
  }

  add(socket: WebSocket): void {
    // Those of this turn had theirs just now: a whole interval is left.
    this.sockets[this.turn]?.add(socket);
    socket.on('pong', this.heard);
  }

  delete(socket: WebSocket): void {
    for (const each of this.sockets) each.delete(socket);
    this.silent.delete(socket);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private beat(): void {
    this.turn = (this.turn + 1) % turns;
    for (const socket of this.sockets[this.turn] ?? []) {
      if (this.silent.has(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) {
        this.silent.add(socket);
        socket.ping();
      }
    }
  }
}
