import { BotObservation, statusOf } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { CommandType } from '@cube/commands/command-kinds';
import { Commands } from '@cube/commands/commands.service';
import { CommandNeeds } from '@cube/commands/needs/command-needs';
import type { PermissionName } from '@cube/guilds/guild-needs';
import { SyncState } from '@cube/guilds/guild-sync.entity';
import { GuildSyncs } from '@cube/guilds/guild-syncs.service';
import { Guilds } from '@cube/guilds/guilds.service';
import { GuildReports } from '@cube/guilds/report/guild-reports.service';
import { until } from '@cube/platform/testing';
import { GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10';

import type { RunningWorker } from './start-worker';
import { TestWorkers, untilObserved } from './testing';

const bits = (...names: (keyof typeof PermissionFlagsBits)[]) =>
  String(names.reduce((sum, name) => sum | PermissionFlagsBits[name], 0n));

describe('what a bot lacks', () => {
  let house: TestWorkers;
  let worker: RunningWorker;
  let botId: string;
  let applicationId: string;
  let labId: string;

  beforeAll(async () => {
    house = await TestWorkers.prepare();
    applicationId = house.trial.application.id;
    labId = house.trial.guild.id;
    worker = await house.start();
    ({ id: botId } = await worker.app.get(Bots).add({ token: house.trial.application.token }, null));
    await untilObserved(worker, botId, BotObservation.ONLINE);
    await until(async () => (await permissionsIn(labId)) !== undefined);
  }, 60_000);
  afterAll(() => house.end(), 60_000);

  const control = () => house.trial.control;
  const permissionsIn = async (guildId: string) => {
    const key = `${botId}/${guildId}`;
    return (await worker.app.get(GuildReports).permissionsIn.read([key])).get(key);
  };
  const missing = async () => (await worker.app.get(GuildReports).ofBot.read([botId])).get(botId) ?? [];
  const sentences = async () => (await missing()).map(({ sentence }) => sentence);
  const untilSaid = (sentence: string) => until(async () => (await sentences()).includes(sentence));
  const untilUnsaid = (sentence: string) => until(async () => !(await sentences()).includes(sentence));
  const write = (name: string, steps: object[], type = CommandType.CHAT_INPUT) =>
    worker.app.get(Commands).create({ botId, name, type, description: 'Does.', steps }, null);
  const heard = async () => {
    const rows: { what: string }[] = await house.test.database.query(
      "select data ->> 'what' as what from event_log where kind in ('guild.changed', 'bot.changed') order by seq",
    );
    return rows.map(({ what }) => what);
  };
  const askedFor = async () => (await control().sessions(applicationId)).at(-1)?.intents ?? 0;

  it('[SC-46] [SA-06] knows features, roles and permissions of a bot by the gateway, and all of it again by a full reading', async () => {
    await control().install(applicationId, labId, { permissions: bits('KickMembers') });
    await until(async () => (await permissionsIn(labId))?.includes('KickMembers') ?? false);
    const crew = await control().createRole(labId, { name: 'Crew', permissions: bits('BanMembers') });
    const guilds = worker.app.get(Guilds);
    await until(
      async () => (await guilds.rolesOf.read([labId])).get(labId)?.some(({ id }) => id === crew) ?? false,
    );
    await control().setMember('Lab', applicationId, { roles: ['Trial', 'Crew'] });
    await until(async () => (await permissionsIn(labId))?.includes('BanMembers') ?? false);
    await until(async () => (await heard()).includes('Trial has other roles in Lab.'));

    // As if the gateway had told nothing of it.
    await house.test.database.query('update bot_guild set role_ids = null, joined_at = null');
    expect(await permissionsIn(labId)).toBeUndefined();
    await worker.app.get(GuildSyncs).request(botId);
    await until(async () => {
      const syncs = await worker.app.get(GuildSyncs).byBot.read([botId]);
      return syncs.get(botId)?.state === SyncState.DONE;
    });
    expect(await permissionsIn(labId)).toEqual(expect.arrayContaining(['KickMembers', 'BanMembers']));
    const [member] = (await guilds.membersOf.read([labId])).get(labId) ?? [];
    expect(member).toMatchObject({ botId, joinedAt: expect.any(Date) });
    expect(member?.roleIds).toContain(crew);
    expect((await guilds.byId.read([labId])).get(labId)).toMatchObject({ features: [] });
    await control().deleteRole(labId, crew);
    await until(async () => !(await permissionsIn(labId))?.includes('BanMembers'));
  });

  it('[SC-46] writes down that a bot joins and leaves', async () => {
    const { id } = await control().createGuild({ name: 'Attic', owner: 'ada' });
    await control().install(applicationId, id);
    await until(async () => (await heard()).includes('Trial joined Attic.'));
    await control().uninstall(applicationId, id);
    await until(async () => (await heard()).includes('Trial left Attic.'));
  });

  it('[SA-10] says what a command in code needs and in how many servers, until it is given', async () => {
    const annex = await control().createGuild({ name: 'Annex', owner: 'ada' });
    await control().install(applicationId, annex.id);
    await until(async () => (await permissionsIn(annex.id)) !== undefined);
    await worker.app
      .get(CommandNeeds)
      .publish([{ kind: 'HANDLER', name: 'ban', intents: [], permissions: ['BanMembers'] }]);
    const command = await worker.app
      .get(Commands)
      .create({ botId, name: 'ban', description: 'Bans.', handler: 'ban' }, null);
    await untilSaid('/ban needs Ban Members in 2 servers.');
    expect(await missing()).toMatchObject([
      { kind: 'PERMISSION', what: '/ban', name: 'BanMembers', guildCount: 2, mend: expect.any(String) },
    ]);
    await control().install(applicationId, labId, { permissions: bits('BanMembers') });
    await untilSaid('/ban needs Ban Members in Annex.');
    await worker.app.get(Commands).update(command.id, { enabled: false }, null);
    expect(await sentences()).toEqual([]);
    await worker.app.get(Commands).update(command.id, { enabled: true }, null);
    await control().install(applicationId, annex.id, { permissions: bits('Administrator') });
    await untilUnsaid('/ban needs Ban Members in Annex.');
    await worker.app.get(Commands).delete(command.id, null);
    await control().install(applicationId, annex.id, { permissions: '0' });
    await control().install(applicationId, labId, { permissions: '0' });
  });

  it('[SA-05] says what code that hears of events needs, whatever commands there are', async () => {
    const publish = (permissions: readonly PermissionName[]) =>
      worker.app
        .get(CommandNeeds)
        .publish(
          permissions.length === 0
            ? []
            : [{ kind: 'EVENT', name: 'messageDelete', intents: [], permissions: [...permissions] }],
        );
    await publish(['ViewAuditLog']);
    await untilSaid('What is done on messageDelete needs View Audit Log in 2 servers.');
    await publish([]);
    await untilUnsaid('What is done on messageDelete needs View Audit Log in 2 servers.');
  });

  it('[SA-10] knows of a channel where a step may not write, and nothing of the others', async () => {
    const [general] = house.trial.guild.channels;
    const channel = general?.id ?? '';
    const { id } = await write('tell', [{ kind: 'send', channel, content: 'Hello.' }]);
    expect(await sentences()).toEqual([]);
    await control().setOverwrite(channel, { for: '@everyone', deny: bits('SendMessages') });
    await untilSaid('/tell needs Send Messages in #general of Lab.');
    expect((await missing())[0]?.mend).toMatch(/permissions of #general/);
    await control().setOverwrite(channel, { for: 'Trial', allow: bits('SendMessages') });
    await untilUnsaid('/tell needs Send Messages in #general of Lab.');
    await worker.app.get(Commands).delete(id, null);
  });

  it('[SA-10] knows the roles that a bot cannot give, for they stand above its own', async () => {
    const { id: guildId } = await control().createGuild({ name: 'Loft', owner: 'ada' });
    const boss = await control().createRole(guildId, { name: 'Boss' });
    await control().install(applicationId, guildId, { permissions: bits('ManageRoles') });
    await until(async () => (await permissionsIn(guildId)) !== undefined);
    const { id } = await write('promote', [
      { kind: 'if', value: '1', test: 'is', with: '1', then: [{ kind: 'giveRole', role: boss }] },
    ]);
    await untilSaid('/promote needs a role above Boss in Loft.');
    expect((await sentences()).filter((each) => each.includes('Manage Roles'))).toEqual([
      '/promote needs Manage Roles in 2 servers.',
    ]);
    await worker.app.get(Commands).delete(id, null);
  });

  it('[SC-09] connects a bot with the intents that its commands take, once its application has them', async () => {
    expect(await askedFor()).toBe(GatewayIntentBits.Guilds);
    const { id } = await write('hello', [{ kind: 'reply', content: 'Hi.' }], CommandType.PREFIX);
    const lacking = '!hello needs the intent Message Content.';
    await untilSaid(lacking);
    expect((await missing()).find(({ sentence }) => sentence === lacking)?.mend).toMatch(
      /“Message Content Intent” in the Developer Portal/,
    );
    // What is not allowed is left out, and the bot stays online.
    await until(async () => ((await askedFor()) & GatewayIntentBits.GuildMessages) !== 0);
    await untilObserved(worker, botId, BotObservation.ONLINE);

    await control().setApplication(applicationId, { privilegedIntents: { messageContent: true } });
    await worker.app.get(Bots).readFlags(botId);
    await until(async () => ((await askedFor()) & GatewayIntentBits.MessageContent) !== 0);
    await untilObserved(worker, botId, BotObservation.ONLINE);
    expect(await sentences()).not.toContain(lacking);
    expect(await heard()).toEqual(
      expect.arrayContaining([
        'Discord allows Trial Message Content.',
        'Trial connects anew: it needs the intent Message Content.',
      ]),
    );
    await control().say('!hello', { as: 'ada', in: '#quiet', guild: 'Lab' });
    const [, quiet] = house.trial.guild.channels;
    await until(async () => (await control().messages(quiet?.id ?? '', 'ada')).at(-1)?.content === 'Hi.');
    await worker.app.get(Commands).delete(id, null);
    await until(async () => (await askedFor()) === GatewayIntentBits.Guilds);
  });

  it('[SC-09] goes on without an intent that somebody has switched off at Discord', async () => {
    const { id } = await write('hi', [{ kind: 'reply', content: 'Hi.' }], CommandType.PREFIX);
    await until(async () => ((await askedFor()) & GatewayIntentBits.MessageContent) !== 0);
    await untilObserved(worker, botId, BotObservation.ONLINE);
    await control().setApplication(applicationId, { privilegedIntents: { messageContent: false } });
    await worker.app.get(Bots).reconnect(botId, 'Trial is asked to come back.');
    await untilSaid('!hi needs the intent Message Content.');
    const bot = await untilObserved(worker, botId, BotObservation.ONLINE);
    expect(bot.askedIntents).toEqual(['GuildMessages', 'DirectMessages']);
    await worker.app.get(Commands).delete(id, null);
  });

  it('[SC-09] asks for what somebody chose, and names the switch that Discord wants', async () => {
    const bots = worker.app.get(Bots);
    const { id: otherId } = await bots.add(
      { token: (await control().createApplication({ name: 'Other' })).token },
      null,
    );
    const other = await untilObserved(worker, otherId, BotObservation.ONLINE);
    await bots.update(botId, { intents: ['GuildMembers', 'GuildMessages'] }, null);
    const refused = await untilObserved(worker, botId, BotObservation.FAILING);
    expect(refused.reasonCode).toBe('INTENTS_DISALLOWED');
    expect(refused.reason).toMatch(/“Server Members Intent” in the Developer Portal/);
    await control().setApplication(applicationId, { privilegedIntents: { members: true } });
    await bots.update(botId, { intents: ['GuildMembers', 'GuildMessages'] }, null);
    expect(statusOf(await untilObserved(worker, botId, BotObservation.ONLINE))).toBe('ONLINE');
    expect(await askedFor()).toBe(
      GatewayIntentBits.Guilds | GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildMessages,
    );
    // Nobody else was disturbed.
    expect(await bots.get(otherId)).toMatchObject({ generation: other.generation, observed: 'ONLINE' });
    const { id } = await write('ask', [{ kind: 'reply', content: 'Hi.' }], CommandType.PREFIX);
    expect(await sentences()).toContain('!ask needs the intent Message Content.');
    await worker.app.get(Commands).delete(id, null);
    // It hears of people, and so it counts them.
    await control().createUser({ name: 'linus' });
    await control().addMember('Lab', 'linus');
    await until(async () => (await heard()).includes('Lab has 4 members.'));
  });
});
