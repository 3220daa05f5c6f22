import { EventEmitter } from 'node:events';

import { Role } from '@cube/auth/roles';
import { DiscordLimits } from '@cube/discord-api/discord-limits';
import { Limits } from '@cube/platform/limits';
import { Redis } from 'ioredis';

import { enter, layBot, mintKey } from './staging';
import { TestApi } from './testing';

const report = `query ($share: Float) { limits(share: $share) {
  ours { limit address used most resetsAt account { name } apiKey { id name } }
  discord { route waits refusals longestWait most remaining bot { name } } } }`;

describe('[ND-20] the page of limits', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start(undefined, { LIMITS: 'graphql:1000,stranger:10,address:1000000' });
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  it('shows who is near which of our limits: people, keys and addresses', async () => {
    const limits = house.api.app.get(Limits);
    const grace = await enter(house, 'grace', Role.VIEWER);
    const { secret, id } = await mintKey(house, ada, { name: 'hungry', budget: 40 });
    limits.charge('graphql', grace.id, 700);
    limits.charge('stranger', '192.0.2.7', 6);
    for (let call = 0; call < 3; call += 1) {
      await house.askWithKey(secret, '{ bots(first: 10) { nodes { id } } }');
    }
    await limits.tell();
    const { data, errors } = await house.ask(report, {}, ada);
    expect(errors).toBeUndefined();
    expect(Object(data?.['limits']).ours).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          limit: 'graphql',
          used: 700,
          most: 1000,
          account: { name: 'grace' },
          apiKey: null,
        }),
        expect.objectContaining({
          limit: 'stranger',
          address: '192.0.2.7',
          used: 6,
          most: 10,
          account: null,
        }),
        expect.objectContaining({
          limit: 'budget',
          used: 36,
          most: 40,
          account: { name: 'ada' },
          apiKey: { id, name: 'hungry' },
        }),
      ]),
    );
    const strict = await house.ask(report, { share: 0.95 }, ada);
    expect(Object(strict.data?.['limits']).ours).toEqual([]);
  });

  it('shows which of Discord’s limits a bot has met, of the bots of this installation', async () => {
    const { botId } = await layBot(house, 'Busy');
    const [{ user_id: userId }] = await house.test.database.query('select user_id from bot where id = $1', [
      botId,
    ]);
    const met = house.api.app.get(DiscordLimits);
    for (const user of [userId, '123456789012345678']) {
      const rest = new EventEmitter();
      met.watch(rest, `sim.${user}.abc`);
      rest.emit('rateLimited', {
        route: '/channels/:id/messages',
        limit: 5,
        timeToReset: 1200,
        retryAfter: 0,
      });
      rest.emit('response', { route: '/channels/:id/messages' }, { status: 429 });
      rest.emit('response', { route: '/users/@me' }, { status: 200 });
      met.noteStarts(`${Buffer.from(user).toString('base64')}.a.b`, {
        total: 1000,
        remaining: 998,
        reset_after: 60_000,
      });
      await met.flush();
    }
    const { data } = await house.ask(report, {}, ada);
    expect(Object(data?.['limits']).discord).toEqual([
      {
        route: '/channels/:id/messages',
        waits: 1,
        refusals: 1,
        longestWait: 1200,
        most: 5,
        remaining: 0,
        bot: { name: 'Busy' },
      },
      {
        route: 'IDENTIFY',
        waits: 0,
        refusals: 0,
        longestWait: 0,
        most: 1000,
        remaining: 998,
        bot: { name: 'Busy' },
      },
    ]);
  });

  it('is empty rather than broken while Redis is away', async () => {
    const scan = jest.spyOn(Redis.prototype, 'scan').mockRejectedValue(new Error('away'));
    const { data, errors } = await house.ask(report, {}, ada);
    scan.mockRestore();
    expect(errors).toBeUndefined();
    expect(Object(data?.['limits']).ours).toEqual([]);
  });
});
