import type { Client } from 'discord.js';
import { Events, GatewayIntentBits } from 'discord.js';
import { z } from 'zod';

import { onInteraction, Trial } from '../trial';

const dispatch = (name: string) => (frame: { t?: string | null | undefined }) => frame.t === name;
const opcode = (op: number) => (frame: { op: number }) => frame.op === op;
const ready = z.object({ session_id: z.string(), guilds: z.array(z.object({ id: z.string() })) });

describe('the gateway', () => {
  let trial: Trial;

  beforeAll(async () => {
    trial = await Trial.start({ heartbeatInterval: 150, answerWithin: 2_500 });
  });

  afterAll(() => trial.end());

  it('says hello, answers heartbeats, and tells of guilds after READY', async () => {
    const socket = trial.socket();
    expect(await socket.take(opcode(10))).toMatchObject({ d: { heartbeat_interval: 150 } });
    await socket.send(1, null);
    await socket.take(opcode(11));
    await socket.identify(trial.application.token);
    expect(await socket.take(dispatch('READY'))).toMatchObject({
      s: 1,
      d: {
        v: 10,
        user: { username: 'Trial', bot: true },
        shard: [0, 1],
        application: { id: trial.application.id },
      },
    });
    expect(await socket.take(dispatch('GUILD_CREATE'))).toMatchObject({
      d: { id: trial.guild.id, name: 'Lab', member_count: 3, members: [{ user: { username: 'Trial' } }] },
    });
    socket.close(1000);
  });

  it.each([
    ['a wrong token', 4_004, { token: 'sim.1.wrong' }],
    ['a token that looks real', 4_004, { token: `${'MTAw'.repeat(6)}.GabcdE.${'x'.repeat(38)}` }],
    ['an intent that was not switched on', 4_014, { intents: GatewayIntentBits.MessageContent }],
    ['an intent that does not exist', 4_013, { intents: 1 << 30 }],
    ['a shard beyond the count', 4_010, { shard: [2, 2] }],
  ])('closes on %s with %i', async (_what, code, wish) => {
    const socket = trial.socket();
    await socket.send(2, { token: trial.application.token, intents: 1, properties: {}, ...wish });
    expect(await socket.closed).toBe(code);
  });

  it.each([
    ['what is not JSON', 4_002, ['{']],
    ['what is no frame', 4_002, ['[1]']],
    ['an oversized frame', 4_002, [JSON.stringify({ op: 3, d: 'x'.repeat(5_000) })]],
    ['an unknown opcode', 4_001, ['{"op":99}']],
    ['a frame before IDENTIFY', 4_003, ['{"op":3,"d":{}}']],
    ['a malformed IDENTIFY', 4_002, ['{"op":2,"d":{"token":1}}']],
  ])('closes on %s with %i', async (_what, code, frames) => {
    const socket = trial.socket();
    for (const frame of frames) await socket.sendText(frame);
    expect(await socket.closed).toBe(code);
  });

  it('closes on the 121st frame in a minute with 4008, heartbeats aside', async () => {
    const socket = trial.socket();
    await socket.identify(trial.application.token);
    for (let count = 0; count < 200; count += 1) await socket.send(1, null);
    for (let count = 0; count < 120; count += 1) await socket.send(3, {});
    expect(await socket.closed).toBe(4_008);
  });

  it('closes on another version of the protocol with 4012', async () => {
    expect(await trial.socket('/gateway?v=9&encoding=json').closed).toBe(4_012);
  });

  it('closes on a second IDENTIFY with 4005', async () => {
    const socket = trial.socket();
    await socket.identify(trial.application.token);
    await socket.identify(trial.application.token);
    expect(await socket.closed).toBe(4_005);
  });

  it('gives each guild to one shard', async () => {
    const sockets = [0, 1].map(() => trial.socket());
    const guilds: string[][] = [];
    for (const [index, socket] of sockets.entries()) {
      await socket.identify(trial.application.token, { shard: [index, 2] });
      const { d } = await socket.take(dispatch('READY'));
      guilds.push(ready.parse(d).guilds.map(({ id }) => id));
      socket.close(1000);
    }
    const owner = Number((BigInt(trial.guild.id) >> 22n) % 2n);
    expect(guilds[owner]).toEqual([trial.guild.id]);
    expect(guilds[1 - owner]).toEqual([]);
  });

  it('replays what a lost connection missed, in order, and then says RESUMED', async () => {
    const first = trial.socket();
    await first.identify(trial.application.token, { intents: GatewayIntentBits.GuildMessages });
    const { session_id } = ready.parse((await first.take(dispatch('READY'))).d);
    first.close(4_000);
    await first.closed;
    for (const text of ['one', 'two']) await trial.control.say(text, { as: 'ada', in: '#general' });
    const second = trial.socket();
    await second.send(6, { token: trial.application.token, session_id, seq: 1 });
    expect((await second.take((frame) => frame.op === 0)).s).toBe(2);
    expect((await second.take((frame) => frame.op === 0)).s).toBe(3);
    expect(await second.take((frame) => frame.op === 0)).toMatchObject({ t: 'RESUMED', s: 4 });
    second.close(1000);
    await second.closed;
    const third = trial.socket();
    await third.send(6, { token: trial.application.token, session_id, seq: 4 });
    expect(await third.take(opcode(9))).toMatchObject({ d: false });
    third.close();
  });

  it('closes on a RESUME from the future with 4007', async () => {
    const first = trial.socket();
    await first.identify(trial.application.token);
    const { session_id } = ready.parse((await first.take(dispatch('READY'))).d);
    const second = trial.socket();
    await second.send(6, { token: trial.application.token, session_id, seq: 99 });
    expect(await second.closed).toBe(4_007);
    first.close(1000);
  });

  it('sends members in a chunk to whoever asks', async () => {
    const socket = trial.socket();
    await socket.identify(trial.application.token);
    await socket.send(8, { guild_id: trial.guild.id, query: 'gr', limit: 0, nonce: 'n' });
    expect(await socket.take(dispatch('GUILD_MEMBERS_CHUNK'))).toMatchObject({
      d: { nonce: 'n', members: [{ user: { username: 'grace' } }] },
    });
    socket.close(1000);
  });

  describe('under discord.js', () => {
    let bot: Client<true>;
    const sessions = () => trial.control.sessions(trial.application.id);
    const resumed = () => new Promise<void>((resolve) => bot.once(Events.ShardResume, () => resolve()));
    const ping = () => trial.control.run('/ping', { as: 'ada', in: '#general' });

    beforeAll(async () => {
      bot = await trial.bot();
      await bot.application.commands.set([{ name: 'ping', description: 'Says pong.' }]);
      onInteraction(
        bot,
        async (interaction) => interaction.isChatInputCommand() && interaction.reply('Pong.'),
      );
    });

    it.each([
      { how: 'reset' },
      { how: 'reconnect' },
      { how: 'close', code: 4_000 },
      { how: 'silence' },
    ] as const)('resumes after %j and misses nothing', async (trouble) => {
      const before = (await sessions()).find(({ isConnected }) => isConnected);
      const back = resumed();
      expect(await trial.control.dropGateway(trial.application.id, trouble)).toBe(1);
      const outcome = ping();
      await back;
      expect(await outcome).toMatchObject({ state: 'answered' });
      const after = (await sessions()).find(({ isConnected }) => isConnected);
      expect(after).toMatchObject({ id: before?.id, resumes: (before?.resumes ?? 0) + 1 });
      expect(after?.identifies).toBe(before?.identifies);
    });

    it('hears of a guild that it joins and of one that it must leave', async () => {
      const joined = new Promise<string>((resolve) =>
        bot.once(Events.GuildCreate, ({ name }) => resolve(name)),
      );
      const left = new Promise<string>((resolve) =>
        bot.once(Events.GuildDelete, ({ name }) => resolve(name)),
      );
      await trial.control.createGuild({ name: 'Annex', owner: 'grace' });
      await trial.control.install(trial.application.id, 'Annex');
      expect(await joined).toBe('Annex');
      await trial.control.uninstall(trial.application.id, 'Annex');
      expect(await left).toBe('Annex');
    });

    it('leaves a guild of its own accord', async () => {
      await trial.control.createGuild({ name: 'Cellar', owner: 'grace' });
      const joined = new Promise((resolve) => bot.once(Events.GuildCreate, resolve));
      await trial.control.install(trial.application.id, 'Cellar');
      await joined;
      const left = new Promise<string>((resolve) =>
        bot.once(Events.GuildDelete, ({ name }) => resolve(name)),
      );
      await bot.guilds.cache.find(({ name }) => name === 'Cellar')?.leave();
      expect(await left).toBe('Cellar');
      const { guilds } = await trial.control.state();
      expect(guilds.find(({ name }) => name === 'Cellar')?.applicationIds).toEqual([]);
    });

    it('carries a malformed frame to the bot when a test asks for it', async () => {
      const socket = trial.socket();
      await socket.identify(trial.application.token);
      await socket.take(dispatch('READY'));
      await trial.control.sendRaw(trial.application.id, '{"op":0,"t":"NONSENSE","s":null,"d":{}}');
      await socket.take(dispatch('NONSENSE'));
      socket.close(1000);
    });

    it('refuses a login with an intent that is not switched on, and lets it in once it is', async () => {
      const wish = { intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers] };
      await expect(trial.bot(wish)).rejects.toThrow('Used disallowed intents');
      await trial.control.setApplication(trial.application.id, { privilegedIntents: { members: true } });
      const member = await trial.bot(wish);
      expect(member.guilds.cache.get(trial.guild.id)?.members.cache.size).toBe(3);
      const gone = new Promise((resolve) => member.once(Events.ShardDisconnect, ({ code }) => resolve(code)));
      await trial.control.setApplication(trial.application.id, { privilegedIntents: { members: false } });
      expect(await gone).toBe(4_014);
    });

    it('ends sessions whose token was reset, and refuses the old token', async () => {
      const gone = new Promise((resolve) => bot.once(Events.ShardDisconnect, ({ code }) => resolve(code)));
      await trial.control.resetToken(trial.application.id);
      expect(await gone).toBe(4_004);
      expect(await sessions()).toEqual([]);
      await expect(trial.bot()).rejects.toMatchObject({ code: 'TokenInvalid' });
    });
  });
});
