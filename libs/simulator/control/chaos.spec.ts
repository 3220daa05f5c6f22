import { Trial } from '../trial';

const pick = (headers: Headers, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, headers.get(name)]));

describe('trouble on demand', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start();
  });
  afterAll(() => trial.end());

  const me = () => trial.call('GET', '/users/@me');

  it('throttles one route and method, and no other', async () => {
    await trial.control.throttle({ route: '/users/@me', method: 'GET', limit: 1, window: 60_000 });
    const first = await me();
    expect(pick(first.headers, 'x-ratelimit-limit', 'x-ratelimit-remaining')).toEqual({
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
    });
    const second = await me();
    expect(second).toMatchObject({
      status: 429,
      body: { message: 'You are being rate limited.', retry_after: expect.any(Number), global: false },
    });
    expect(pick(second.headers, 'x-ratelimit-scope', 'x-ratelimit-global')).toEqual({
      'x-ratelimit-scope': 'user',
      'x-ratelimit-global': null,
    });
    expect((await trial.call('PATCH', '/users/@me', {})).status).toBe(200);
    await trial.control.advance(60_000);
    expect((await me()).status).toBe(200);
    await trial.control.unthrottle();
  });

  it('throttles all calls of a bot together, but not its answers to interactions', async () => {
    await trial.control.throttle({ limit: 1, window: 60_000 });
    expect((await me()).status).toBe(200);
    const refused = await trial.call('GET', `/guilds/${trial.guild.id}`);
    expect(refused).toMatchObject({ status: 429, body: { global: true } });
    expect(pick(refused.headers, 'x-ratelimit-global', 'x-ratelimit-scope', 'x-ratelimit-bucket')).toEqual({
      'x-ratelimit-global': 'true',
      'x-ratelimit-scope': 'global',
      'x-ratelimit-bucket': null,
    });
    expect((await trial.call('POST', '/interactions/1/x/callback', { type: 4 })).status).toBe(404);
    await trial.control.unthrottle();
    expect((await me()).status).toBe(200);
  });

  it('is waited out by discord.js', async () => {
    const bot = await trial.bot();
    await trial.control.throttle({ route: '/users/*', limit: 1, window: 50 });
    const { users } = await trial.control.state();
    const ids = users.filter((user) => !user.bot).map(({ id }) => id);
    const fetched = await Promise.all(ids.map((id) => bot.users.fetch(id, { force: true })));
    expect(fetched.map(({ username }) => username)).toEqual(['ada', 'grace']);
    await trial.control.unthrottle();
  });

  it('sets the clock of Discord wrong', async () => {
    const hour = 3_600_000;
    const right = Date.now();
    await trial.control.skew(-hour);
    const { headers } = await me();
    expect(Date.parse(headers.get('date') ?? '')).toBeLessThan(right - hour / 2);
    expect(Number(headers.get('x-ratelimit-reset'))).toBeLessThan((right - hour / 2) / 1_000);
    const message = await trial.control.say('What time is it?', { as: 'ada', in: '#general' });
    expect(Date.parse(message.timestamp)).toBeLessThan(right - hour / 2);
    await trial.control.skew(0);
  });

  it('lets time fly: the person is told of the silence, and the bot that it came too late', async () => {
    const bot = trial.socket();
    await bot.identify(trial.application.token);
    await bot.take(({ t }) => t === 'GUILD_CREATE');
    await trial.call('POST', `/applications/${trial.application.id}/commands`, {
      name: 'slow',
      description: 'Slowly.',
    });
    const outcome = trial.control.run('/slow', { as: 'ada', in: '#general' });
    const { d } = await bot.take(({ t }) => t === 'INTERACTION_CREATE');
    await trial.control.advance(3_001);
    expect(await outcome).toMatchObject({ state: 'timeout' });
    const { id, token } = Object(d);
    expect(
      await trial.call('POST', `/interactions/${id}/${token}/callback`, {
        type: 4,
        data: { content: 'Late' },
      }),
    ).toMatchObject({ status: 404, body: { code: 10_062 } });
    bot.close(1_000);
  });

  it('lets the token of an interaction die after a quarter of an hour', async () => {
    const bot = trial.socket();
    await bot.identify(trial.application.token);
    await bot.take(({ t }) => t === 'GUILD_CREATE');
    const outcome = trial.control.run('/slow', { as: 'ada', in: '#general' });
    const { d } = await bot.take(({ t }) => t === 'INTERACTION_CREATE');
    const { id, token } = Object(d);
    await trial.call('POST', `/interactions/${id}/${token}/callback`, {
      type: 4,
      data: { content: 'Quick' },
    });
    expect(await outcome).toMatchObject({ state: 'answered' });
    const followUp = () =>
      trial.call('POST', `/webhooks/${trial.application.id}/${token}`, { content: 'And then…' });
    await trial.control.advance(14 * 60_000);
    expect((await followUp()).status).toBe(200);
    await trial.control.advance(60_001);
    expect(await followUp()).toMatchObject({ status: 401, body: { code: 50_027 } });
    bot.close(1_000);
  });

  it.each([
    ['another version of the API', 'GET', '/api/v9/users/@me', 400, 50_041],
    ['an encoded @me', 'GET', '/api/v10/users/%40me', 200, undefined],
    ['a limit that is no number', 'GET', '/api/v10/users/@me/guilds?limit=many', 400, 50_035],
    ['a limit beyond measure', 'GET', '/api/v10/users/@me/guilds?limit=1000', 400, 50_035],
    ['a before that is no id', 'GET', '/api/v10/users/@me/guilds?before=x', 400, 50_035],
    ['a path that is not well encoded', 'GET', '/api/v10/users/%E0%A4%A', 400, 0],
    ['a very long path', 'GET', `/api/v10/users/${'9'.repeat(5_000)}`, 414, 0],
  ])('answers %s with Discord’s own error', async (_what, method, path, status, code) => {
    const response = await fetch(`${trial.simulator.url}${path}`, {
      method,
      headers: { authorization: `Bot ${trial.application.token}` },
    });
    expect(response.status).toBe(status);
    const body: unknown = await response.json();
    if (code !== undefined) expect(body).toMatchObject({ code });
    expect((await me()).status).toBe(200);
  });
});
