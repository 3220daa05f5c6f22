import { Accounts } from '@cube/auth/accounts.service';

import type { Answer, TestApi } from '../testing';
import { asStranger, deeds, knock, password, register, roomyHouse, tokenFor, verify } from './newcomers';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

describe('first comers', () => {
  let house: TestApi;
  beforeEach(async () => {
    house = await roomyHouse();
  });
  afterEach(() => house.end());

  const owners = (): Promise<{ name: string }[]> =>
    house.test.database.query("select name from account where role = 'OWNER' and state = 'APPROVED'");

  it('[SC-07] of two who come from Discord at the same time, one owns and the other waits', async () => {
    const arrivals = await Promise.all([house.signIn('ada'), house.signIn('grace')]);
    expect(await owners()).toHaveLength(1);
    expect(arrivals.filter(({ cookie }) => cookie !== '')).toHaveLength(1);
    expect(arrivals.filter(({ path }) => path.startsWith('/sign-in?problem=waiting'))).toHaveLength(1);
  });

  it('[SC-07] [OM-07] of two who register by e-mail, the first one who verifies owns', async () => {
    const emails = ['ada@example.org', 'grace@example.org'];
    const registered = await Promise.all(emails.map((email) => register(house, email)));
    expect(registered.map(({ data }) => data)).toEqual([{ register: true }, { register: true }]);
    expect(await owners()).toEqual([]);
    const verified = await Promise.all(emails.map((email) => verify(house, email)));
    expect(verified.map(({ data }) => data?.['verifyEmail']).sort()).toEqual(['APPROVED', 'VERIFIED']);
    const [{ name = '' } = {}, ...others] = await owners();
    expect(others).toEqual([]);
    const { cookie } = await knock(house, { email: `${name}@example.org`, password });
    expect((await house.ask(deeds.me, {}, cookie)).data?.['me']).toMatchObject({ role: 'OWNER' });
    // From now on the waiting list is what there is.
    expect(codeOf(await register(house, 'late@example.org'))).toBe('FORBIDDEN');
  });

  it('[SC-07] of one from Discord and one by e-mail, only one owns', async () => {
    await register(house, 'grace@example.org');
    const token = await tokenFor(house, 'grace@example.org', '/verify-email');
    await Promise.all([house.signIn('ada'), asStranger(house, 'VerifyEmail', { token })]);
    expect(await owners()).toHaveLength(1);
  });
});

describe('the first owner in production', () => {
  let house: TestApi;
  beforeAll(async () => {
    house = await roomyHouse();
    // As a production would have it, on a machine that still has its mailbox for us to read.
    jest.spyOn(house.api.app.get(Accounts), 'needsBootstrap', 'get').mockReturnValue(true);
  });
  afterAll(() => house.end());

  it('needs the token that the log of the start shows, for e-mail and Discord alike', async () => {
    expect((await house.signIn('grace')).path).toBe('/sign-in?problem=bootstrap');
    expect(codeOf(await register(house, 'eve@example.org'))).toBe('FORBIDDEN');
    expect(codeOf(await register(house, 'eve@example.org', 'x'.repeat(43)))).toBe('INVALID');
    const { bootstrapToken } = house.api.app.get(Accounts);
    expect((await register(house, 'ada@example.org', bootstrapToken)).data).toEqual({ register: true });
    expect((await verify(house, 'ada@example.org')).data).toEqual({ verifyEmail: 'APPROVED' });
    const { cookie } = await knock(house, { email: 'ada@example.org', password });
    expect((await house.ask(deeds.me, {}, cookie)).data?.['me']).toMatchObject({ role: 'OWNER' });
    // It is worth nothing once there is an owner.
    expect(codeOf(await register(house, 'eve@example.org', bootstrapToken))).toBe('INVALID');
  });
});
