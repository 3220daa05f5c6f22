import { Role } from '@cube/auth/roles';

import { enter } from './staging';
import { TestApi } from './testing';

describe('[SA-15] why somebody may not run a command', () => {
  let house: TestApi;
  let cookie: string;
  let commandId: string;
  let botId: string;
  let guildId: string;
  let grace: string;
  let channelId: string;
  let crew: string;

  beforeAll(async () => {
    house = await TestApi.start();
    ({ cookie } = await enter(house, 'ada', Role.OWNER));
    const { control } = house.trial;
    const application = await control.createApplication({ name: 'Explained' });
    const guild = await control.createGuild({ name: 'Hall', owner: 'ada', members: ['grace'] });
    guildId = guild.id;
    channelId = guild.channels[0]?.id ?? '';
    await control.install(application.id, guildId);
    crew = await control.createRole(guildId, { name: 'Crew' });
    grace = (await control.state()).users.find(({ username }) => username === 'grace')?.id ?? '';
    const { data } = await house.ask(
      'mutation ($token: String!) { addBot(input: { token: $token }) { id } }',
      { token: application.token },
      cookie,
    );
    botId = Object(data?.['addBot']).id;
    // No worker runs here, which would see the guild and its roles.
    const { database } = house.test;
    await database.query(
      `insert into guild (network, id, name, owner_id, member_count) values ('simulator', $1, 'Hall', $2, 2)`,
      [guildId, guild.ownerId],
    );
    await database.query(`insert into bot_guild (bot_id, network, guild_id) values ($1, 'simulator', $2)`, [
      botId,
      guildId,
    ]);
    await database.query(
      `insert into guild_role (network, id, guild_id, name, color, position, managed, permissions)
       values ('simulator', $1, $1, '@everyone', 0, 0, false, '0'), ('simulator', $2, $1, 'Crew', 0, 1, false, '32')`,
      [guildId, crew],
    );
    const made = await house.ask(
      `mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id } }`,
      { input: { botId, name: 'report', description: 'Reports.', response: 'Reported.' } },
      cookie,
    );
    commandId = Object(made.data?.['createCommand']).id;
  });
  afterAll(() => house.end());

  const update = async (input: object) => {
    const { errors } = await house.ask(
      'mutation ($id: ID!, $input: UpdateCommandInput!) { updateCommand(id: $id, input: $input) { id } }',
      { id: commandId, input },
      cookie,
    );
    expect(errors).toBeUndefined();
  };
  const ask = (situation: object) =>
    house.ask(
      `query ($id: ID!, $situation: CommandSituation!) {
         explainCommand(commandId: $id, situation: $situation) { isOpen gate sentence remedy throttles }
       }`,
      { id: commandId, situation },
      cookie,
    );
  const explained = async (situation: object = { userId: grace, guildId, channelId }) =>
    Object((await ask(situation)).data?.['explainCommand']);

  it('names the first gate that is shut and what would open it, until it is open', async () => {
    expect(await explained()).toEqual({
      isOpen: true,
      gate: null,
      sentence: 'They can run it.',
      remedy: null,
      throttles: [],
    });
    await update({
      enabled: false,
      audience: { roles: [crew] },
      throttles: [{ per: 'user', uses: 1, seconds: 60 }],
    });
    expect(await explained()).toMatchObject({
      gate: 'ENABLED',
      remedy: 'Switch /report on.',
      throttles: ['At most 1 use in 60 s for each person.'],
    });
    await update({ enabled: true });
    const switchOff = (commandsOff: string[]) =>
      house.ask(
        `mutation ($bot: ID!, $guild: ID!, $settings: JSON!) {
           changeGuildSettings(botId: $bot, guildId: $guild, settings: $settings) { id }
         }`,
        { bot: botId, guild: guildId, settings: { commandsOff } },
        cookie,
      );
    await switchOff([commandId]);
    expect(await explained()).toMatchObject({
      gate: 'ENABLED',
      remedy: 'Switch /report on in the settings of this server.',
    });
    await switchOff([]);
    expect(await explained()).toMatchObject({ isOpen: false, gate: 'PERMITTED' });
    await house.trial.control.setMember(guildId, 'grace', { roles: [crew] });
    expect(await explained()).toMatchObject({ isOpen: true });
  });

  it('says when Discord itself does not offer it', async () => {
    // Ban Members and Manage Server; the crew has the second only.
    await update({ shape: { defaultMemberPermissions: '36' } });
    expect(await explained()).toMatchObject({
      gate: 'PERMITTED',
      sentence: 'Discord does not offer it to them: it takes Ban Members.',
    });
    const [ada] = (await house.trial.control.state()).users.filter(({ username }) => username === 'ada');
    await house.trial.control.setMember(guildId, 'ada', { roles: [crew] });
    expect(await explained({ userId: ada?.id, guildId })).toMatchObject({ isOpen: true });
  });

  it('refuses a server without the bot, a stranger and what is no id, beside their fields', async () => {
    const fieldOf = async (situation: object) =>
      Object((await ask(situation)).errors?.[0]?.extensions).fields?.[0]?.field;
    expect(await fieldOf({ userId: grace, guildId: '123456789012345678' })).toBe('guildId');
    expect(await fieldOf({ userId: '123456789012345678', guildId })).toBe('userId');
    expect(await fieldOf({ userId: '1; drop table' })).toBe('userId');
  });
});
