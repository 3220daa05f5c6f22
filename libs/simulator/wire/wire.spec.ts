import { MessageFlags } from 'discord.js';

import { onInteraction, Trial } from '../trial';
import { WireLog } from './wire-log';
import type { WireEntry } from './wire-shapes';

type Rest = Extract<WireEntry, { kind: 'rest' }>;
const callsIn = (entries: readonly WireEntry[]) =>
  entries.filter((entry): entry is Rest => entry.kind === 'rest');
const namesOf = (entries: readonly WireEntry[]) =>
  entries.flatMap((entry) =>
    entry.kind === 'gateway' ? [`${entry.from} ${entry.event ?? entry.opcode}`] : [],
  );

describe('the wire', () => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await Trial.start();
  });
  afterEach(() => trial.end());

  async function ping() {
    const bot = await trial.bot();
    await bot.application.commands.set([{ name: 'ping', description: 'Pong.' }]);
    const tokens: string[] = [];
    onInteraction(bot, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      tokens.push(interaction.token);
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply(`My token is ${trial.application.token}, yours ${interaction.token}.`);
      await interaction.followUp('And more.');
    });
    await trial.control.run('/ping', { as: 'ada', in: '#general' });
    let entries = await trial.control.wire();
    while (callsIn(entries).filter(({ path }) => path.startsWith('/webhooks')).length < 2)
      entries = await trial.control.wire();
    return { entries, token: tokens[0] ?? '' };
  }

  it('shows the frames of both directions in their order, with opcode, event, sequence and whose they are', async () => {
    const { entries } = await ping();
    expect(namesOf(entries).slice(0, 4)).toEqual([
      'discord Hello',
      'bot Identify',
      'discord READY',
      'discord GUILD_CREATE',
    ]);
    expect(entries.find((entry) => entry.kind === 'gateway' && entry.event === 'READY')).toMatchObject({
      op: 0,
      opcode: 'Dispatch',
      seq: 1,
      shard: [0, 1],
      bot: { id: trial.application.id, name: 'Trial' },
      size: expect.any(Number),
    });
    // Who speaks is known afterwards also of what came before the IDENTIFY.
    expect(entries.find((entry) => entry.kind === 'gateway' && entry.opcode === 'Hello')?.bot?.name).toBe(
      'Trial',
    );
  });

  it('shows REST calls with status, time, body and answer, and whose they are without an Authorization', async () => {
    const { entries } = await ping();
    const calls = callsIn(entries);
    const registration = calls.find(({ method }) => method === 'PUT');
    expect(registration).toMatchObject({ status: 200, bot: { name: 'Trial' }, from: 'bot' });
    expect(JSON.parse(registration?.request ?? '')).toMatchObject([{ name: 'ping' }]);
    expect(JSON.parse(registration?.answer ?? '')).toMatchObject([{ name: 'ping', description: 'Pong.' }]);
    const callback = calls.find(({ path }) => path.startsWith('/interactions'));
    expect(callback).toMatchObject({ method: 'POST', bot: { name: 'Trial' } });
  });

  it('shows no token: of the bot, of interactions, of webhooks, in frames, paths, bodies or answers', async () => {
    const { entries, token } = await ping();
    const made = await trial.call('POST', `/channels/${trial.channelId}/webhooks`, { name: 'Hook' });
    const all = JSON.stringify([...entries, ...(await trial.control.wire())]);
    expect(token).not.toBe('');
    for (const secret of [trial.application.token, token, ...tokensIn(made.body)])
      expect(all).not.toContain(secret);
    expect(all).toContain('My token is sim.…, yours ….');
    expect(all).toContain('/webhooks/');
  });

  it('shows no token of a frame that is malformed, nor of a call that leads nowhere', async () => {
    const { token } = trial.application;
    const socket = trial.socket();
    await socket.sendText(`{"op":2,"d":{"token":"${token}"`);
    expect(await socket.closed).toBe(4002);
    const secret = 'a-secret-of-a-webhook';
    await trial.call('POST', `/webhooks/1/${secret}?wait=true&token=${secret}`, { token: secret });
    await trial.call('POST', `/%77ebhooks/1/${secret}`, {});
    const entries = await trial.control.wire();
    expect(JSON.stringify(entries)).not.toContain(token);
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(entries).toContainEqual(expect.objectContaining({ opcode: 'Malformed', op: null, from: 'bot' }));
    expect(entries).toContainEqual(expect.objectContaining({ opcode: 'Closed', closeCode: 4002 }));
    expect(callsIn(entries).map(({ path }) => path)).toContain('/webhooks/1/…?wait=true&token=…');
  });

  it('shows no secret of a sign-in', async () => {
    const secrets = { client_secret: 'the-secret', code: 'the-code', code_verifier: 'the-verifier' };
    await fetch(`${trial.simulator.url}/api/v10/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', ...secrets }),
    });
    const [call] = callsIn(await trial.control.wire());
    expect(JSON.parse(call?.request ?? '')).toEqual({
      grant_type: 'authorization_code',
      client_secret: '…',
      code: '…',
      code_verifier: '…',
    });
  });

  it('keeps of a file what it is, and cuts long bodies', async () => {
    const form = new FormData();
    form.set(
      'payload_json',
      JSON.stringify({ content: 'x'.repeat(1_990), embeds: [{ description: 'y'.repeat(4_000) }] }),
    );
    form.set('files[0]', new Blob(['z'.repeat(300_000)]), 'large.txt');
    await fetch(`${trial.simulator.url}/api/v10/channels/${trial.channelId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${trial.application.token}` },
      body: form,
    });
    const [call] = callsIn(await trial.control.wire());
    expect(call?.request).toContain('"name": "large.txt"');
    expect(call?.request).toContain('"size": 300000');
    expect(call?.request).toContain('… (4000 characters)');
    expect(call?.request).not.toContain('zzz');
    expect(call?.request?.length).toBeLessThan(9_000);
  });

  it('is heard live, and from where a reader has lost it', async () => {
    const read = async (headers: Record<string, string>, until: string) => {
      const controller = new AbortController();
      const url = `${trial.simulator.url}/control/wire/live`;
      const response = await fetch(url, { signal: controller.signal, headers });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let seen = '';
      while (!seen.includes(until)) seen += (await reader?.read())?.value ?? '';
      controller.abort();
      return seen;
    };
    await trial.call('GET', '/gateway');
    const first = await read({}, '"path": "/gateway"'.replace(': ', ':'));
    const [, id = ''] = /id: (\d+)/.exec(first) ?? [];
    const later = read({ 'last-event-id': id }, '/users/@me');
    await trial.call('GET', '/users/@me');
    expect(await later).not.toContain('"path":"/gateway"');
  });

  it('is shown to its own pages only', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await fetch(`${trial.simulator.url}/control/wire/live`, { headers })).status).toBe(403);
  });
});

describe('the ring of the wire', () => {
  const call = (answer: string) => ({
    kind: 'call' as const,
    method: 'GET',
    url: '/api/v10/gateway',
    status: 200,
    milliseconds: 1,
    applicationId: null,
    sent: undefined,
    size: 0,
    answer,
  });

  it('keeps a thousand entries and says how many a reader has missed', () => {
    const log = new WireLog();
    for (let index = 0; index < 2_500; index += 1) log.add(call(''));
    expect(log.since(0, 5_000).entries.map(({ id }) => id)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => 1_501 + index),
    );
    expect(log.since(1_000, 5_000).missed).toBe(500);
    expect(log.since(2_000, 100)).toMatchObject({ missed: 400, entries: { length: 100 } });
    expect(log.since(2_500, 100)).toEqual({ entries: [], missed: 0 });
  });

  it('keeps fewer when they are large', () => {
    const log = new WireLog();
    for (let index = 0; index < 100; index += 1) log.add(call('x'.repeat(1024 * 1024)));
    expect(log.since(0, 1_000).entries).toHaveLength(8);
  });
});

/** Every text below a name that ends in token. */
function tokensIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === 'token' && typeof item === 'string' ? [item] : tokensIn(item),
  );
}
