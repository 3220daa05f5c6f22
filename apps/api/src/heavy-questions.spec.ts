import { BotRole, Role } from '@cube/auth/roles';
import { BotCredentials } from '@cube/bots/bot-credentials';
import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { type AfterQueryEvent, type BeforeQueryEvent, DataSource } from 'typeorm';

import { asksHealth } from './health.controller';
import { enter, executed, layBot, makeMember } from './staging';
import { type Answer, TestApi } from './testing';

/** The bounds of what costs this house, or its standing at Discord, far more than the asking does. */
describe('[ND-04] what is cheap to ask and dear to answer', () => {
  let house: TestApi;
  let botId = '';
  let guildId = '';

  beforeAll(async () => {
    house = await TestApi.start(undefined, {
      LIMITS: 'graphql:1000000000,address:1000000000,stranger:1000000000,import:100,discord:20',
    });
    ({ botId, guildId } = await layBot(house, 'Demo'));
    const { application, guild, control } = house.trial;
    await control.install(application.id, guild.id);
    const { token } = await house.api.app.get(BotCredentials).seal(botId, application.token);
    await house.test.database.query('update bot set application_id = $2, token = $3 where id = $1', [
      botId,
      application.id,
      token,
    ]);
  }, 60_000);
  afterAll(() => house?.end());

  const someone = async (name: string) => {
    const { id, cookie } = await enter(house, name, Role.MEMBER);
    await makeMember(house, botId, id, BotRole.EDITOR);
    return cookie;
  };
  const codesOf = ({ errors }: Answer) => (errors ?? []).map(({ extensions }) => extensions.code);

  it('[SC-15] reads so many kilobytes of bot files for somebody, under whatever aliases', async () => {
    const [eve, ada] = [await someone('eve'), await someone('ada')];
    const fields = Array.from(
      { length: 15 },
      (_, at) => `f${at}: planBotImport(botId: $botId, yaml: $yaml) { hash }`,
    );
    const query = `query ($botId: ID!, $yaml: String!) { ${fields.join(' ')} }`;
    const one = `query ($botId: ID!, $yaml: String!) { planBotImport(botId: $botId, yaml: $yaml) { hash } }`;
    const yaml = `version: 1 # ${'x'.repeat(9500)}`;
    // Ten of fifteen; the field of whoever is refused takes the whole answer with it.
    expect(codesOf(await house.ask(query, { botId, yaml }, eve))).toContain('RATE_LIMITED');
    expect(codesOf(await house.ask(one, { botId, yaml: 'version: 1' }, eve))).toEqual(['RATE_LIMITED']);
    expect(codesOf(await house.ask(one, { botId, yaml }, ada))).toEqual([]);
    expect(codesOf(await house.ask(one, { botId, yaml: '' }, ada))).toEqual(['INVALID']);
  });

  it('[ND-20] asks Discord so many questions for somebody, each id of a member being one', async () => {
    const [eve, ada] = [await someone('eva'), await someone('ida')];
    const members = `query ($botId: ID!, $guildId: ID!, $ids: [ID!]) {
      guildMembers(botId: $botId, guildId: $guildId, ids: $ids) { id }
    }`;
    const plan = 'query ($botId: ID!) { planCommandSync(botId: $botId) { hash } }';
    const ids = Array.from({ length: 18 }, (_, at) => String(1000 + at));
    expect(codesOf(await house.ask(members, { botId, guildId, ids }, eve))).toEqual([]);
    expect(codesOf(await house.ask(plan, { botId }, eve))).toEqual([]);
    const asked = await house.trial.control.requests({ limit: 1000 });
    for (const question of [members, plan])
      expect(
        codesOf(await house.ask(question, { botId, ...(question === members && { guildId, ids }) }, eve)),
      ).toEqual(['RATE_LIMITED']);
    expect(await house.trial.control.requests({ limit: 1000 })).toHaveLength(asked.length);
    // Whom else it concerns is not held up by it, though they come from the same address.
    expect(codesOf(await house.ask(plan, { botId }, ada))).toEqual([]);
  });

  it('[SA-32] looks once for all who ask for its health at the same time: nobody counts those', async () => {
    const database = house.api.app.get(DataSource);
    let [running, most] = [0, 0];
    const isLook = ({ query }: { readonly query: string }) => query === 'select 1';
    const subscriber = {
      beforeQuery: (event: BeforeQueryEvent) => {
        if (isLook(event)) most = Math.max(most, (running += 1));
      },
      afterQuery: (event: AfterQueryEvent) => {
        if (isLook(event)) running -= 1;
      },
    };
    database.subscribers.push(subscriber);
    const answers = await Promise.all(Array.from({ length: 200 }, () => fetch(`${house.url}/health/ready`)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(most).toBe(1);
    // An address that only begins so is one like any other.
    const addresses = ['/health', '/health/live?of=us', '/healthy', '/health/../graphql', '/health/ready/'];
    expect(addresses.map(asksHealth)).toEqual([true, true, false, false, false]);
  });

  it('[SA-23] finds an entry once, however often its kind is named, and takes no endless list', async () => {
    const eve = await someone('ewa');
    const log = house.api.app.get(EventLog);
    const id = log.record(executed(botId));
    const query = 'query ($filter: LogFilter) { logs(filter: $filter) { nodes { id } } }';
    const find = (filter: object) => house.ask(query, { filter: { botId, ...filter } }, eve);
    await until(async () => JSON.stringify((await find({})).data).includes(id));
    const { data } = await find({ kinds: Array(5).fill('COMMAND_EXECUTED') });
    expect(Object(data?.['logs']).nodes).toEqual([{ id }]);
    for (const [name, value] of [
      ['kinds', 'COMMAND_EXECUTED'],
      ['levels', 'INFO'],
      ['outcomes', 'ANSWERED'],
    ] as const) {
      const { errors } = await find({ [name]: Array(1000).fill(value) });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID' });
    }
  });
});
