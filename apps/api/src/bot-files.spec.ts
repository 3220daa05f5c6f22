import { readFile } from 'node:fs/promises';

import { BotRole, Role } from '@cube/auth/roles';
import { BotFiles } from '@cube/automation/bot-file/bot-files.service';
import { aName, aPrefix, someBonds, someCommands, someSchedules } from '@cube/automation/bot-file/testing';
import { readYaml } from '@cube/automation/bot-file/yaml';
import { ReactionRoles } from '@cube/automation/reaction-roles/reaction-roles.service';
import { ScheduledMessages } from '@cube/automation/scheduled-messages/scheduled-messages.service';
import { GuildSettingsService } from '@cube/automation/settings/guild-settings.service';
import { BotCredentials } from '@cube/bots/bot-credentials';
import { Bots } from '@cube/bots/bots.service';
import { Commands } from '@cube/commands/commands.service';
import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';

import { enter, layBot, makeMember, mintKey, snowflake } from './staging';
import { TestApi } from './testing';

interface Plan {
  readonly hash: string;
  readonly isUpToDate: boolean;
  readonly things: readonly {
    readonly action: string;
    readonly title: string;
    readonly line: number | null;
    readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  }[];
}

const planFields = '{ hash isUpToDate things { action kind title line changes { path before after } } }';

describe('[SC-15] a bot as a file', () => {
  let house: TestApi;
  let cookie: string;
  let lab: Awaited<ReturnType<typeof prepareLab>>;

  beforeAll(async () => {
    house = await TestApi.start();
    ({ cookie } = await enter(house, 'ada', Role.OWNER));
    await house.test.database.query(
      `insert into builtin_command (type, name, description, definition)
       values ('CHAT_INPUT', 'ping', 'Pings.', '{"name":"ping","description":"Pings."}')`,
    );
    lab = await prepareLab();
  }, 60_000);
  afterAll(() => house.end());

  /** A guild at Discord with a channel, messages and roles, as it was last seen. */
  const prepareLab = async () => {
    const { control, application, guild, channelId } = house.trial;
    const roleIds = await Promise.all(
      ['Blue', 'Red'].map((name) => control.createRole(guild.id, { name, permissions: '0' })),
    );
    const said = await Promise.all(
      ['One', 'Two'].map((text) => control.say(text, { as: 'ada', in: '#general' })),
    );
    // ADD_REACTIONS, VIEW_CHANNEL, READ_MESSAGE_HISTORY.
    await control.install(application.id, guild.id, { permissions: String(0x40 + 0x400 + 0x10000) });
    const { database } = house.test;
    await database.query(
      `insert into guild (network, id, name, owner_id, member_count) values ('simulator', $1, 'Lab', 1, 2)`,
      [guild.id],
    );
    await database.query(
      `insert into channel (network, id, guild_id, name, kind, position) values ('simulator', $1, $2, 'general', 0, 0)`,
      [channelId, guild.id],
    );
    await database.query(
      `insert into guild_role (network, id, guild_id, name, color, position, managed, permissions)
       select 'simulator', id, $2, id::text, 0, 1, false, '0' from unnest($1::bigint[]) as id`,
      [roleIds, guild.id],
    );
    return { guildId: guild.id, channelId, roleIds, messageIds: said.map(({ id }) => id) };
  };
  /** A bot that is in the lab too, and may act there. */
  const layInLab = async (name: string) => {
    const laid = await lay(name);
    const sealed = await house.api.app.get(BotCredentials).seal(laid.botId, house.trial.application.token);
    await house.test.database.query('update bot set token = $2 where id = $1', [laid.botId, sealed.token]);
    await house.test.database.query(
      `insert into bot_guild (bot_id, network, guild_id) values ($1, 'simulator', $2)`,
      [laid.botId, lab.guildId],
    );
    return laid;
  };
  /** A bot with a built-in command, `/ping`, beside its own `/hello`. */
  const lay = async (name: string) => {
    const laid = await layBot(house, name);
    await house.test.database.query(
      `insert into command (id, bot_id, source, type, name, description)
       values (gen_random_uuid(), $1, 'BUILTIN', 'CHAT_INPUT', 'ping', 'Pings.')`,
      [laid.botId],
    );
    return laid;
  };
  const exported = async (botId: string, by = cookie) => {
    const { data, errors } = await house.ask(
      'query ($botId: ID!) { exportBot(botId: $botId) }',
      { botId },
      by,
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return String(data?.['exportBot']);
  };
  const planned = (botId: string, yaml: string, by = cookie) =>
    house.ask(
      `query ($botId: ID!, $yaml: String!) { plan: planBotImport(botId: $botId, yaml: $yaml) ${planFields} }`,
      { botId, yaml },
      by,
    );
  const applied = (botId: string, yaml: string, planHash: string, by = cookie) =>
    house.ask(
      `mutation ($botId: ID!, $yaml: String!, $planHash: String!) {
         plan: applyBotImport(botId: $botId, yaml: $yaml, planHash: $planHash) ${planFields}
       }`,
      { botId, yaml, planHash },
      by,
    );
  const planOf = async (botId: string, yaml: string): Promise<Plan> => {
    const { data, errors } = await planned(botId, yaml);
    if (errors) throw new Error(JSON.stringify(errors));
    return Object(data?.['plan']);
  };
  const apply = async (botId: string, yaml: string) => {
    const { errors } = await applied(botId, yaml, (await planOf(botId, yaml)).hash);
    if (errors) throw new Error(JSON.stringify(errors));
  };
  const told = ({ things }: Plan) =>
    things
      .filter(({ action }) => action !== 'UNCHANGED')
      .map(({ action, title, changes }) =>
        `${action} ${title} ${changes.map(({ path }) => path).join(' ')}`.trim(),
      );

  it('holds all that can be written of a bot, and nothing of its token', async () => {
    const { botId, guildId } = await lay('Demo');
    const yaml = await exported(botId);
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=http:\/\/127\.0\.0\.1:\d+\/bot\.schema\.json\n/);
    expect(yaml).not.toContain('token: ');
    expect(yaml).not.toContain('no.Demo.token');
    expect(readYaml(yaml).data).toEqual({
      version: 1,
      bot: { name: 'Demo', description: '' },
      commands: [
        { name: 'hello', description: 'Says hello.', steps: [{ kind: 'reply', content: 'Hello.' }] },
      ],
      builtinsOff: [],
      guilds: {},
      reactionRoles: {},
      scheduledMessages: {},
    });
    await apply(botId, `version: 1\nguilds: { "${guildId}": { prefix: "?", commandsOff: [ping, hello] } }`);
    expect(readYaml(await exported(botId)).data).toMatchObject({
      guilds: { [guildId]: { prefix: '?', commandsOff: ['hello', 'ping'] } },
    });
    expect(await planOf(botId, await exported(botId))).toMatchObject({ isUpToDate: true });
  });

  it('is as the schema for editors says', async () => {
    const schema = JSON.parse(await readFile('apps/panel/public/bot.schema.json', 'utf8'));
    const holds = new Ajv2020({ strict: false, formats: { regex: true } }).compile(schema);
    const { botId } = await lay('Schema');
    const { data } = readYaml(await exported(botId));
    expect([holds(data), holds.errors]).toEqual([true, null]);
    expect(holds({ version: 1, commands: [{ name: 'a', steps: [{ kind: 'reply', contents: 'a' }] }] })).toBe(
      false,
    );
    expect(holds({ version: 2 })).toBe(false);
  });

  it('plans field by field, with the line of the file, and then does just that', async () => {
    const { botId, guildId } = await lay('Plan');
    const yaml = `version: 1
bot:
  name: Planned
  description: From a file.
commands:
  - name: hello
    description: Says hello.
    steps: [{ kind: reply, content: Good morning. }]
  - name: bye
    description: Says goodbye.
    enabled: false
    steps: [{ kind: reply, content: Bye. }]
builtinsOff: [ping]
guilds:
  ${guildId}:
    prefix: "?"
`;
    const plan = await planOf(botId, yaml);
    expect(told(plan)).toEqual([
      'UPDATE Planned name description',
      'UPDATE /hello steps.0.content',
      expect.stringMatching(/^CREATE \/bye .*name.*enabled/),
      'UPDATE /ping enabled',
      'UPDATE Plan’s guild prefix',
    ]);
    expect(plan.things.map(({ line }) => line)).toEqual([2, 6, 9, 13, 15]);
    expect(plan.things[1]?.changes).toEqual([
      { path: 'steps.0.content', before: 'Hello.', after: 'Good morning.' },
    ]);

    await apply(botId, yaml);
    expect(await planOf(botId, yaml)).toMatchObject({ isUpToDate: true });
    const { database } = house.test;
    expect(
      await database.query('select name, enabled, steps from command where bot_id = $1 order by name', [
        botId,
      ]),
    ).toMatchObject([
      { name: 'bye', enabled: false },
      { name: 'hello', enabled: true, steps: [{ content: 'Good morning.' }] },
      { name: 'ping', enabled: false },
    ]);
    // As any other change: with its versions, and Discord is to hear of it.
    expect(
      await database.query(
        "select title from version where bot_id = $1 and actor_name = 'ada' order by title",
        [botId],
      ),
    ).toEqual([
      { title: '/bye' },
      { title: '/hello' },
      { title: '/ping' },
      { title: 'Plan in Plan’s guild' },
      { title: 'Planned' },
    ]);
    expect(await database.query('select state from command_sync where bot_id = $1', [botId])).toEqual([
      { state: 'QUEUED' },
    ]);
  });

  it('deletes what it does not name, and leaves alone what it does not speak of', async () => {
    const { botId } = await lay('Leave');
    expect(told(await planOf(botId, 'version: 1'))).toEqual([]);
    const plan = await planOf(botId, 'version: 1\ncommands: []');
    expect(told(plan)).toEqual([expect.stringMatching(/^DELETE \/hello/)]);
    expect(plan.things[0]?.line).toBeNull();
    await apply(botId, 'version: 1\ncommands: []');
    expect(await house.test.database.query('select name from command where bot_id = $1', [botId])).toEqual([
      { name: 'ping' },
    ]);
  });

  it('is refused when the bot has changed since the plan, and when the file has', async () => {
    const { botId, commandId } = await lay('Moved');
    const yaml = 'version: 1\ncommands: []';
    const { hash } = await planOf(botId, yaml);
    const other = await applied(botId, 'version: 1\nbot: { name: Other }', hash);
    expect(other.errors?.[0]?.extensions.code).toBe('CONFLICT');
    await house.api.app.get(Commands).update(commandId, { description: 'New.' }, null);
    const late = await applied(botId, yaml, hash);
    expect(late.errors?.[0]).toMatchObject({
      message: expect.stringContaining('has changed since this plan'),
      extensions: { code: 'CONFLICT' },
    });
    expect((await house.api.app.get(Commands).get(commandId)).description).toBe('New.');
  });

  it('is applied whole or not at all', async () => {
    const { botId } = await lay('Whole');
    const commands = Array.from(
      { length: 101 },
      (_, index) => `  - { name: c${index}, description: C., steps: [{ kind: reply, content: C. }] }`,
    );
    const yaml = `version: 1\nbot: { name: Halfway }\ncommands:\n${commands.join('\n')}\n`;
    const { hash } = await planOf(botId, yaml);
    const { errors } = await applied(botId, yaml, hash);
    expect(errors?.[0]?.message).toContain('room for 100 commands');
    expect((await house.api.app.get(Bots).get(botId)).name).toBe('Whole');
    expect(await exported(botId)).toContain('name: hello');
  }, 120_000);

  it('says of every mistake its line, its path and the mend', async () => {
    const { botId, guildId } = await lay('Wrong');
    const yaml = `version: 1
commands:
  - name: Not Valid
    description: D.
    steps:
      - kind: dance
  - name: ping
    description: D.
    steps: [{ kind: wait, seconds: 9999 }]
builtinsOff: [pong]
guilds:
  ${guildId}:
    prefix: much too long
    commandsOff: [gone]
    welcomeChannel: "42"
  ${snowflake()}: {}
`;
    const { errors } = await planned(botId, yaml);
    expect(errors?.[0]?.message).toMatch(/^Line \d+: .* \[commands\.0\.name\] \(and \d+ more\)$/);
    const fields = Object(errors?.[0]?.extensions).fields.map(
      ({ field, message }: Record<string, string>) => `${field} ${message}`,
    );
    for (const start of [
      'commands.0.name Line 3: ',
      'commands.0.steps.0.kind Line 6: There is no step of this kind',
      'commands.1.name Line 7: A built-in command has this name',
      'commands.1.steps.0.seconds Line 9: ',
      'builtinsOff.0 Line 10: There is no such built-in command',
      `guilds.${guildId}.prefix Line 13: `,
      `guilds.${guildId}.commandsOff.0 Line 14: The bot has no command “gone”`,
      `guilds.${guildId}.welcomeChannel Line 15: `,
    ]) {
      expect(fields).toContainEqual(expect.stringContaining(start));
    }
    expect(fields.at(-1)).toContain('The bot is not in this server');
    expect(await exported(botId)).toContain('name: hello');
  });

  it('[SA-02] shows and changes only what the viewer may see and change', async () => {
    const { botId, guildId } = await lay('Shared');
    const viewer = await enter(house, 'victor', Role.MEMBER);
    await makeMember(house, botId, viewer.id, BotRole.VIEWER);
    const yaml = await exported(botId, viewer.cookie);
    expect(yaml).toContain('name: hello');
    const { data } = await planned(botId, 'version: 1\ncommands: []', viewer.cookie);
    const { hash } = Object(data?.['plan']);
    const refused = await applied(botId, 'version: 1\ncommands: []', hash, viewer.cookie);
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');

    const { secret } = await mintEditor(['VIEW_COMMANDS', 'EDIT_COMMANDS']);
    const file = `version: 1\nguilds: { "${guildId}": { prefix: "?" } }`;
    const ask = 'query ($botId: ID!, $yaml: String!) { planBotImport(botId: $botId, yaml: $yaml) { hash } }';
    const shut = await house.askWithKey(secret, ask, { botId, yaml: file });
    expect(shut.errors?.[0]).toMatchObject({
      message: expect.stringContaining('VIEW_GUILDS'),
      extensions: { code: 'FORBIDDEN' },
    });
    // Whether the bot is in a server, and what that is called, is not told by the refusal either.
    const strange = file.replace(guildId, '123456789012345678');
    const unknown = await house.askWithKey(secret, ask, { botId, yaml: strange });
    expect(unknown.errors?.[0]?.message.replace('123456789012345678', guildId)).toBe(
      shut.errors?.[0]?.message,
    );
    const seen = await house.askWithKey(secret, 'query ($botId: ID!) { exportBot(botId: $botId) }', {
      botId,
    });
    expect(Object.keys(Object(readYaml(String(seen.data?.['exportBot'])).data))).toEqual([
      'version',
      'commands',
      'builtinsOff',
    ]);
  });
  const mintEditor = (scopes: readonly string[]) => mintKey(house, cookie, { scopes });

  it('[SA-05] holds reaction roles and scheduled messages, and does with them just what it planned', async () => {
    const { botId } = await layInLab('Active');
    const { guildId, channelId, messageIds, roleIds } = lab;
    const [messageId] = messageIds;
    const [blue, red] = roleIds;
    const bond = `{ channelId: "${channelId}", messageId: "${messageId}", emoji: 🔵, roleId: "${blue}" }`;
    const hourly = `{ channelId: "${channelId}", cron: "0 * * * *", timeZone: UTC, template: Hour. }`;
    const daily = `{ channelId: "${channelId}", cron: "0 9 * * *", timeZone: UTC, template: Day. }`;
    const file = (bonds: readonly string[], messages: readonly string[]) =>
      `version: 1\nreactionRoles: { "${guildId}": [${bonds.join(', ')}] }\nscheduledMessages: { "${guildId}": [${messages.join(', ')}] }\n`;
    await apply(botId, file([bond], [hourly, daily]));
    expect(readYaml(await exported(botId)).data).toMatchObject({
      reactionRoles: { [guildId]: [{ channelId, messageId, emoji: '🔵', roleId: blue }] },
      scheduledMessages: { [guildId]: [{ template: 'Hour.' }, { template: 'Day.', enabled: true }] },
    });
    const underMessage = async () =>
      Object((await house.trial.call('GET', `/channels/${channelId}/messages/${messageId}`)).body).reactions;
    expect(await underMessage()).toMatchObject([{ emoji: { name: '🔵' } }]);

    const other = bond.replace(String(blue), String(red));
    const later = daily.replace('0 9 *', '0 10 *');
    expect(told(await planOf(botId, file([other], [later, hourly])))).toEqual([
      'UPDATE Reaction role 🔵 under ' + `${messageId} in Lab roleId`,
      'UPDATE Scheduled message at 0 10 * * * in Lab cron',
    ]);
    await apply(botId, file([other], [later, hourly]));
    expect(await planOf(botId, file([other], [hourly, later]))).toMatchObject({ isUpToDate: true });
    await apply(botId, file([], [hourly]));
    expect((await underMessage()) ?? []).toEqual([]);
    const versions = await house.test.database.query(
      `select kind, count(*)::int from version where bot_id = $1 and kind in ('REACTION_ROLE', 'SCHEDULED_MESSAGE')
       group by kind order by kind`,
      [botId],
    );
    expect(versions).toEqual([
      { kind: 'REACTION_ROLE', count: 3 },
      { kind: 'SCHEDULED_MESSAGE', count: 4 },
    ]);
    // Servers that it does not name stay as they are.
    expect(told(await planOf(botId, 'version: 1\nscheduledMessages: {}'))).toEqual([]);
  }, 60_000);

  it('[SA-05] says of reaction roles and scheduled messages where they are wrong, and changes nothing', async () => {
    const { botId } = await layInLab('Mistaken');
    const { guildId, channelId, messageIds, roleIds } = lab;
    const bond = (emoji: string, messageId = messageIds[0], roleId = roleIds[0]) =>
      `{ channelId: "${channelId}", messageId: "${messageId}", emoji: "${emoji}", roleId: "${roleId}" }`;
    const fieldsOf = ({ errors }: Awaited<ReturnType<typeof planned>>) =>
      Object(errors?.[0]?.extensions).fields.map(
        ({ field, message }: Record<string, string>) => `${field} ${message}`,
      );
    const wrong = `version: 1
reactionRoles:
  "${guildId}":
    - ${bond('two words')}
    - ${bond('🔵', messageIds[0], '1')}
scheduledMessages:
  "${guildId}":
    - { channelId: "1", cron: often, timeZone: UTC, template: "{{ guild.name" }
`;
    expect(fieldsOf(await planned(botId, wrong))).toEqual([
      expect.stringContaining(`reactionRoles.${guildId}.0.emoji Line 4: Give one emoji`),
      expect.stringContaining(`reactionRoles.${guildId}.1.roleId Line 5: `),
      expect.stringContaining(`scheduledMessages.${guildId}.0.cron Line 8: Give five fields`),
      expect.stringContaining(`scheduledMessages.${guildId}.0.template Line 8: `),
      expect.stringContaining(`scheduledMessages.${guildId}.0.channelId Line 8: `),
    ]);
    const twice = `version: 1\nreactionRoles: { "${guildId}": [${bond('🔵')}, ${bond('🔵')}] }`;
    expect(fieldsOf(await planned(botId, twice))).toEqual([
      expect.stringContaining(`reactionRoles.${guildId}.1.emoji Line 2: This emoji stands for a role`),
    ]);
    // What only Discord knows is asked before anything is changed.
    const gone = `version: 1
bot: { name: Halfway }
reactionRoles: { "${guildId}": [${bond('🔵', '123456789012345678')}] }`;
    const { errors } = await applied(botId, gone, (await planOf(botId, gone)).hash);
    expect(errors?.[0]?.message).toContain('Line 3: There is no such message');
    expect((await house.api.app.get(Bots).get(botId)).name).toBe('Mistaken');
    const elsewhere = `version: 1\nscheduledMessages: { "${snowflake()}": [] }`;
    expect(fieldsOf(await planned(botId, elsewhere))).toEqual([
      expect.stringContaining('The bot is not in this server'),
    ]);
  });

  it('changes nothing when it is applied to the bot that it came from, whatever that bot is', async () => {
    const [files, commands, settings, bots] = [
      house.api.app.get(BotFiles),
      house.api.app.get(Commands),
      house.api.app.get(GuildSettingsService),
      house.api.app.get(Bots),
    ];
    const active = fc.record({ bonds: someBonds(lab), schedules: someSchedules(lab.channelId) });
    const bot = fc.record({ written: someCommands, name: aName, prefix: aPrefix, isOff: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(bot, active, async ({ written, name, prefix, isOff }, { bonds, schedules }) => {
        const { botId, guildId, commandId } = await layInLab('Any');
        await commands.delete(commandId, null);
        await bots.update(botId, { name, description: name }, null);
        for (const command of written) await commands.put({ botId, id: null }, command, null);
        const { edges } = await commands.list(botId, { first: 10 });
        const [first] = edges.map(({ node }) => node.id);
        const off = isOff && first ? { commandsOff: [first] } : {};
        await settings.change(botId, guildId, { settings: { prefix, ...off }, reset: [] }, null);
        const inLab = { botId, guildId: lab.guildId };
        for (const each of bonds)
          await house.api.app.get(ReactionRoles).create(inLab, each, { author: null });
        for (const each of schedules)
          await house.api.app.get(ScheduledMessages).create(inLab, each, { author: null });

        const yaml = await files.export(botId, null);
        const plan = await files.plan(botId, yaml, null);
        expect(plan.things.filter(({ action }) => action !== 'UNCHANGED')).toEqual([]);
        expect(plan.isUpToDate).toBe(true);

        // Another bot becomes the same by it.
        const other = await layInLab('Other');
        const foreign = yaml.replace(guildId, other.guildId);
        const { hash } = await files.plan(other.botId, foreign, null);
        await files.apply(other.botId, foreign, hash, null);
        expect(await files.export(other.botId, null)).toBe(foreign);
        expect((await files.plan(other.botId, foreign, null)).isUpToDate).toBe(true);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 240_000);
});
