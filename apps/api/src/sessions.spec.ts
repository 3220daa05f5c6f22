import { Sessions } from '@cube/auth/sessions.service';

import { TestApi } from './testing';

describe('sessions', () => {
  let house: TestApi;
  beforeAll(async () => {
    house = await TestApi.start();
  });
  afterAll(() => house.end());

  it('[ND-05] leave no row behind a day after they ran out', async () => {
    const cookies = [await house.signIn('ada'), await house.signIn('ada'), await house.signIn('ada')];
    await house.test.database.query(`
      update session set expires_at = now() - days * interval '1 day'
      from (select id, row_number() over (order by created_at) as days from session) as aged
      where session.id = aged.id and days < 3`);
    const sweeps = await Promise.all([1, 2].map(() => house.api.app.get(Sessions).sweep()));
    expect(sweeps.reduce((sum, each) => sum + each, 0)).toBe(2);
    expect(await house.test.database.query('select from session')).toHaveLength(1);
    expect((await house.ask('{ me { name } }', {}, cookies[2]?.cookie)).data).toEqual({
      me: { name: 'ada' },
    });
  });
});
