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
});
