import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import type { Viewer } from '@cube/platform/viewer';
import type { Server, WebSocket as Wire } from 'graphql-ws';
import { v7 as uuid } from 'uuid';
import type { WebSocket } from 'ws';

import type { Pulse } from './pulse';
import type { Knock } from './viewer-source';

/** Bytes that may wait for a slow reader before it is cut off; it comes back with its cursor. */
const mostBuffered = 1024 * 1024;
/** Milliseconds for which a replay waits for its reader. */
const patience = 10_000;

/** Why a socket is closed. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** For whoever did nothing wrong: the client comes back, with its cursor. */
export const tryAgain: Closing = { code: 1011, reason: 'Try again' };

/**
 * One WebSocket: what graphql-ws writes to, and what it hands its hooks. Thousands of them only wait, and all that one holds is
 * held that often: so it has methods and no closures, and keeps nothing of the request by which it came but the knock.
 */
export class LiveSocket implements Wire {
  readonly id = uuid();
  /** Who it is, from `connection_init` on. */
  viewer: Viewer | null = null;

  constructor(
    private readonly webSocket: WebSocket,
    /** What lies below it, for frames that are ready made. */
    private readonly raw: Duplex,
    /** How it came: asked again, it says whether its session still lasts and what it may do. */
    public knock: Knock,
    private readonly closingFor: (error: unknown) => Closing,
  ) {}

  get protocol(): string {
    return this.webSocket.protocol;
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === this.webSocket.OPEN;
  }

  send(data: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) resolve();
      else this.webSocket.send(data, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(code?: number, reason?: string): void {
    this.webSocket.close(code, reason);
  }

  onMessage(take: (data: string) => Promise<void>): void {
    this.webSocket.on('message', (data) => {
      take(String(data)).catch((error: unknown) => {
        const { code, reason } = this.closingFor(error);
        this.close(code, reason);
      });
    });
  }

  onceClosed(act: () => void): void {
    this.webSocket.once('close', act);
  }

  /** Writes a whole frame; false when the socket is gone. Who has not taken most of what came before is cut off. */
  write(frame: Buffer): boolean {
    if (this.webSocket.bufferedAmount > mostBuffered) this.webSocket.terminate();
    if (!this.isOpen) return false;
    // `ws` writes what it sends at once too, since nothing is compressed here: the order is kept.
    this.raw.write(frame);
    return true;
  }

  /** A replay is sent no faster than it is read; who reads nothing for a while has gone. */
  async hasDrained(): Promise<boolean> {
    if (this.webSocket.bufferedAmount < mostBuffered / 4) return true;
    const over = new AbortController();
    const { signal } = over;
    const changes = ['drain', 'close'].map((event) => once(this.raw, event, { signal }));
    await Promise.race([...changes, pause(patience, undefined, { signal })]).catch(() => undefined);
    over.abort();
    await Promise.allSettled(changes);
    if (this.webSocket.bufferedAmount >= mostBuffered / 4) this.webSocket.terminate();
    return this.isOpen;
  }

  /**
   * Hands it to graphql-ws. In place of graphql-ws/use/ws, which prints to the console what clients do wrong, and tells them of
   * errors of ours.
   */
  open(server: Server<LiveSocket>, pulse: Pulse): void {
    const { webSocket } = this;
    const closed = server.opened(this, this);
    pulse.add(webSocket);
    webSocket.on('error', leaveIt);
    webSocket.on('close', (code, reason) => {
      pulse.delete(webSocket);
      closed(code, String(reason)).catch(this.closingFor);
    });
  }
}

/** A frame that is too large, or no frame: ws closes the socket by itself, with the code for it. */
const leaveIt = () => undefined;
