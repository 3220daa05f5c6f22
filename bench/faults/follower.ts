import { setTimeout as pause } from 'node:timers/promises';

import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';

import type { House } from '../kit/house';

/** An entry of the log as a subscriber got it. */
export interface Sight {
  readonly id: string;
  readonly kind: string;
  readonly summary: string;
  /** When it came, as `Date.now()` tells. */
  readonly at: number;
}

const frame = z.object({
  logAdded: z.object({
    cursor: z.string(),
    gap: z.object({ reason: z.string() }).nullable(),
    entry: z.object({ id: z.string(), kind: z.string(), summary: z.string() }).nullable(),
  }),
});
const beginning = z.object({ data: z.object({ liveCursor: z.string() }) });

const query = `subscription ($kinds: [LogKind!], $after: String) {
  logAdded(filter: { kinds: $kinds }, after: $after) { cursor gap { reason } entry { id kind summary } }
}`;
/** Milliseconds until it comes back. */
const rest = 100;

/** Somebody who follows the log over a WebSocket, and comes back with their last cursor whenever it breaks. */
export class Follower {
  /** In the order in which they came, each time that they came. */
  readonly seen: Sight[] = [];
  /** Why something could not be given, each time that the api said so. */
  readonly gaps: string[] = [];
  /** What broke last, for whoever waits in vain. */
  trouble: unknown = 'nothing broke';
  private isOver = false;
  private readonly client: Client;

  private constructor(
    url: string,
    private readonly kinds: readonly string[],
    private after: string,
  ) {
    this.client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      retryAttempts: 0,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string | string[]) {
          super(address, protocols, { headers: { cookie: 'cube-session=bench-0' } });
        }
      },
    });
  }

  /** From now on. */
  static async of(house: House, kinds: readonly string[]): Promise<Follower> {
    const { data } = beginning.parse(JSON.parse(await house.send('{ liveCursor }')));
    const follower = new Follower(house.url, kinds, data.liveCursor);
    void follower.follow();
    return follower;
  }

  async leave(): Promise<void> {
    this.isOver = true;
    await this.client.dispose();
  }

  private async follow(): Promise<void> {
    for (; !this.isOver; await pause(rest)) {
      try {
        const variables = { kinds: this.kinds, after: this.after };
        for await (const { data } of this.client.iterate({ query, variables })) this.take(data);
      } catch (error) {
        // Whatever it was, it comes back.
        this.trouble = error;
      }
    }
  }

  private take(data: unknown): void {
    const { cursor, gap, entry } = frame.parse(data).logAdded;
    if (gap) this.gaps.push(gap.reason);
    if (entry) this.seen.push({ ...entry, at: Date.now() });
    this.after = cursor;
  }
}
