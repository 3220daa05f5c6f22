import { createHash, randomBytes } from 'node:crypto';

import { z } from 'zod';

import { Trial } from '../trial';

const redirectUri = 'http://127.0.0.1:9/callback';
const tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.string(),
  scope: z.string(),
});

describe('signing in with the simulator', () => {
  let trial: Trial;
  let adaId: string;

  beforeAll(async () => {
    trial = await Trial.start();
    const { users } = await trial.control.state();
    adaId = users.find(({ name }) => name === 'ada')?.id ?? '';
  });

  afterAll(() => trial.end());

  const verifier = randomBytes(32).toString('base64url');
  const ask = (rest: Record<string, string> = {}) => ({
    client_id: trial.application.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'identify guilds',
    state: 's1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...rest,
  });

  const open = (query: Record<string, string>) =>
    fetch(`${trial.simulator.url}/oauth2/authorize?${new URLSearchParams(query)}`, { redirect: 'manual' });

  const press = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${trial.simulator.url}/oauth2/authorize`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: trial.simulator.url, ...headers },
      body: new URLSearchParams(form),
    });

  const target = (response: Response) => new URL(response.headers.get('location') ?? 'http://none');

  const codeFor = async (wish = ask()) => {
    const response = await press({ ...wish, user: adaId, decision: 'authorize' });
    return target(response).searchParams.get('code') ?? '';
  };

  const exchange = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${trial.simulator.url}/api/v10/oauth2/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });

  const byBody = () => ({ client_id: trial.application.id, client_secret: trial.application.clientSecret });
  const redeem = (code: string, rest: Record<string, string> = {}) =>
    exchange({
      ...byBody(),
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...rest,
    });

  it('shows who one can be, labelled as a simulator', async () => {
    const html = await (await open(ask())).text();
    expect(html).toContain('Discord simulator');
    expect(html).toContain(`value="${adaId}"`);
    expect(html).not.toContain(trial.application.clientSecret);
  });

  it('lets a browser follow the application to another origin, and runs no script', async () => {
    const policy = (await open(ask())).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("form-action 'self' http: https:;");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
  });

  it('returns with a code and the state, which buys a token that knows the person', async () => {
    const response = await press({ ...ask(), user: adaId, decision: 'authorize' });
    expect(response.status).toBe(302);
    expect(target(response).searchParams.get('state')).toBe('s1');
    const answer = await redeem(target(response).searchParams.get('code') ?? '');
    const { access_token: token, token_type: type, scope } = tokens.parse(await answer.json());
    expect([type, scope]).toEqual(['Bearer', 'identify guilds']);
    const bearer = { token: `Bearer ${token}` };
    expect((await trial.call('GET', '/users/@me', undefined, bearer)).body).toMatchObject({
      id: adaId,
      username: 'ada',
    });
    expect((await trial.call('GET', '/oauth2/@me', undefined, bearer)).body).toMatchObject({
      user: { id: adaId },
    });
    expect((await trial.call('GET', '/users/@me/guilds', undefined, bearer)).body).toMatchObject([
      { id: trial.guild.id, owner: true },
    ]);
  });

  it('returns with access_denied when the person cancels', async () => {
    const response = await press({ ...ask(), decision: 'cancel' });
    expect(target(response).searchParams.get('error')).toBe('access_denied');
    expect(target(response).searchParams.get('state')).toBe('s1');
  });

  it.each([
    ['a foreign redirect_uri', { redirect_uri: 'http://evil.test/callback' }],
    ['a redirect_uri that only begins alike', { redirect_uri: `${redirectUri}/more` }],
    ['an unknown application', { client_id: '1' }],
  ])('shows an error and never redirects on %s', async (_what, change) => {
    for (const response of [
      await open(ask(change)),
      await press({ ...ask(change), user: adaId, decision: 'authorize' }),
    ]) {
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
    }
  });

  it.each([
    ['invalid_scope', { scope: 'everything' }],
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_request', { code_challenge_method: 'plain' }],
  ])('returns with %s when only that is wrong', async (error, change) => {
    expect(target(await open(ask(change))).searchParams.get('error')).toBe(error);
  });

  it.each<Record<string, string>>([
    { origin: 'http://evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ])('refuses a form that comes with %j', async (headers) => {
    const response = await press({ ...ask(), user: adaId, decision: 'authorize' }, headers);
    expect(response.status).toBe(403);
  });

  it('refuses a wrong verifier, a missing one, another redirect_uri and a wrong secret', async () => {
    const wrong: readonly Record<string, string>[] = [
      { code_verifier: 'x'.repeat(43) },
      { code_verifier: '' },
      { redirect_uri: 'http://127.0.0.1:9/' },
    ];
    for (const change of wrong) {
      const answer = await redeem(await codeFor(), change);
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
    }
    const answer = await redeem(await codeFor(), { client_secret: 'guess' });
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: 'invalid_client' }]);
  });

  it('takes a code once; the second time costs the first its token', async () => {
    const code = await codeFor();
    const { access_token: token } = tokens.parse(await (await redeem(code)).json());
    expect((await redeem(code)).status).toBe(400);
    expect((await trial.call('GET', '/users/@me', undefined, { token: `Bearer ${token}` })).status).toBe(401);
  });

  it('takes Basic credentials, refreshes, and revokes', async () => {
    const basic = Buffer.from(`${trial.application.id}:${trial.application.clientSecret}`).toString('base64');
    const first = tokens.parse(await (await redeem(await codeFor())).json());
    const headers = { authorization: `Basic ${basic}` };
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = tokens.parse(await (await exchange(refresh, headers)).json());
    expect((await exchange(refresh, headers)).status).toBe(400);
    const bearer = { token: `Bearer ${second.access_token}` };
    expect((await trial.call('GET', '/users/@me', undefined, bearer)).status).toBe(200);
    await fetch(`${trial.simulator.url}/api/oauth2/token/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ ...byBody(), token: second.access_token }),
    });
    expect((await trial.call('GET', '/users/@me', undefined, bearer)).status).toBe(401);
  });

  it('adds a bot to the server that the person chose', async () => {
    const invited = await trial.control.createApplication({ name: 'Invited' });
    const wish = { client_id: invited.id, scope: 'bot applications.commands', permissions: '2048' };
    expect(await (await open(wish)).text()).toContain('Add to server');
    const response = await press({ ...wish, user: adaId, guild: trial.guild.id, decision: 'authorize' });
    expect(response.status).toBe(200);
    const { guilds } = await trial.control.state();
    expect(guilds[0]?.applicationIds).toContain(invited.id);
  });

  it('gives the bot the permissions that were asked for, and more when it is asked again', async () => {
    const invited = await trial.control.createApplication({ name: 'Asker' });
    const add = (permissions: string) =>
      press({
        client_id: invited.id,
        scope: 'bot',
        permissions,
        user: adaId,
        guild: trial.guild.id,
        decision: 'authorize',
      });
    const permissionsOf = async () => {
      const { body } = await trial.call('GET', '/users/@me/guilds', undefined, {
        token: `Bot ${invited.token}`,
      });
      return BigInt(Array.isArray(body) ? body[0].permissions : '0');
    };
    await add('4');
    expect((await permissionsOf()) & 4n).toBe(4n);
    await add('8');
    expect((await permissionsOf()) & 8n).toBe(8n);
  });

  it('lets nobody add a bot to a server that they do not manage', async () => {
    const { users } = await trial.control.state();
    const grace = users.find(({ name }) => name === 'grace')?.id ?? '';
    const stranger = await trial.control.createApplication({ name: 'Stranger' });
    const wish = { client_id: stranger.id, scope: 'bot', permissions: '8' };
    const response = await press({ ...wish, user: grace, guild: trial.guild.id, decision: 'authorize' });
    expect(response.status).toBe(400);
    expect((await trial.control.state()).guilds[0]?.applicationIds).not.toContain(stranger.id);
  });

  it('tells how a person stands in a guild when they allowed that', async () => {
    const member = `/users/@me/guilds/${trial.guild.id}/member`;
    const bearerOf = async (scope: string) => {
      const answer = await redeem(await codeFor(ask({ scope })));
      return { token: `Bearer ${tokens.parse(await answer.json()).access_token}` };
    };
    const allowed = await bearerOf('identify guilds.members.read');
    expect((await trial.call('GET', member, undefined, allowed)).body).toMatchObject({ user: { id: adaId } });
    const other = await bearerOf('identify');
    expect(await trial.call('GET', member, undefined, other)).toMatchObject({
      status: 403,
      body: { code: 50_001 },
    });
  });

  it('forgets a code after a minute and a token after a week', async () => {
    const code = await codeFor();
    await trial.control.advance(60_001);
    expect((await redeem(code)).status).toBe(400);
    const { access_token: token, refresh_token } = tokens.parse(await (await redeem(await codeFor())).json());
    const me = () => trial.call('GET', '/users/@me', undefined, { token: `Bearer ${token}` });
    expect((await me()).status).toBe(200);
    await trial.control.advance(604_800_001);
    expect((await me()).status).toBe(401);
    const renewed = await exchange({ ...byBody(), grant_type: 'refresh_token', refresh_token });
    expect(tokens.parse(await renewed.json()).access_token).not.toBe(token);
  });

  it('ends a token, or all of a person, when a test says so', async () => {
    const fresh = async () => tokens.parse(await (await redeem(await codeFor())).json()).access_token;
    const statusOf = async (token: string) =>
      (await trial.call('GET', '/users/@me', undefined, { token: `Bearer ${token}` })).status;
    const [first, second, third] = [await fresh(), await fresh(), await fresh()];
    await trial.control.revoke({ token: first });
    expect(await Promise.all([statusOf(first), statusOf(second)])).toEqual([401, 200]);
    await trial.control.revoke({ as: 'ada', application: 'Trial' });
    expect(await Promise.all([statusOf(second), statusOf(third)])).toEqual([401, 401]);
  });
});
