import { Secret, TOTP } from 'otpauth';

import { type Answer, type TestApi } from '../testing';
import {
  asStranger,
  auditOf,
  bringIn,
  deeds,
  knock,
  lettersTo,
  password,
  roomyHouse,
  tokenFor,
  untilOut,
  verify,
} from './newcomers';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
/** Seconds: a code is good for one step of these, and for one to either side. */
const period = 30;
const codeAt = (key: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: Date.now() + steps * period * 1000 });

describe('one’s own account', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await roomyHouse();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const me = async (cookie: string) => Object((await house.ask(deeds.me, {}, cookie)).data?.['me']);
  const changeEmail = (cookie: string, email: string, secret?: string) =>
    house.ask(
      'mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) { email newEmail } }',
      { input: { email, ...(secret !== undefined && { password: secret }) } },
      cookie,
    );
  const changePassword = (cookie: string, newPassword: string, oldPassword?: string) =>
    house.ask(
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { hasPassword } }',
      { input: { newPassword, ...(oldPassword !== undefined && { oldPassword }) } },
      cookie,
    );
  const totp = {
    start: (cookie: string, secret = password) =>
      house.ask(
        'mutation ($p: String!) { startTotp(password: $p) { key uri qrCode } }',
        { p: secret },
        cookie,
      ),
    confirm: (cookie: string, code: string) =>
      house.ask('mutation ($code: String!) { confirmTotp(code: $code) }', { code }, cookie),
    disable: (cookie: string, secret = password) =>
      house.ask('mutation ($p: String!) { disableTotp(password: $p) { hasTotp } }', { p: secret }, cookie),
    renew: (cookie: string, secret = password) =>
      house.ask('mutation ($p: String!) { renewRecoveryCodes(password: $p) }', { p: secret }, cookie),
  };
  /** Switches one-time codes on; the code of this step is spent with that. */
  async function switchOn(cookie: string) {
    const { data } = await totp.start(cookie);
    const { key } = Object(data?.['startTotp']);
    const confirmed = await totp.confirm(cookie, codeAt(key));
    const codes: readonly string[] = Object(confirmed.data)['confirmTotp'];
    return { key: String(key), codes };
  }

  it('is called what its owner says', async () => {
    const { id, cookie } = await bringIn(house, ada, 'name@example.org');
    const rename = (name: string) =>
      house.ask('mutation ($name: String!) { changeName(name: $name) { name } }', { name }, cookie);
    expect((await rename('  Ada Lovelace ')).data).toEqual({ changeName: { name: 'Ada Lovelace' } });
    expect(codeOf(await rename('x'.repeat(81)))).toBe('INVALID');
    expect((await auditOf(house, id)).at(-1)).toMatchObject({ deed: 'account.name' });
  });

  it('[OM-04] moves to a new e-mail once that is verified, and warns the old one', async () => {
    const [older, newer] = ['older@example.org', 'newer@example.org'];
    const { cookie } = await bringIn(house, ada, older);
    expect(codeOf(await changeEmail(cookie, newer))).toBe('INVALID');
    expect(codeOf(await changeEmail(cookie, newer, 'a wrong password'))).toBe('INVALID');
    expect((await changeEmail(cookie, newer, password)).data).toEqual({
      changeEmail: { email: older, newEmail: newer },
    });
    expect((await knock(house, { email: newer, password })).status).toBe(401);
    const token = await tokenFor(house, newer, '/verify-email');
    expect((await asStranger(house, 'VerifyEmail', { token })).data).toEqual({ verifyEmail: 'APPROVED' });
    expect(await me(cookie)).toMatchObject({ email: newer, newEmail: null });
    expect((await knock(house, { email: older, password })).status).toBe(401);
    expect((await knock(house, { email: newer, password })).status).toBe(200);
    expect((await lettersTo(house, older))[0]?.text).toContain('Your e-mail address was changed.');
  });

  it('tells nobody by a change of e-mail who else is here', async () => {
    const { cookie } = await bringIn(house, ada, 'curious@example.org');
    const { email: taken } = await bringIn(house, ada, 'taken@example.org');
    expect((await changeEmail(cookie, taken, password)).data).toEqual({
      changeEmail: { email: 'curious@example.org', newEmail: taken },
    });
    expect((await lettersTo(house, taken))[0]?.subject).toBe('You have an account already');
    expect(await me(cookie)).toMatchObject({ email: 'curious@example.org' });
  });

  it('[ND-05] changes the password for who knows the old one, and ends all other sessions', async () => {
    const email = 'password@example.org';
    const { cookie } = await bringIn(house, ada, email);
    const elsewhere = (await knock(house, { email, password })).cookie;
    expect(codeOf(await changePassword(cookie, 'a brand new password'))).toBe('INVALID');
    expect(codeOf(await changePassword(cookie, 'a brand new password', 'wrong'))).toBe('INVALID');
    expect(codeOf(await changePassword(cookie, 'short', password))).toBe('INVALID');
    expect(codeOf(await house.ask(deeds.me, {}, elsewhere))).toBeUndefined();
    expect((await changePassword(cookie, 'a brand new password', password)).errors).toBeUndefined();
    expect(codeOf(await house.ask(deeds.me, {}, cookie))).toBeUndefined();
    await untilOut(house, elsewhere);
    expect((await knock(house, { email, password })).status).toBe(401);
    expect((await knock(house, { email, password: 'a brand new password' })).status).toBe(200);
  });

  it('[ND-05] leaves no session of the old password, also of who signs in while it changes', async () => {
    const email = 'meanwhile@example.org';
    const { cookie } = await bringIn(house, ada, email);
    const knocks = Array.from({ length: 8 }, () => knock(house, { email, password }));
    const [changed, ...answers] = await Promise.all([
      changePassword(cookie, 'a brand new password', password),
      ...knocks,
    ]);
    expect(changed.errors).toBeUndefined();
    for (const { cookie: other } of answers.filter(({ status }) => status === 200)) {
      await untilOut(house, other);
    }
    const rows = await house.test.database.query(
      'select from session join account on account.id = account_id where email = $1',
      [email],
    );
    expect(rows).toHaveLength(1);
  });

  it('[ND-05] lists sessions with device, address and last use, and ends all others at once', async () => {
    const email = 'sessions@example.org';
    const { cookie } = await bringIn(house, ada, email);
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const other = (await knock(house, { email, password }, { 'user-agent': agent })).cookie;
    const list = `{ sessions { nodes { device address lastUsedAt current } } }`;
    const { data } = await house.ask(list, {}, cookie);
    expect(Object(data?.['sessions']).nodes).toEqual([
      { device: 'Firefox on Linux', address: '127.0.0.1', lastUsedAt: expect.any(String), current: false },
      expect.objectContaining({ current: true }),
    ]);
    const ended = await house.ask('mutation { revokeOtherSessions }', {}, cookie);
    expect(ended.data).toEqual({ revokeOtherSessions: 1 });
    await untilOut(house, other);
    expect((await me(cookie)).email).toBe(email);
  });

  it('asks for a one-time code beside the password once that is switched on by one', async () => {
    const email = 'totp@example.org';
    const { id, cookie } = await bringIn(house, ada, email);
    expect(codeOf(await totp.start(cookie, 'wrong'))).toBe('INVALID');
    const { data } = await totp.start(cookie);
    const { key, uri, qrCode } = Object(data?.['startTotp']);
    expect(uri).toContain(`secret=${key}`);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Social%20Cube:totp%40example\.org\?/);
    expect(qrCode).toMatch(/^data:image\/png;base64,/);
    // Not before it is confirmed.
    expect((await knock(house, { email, password })).body).toEqual({ outcome: 'SIGNED_IN' });
    expect(codeOf(await totp.confirm(cookie, '000000'))).toBe('INVALID');
    const [spent, next] = [codeAt(key), codeAt(key, 1)];
    const { data: confirmed } = await totp.confirm(cookie, spent);
    expect(confirmed?.['confirmTotp']).toHaveLength(10);

    expect(await knock(house, { email, password })).toMatchObject({
      status: 200,
      body: { outcome: 'CODE_NEEDED' },
      cookie: '',
    });
    expect((await knock(house, { email, password, code: spent })).status).toBe(401);
    expect((await knock(house, { email, password: 'wrong', code: next })).status).toBe(401);
    expect((await knock(house, { email, password, code: next })).body).toEqual({ outcome: 'SIGNED_IN' });
    expect((await knock(house, { email, password, code: next })).status).toBe(401);
    const [row] = await house.test.database.query('select totp_key from account where id = $1', [id]);
    expect(row.totp_key).toMatch(/^v1\./);
    expect(row.totp_key).not.toContain(key);
  });

  it('lets one of two in who come with the same one-time code at the same time', async () => {
    const email = 'race@example.org';
    const { cookie } = await bringIn(house, ada, email);
    const { key } = await switchOn(cookie);
    const body = { email, password, code: codeAt(key, 1) };
    const answers = await Promise.all([knock(house, body), knock(house, body), knock(house, body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it('takes each recovery code once, shows how many are left, and makes new ones', async () => {
    const email = 'recovery@example.org';
    const { id, cookie } = await bringIn(house, ada, email);
    const { codes } = await switchOn(cookie);
    const [code = ''] = codes;
    expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    const typed = code.toUpperCase().replaceAll('-', ' ');
    expect((await knock(house, { email, password, code: typed })).status).toBe(200);
    expect((await knock(house, { email, password, code })).status).toBe(401);
    expect(await me(cookie)).toMatchObject({ recoveryCodesLeft: 9, hasTotp: true });
    const stored = await house.test.database.query(
      'select code_hash from recovery_code where account_id = $1',
      [id],
    );
    expect(JSON.stringify(stored)).not.toContain(codes[1]?.replaceAll('-', '').toUpperCase());

    const { data } = await totp.renew(cookie);
    const fresh: readonly string[] = Object(data)['renewRecoveryCodes'];
    expect((await knock(house, { email, password, code: codes[1] })).status).toBe(401);
    expect((await knock(house, { email, password, code: fresh[0] })).status).toBe(200);
    expect((await auditOf(house, id)).map(({ deed }) => deed)).toContain('account.recovery-code');
  });

  it('switches one-time codes off for who knows the password, and says so by mail', async () => {
    const email = 'off@example.org';
    const { cookie } = await bringIn(house, ada, email);
    await switchOn(cookie);
    expect(codeOf(await totp.disable(cookie, 'wrong'))).toBe('INVALID');
    expect((await totp.disable(cookie)).data).toEqual({ disableTotp: { hasTotp: false } });
    expect((await knock(house, { email, password })).body).toEqual({ outcome: 'SIGNED_IN' });
    expect(await me(cookie)).toMatchObject({ recoveryCodesLeft: 0 });
    expect((await lettersTo(house, email))[0]?.text).toContain('One-time codes were switched off.');
    expect(codeOf(await totp.disable(cookie))).toBe('CONFLICT');
    expect(codeOf(await totp.renew(cookie))).toBe('CONFLICT');
  });

  describe('and Discord', () => {
    /** The journey to Discord and back, begun by the path that a signed-in person was given. */
    async function travel(path: string, name: string, cookie: string) {
      const leaving = await fetch(`${house.url}${path}`, { redirect: 'manual', headers: { cookie } });
      const journey = leaving.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const location = leaving.headers.get('location') ?? '';
      if (!location.startsWith('http')) return { path: location, cookie: '' };
      const callback = await house.decide(location, name);
      return house.arrive(callback, { cookie: `${cookie}; ${journey}` });
    }
    const pathFor = async (cookie: string) =>
      String((await house.ask('mutation { linkDiscord }', {}, cookie)).data?.['linkDiscord']);
    const unlink = (cookie: string) =>
      house.ask('mutation { unlinkDiscord { discordId avatarUrl } }', {}, cookie);

    it('[SA-13] [ND-07] are linked by a journey while signed in: both ways lead to one account', async () => {
      const email = 'linked@example.org';
      const { id, cookie } = await bringIn(house, ada, email);
      const arrival = await travel(await pathFor(cookie), 'grace', cookie);
      expect(arrival).toMatchObject({ path: '/account', cookie: '' });
      expect((await me(cookie)).discordId).toMatch(/^\d+$/);
      const byDiscord = await house.signIn('grace');
      expect(await me(byDiscord.cookie)).toMatchObject({ id, email, name: 'linked' });
      expect((await unlink(cookie)).data).toEqual({ unlinkDiscord: { discordId: null, avatarUrl: null } });
      expect((await house.signIn('grace')).path).toBe('/sign-in?problem=waiting&owner=ada');
      expect((await knock(house, { email, password })).status).toBe(200);
      expect((await auditOf(house, id)).map(({ deed }) => deed)).toEqual(
        expect.arrayContaining(['account.discord.link', 'account.discord.unlink']),
      );
    });

    it('are linked by nobody but whoever began: no forged, foreign or borrowed journey', async () => {
      const mine = await bringIn(house, ada, 'mine@example.org');
      const theirs = await bringIn(house, ada, 'theirs@example.org');
      const path = await pathFor(mine.cookie);
      const forged = path.replace(/...&returnTo/, 'AAA&returnTo');
      expect((await travel(forged, 'linus', mine.cookie)).path).toBe('/account?problem=state');
      expect((await travel('/auth/discord?link=made-up', 'linus', mine.cookie)).path).toBe(
        '/account?problem=state',
      );
      expect((await travel(path, 'linus', theirs.cookie)).path).toBe('/sign-in?problem=state');
      expect((await travel(path, 'linus', '')).path).toBe('/sign-in?problem=state');
      expect((await me(mine.cookie)).discordId).toBeNull();
      expect((await me(theirs.cookie)).discordId).toBeNull();
    });

    it('stay apart when the identity belongs to somebody else, or the account has one', async () => {
      const { cookie } = await bringIn(house, ada, 'apart@example.org');
      expect((await travel(await pathFor(cookie), 'ada', cookie)).path).toBe('/account?problem=linked');
      expect((await travel(await pathFor(ada), 'linus', ada)).path).toBe('/account?problem=linked');
      expect(codeOf(await unlink(cookie))).toBe('CONFLICT');
    });

    it('[OM-07] never part when Discord is the only way in, before an e-mail and a password are there', async () => {
      const email = 'ada@example.org';
      expect(await unlink(ada)).toMatchObject({ errors: [{ extensions: { code: 'CONFLICT' } }] });
      expect((await changeEmail(ada, email)).data).toMatchObject({ changeEmail: { newEmail: email } });
      expect((await verify(house, email)).data).toEqual({ verifyEmail: 'APPROVED' });
      expect(codeOf(await unlink(ada))).toBe('CONFLICT');
      expect(codeOf(await totp.start(ada, 'none'))).toBe('CONFLICT');
      expect((await changePassword(ada, password)).data).toEqual({ changePassword: { hasPassword: true } });
      expect(codeOf(await changePassword(ada, 'another long password'))).toBe('INVALID');
      expect((await unlink(ada)).errors).toBeUndefined();
      expect((await knock(house, { email, password })).status).toBe(200);
    });
  });
});
