import { Role } from '@cube/auth/roles';

import { enter, layBot } from './staging';
import { TestApi } from './testing';

describe('the intents of a bot, by the API', () => {
  let house: TestApi;
  let cookie: string;
  let botId: string;

  beforeAll(async () => {
    house = await TestApi.start();
    ({ cookie } = await enter(house, 'ada', Role.OWNER));
    ({ botId } = await layBot(house, 'Demo'));
  });
  afterAll(() => house.end());

  const update = (input: object) =>
    house.ask(
      'mutation ($id: ID!, $input: UpdateBotInput!) { updateBot(id: $id, input: $input) { intents { chosen } } }',
      { id: botId, input },
      cookie,
    );
  const generation = async () => {
    const [row] = await house.test.database.query('select generation from bot where id = $1', [botId]);
    return row.generation;
  };

  it('[SC-09] are chosen by hand and left to the needs of the bot again, each time as a new wish', async () => {
    const before = await generation();
    expect((await update({ intents: ['MessageContent', 'GuildMembers'] })).data).toEqual({
      updateBot: { intents: { chosen: ['GuildMembers', 'MessageContent'] } },
    });
    expect(await generation()).toBe(before + 1);
    expect((await update({ name: 'Demo' })).data).toEqual({
      updateBot: { intents: { chosen: ['GuildMembers', 'MessageContent'] } },
    });
    expect(await generation()).toBe(before + 1);
    expect((await update({ automaticIntents: true })).data).toEqual({
      updateBot: { intents: { chosen: null } },
    });
    expect(await generation()).toBe(before + 2);
    expect((await update({ intents: ['Everything'] })).errors?.[0]?.message).toMatch(
      /There are these intents/,
    );
  });
});
