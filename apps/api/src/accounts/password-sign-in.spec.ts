import { hash } from '@node-rs/argon2';

import { TestApi } from '../testing';
import { asStranger, auditOf, bringIn, deeds, knock, lettersTo, password, roomyHouse } from './newcomers';

describe('signing in with a password', () => {
  let house: TestApi;
  let grace: { readonly id: string; readonly email: string; readonly cookie: string };

  beforeAll(async () => {
    house = await roomyHouse();
    grace = await bringIn(house, (await house.signIn('ada')).cookie, 'grace@example.org');
  });
  afterAll(() => house.end());

  it('[SA-20] gives a cookie that no script reads and no other site sends', async () => {
    const { setCookie } = await knock(house, { email: grace.email, password });
    expect(setCookie).toMatch(/^cube-session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('[PS-07] answers the same for a wrong password, an unknown e-mail and an account without a password', async () => {
    await house.test.database.query(
      "update account set email = 'ada@example.org', email_verified_at = now() where name = 'ada'",
    );
    const bodies = [
      { email: grace.email, password: 'a wrong password' },
      { email: 'nobody@example.org', password },
      { email: 'ada@example.org', password },
      { email: 'no address at all', password },
    ];
    const answers = [];
    for (const body of bodies) {
      const { status, body: answer, cookie } = await knock(house, body);
      answers.push(JSON.stringify({ status, answer, cookie }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('UNAUTHENTICATED');
    expect((await auditOf(house, grace.id)).at(-1)).toMatchObject({ deed: 'session.refused' });
  });

  it.each([
    ['no body', undefined],
    ['a list', []],
    ['no password', { email: 'grace@example.org' }],
    ['an object for a password', { email: 'grace@example.org', password: {} }],
    ['an object for an e-mail', { email: { $ne: '' }, password: 'x' }],
    ['a novel', { email: 'grace@example.org', password: 'x'.repeat(201) }],
  ])('[SA-23] refuses %s as invalid', async (_, body) => {
    const response = await fetch(`${house.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? '{}' : JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID' });
  });

  it('hashes a password anew at sign-in when it was hashed with other numbers', async () => {
    const { database } = house.test;
    const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await database.query('update account set password_hash = $2 where id = $1', [grace.id, weak]);
    const stored = async () =>
      String(
        (await database.query('select password_hash from account where id = $1', [grace.id]))[0]
          .password_hash,
      );
    expect((await knock(house, { email: grace.email, password: 'a wrong password' })).status).toBe(401);
    expect(await stored()).toBe(weak);
    expect((await knock(house, { email: grace.email, password })).status).toBe(200);
    expect(await stored()).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect((await knock(house, { email: grace.email, password })).status).toBe(200);
  });

  it('opens nothing of the other network', async () => {
    await house.test.database.query("update account set network = 'discord' where id = $1", [grace.id]);
    expect((await knock(house, { email: grace.email, password })).status).toBe(401);
    const before = (await lettersTo(house, grace.email)).length;
    await asStranger(house, 'RequestPasswordReset', { email: grace.email });
    expect(await lettersTo(house, grace.email)).toHaveLength(before);
    await house.test.database.query("update account set network = 'simulator' where id = $1", [grace.id]);
  });
});

describe('guessing passwords', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start(undefined, {
      TRUST_PROXY: '127.0.0.1',
      LIMITS: 'sign-in:40,account-anywhere:60',
    });
    ada = (await house.signIn('ada')).cookie;
    await bringIn(house, ada, 'grace@example.org');
    await bringIn(house, ada, 'linus@example.org');
  });
  afterAll(() => house.end());

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const statuses = async (count: number, body: (n: number) => object, address: (n: number) => string) => {
    const seen = [];
    for (let n = 0; n < count; n += 1) seen.push((await knock(house, body(n), from(address(n)))).status);
    return seen;
  };
  const wrong = (email: string) => () => ({ email, password: 'a wrong password' });

  it('[ND-02] [ND-04] is stopped after ten attempts of one e-mail from one address, known or unknown, while its owner gets in from elsewhere', async () => {
    const known = await statuses(13, wrong('grace@example.org'), () => '203.0.113.1');
    const unknown = await statuses(13, wrong('nobody@example.org'), () => '203.0.113.2');
    expect(known).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429, 429]);
    expect(unknown).toEqual(known);
    const right = { email: 'grace@example.org', password };
    expect((await knock(house, right, from('203.0.113.1'))).status).toBe(429);
    expect((await knock(house, right, from('203.0.113.3'))).status).toBe(200);
    const refused = await knock(house, right, from('203.0.113.1'));
    expect(refused.body).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
  });

  it('[ND-02] is stopped when one address tries many e-mails', async () => {
    const seen = await statuses(
      45,
      (n) => wrong(`somebody${n}@example.org`)(),
      () => '203.0.113.4',
    );
    expect(seen.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 401));
    expect(seen.slice(40)).toEqual([429, 429, 429, 429, 429]);
  });

  it('[ND-02] is stopped when many addresses try one e-mail', async () => {
    const email = 'linus@example.org';
    const seen = await statuses(70, wrong(email), (n) => `198.51.100.${n + 1}`);
    expect(seen.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5);
    expect(seen.at(-1)).toBe(429);
  });

  it('forgets the slips of who gets in', async () => {
    const right = { email: 'grace@example.org', password };
    for (let round = 0; round < 3; round += 1) {
      await statuses(5, wrong('grace@example.org'), () => '203.0.113.9');
      expect((await knock(house, right, from('203.0.113.9'))).status).toBe(200);
    }
  });

  it('sends a stranger’s victim no more than a few mails', async () => {
    const email = 'grace@example.org';
    const before = (await lettersTo(house, email)).length;
    const codes = [];
    for (let n = 0; n < 13; n += 1) {
      const { errors } = await asStranger(house, 'RequestPasswordReset', { email });
      codes.push(errors?.[0]?.extensions.code);
    }
    expect(codes.slice(0, 9).every((code) => code === undefined)).toBe(true);
    expect(codes.at(-1)).toBe('RATE_LIMITED');
    expect((await lettersTo(house, email)).length - before).toBeLessThanOrEqual(10);
    expect((await house.ask(deeds.me, {}, ada)).errors).toBeUndefined();
  });
});
