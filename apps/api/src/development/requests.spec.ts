import { Role } from '@cube/auth/roles';

import { enter, layBot } from '../staging';
import { TestApi } from '../testing';

const page = (house: TestApi, cookie: string) =>
  fetch(`${house.url}/dev/requests`, { headers: { cookie, accept: 'text/html' } });

describe('[SC-60] the page of the last requests', () => {
  let house: TestApi;
  beforeAll(async () => {
    house = await TestApi.start(undefined, { CUBE_PROFILE: 'development', LOG_LEVEL: 'error' });
  });
  afterAll(() => house.end());

  it('shows an admin the resolvers, the queries and the times of what was asked, and no value', async () => {
    const { cookie } = await enter(house, '<b>ada</b>', Role.ADMIN);
    const { botId } = await layBot(house, 'Demo');
    await house.ask(
      'query Pages { bots(search: "s3cret-words") { nodes { name owner { name } } } }',
      {},
      cookie,
    );
    await house.ask('{ bots { nodes { name owner { name } } } }', {}, cookie);
    await house.ask('query Broken($id: ID!) { bot(id: $id) { name } }', { id: `${botId}0` }, cookie);
    const answer = await page(house, cookie);
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toMatch(/\d\.\d ms<\/b>query Pages <span>&#60;b&#62;ada/);
    expect(html).toContain('Query.bots');
    expect(html).toContain('Bot.owner');
    expect(html).toMatch(/select.+from.+bot/is);
    expect(html).toContain('There is no such bot');
    expect(html).not.toContain('s3cret-words');
    expect(html).not.toContain(botId);
  });

  it('is none of anybody else’s business', async () => {
    expect((await page(house, '')).status).toBe(401);
    expect((await page(house, (await enter(house, 'olga', Role.OPERATOR)).cookie)).status).toBe(403);
  });

  it('keeps no more than fifty', async () => {
    const { cookie } = await enter(house, 'ada', Role.OWNER);
    for (let index = 0; index < 60; index += 1) await house.ask('{ liveCursor }', {}, cookie);
    const html = await (await page(house, cookie)).text();
    expect(html.match(/<details>/g)).toHaveLength(50);
  });

  it('does not exist where it is no development', async () => {
    const other = await TestApi.start();
    const { cookie } = await enter(other, 'ada', Role.OWNER);
    expect((await page(other, cookie)).status).toBe(404);
    await other.end();
  });
});
