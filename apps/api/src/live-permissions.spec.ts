import { BotRole, Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';

import { enter, layBot, makeMember, mintKey } from './staging';
import { collect, TestApi } from './testing';

const query =
  'subscription ($botId: ID, $after: String) { botChanged(botId: $botId, after: $after) { cursor botId } }';

/** Whoever loses a permission hears nothing any more of what it was about. */
describe('[SA-19] permissions that change under open subscriptions', () => {
  let house: TestApi;
  let owner = '';
  beforeAll(async () => {
    house = await TestApi.start();
    owner = (await enter(house, 'ada', Role.OWNER)).cookie;
  });
  afterAll(() => house.end());

  const happen = (botId: string) =>
    house.api.app.get(EventLog).transact((_, emit) =>
      emit({
        kind: 'bot.changed',
        topic: botId,
        subject: null,
        data: { botId, change: 'UPDATED', what: 'Something happened.', failing: false },
      }),
    );
  const admin = async (document: string, variables: object) => {
    const { errors } = await house.ask(document, variables, owner);
    expect(errors).toBeUndefined();
  };

  /** Somebody who follows a bot, and what takes that from them. */
  const losses: Record<
    string,
    (botId: string) => Promise<{ follower: () => ReturnType<TestApi['live']>; lose: () => Promise<void> }>
  > = {
    'a membership is taken away': async (botId) => {
      const { id, cookie } = await enter(house, 'mia', Role.MEMBER);
      await makeMember(house, botId, id, BotRole.VIEWER);
      return {
        follower: () => house.live(cookie),
        lose: () =>
          admin(
            'mutation ($botId: ID!, $accountId: ID!) { removeBotMember(botId: $botId, accountId: $accountId) { botId } }',
            { botId, accountId: id },
          ),
      };
    },
    'a role is lowered': async () => {
      const { id, cookie } = await enter(house, 'vic', Role.VIEWER);
      return {
        follower: () => house.live(cookie),
        lose: () => admin('mutation ($id: ID!) { setRole(accountId: $id, role: MEMBER) { id } }', { id }),
      };
    },
    'an account is suspended': async () => {
      const { id, cookie } = await enter(house, 'sam', Role.VIEWER);
      return {
        follower: () => house.live(cookie),
        lose: () => admin('mutation ($id: ID!) { suspend(accountId: $id) { id } }', { id }),
      };
    },
    'an API key is revoked': async () => {
      const { secret, id } = await mintKey(house, owner);
      return {
        follower: () => house.live('', { authorization: `Bearer ${secret}` }),
        lose: () => admin('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id }),
      };
    },
  };

  it.each(Object.keys(losses))(
    'closes the socket when %s, sends nothing more, and replays nothing',
    async (loss) => {
      const { botId } = await layBot(house, 'Demo');
      const after = String((await house.ask('{ liveCursor }', {}, owner)).data?.['liveCursor']);
      const { follower, lose } = await losses[loss]!(botId);
      const client = follower();
      let code = 0;
      client.on('closed', (event) => (code = Object(event).code));
      const { results } = collect(client, query, { botId, after });
      await happen(botId);
      await until(() => results.length === 1);
      await lose();
      await until(() => code !== 0);
      expect([4498, 4403]).toContain(code);
      for (let index = 0; index < 5; index += 1) await happen(botId);

      // Coming back with the cursor gives nothing of what happened since.
      const again = follower();
      const { results: missed, problems } = collect(again, query, { botId, after });
      await until(() => problems.length + missed.length > 0);
      expect(missed.filter(({ data }) => data?.['botChanged'])).toEqual([]);
      expect(results).toHaveLength(1);
      await Promise.all([client, again].map((each) => each.dispose()));
    },
  );
});
