import { Role } from '@cube/auth/roles';
import { CommandNeeds } from '@cube/commands/needs/command-needs';

import { enter, layBot } from './staging';
import { TestApi } from './testing';

describe('[SC-45] the handlers in code', () => {
  let house: TestApi;

  beforeAll(async () => {
    house = await TestApi.start();
  }, 60_000);
  afterAll(() => house.end());

  it('are listed as the worker that has the code published them, whether or not they need anything', async () => {
    const { cookie } = await enter(house, 'ada', Role.OWNER);
    const { botId } = await layBot(house, 'Demo');
    const ask = async () =>
      (await house.ask(`{ commandHandlers(botId: "${botId}") }`, {}, cookie)).data?.['commandHandlers'];
    expect(await ask()).toEqual([]);
    const needs = house.api.app.get(CommandNeeds);
    const plain = { kind: 'HANDLER', intents: [], permissions: [] };
    const ban = { kind: 'CHAT_INPUT', name: 'ban', intents: [], permissions: ['BanMembers' as const] };
    await needs.publish([{ ...plain, name: 'report' }, { ...plain, name: 'order' }, ban]);
    expect(await ask()).toEqual(['order', 'report']);
    // Another build of the worker has others.
    await needs.publish([{ ...plain, name: 'order' }]);
    expect(await ask()).toEqual(['order']);
  });
});
