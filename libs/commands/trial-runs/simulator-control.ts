import { Config } from '@cube/platform/config';
import { Invalid, Unavailable } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

const state = z.object({
  users: z.array(z.object({ id: z.string(), name: z.string(), bot: z.boolean() })),
  guilds: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      channels: z.array(z.object({ id: z.string(), name: z.string() })),
      roles: z.array(z.object({ id: z.string(), name: z.string() })),
      memberIds: z.array(z.string()),
      applicationIds: z.array(z.string()),
    }),
  ),
});
const message = z.looseObject({ id: z.string(), author: z.looseObject({ id: z.string() }) });
const written = z.object({ message });
const kept = z.object({ id: z.string() });
const history = z.object({ messages: z.array(message) });
const outcome = z.object({
  state: z.enum(['answered', 'deferred', 'failed', 'timeout']),
  interactionId: z.string(),
  message: message.optional(),
  modal: z.looseObject({}).optional(),
});
const refusal = z.object({ message: z.string().max(500) });

export type SimulatedWorld = z.output<typeof state>;
export type SimulatedOutcome = z.output<typeof outcome>;

/** What somebody would do in the simulator’s own chat. */
export interface Deed {
  readonly as: string;
  readonly [field: string]: unknown;
}

/** Milliseconds: a bot may promise an answer and take a while to give it. */
const patience = 30_000;

/**
 * The part of the simulator’s control API by which people try commands. It is there only where Discord is the simulator: its
 * address is that of the settings, and nothing of a request becomes a part of it but an id of digits.
 */
@Injectable()
export class SimulatorControl {
  private readonly root: string | null;

  constructor({ discord, simulatorUrl }: Config) {
    this.root = discord.network === 'simulator' && simulatorUrl ? `${simulatorUrl}/control` : null;
  }

  get isThere(): boolean {
    return this.root !== null;
  }

  world(): Promise<SimulatedWorld> {
    return this.call('/state', state);
  }

  async messages(channelId: string, userId: string): Promise<readonly z.output<typeof message>[]> {
    const path = `/channels/${encodeURIComponent(channelId)}/messages?as=${encodeURIComponent(userId)}`;
    return (await this.call(path, history)).messages;
  }

  /** Writes a message; resolves with its id. */
  async say(deed: Deed): Promise<string> {
    return (await this.call('/say', written, deed)).message.id;
  }

  /** Keeps a file for an option; `data` is base64. Resolves with its id. */
  async upload(file: { readonly name: string; readonly data: string }): Promise<string> {
    return (await this.call('/uploads', kept, file)).id;
  }

  do(what: 'run' | 'context-menu' | 'use' | 'submit-modal', deed: Deed): Promise<SimulatedOutcome> {
    return this.call(`/${what}`, outcome, deed);
  }

  /** Throws `Invalid` with the simulator’s own sentence when it refuses. */
  private async call<T>(path: string, shape: z.ZodType<T>, deed?: object): Promise<T> {
    if (this.root === null)
      throw new Invalid('Commands are tried in the simulator, and this is the real Discord.');
    const response = await fetch(`${this.root}${path}`, {
      ...(deed && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(deed),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    }).catch(() => {
      throw new Unavailable('The simulator does not answer. Check that it is running, then try again.');
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return shape.parse(answer);
    const said = refusal.safeParse(answer);
    throw new Invalid(said.data?.message ?? `The simulator answered ${response.status}.`);
  }
}
