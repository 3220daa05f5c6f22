import { until } from '@cube/platform/testing';

import { type Answer, collect, type TestApi } from '../testing';
import {
  auditOf,
  bringIn,
  deeds,
  invite,
  knock,
  lettersTo,
  password,
  register,
  roomyHouse,
  tokenFor,
  untilOut,
  verify,
} from './newcomers';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const conflict = { extensions: { code: 'CONFLICT' } };

describe('people', () => {
  let house: TestApi;
  let ada = '';
  let adaId = '';

  beforeAll(async () => {
    house = await roomyHouse();
    ada = (await house.signIn('ada')).cookie;
    adaId = String(Object((await house.ask(deeds.me, {}, ada)).data?.['me']).id);
  });
  afterAll(() => house.end());

  const act = (deed: keyof typeof deeds, accountId: string, cookie = ada, more = {}) =>
    house.ask(deeds[deed], { accountId, ...more }, cookie);

  /** Brings a new account into a state. */
  async function somebody(state: string, email: string): Promise<string> {
    const id = await invite(house, ada, email);
    await house.test.database.query('update account set state = $2, email_verified_at = $3 where id = $1', [
      id,
      state,
      ['VERIFIED', 'APPROVED', 'SUSPENDED'].includes(state) ? new Date() : null,
    ]);
    return id;
  }

  it.each([
    ['WAITING', { approve: false, reject: 'REJECTED', suspend: false, reinstate: false }],
    ['INVITED', { approve: false, reject: 'REJECTED', suspend: false, reinstate: false }],
    ['REGISTERED', { approve: false, reject: 'REJECTED', suspend: false, reinstate: false }],
    ['VERIFIED', { approve: 'APPROVED', reject: 'REJECTED', suspend: false, reinstate: false }],
    ['APPROVED', { approve: false, reject: false, suspend: 'SUSPENDED', reinstate: false }],
    ['REJECTED', { approve: false, reject: false, suspend: false, reinstate: 'WAITING' }],
    ['SUSPENDED', { approve: false, reject: false, suspend: false, reinstate: 'APPROVED' }],
  ] as const)('[OM-05] of state %s take these steps and no others: %j', async (state, steps) => {
    for (const deed of ['approve', 'reject', 'suspend', 'reinstate'] as const) {
      const id = await somebody(state, `${deed}.${state.toLowerCase()}@example.org`);
      const answer = await act(deed, id);
      const next = steps[deed];
      if (next) expect(answer.data?.[deed]).toMatchObject({ state: next });
      else expect(answer.errors?.[0]).toMatchObject(conflict);
      const [row] = await house.test.database.query('select state from account where id = $1', [id]);
      expect(row.state).toBe(next || state);
      const last = (await auditOf(house, id)).at(-1);
      expect(last).toEqual({ deed: next ? `account.${deed}` : 'account.invite', by: 'ada' });
    }
  });

  it('[OM-02] invites anew who waits, was invited or turned away, and nobody who is in', async () => {
    for (const state of ['WAITING', 'INVITED', 'REJECTED']) {
      const email = `invite.${state.toLowerCase()}@example.org`;
      await somebody(state, email);
      await invite(house, ada, email, 'VIEWER');
      expect((await lettersTo(house, email)).length).toBe(2);
    }
    for (const state of ['REGISTERED', 'VERIFIED', 'APPROVED', 'SUSPENDED']) {
      const email = `invite.${state.toLowerCase()}@example.org`;
      await somebody(state, email);
      const answer = await house.ask(deeds.invite, { email, role: 'VIEWER' }, ada);
      expect(codeOf(answer)).toBe('CONFLICT');
    }
  });

  it('turns the links of who was rejected into waste paper', async () => {
    const email = 'waste@example.org';
    const id = await invite(house, ada, email);
    const token = await tokenFor(house, email, '/register');
    await act('reject', id);
    expect(codeOf(await register(house, email, token))).toBe('INVALID');
    await act('reinstate', id);
    expect(codeOf(await register(house, email, token))).toBe('INVALID');
  });

  it('brings who was turned away after they verified back to where they were', async () => {
    const email = 'second.chance@example.org';
    const id = await invite(house, ada, email);
    await register(house, email, await tokenFor(house, email, '/register'));
    await verify(house, email);
    await act('reject', id);
    expect(await knock(house, { email, password })).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('turned down') },
    });
    expect((await act('reinstate', id)).data?.['reinstate']).toMatchObject({ state: 'VERIFIED' });
    await act('approve', id);
    expect((await knock(house, { email, password })).status).toBe(200);
  });

  it('[ND-05] [SA-20] ends the sessions and the open socket of who is suspended, at once and until they are reinstated', async () => {
    const email = 'suspended@example.org';
    const { id, cookie } = await bringIn(house, ada, email);
    const second = (await knock(house, { email, password })).cookie;
    const client = house.live(cookie);
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve(Object(event).code));
    });
    const { stop } = collect(client, 'subscription { sessionChanged { cursor } }');
    await until(async () => {
      const { data } = await house.ask('{ connections { nodes { accountName } } }', {}, ada);
      return JSON.stringify(data).includes('suspended');
    });
    expect((await act('suspend', id)).data?.['suspend']).toMatchObject({ state: 'SUSPENDED' });
    expect(await closed).toBe(4403);
    stop();
    for (const each of [cookie, second]) {
      await untilOut(house, each);
    }
    expect(await knock(house, { email, password })).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('suspended') },
      cookie: '',
    });
    await act('reinstate', id);
    await untilOut(house, cookie);
    expect((await knock(house, { email, password })).status).toBe(200);
  });

  it('[OM-09] takes from the API keys of who is suspended what they could do', async () => {
    const { id, cookie } = await bringIn(house, ada, 'keys@example.org', 'VIEWER');
    const { data } = await house.ask(
      'mutation { createApiKey(input: { name: "Mine", scopes: [VIEW_BOTS] }) { secret } }',
      {},
      cookie,
    );
    const { secret } = Object(data?.['createApiKey']);
    const status = async () => {
      const { status: answer } = await fetch(`${house.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ query: '{ bots { totalCount } }' }),
      });
      return answer;
    };
    expect(await status()).toBe(200);
    await act('suspend', id);
    await until(async () => (await status()) === 401);
    await act('reinstate', id);
    await until(async () => (await status()) === 200);
  });

  it('lets no session live whose account is no longer let in, also when nobody ended it', async () => {
    const { id, cookie } = await bringIn(house, ada, 'direct@example.org');
    await house.test.database.query("update account set state = 'REJECTED' where id = $1", [id]);
    await untilOut(house, cookie);
  });

  it('[OM-09] [SA-18] [ND-06] lets an administrator decide about everybody but owners', async () => {
    const admin = await bringIn(house, ada, 'admin@example.org', 'ADMIN');
    const asAdmin = (email: string, role: string) => house.ask(deeds.invite, { email, role }, admin.cookie);
    expect(codeOf(await asAdmin('new.owner@example.org', 'OWNER'))).toBe('FORBIDDEN');
    const other = await asAdmin('new.admin@example.org', 'ADMIN');
    expect(other.data?.['invite']).toMatchObject({ role: 'ADMIN' });

    const future = await invite(house, ada, 'future.owner@example.org', 'OWNER');
    expect(codeOf(await asAdmin('future.owner@example.org', 'MEMBER'))).toBe('FORBIDDEN');
    await register(
      house,
      'future.owner@example.org',
      await tokenFor(house, 'future.owner@example.org', '/register'),
    );
    await verify(house, 'future.owner@example.org');
    expect(codeOf(await act('approve', future, admin.cookie))).toBe('FORBIDDEN');
    expect(codeOf(await act('approve', future, admin.cookie, { role: 'MEMBER' }))).toBe('FORBIDDEN');
    for (const deed of ['reject', 'removeAccount'] as const) {
      expect(codeOf(await act(deed, future, admin.cookie))).toBe('FORBIDDEN');
    }
    expect(codeOf(await act('suspend', adaId, admin.cookie))).toBe('FORBIDDEN');
    expect(codeOf(await act('removeAccount', adaId, admin.cookie))).toBe('FORBIDDEN');
    const verified = await somebody('VERIFIED', 'made.owner@example.org');
    expect(codeOf(await act('approve', verified, admin.cookie, { role: 'OWNER' }))).toBe('FORBIDDEN');
  });

  it('keeps the last owner, and everybody from shutting themselves out', async () => {
    expect((await act('suspend', adaId)).errors?.[0]).toMatchObject(conflict);
    expect((await act('removeAccount', adaId)).errors?.[0]).toMatchObject(conflict);
    const other = await bringIn(house, ada, 'owner@example.org', 'OWNER');
    // Each would leave the other as the last one: one of them stays, whoever is first.
    const answers = await Promise.all([act('suspend', adaId, other.cookie), act('suspend', other.id)]);
    const owners = await house.test.database.query(
      "select id from account where role = 'OWNER' and state = 'APPROVED'",
    );
    expect(owners).toHaveLength(1);
    expect(answers.filter(({ errors }) => errors)).toHaveLength(1);
    const [{ id: left }] = owners;
    const cookie = left === adaId ? ada : other.cookie;
    await act('reinstate', left === adaId ? other.id : adaId, cookie);
    ada = (await house.signIn('ada')).cookie;
  });

  it('removes an account with all that it holds, and keeps what it did in the audit', async () => {
    const { id, cookie, email } = await bringIn(house, ada, 'gone@example.org');
    expect((await act('removeAccount', id)).data).toEqual({ removeAccount: true });
    await untilOut(house, cookie);
    expect(await knock(house, { email, password })).toMatchObject({ status: 401 });
    expect((await auditOf(house, id)).map(({ deed }) => deed)).toContain('account.remove');
    expect(codeOf(await act('removeAccount', id))).toBe('NOT_FOUND');
  });

  it('[OM-01] lists people in pages, by state and by a part of their name or e-mail', async () => {
    for (const name of ['anna', 'berta', 'carla']) await somebody('WAITING', `${name}@list.example.org`);
    const page = async (after?: string) => {
      const variables = { search: 'LIST.example', first: 2, after };
      return Object((await house.ask(deeds.people, variables, ada)).data?.['people']);
    };
    const first = await page();
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const second = await page(first.pageInfo.endCursor);
    const names = [...first.nodes, ...second.nodes].map(({ name }) => name);
    expect(names).toEqual(['carla', 'berta', 'anna']);
    const none = await house.ask(deeds.people, { search: 'list.example', state: 'VERIFIED' }, ada);
    expect(none.data?.['people']).toMatchObject({ nodes: [], totalCount: 0 });
    const wild = await house.ask(deeds.people, { search: '%' }, ada);
    expect(wild.data?.['people']).toMatchObject({ nodes: [] });
  });

  it('tells who follows what becomes of people, and shows e-mails to nobody else', async () => {
    const client = house.live(ada);
    const followed = collect(client, 'subscription { accountChanged { change account { email state } } }');
    const { cookie } = await bringIn(house, ada, 'followed@example.org');
    await until(() => JSON.stringify(followed.results).includes('"state":"APPROVED"'));
    expect(followed.results.map(({ data }) => Object(data?.['accountChanged']).change)).toContain('ADDED');
    await client.dispose();
    expect(codeOf(await house.ask(deeds.people, {}, cookie))).toBe('FORBIDDEN');
    await house.test.database.query(
      `insert into bot (id, network, application_id, user_id, name, description, owner_id, token, token_fingerprint,
         wanted, generation, observed, observed_generation)
       values ('01890a5d-ac96-774b-bcce-b302099a8057', 'simulator', 1, 1, 'Bot', '', $1, '', '', 'OFFLINE', 1, 'OFFLINE', 1)`,
      [adaId],
    );
    await house.test.database.query(
      `insert into bot_member (bot_id, account_id, role)
       select '01890a5d-ac96-774b-bcce-b302099a8057', id, 'VIEWER' from account where email = 'followed@example.org'`,
    );
    await house.test.database.query("update account set email = 'ada@example.org' where id = $1", [adaId]);
    const owners = async () => {
      const { data } = await house.ask(
        '{ bots { nodes { owner { name email discordId hasTotp hasPassword newEmail emailVerifiedAt } } } }',
        {},
        cookie,
      );
      return Object(data?.['bots']).nodes;
    };
    // What is written past the product is known within a second.
    await until(async () => (await owners()) !== undefined);
    expect(await owners()).toEqual([
      {
        owner: {
          name: 'ada',
          email: null,
          discordId: null,
          hasTotp: null,
          hasPassword: null,
          newEmail: null,
          emailVerifiedAt: null,
        },
      },
    ]);
  });
});
