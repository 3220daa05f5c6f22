import { Role } from '@cube/auth/roles';
import { toComponentId } from '@cube/commands/steps/component-id';
import { SimulatorControl } from '@cube/commands/trial-runs/simulator-control';

import { enter, layBot, snowflake } from './staging';
import { TestApi } from './testing';

describe('[SA-34] trying commands in the simulator', () => {
  let house: TestApi;
  let cookie = '';
  let bot = { botId: '', commandId: '', guildId: '' };

  beforeAll(async () => {
    house = await TestApi.start();
    ({ cookie } = await enter(house, 'editor', Role.ADMIN));
    bot = await layBot(house, 'Alpha');
  }, 60_000);
  afterAll(() => house?.end());

  const tryCommand = (input: object) =>
    house.ask(
      'mutation ($input: TryCommandInput!) { tryCommand(input: $input) { state } }',
      { input: { commandId: bot.commandId, guildId: '1', channelId: '1', userId: '1', ...input } },
      cookie,
    );

  it('shows the guilds of the bot with their people, and no bots among them', async () => {
    const { control } = house.trial;
    const application = await control.createApplication({ name: 'Alpha' });
    const { id: owner } = await control.createUser({ name: 'mary' });
    const guild = await control.createGuild({ name: 'Harbour', owner: 'mary', channels: ['quay'] });
    await control.install(application.id, guild.id);
    await house.test.database.query('update bot set application_id = $2 where id = $1', [
      bot.botId,
      application.id,
    ]);
    const { data } = await house.ask(
      'query ($botId: ID!) { trialGuilds(botId: $botId) { name channels { name } people { id name } } }',
      { botId: bot.botId },
      cookie,
    );
    expect(data?.['trialGuilds']).toEqual([
      { name: 'Harbour', channels: [{ name: 'quay' }], people: [{ id: owner, name: 'mary' }] },
    ]);
  });

  it('hands on what the simulator refuses, in its own words', async () => {
    const { errors } = await tryCommand({ userId: snowflake() });
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
  });

  it.each([
    [{ words: ['give', 'role', 'now'] }, 'words'],
    [{ words: ['/other'] }, 'words'],
    [{ options: { nested: { a: 1 } } }, 'options'],
    [{ channelId: '../state' }, 'channelId'],
    [{ userId: 'ada?x=1' }, 'userId'],
    [{ files: [{ option: 'a', name: 'a.txt', data: 'no base64!' }] }, 'data'],
    [{ files: [{ option: 'a', name: 'a.txt', data: 'a'.repeat(200_000) }] }, 'data'],
  ])('takes nothing but ids, words and plain values: %p', async (input, field) => {
    const { errors } = await tryCommand(input);
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
    expect(JSON.stringify(errors?.[0]?.extensions)).toContain(field);
  });

  it('presses no button but those of the command', async () => {
    const other = toComponentId({
      commandId: '01890000-0000-7000-8000-000000000000',
      version: 'v',
      path: '0.components.0.0.steps',
    });
    for (const customId of [other, 'something']) {
      const { errors } = await house.ask(
        'mutation ($input: PressButtonInput!) { tryButton(input: $input) { state } }',
        { input: { commandId: bot.commandId, messageId: '1', customId, userId: '1' } },
        cookie,
      );
      expect(errors?.[0]?.message).toContain('belongs to another command');
    }
  });

  it('sends no form but those of the command', async () => {
    const other = toComponentId({
      commandId: '01890000-0000-7000-8000-000000000000',
      version: 'v',
      path: '0.steps',
    });
    for (const customId of [other, 'something']) {
      const { errors } = await house.ask(
        'mutation ($input: SubmitFormInput!) { tryForm(input: $input) { state } }',
        { input: { commandId: bot.commandId, interactionId: '1', customId, values: {}, userId: '1' } },
        cookie,
      );
      expect(errors?.[0]?.message).toContain('belongs to another command');
    }
  });

  it('is nowhere to be had at the real Discord, whatever the settings say of a simulator', async () => {
    const { config } = house.test;
    const real = new SimulatorControl(
      Object.assign(Object.create(config), { discord: { ...config.discord, network: 'discord' } }),
    );
    expect(real.isThere).toBe(false);
    await expect(real.world()).rejects.toThrow('this is the real Discord');
  });
});
