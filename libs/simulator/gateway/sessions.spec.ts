import { GatewayIntentBits } from 'discord-api-types/v10';
import { z } from 'zod';

import { Trial } from '../trial';

const dispatch = (name: string) => (frame: { t?: string | null | undefined }) => frame.t === name;
const opcode = (op: number) => (frame: { op: number }) => frame.op === op;
const ready = z.object({ session_id: z.string() });

describe('the limits of the gateway', () => {
  let trial: Trial | undefined;
  afterEach(() => trial?.end());

  const start = async (options: Parameters<typeof Trial.start>[0]) => {
    trial = await Trial.start(options);
    return trial;
  };

  it('closes with 4009 on who stops to beat', async () => {
    const { socket } = bound(await start({ heartbeatInterval: 20, heartbeatGrace: 20 }));
    expect(await socket().closed).toBe(4_009);
  });

  it('lets one IDENTIFY in per bucket and five seconds, and the next when they are over', async () => {
    const { socket, control, application } = bound(await start({ identifyInterval: 5_000 }));
    const first = socket();
    await first.identify(application.token);
    await first.take(dispatch('READY'));
    const second = socket();
    await second.identify(application.token);
    expect(await second.take(opcode(9))).toMatchObject({ d: false });
    const otherBucket = socket();
    await otherBucket.identify(application.token, { shard: [1, 2] });
    await otherBucket.take(dispatch('READY'));
    await control.advance(5_000);
    await second.identify(application.token);
    await second.take(dispatch('READY'));
  });

  it('counts the IDENTIFYs of a day, and takes the token of who exceeds them', async () => {
    const { socket, call, application } = bound(await start({ identifiesPerDay: 2 }));
    const limit = async () => Object((await call('GET', '/gateway/bot')).body).session_start_limit;
    expect(await limit()).toMatchObject({ total: 2, remaining: 2, reset_after: 0, max_concurrency: 16 });
    for (let count = 0; count < 2; count += 1) {
      const one = socket();
      await one.identify(application.token);
      await one.take(dispatch('READY'));
    }
    expect(await limit()).toMatchObject({ remaining: 0, reset_after: expect.any(Number) });
    const third = socket();
    await third.identify(application.token);
    expect(await third.closed).toBe(4_004);
    expect((await call('GET', '/gateway/bot')).status).toBe(401);
  });

  it('wants more shards for more guilds than one may carry', async () => {
    const { socket, control, application } = bound(await start({ guildsPerShard: 1 }));
    await control.createGuild({ name: 'Annex', owner: 'ada' });
    await control.install(application.id, 'Annex');
    const alone = socket();
    await alone.identify(application.token);
    expect(await alone.closed).toBe(4_011);
    const sharded = socket();
    await sharded.identify(application.token, { shard: [0, 2] });
    await sharded.take(dispatch('READY'));
  });

  it('forgets a session that nobody resumed in two minutes', async () => {
    const { socket, control, application } = bound(await start({}));
    const first = socket();
    await first.identify(application.token);
    const { session_id } = ready.parse((await first.take(dispatch('READY'))).d);
    first.close(4_000);
    await first.closed;
    await control.advance(121_000);
    const second = socket();
    await second.send(6, { token: application.token, session_id, seq: 1 });
    expect(await second.take(opcode(9))).toMatchObject({ d: false });
  });

  it('refuses to RESUME with a token that is none, and twice on one connection', async () => {
    const { socket, application } = bound(await start({}));
    const stranger = socket();
    await stranger.send(6, { token: 'sim.1.x', session_id: 'x', seq: 1 });
    expect(await stranger.closed).toBe(4_004);
    const known = socket();
    await known.identify(application.token);
    const { session_id } = ready.parse((await known.take(dispatch('READY'))).d);
    await known.send(6, { token: application.token, session_id, seq: 1 });
    expect(await known.closed).toBe(4_005);
  });

  it('lets a second connection resume a live session and closes the first', async () => {
    const { socket, application } = bound(await start({}));
    const first = socket();
    await first.identify(application.token);
    const { session_id } = ready.parse((await first.take(dispatch('READY'))).d);
    const second = socket();
    await second.send(6, { token: application.token, session_id, seq: 1 });
    await second.take(dispatch('RESUMED'));
    expect(await first.closed).toBe(4_000);
  });

  it('tells who may know that a bot went idle, by op 3, and that it is gone', async () => {
    const { socket, control, application, guild } = bound(await start({}));
    const watcher = await control.createApplication({ name: 'Watcher', intents: { presence: true } });
    await control.install(watcher.id, 'Lab');
    const eye = socket();
    await eye.identify(watcher.token, { intents: 1 | GatewayIntentBits.GuildPresences });
    await eye.take(dispatch('GUILD_CREATE'));
    const seen = (status: string) => (frame: { t?: string | null | undefined; d?: unknown }) =>
      frame.t === 'PRESENCE_UPDATE' &&
      Object(frame.d).user.id === application.id &&
      Object(frame.d).status === status;
    const bot = socket();
    await bot.identify(application.token);
    expect(await eye.take(seen('online'))).toMatchObject({ d: { guild_id: guild.id } });
    const activities = [{ name: 'chess', type: 0 }];
    await bot.send(3, { since: null, activities, status: 'idle', afk: false });
    expect(await eye.take(seen('idle'))).toMatchObject({ d: { activities } });
    bot.close(1_000);
    await eye.take(seen('offline'));
  });

  it('closes on a malformed presence with 4002', async () => {
    const { socket, application } = bound(await start({}));
    const bot = socket();
    await bot.identify(application.token);
    await bot.send(3, { status: 'dancing' });
    expect(await bot.closed).toBe(4_002);
  });

  it('sends all members in a chunk only to who may have them, and says which are not there', async () => {
    const { socket, control, application, guild } = bound(await start({}));
    const bot = socket();
    await bot.identify(application.token);
    await bot.send(8, { guild_id: guild.id, query: '', limit: 0, nonce: 'all' });
    await bot.send(8, { guild_id: guild.id, user_ids: [guild.ownerId, '7'], nonce: 'two' });
    const chunk = await bot.take(dispatch('GUILD_MEMBERS_CHUNK'));
    expect(chunk).toMatchObject({ d: { nonce: 'two', not_found: ['7'], chunk_index: 0, chunk_count: 1 } });
    await control.setApplication(application.id, { privilegedIntents: { members: true } });
    const other = socket();
    await other.identify(application.token, { intents: 1 | GatewayIntentBits.GuildMembers });
    await other.send(8, { guild_id: guild.id, query: '', limit: 0 });
    const { d } = await other.take(dispatch('GUILD_MEMBERS_CHUNK'));
    expect(Object(d).members).toHaveLength(3);
  });

  it('hears thousands of openings and lives on', async () => {
    const running = await start({});
    for (let round = 0; round < 20; round += 1) {
      const sockets = Array.from({ length: 100 }, () => running.socket());
      await Promise.all(sockets.map((socket) => socket.take(opcode(10))));
      for (const socket of sockets) socket.close(1_000);
      await Promise.all(sockets.map(({ closed }) => closed));
    }
    const bot = running.socket();
    await bot.identify(running.application.token);
    await bot.take(dispatch('READY'));
  });

  it.each([
    ['binary rubbish', Buffer.from([0xff, 0x00, 0x83])],
    ['an empty frame', Buffer.alloc(0)],
  ])('closes on %s with 4002', async (_what, bytes) => {
    const { socket } = bound(await start({}));
    const raw = socket();
    await raw.sendText(bytes);
    expect(await raw.closed).toBe(4_002);
  });

  it('closes on a frame beyond all measure with 1009', async () => {
    const { socket } = bound(await start({}));
    const raw = socket();
    await raw.sendText('x'.repeat(100_000));
    expect(await raw.closed).toBe(1_009);
  });

  it.each(['etf', 'xml'])('closes on the encoding %s with 4002', async (encoding) => {
    const running = await start({});
    expect(await running.socket(`/gateway?v=10&encoding=${encoding}`).closed).toBe(4_002);
  });
});

/** The parts of a trial by themselves. */
const bound = (trial: Trial) => ({
  control: trial.control,
  application: trial.application,
  guild: trial.guild,
  socket: trial.socket.bind(trial),
  call: trial.call.bind(trial),
});
