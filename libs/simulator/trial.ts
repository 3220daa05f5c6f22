import { once } from 'node:events';

import type { ClientOptions, Interaction } from 'discord.js';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import { z } from 'zod';

import { SimulatorClient } from './client';
import type { GuildView, NewApplication } from './control-shapes';
import type { Simulator, SimulatorOptions } from './server';
import { startSimulator } from './server';

/** A simulator with a guild of two and one installed application: what most specs begin with. */
export class Trial {
  private readonly bots: Client[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly control: SimulatorClient,
    readonly application: NewApplication,
    readonly guild: GuildView,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<Trial> {
    const simulator = await startSimulator(options);
    const control = new SimulatorClient(simulator.url);
    if (!options.seed) for (const name of ['ada', 'grace']) await control.createUser({ name });
    const application = await control.createApplication({
      name: 'Trial',
      redirectUris: ['http://127.0.0.1:9/callback'],
    });
    const guild = await control.createGuild({
      name: 'Lab',
      owner: 'ada',
      members: ['grace'],
      channels: ['general', 'quiet'],
    });
    await control.install(application.id, guild.id);
    return new Trial(simulator, control, application, guild);
  }

  get channelId(): string {
    return this.guild.channels[0]?.id ?? '';
  }

  /** Logs an unmodified discord.js client in and waits until it is ready. */
  async bot(options: Partial<ClientOptions> = {}): Promise<Client<true>> {
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      ...options,
      rest: { api: `${this.simulator.url}/api`, ...options.rest },
    });
    this.bots.push(client);
    const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(this.application.token);
    return ready;
  }

  /** A call to the REST API as the bot, or as nobody with `token: null`. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    { token = `Bot ${this.application.token}` }: { token?: string | null } = {},
  ) {
    const response = await fetch(`${this.simulator.url}/api/v10${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: token }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? null : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: answer };
  }

  /** A bare gateway connection, for what discord.js hides. */
  socket(path = '/gateway?v=10&encoding=json'): RawGateway {
    return new RawGateway(this.simulator.url.replace('http', 'ws') + path);
  }

  async end(): Promise<void> {
    await Promise.all(this.bots.map((bot) => bot.destroy()));
    await this.simulator.close();
  }
}

const frameShape = z.object({
  op: z.number(),
  t: z.string().nullish(),
  s: z.number().nullish(),
  d: z.unknown(),
});
type Frame = z.infer<typeof frameShape>;

/** Speaks the gateway by hand and remembers what came. */
export class RawGateway {
  private readonly frames: Frame[] = [];
  private readonly socket: WebSocket;
  readonly closed: Promise<number>;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data: RawData) => {
      const frame = frameShape.parse(JSON.parse(String(data)));
      this.frames.push(frame);
      this.heard.push(frame);
      this.socket.emit('frame');
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
  }

  /** Every frame that came, also those that were taken. */
  readonly heard: Frame[] = [];

  /** The next frame that fits and has not been taken yet. */
  async take(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const index = this.frames.findIndex(fits);
      const [frame] = index < 0 ? [] : this.frames.splice(index, 1);
      if (frame) return frame;
      await once(this.socket, 'frame');
    }
  }

  async send(op: number, d: unknown): Promise<void> {
    await this.sendText(JSON.stringify({ op, d }));
  }

  async sendText(text: string | Buffer): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
    this.socket.send(text);
  }

  async identify(token: string, wish: { intents?: number; shard?: [number, number] } = {}): Promise<void> {
    await this.send(2, { token, intents: 1, properties: {}, ...wish });
  }

  close(code?: number): void {
    this.socket.close(code);
  }
}

/** Lets a bot answer its next interactions by this. */
export const onInteraction = (bot: Client, act: (interaction: Interaction) => Promise<unknown>) => {
  bot.removeAllListeners(Events.InteractionCreate);
  bot.on(Events.InteractionCreate, (interaction) => void act(interaction));
};
