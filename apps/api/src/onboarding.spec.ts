import { bringIn, knock, lettersTo, password, run, tokenFor } from './newcomers';
import { type Answer, TestApi } from './testing';

const stateOf = ({ data }: Answer, field: string) => Object(data?.[field]).state;
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

describe('the way in', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  it('[OM-01] [OM-02] [OM-03] [OM-04] [OM-05] [OM-06] [OM-07] leads from the waiting list by invitation, registration, verification and approval to a session', async () => {
    const email = 'grace@example.org';
    const joined = await run(house, 'JoinWaitingList', {
      input: { email: ' Grace@Example.org ', name: 'Grace' },
    });
    expect(joined).toEqual({ data: { joinWaitingList: true } });
    const { data } = await run(house, 'People', { state: 'WAITING' }, ada);
    expect(data?.['people']).toMatchObject({ nodes: [{ name: 'Grace', email, state: 'WAITING' }] });

    const invited = await run(house, 'Invite', { email, role: 'OPERATOR' }, ada);
    expect(invited.data?.['invite']).toMatchObject({ state: 'INVITED', role: 'OPERATOR', name: 'Grace' });
    const token = await tokenFor(house, email, '/register');
    expect(token).toMatch(/^[\w-]{43}$/);

    const input = { token, email, name: 'Grace H.', password };
    expect((await run(house, 'Register', { input })).data).toEqual({ register: true });
    expect(await knock(house, { email, password })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', message: expect.stringContaining('not verified') },
      cookie: '',
    });

    const link = await tokenFor(house, email, '/verify-email');
    expect((await run(house, 'VerifyEmail', { token: link })).data).toEqual({ verifyEmail: 'VERIFIED' });
    expect(await knock(house, { email, password })).toMatchObject({ status: 403, cookie: '' });

    const { id } = Object(invited.data?.['invite']);
    expect(stateOf(await run(house, 'Approve', { accountId: id }, ada), 'approve')).toBe('APPROVED');
    const { status, body, cookie } = await knock(house, { email: 'GRACE@example.org', password });
    expect([status, body]).toEqual([200, { outcome: 'SIGNED_IN' }]);
    const { data: mine } = await run(house, 'OwnAccount', {}, cookie);
    expect(mine?.['me']).toMatchObject({
      name: 'Grace H.',
      role: 'OPERATOR',
      state: 'APPROVED',
      email,
      hasPassword: true,
    });
    expect((await lettersTo(house, email)).map(({ subject }) => subject)).toEqual([
      'You are in',
      'Verify your e-mail address',
      'Your invitation to Social Cube',
    ]);
  });

  it('brings people in with the helper that the other specs use', async () => {
    const { cookie } = await bringIn(house, ada, 'linus@example.org');
    expect(codeOf(await run(house, 'OwnAccount', {}, cookie))).toBeUndefined();
  });
});
