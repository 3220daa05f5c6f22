import { once } from 'node:events';
import { Agent, request } from 'node:http';

import { WebSocket } from 'ws';
import { z } from 'zod';

import { SimulatorClient } from '../client';

export interface LoadBotsOptions {
  bots: number;
  /** The bots are spread over them. */
  guilds: number;
  /** The command that every bot has and answers at once. */
  command?: string;
  /** Puts every bot into every guild. */
  everywhere?: boolean;
}

const head = z.object({ op: z.number(), t: z.string().nullish() });
const hello = z.object({ d: z.object({ heartbeat_interval: z.number() }) });
const interaction = z.object({ d: z.object({ id: z.string(), token: z.string() }) });

/** Bots that connect at the same time. */
const atOnce = 10;
const answer = Buffer.from(JSON.stringify({ type: 4, data: { content: 'Here.' } }));

/** Many bots on bare WebSockets that answer every interaction at once: the other end of a load, cheaper than any library. */
export class LoadBots {
  /** Answers that the simulator took, by bot. */
  readonly answered = new Map<string, number>();
  /** Answers that it did not take. */
  refused = 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });
  private readonly sockets: WebSocket[] = [];
  private readonly heartbeats: NodeJS.Timeout[] = [];

  private constructor(private readonly url: string) {}

  /** Arranges applications, guilds and commands in the simulator, unless they are there, and connects the bots. */
  static async start(
    url: string,
    { bots: count, guilds, command = 'load', everywhere = false }: LoadBotsOptions,
  ): Promise<LoadBots> {
    const bots = new LoadBots(url);
    const tokens = await arrange(url, { bots: count, guilds, command, everywhere });
    for (let first = 0; first < tokens.length; first += atOnce)
      await Promise.all(tokens.slice(first, first + atOnce).map((token) => bots.connect(token)));
    return bots;
  }

  async close(): Promise<void> {
    for (const timer of this.heartbeats) clearInterval(timer);
    await Promise.all(
      this.sockets.map(async (socket) => {
        const closed = once(socket, 'close');
        socket.close(1000);
        await closed;
      }),
    );
    this.agent.destroy();
  }

  private async connect({ id, token }: Credentials): Promise<void> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/gateway?v=10&encoding=json`);
    this.sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code) => reject(new Error(`The simulator closed the connection with ${code}.`)));
      socket.on('message', (data) => {
        const frame: unknown = JSON.parse(String(data));
        const { op, t } = head.parse(frame);
        if (op === 10) {
          const { heartbeat_interval: interval } = hello.parse(frame).d;
          this.heartbeats.push(setInterval(() => socket.send('{"op":1,"d":null}'), interval));
          socket.send(JSON.stringify({ op: 2, d: { token, intents: 0, properties: {} } }));
        }
        if (t === 'READY') resolve();
        if (t === 'INTERACTION_CREATE') this.answer(id, interaction.parse(frame).d);
      });
    });
  }

  private answer(botId: string, { id, token }: z.infer<typeof interaction>['d']): void {
    const headers = { 'content-type': 'application/json', 'content-length': answer.length };
    const path = `${this.url}/api/v10/interactions/${id}/${token}/callback`;
    request(path, { method: 'POST', agent: this.agent, headers }, (response) => {
      response.resume();
      if (response.statusCode === 204) this.answered.set(botId, (this.answered.get(botId) ?? 0) + 1);
      else this.refused += 1;
    })
      .on('error', () => (this.refused += 1))
      .end(answer);
  }
}

interface Credentials {
  id: string;
  token: string;
}

const person = 'load';

/** `Load 1`, `Load 2` … in `Load guild 1` …; a second load finds what the first one made. */
export async function arrange(url: string, wish: Required<LoadBotsOptions>): Promise<Credentials[]> {
  const control = new SimulatorClient(url);
  const known = await control.state();
  if (!known.users.some(({ username }) => username === person)) await control.createUser({ name: person });
  const guilds: string[] = [];
  for (let index = 1; index <= wish.guilds; index += 1) {
    const name = `Load guild ${index}`;
    const guild =
      known.guilds.find((one) => one.name === name) ??
      (await control.createGuild({ name, owner: person, channels: ['general', 'second'] }));
    guilds.push(guild.id);
  }
  const credentials: Credentials[] = [];
  for (let index = 0; index < wish.bots; index += 1) {
    const name = `Load ${index + 1}`;
    const application = known.applications.find((one) => one.name === name);
    const { id, token } = application
      ? { id: application.id, token: await control.revealToken(application.id) }
      : await control.createApplication({ name });
    const homes = wish.everywhere ? guilds : guilds.slice(index % guilds.length).slice(0, 1);
    for (const guild of homes) await control.install(id, guild);
    await register(url, { id, token }, wish.command);
    credentials.push({ id, token });
  }
  return credentials;
}

async function register(url: string, { id, token }: Credentials, command: string): Promise<void> {
  const response = await fetch(`${url}/api/v10/applications/${id}/commands`, {
    method: 'PUT',
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ name: command, description: 'Answers at once.' }]),
  });
  if (!response.ok) throw new Error(`/${command} could not be registered: ${await response.text()}`);
  await response.arrayBuffer();
}
