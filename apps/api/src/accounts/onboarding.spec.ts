import { type Answer, type TestApi } from '../testing';
import {
  asStranger,
  auditOf,
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
const bad = { data: null, errors: [expect.objectContaining({ extensions: { code: 'INVALID' } })] };

describe('the way in', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await roomyHouse();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const setPolicy = (policy: string) => house.ask(deeds.setSignUpPolicy, { policy }, ada);
  const stateOf = async (email: string) => {
    const { data } = await house.ask(deeds.people, { search: email }, ada);
    return Object(data?.['people']).nodes[0]?.state;
  };
  const join = (email: string) =>
    asStranger(house, 'JoinWaitingList', { input: { email, name: email.split('@')[0] } });
  /** Makes the links of somebody as old as need be. */
  const age = (email: string) =>
    house.test.database.query(
      `update account_token set expires_at = now() - interval '1 s' where email = $1`,
      [email],
    );

  it('[OM-01] [OM-02] [OM-03] [OM-04] [OM-05] [OM-06] [OM-07] leads from the waiting list by invitation, registration, verification and approval to a session', async () => {
    const email = 'grace@example.org';
    const joined = await asStranger(house, 'JoinWaitingList', {
      input: { email: ' Grace@Example.org ', name: 'Grace' },
    });
    expect(joined).toEqual({ data: { joinWaitingList: true } });
    const { data } = await house.ask(deeds.people, { state: 'WAITING' }, ada);
    expect(data?.['people']).toMatchObject({ nodes: [{ name: 'Grace', email, state: 'WAITING' }] });

    const id = await invite(house, ada, email, 'OPERATOR');
    const token = await tokenFor(house, email, '/register');
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await stateOf(email)).toBe('INVITED');

    expect((await register(house, email, token)).data).toEqual({ register: true });
    expect(await knock(house, { email, password })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', message: expect.stringContaining('not verified') },
      cookie: '',
    });
    expect((await verify(house, email)).data).toEqual({ verifyEmail: 'VERIFIED' });
    expect(await knock(house, { email, password })).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('waits for an administrator') },
      cookie: '',
    });
    await house.ask(deeds.approve, { accountId: id }, ada);
    const { status, body, cookie } = await knock(house, { email: ' GRACE@example.org', password });
    expect([status, body]).toEqual([200, { outcome: 'SIGNED_IN' }]);
    expect((await house.ask(deeds.me, {}, cookie)).data?.['me']).toMatchObject({
      name: 'grace',
      role: 'OPERATOR',
      state: 'APPROVED',
      email,
      hasPassword: true,
      discordId: null,
    });
    expect((await lettersTo(house, email)).map(({ subject }) => subject)).toEqual([
      'You are in',
      // The second one came with the sign-in before it was verified.
      'Verify your e-mail address',
      'Verify your e-mail address',
      'Your invitation to Social Cube',
    ]);
    expect(await auditOf(house, id)).toEqual([
      { deed: 'account.join', by: 'Grace' },
      { deed: 'account.invite', by: 'ada' },
      { deed: 'account.register', by: 'grace' },
      { deed: 'account.verify', by: 'grace' },
      { deed: 'account.approve', by: 'ada' },
    ]);
  });

  it('[OM-03] takes an invitation for the e-mail that it was sent to only, once, and not when it has expired', async () => {
    const email = 'bound@example.org';
    await invite(house, ada, email);
    const token = await tokenFor(house, email, '/register');
    expect(await register(house, 'else@example.org', token)).toEqual(bad);
    expect(await register(house, email, 'x'.repeat(43))).toEqual(bad);
    await age(email);
    expect(await register(house, email, token)).toEqual(bad);
    expect(await stateOf(email)).toBe('INVITED');

    await invite(house, ada, email);
    const fresh = await tokenFor(house, email, '/register');
    expect(await register(house, email, token)).toEqual(bad);
    expect((await register(house, email, fresh)).data).toEqual({ register: true });
    expect(await register(house, email, fresh)).toEqual(bad);
  });

  it('[OM-03] lets one of two who come with the same invitation at the same time register', async () => {
    const email = 'twice@example.org';
    await invite(house, ada, email);
    const token = await tokenFor(house, email, '/register');
    const answers = await Promise.all([
      register(house, email, token, 'the password of the one'),
      register(house, email, token, 'the password of the other'),
    ]);
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.filter((answer) => codeOf(answer) === 'INVALID')).toHaveLength(1);
  });

  it('[OM-04] verifies an e-mail by its own link only, once, in time', async () => {
    const email = 'verify@example.org';
    await invite(house, ada, email);
    const invitation = await tokenFor(house, email, '/register');
    expect(await asStranger(house, 'VerifyEmail', { token: invitation })).toEqual(bad);
    await register(house, email, invitation);
    const token = await tokenFor(house, email, '/verify-email');
    expect(
      await asStranger(house, 'ResetPassword', { input: { token, password: 'another long password' } }),
    ).toEqual(bad);
    await age(email);
    expect(await asStranger(house, 'VerifyEmail', { token })).toEqual(bad);
    expect(await stateOf(email)).toBe('REGISTERED');
  });

  it('[OM-04] sends the link again to who signs in before they used it, and to nobody who only knows the e-mail', async () => {
    const email = 'slow@example.org';
    await invite(house, ada, email);
    await register(house, email, await tokenFor(house, email, '/register'));
    const older = await tokenFor(house, email, '/verify-email');
    await age(email);
    await knock(house, { email, password: 'a wrong password' });
    expect(await tokenFor(house, email, '/verify-email')).toBe(older);
    expect((await knock(house, { email, password })).status).toBe(403);
    expect(await asStranger(house, 'VerifyEmail', { token: older })).toEqual(bad);
    expect((await verify(house, email)).data).toEqual({ verifyEmail: 'VERIFIED' });
  });

  it('[OM-06] keeps a database of its tokens and passwords that opens nothing', async () => {
    const email = 'hashes@example.org';
    const id = await invite(house, ada, email);
    const token = await tokenFor(house, email, '/register');
    const [row] = await house.test.database.query('select * from account_token where account_id = $1', [id]);
    expect(row.token_hash).toMatch(/^[0-9a-f]{64}$/);
    await register(house, email, token);
    const everything: unknown[] = [
      await house.test.database.query('select * from account_token'),
      await house.test.database.query('select * from account'),
      await house.test.database.query('select * from event_log'),
      await house.test.database.query('select * from mail'),
    ];
    const dump = JSON.stringify(everything);
    expect(dump).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    for (const secret of [token, await tokenFor(house, email, '/verify-email'), password]) {
      expect(dump).not.toContain(secret);
    }
  });

  it('answers the same for known and unknown e-mails on the waiting list, at a reset and at a registration', async () => {
    const [known, unknown] = ['grace@example.org', 'nobody@example.org'];
    const before = (await lettersTo(house, known)).length;
    for (const name of ['JoinWaitingList', 'RequestPasswordReset'] as const) {
      const variables = (email: string) =>
        name === 'JoinWaitingList' ? { input: { email, name: 'Somebody' } } : { email };
      const answers = [
        await asStranger(house, name, variables(known)),
        await asStranger(house, name, variables(unknown)),
      ];
      expect(answers[0]?.errors).toBeUndefined();
      expect(answers[0]).toEqual(answers[1]);
    }
    expect(await stateOf(known)).toBe('APPROVED');
    expect(await lettersTo(house, known)).toHaveLength(before + 1);
    expect(await lettersTo(house, unknown)).toEqual([]);

    await setPolicy('OPEN');
    const answers = [await register(house, known), await register(house, 'new@example.org')];
    expect(answers[0]).toEqual(answers[1]);
    expect((await lettersTo(house, known))[0]?.subject).toBe('You have an account already');
    await setPolicy('WAITING_LIST');
  });

  it.each([
    ['an e-mail', { email: 'no address' }, 'email'],
    ['a name', { name: 'two\nlines' }, 'name'],
    ['a name', { name: '  ' }, 'name'],
    ['a password', { password: 'short' }, 'password'],
  ])('[SA-23] says beside the field what is wrong with %s (%j)', async (_, wrong, field) => {
    const input = { email: 'ok@example.org', name: 'Ok', password, ...wrong };
    const { errors } = await asStranger(house, 'Register', { input });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID',
      fields: [{ field: expect.stringContaining(field) }],
    });
  });

  it('keeps to the policy: who is not invited waits, is refused, or comes in', async () => {
    expect(codeOf(await register(house, 'self@example.org'))).toBe('FORBIDDEN');
    await setPolicy('INVITATION');
    expect(codeOf(await join('list@example.org'))).toBe('FORBIDDEN');
    expect(codeOf(await register(house, 'self@example.org'))).toBe('FORBIDDEN');
    expect((await house.signIn('grace')).path).toBe('/sign-in?problem=invitation&owner=ada');

    await setPolicy('OPEN');
    expect(codeOf(await join('list@example.org'))).toBe('CONFLICT');
    expect((await register(house, 'self@example.org')).data).toEqual({ register: true });
    expect((await verify(house, 'self@example.org')).data).toEqual({ verifyEmail: 'APPROVED' });
    const { cookie } = await knock(house, { email: 'self@example.org', password });
    expect((await house.ask(deeds.me, {}, cookie)).data?.['me']).toMatchObject({ role: 'MEMBER' });
    const { path, cookie: grace } = await house.signIn('grace');
    expect(path).toBe('/');
    expect((await house.ask(deeds.me, {}, grace)).data?.['me']).toMatchObject({
      name: 'grace',
      role: 'MEMBER',
      email: null,
    });
    await setPolicy('WAITING_LIST');
    expect((await house.ask(deeds.setSignUpPolicy, { policy: 'OPEN' }, cookie)).errors?.[0]).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('sends who registers again under the open policy no second account, but the mail that they need', async () => {
    await setPolicy('OPEN');
    const email = 'again@example.org';
    await register(house, email);
    await register(house, email, undefined, 'a password of somebody else');
    expect((await lettersTo(house, email)).map(({ subject }) => subject)).toEqual([
      'Verify your e-mail address',
      'Verify your e-mail address',
    ]);
    await verify(house, email);
    expect((await knock(house, { email, password })).status).toBe(200);
    expect((await knock(house, { email, password: 'a password of somebody else' })).status).toBe(401);
    // An invitation is not overtaken by whoever knows the address only.
    await invite(house, ada, 'guest@example.org', 'ADMIN');
    await register(house, 'guest@example.org', undefined, 'a password of somebody else');
    expect(await stateOf('guest@example.org')).toBe('INVITED');
    await setPolicy('WAITING_LIST');
  });

  it('[SA-13] keeps a person of Discord on the waiting list until somebody approves them', async () => {
    const first = await house.signIn('linus');
    expect(first).toMatchObject({ path: '/sign-in?problem=waiting&owner=ada', cookie: '' });
    const again = await house.signIn('linus');
    expect(again.path).toBe(first.path);
    const { data } = await house.ask(deeds.people, { state: 'WAITING', search: 'linus' }, ada);
    const [{ id }] = Object(data?.['people']).nodes;
    await house.ask(deeds.approve, { accountId: id, role: 'VIEWER' }, ada);
    const { cookie } = await house.signIn('linus');
    expect((await house.ask(deeds.me, {}, cookie)).data?.['me']).toMatchObject({
      name: 'linus',
      role: 'VIEWER',
    });
    await house.ask(deeds.suspend, { accountId: id }, ada);
    expect((await house.signIn('linus')).path).toBe('/sign-in?problem=suspended&owner=ada');
  });

  it('[PS-07] sets a new password by a link that works once, in time, and only if it is the newest', async () => {
    const email = 'grace@example.org';
    const { cookie } = await knock(house, { email, password });
    const ask = () => asStranger(house, 'RequestPasswordReset', { email });
    const reset = (token: string, secret: string) =>
      asStranger(house, 'ResetPassword', { input: { token, password: secret } });
    await ask();
    const older = await tokenFor(house, email, '/reset-password');
    await ask();
    const newer = await tokenFor(house, email, '/reset-password');
    expect(await reset(older, 'a brand new password')).toEqual(bad);
    expect((await reset(newer, 'a brand new password')).data).toEqual({ resetPassword: true });
    expect(await reset(newer, 'one more password here')).toEqual(bad);
    await untilOut(house, cookie);
    expect((await knock(house, { email, password })).status).toBe(401);
    expect((await knock(house, { email, password: 'a brand new password' })).status).toBe(200);
    expect((await lettersTo(house, email))[0]).toMatchObject({
      subject: 'Your account was changed',
      text: expect.stringContaining('Your password was changed.'),
    });
    await ask();
    const late = await tokenFor(house, email, '/reset-password');
    await age(email);
    expect(await reset(late, 'too late for this one')).toEqual(bad);
  });

  it('sends no link for a new password to who waits, is invited or was turned away', async () => {
    const email = 'bound@example.org';
    const count = (await lettersTo(house, email)).length;
    await house.test.database.query("update account set state = 'REJECTED' where email = $1", [email]);
    await asStranger(house, 'RequestPasswordReset', { email });
    expect(await lettersTo(house, email)).toHaveLength(count);
  });
});
