import type { RunnableBot } from '@cube/bots/bot-adapter';
import type { EventMap } from '@cube/realtime/event-log/events';
import { GatewayIntentBits } from 'discord.js';

import { FleetTrial } from '../testing';

describe('[SA-05] [SC-45] [ND-12] what bots do by themselves', () => {
  let trial: FleetTrial;
  let bot: RunnableBot;
  let general: string;
  const roles: Record<string, string> = {};

  beforeAll(async () => {
    trial = await FleetTrial.start({
      discord: {
        intents: [
          GatewayIntentBits.Guilds,
          GatewayIntentBits.GuildMembers,
          GatewayIntentBits.GuildMessageReactions,
        ],
      },
    });
    bot = await trial.application('Host', { members: true });
    // Roles are given by who may, and stand below the role of the bot.
    for (const name of ['Crew', 'Blue', 'Staff']) {
      roles[name] = await trial.control.createRole(trial.guild.id, { name });
    }
    await trial.control.install(bot.applicationId, trial.guild.id, { permissions: String(0x1000_0c40n) });
    general = trial.guild.channels[0]?.id ?? '';
    trial.fleet.start(bot);
    await trial.reported(bot, 'ONLINE');
  }, 30_000);
  afterAll(() => trial.end());

  let people = 0;
  async function join(): Promise<string> {
    people += 1;
    const name = `guest${people}`;
    await trial.control.createUser({ name });
    await trial.control.addMember(trial.guild.id, name);
    return name;
  }
  const said = async (channel = general) =>
    (await trial.control.messages(channel, 'ada')).map(({ content }) => content);
  const ran = (text: string): Promise<EventMap['automation.ran']> =>
    trial.until(async () => {
      const facts = await trial.told(bot, 'automation.ran');
      return facts.find(({ what }) => what.includes(text));
    });
  const rolesOf = async (name: string): Promise<string[]> => {
    const { users } = await trial.control.state();
    const id = users.find((user) => user.name === name)?.id ?? '';
    const response = await fetch(`${trial.simulator.url}/api/v10/guilds/${trial.guild.id}/members/${id}`, {
      headers: { authorization: `Bot ${bot.token}` },
    });
    return Object(await response.json()).roles;
  };

  it('welcome who joins, in the language and the time zone of the server', async () => {
    trial.settings.set(bot.id, {
      welcomeChannel: general,
      welcomeMessage:
        'Hi {{ user.name }}: {{ "2026-03-01T23:30:00Z" | date: "%A %H:%M" }} in {{ guild.name }}',
      locale: 'fr',
      timeZone: 'Asia/Tokyo',
    });
    const name = await join();
    await trial.until(async () => (await said()).includes(`Hi ${name}: lundi 08:30 in Lab`) || undefined);
    expect(await ran(`Welcomed ${name}`)).toMatchObject({ guildId: trial.guild.id, error: null });
  });

  it('give who joins their first roles, and none to a bot', async () => {
    trial.settings.set(bot.id, { autoRoles: [roles['Crew']!] });
    const name = await join();
    await ran(`Gave ${name} the roles`);
    expect(await rolesOf(name)).toContain(roles['Crew']);
  });

  it('tell who has left', async () => {
    trial.settings.set(bot.id, { leaveChannel: general, leaveMessage: 'Bye {{ user.name }}.' });
    const name = await join();
    await trial.control.removeMember(trial.guild.id, name);
    await trial.until(async () => (await said()).includes(`Bye ${name}.`) || undefined);
  });

  it('give a role for a reaction and take it back with the reaction, and leave other emojis alone', async () => {
    trial.reactionRoles.roles.set('🔵', roles['Blue']!);
    const message = await trial.control.say('Choose', { as: 'ada', in: '#general' });
    await trial.control.react(message.id, '🎉', { as: 'grace' });
    await trial.control.react(message.id, '🔵', { as: 'grace' });
    await ran('Gave grace the role Blue');
    expect(await rolesOf('grace')).toEqual([roles['Blue']]);
    await trial.control.unreact(message.id, '🔵', { as: 'grace' });
    await ran('Took the role Blue from grace');
    expect(await rolesOf('grace')).toEqual([]);
  });

  it('write down what did not work and why, also in the log channel, and go on', async () => {
    const quiet = await trial.control.createChannel(trial.guild.id, { name: 'quiet' });
    trial.settings.set(bot.id, { welcomeChannel: '1', logChannel: quiet, logMembers: true });
    const name = await join();
    expect(await ran(`Welcoming ${name} failed`)).toMatchObject({
      error: 'The channel was deleted: choose another one.',
    });
    await trial.until(
      async () =>
        (await said(quiet)).includes(
          `Welcoming ${name} failed. The channel was deleted: choose another one.`,
        ) || undefined,
    );
    expect(await said(quiet)).toContainEqual(expect.stringMatching(`^${name} \\(\\d+\\) has joined\\.$`));
    // By which Discord knows what it is sent again after a time-out.
    const response = await fetch(`${trial.simulator.url}/api/v10/channels/${quiet}/messages`, {
      headers: { authorization: `Bot ${bot.token}` },
    });
    const messages: { nonce?: string }[] = Object(await response.json());
    expect(messages.every(({ nonce }) => nonce?.length === 24)).toBe(true);
    expect(new Set(messages.map(({ nonce }) => nonce)).size).toBe(messages.length);

    // A role that may do something by now, and one above the bot.
    await trial.control.setRole(trial.guild.id, 'Staff', { permissions: '4' });
    trial.settings.set(bot.id, { autoRoles: [roles['Staff']!] });
    const next = await join();
    expect((await ran(`Giving ${next}`)).error).toContain('Staff allows BanMembers by now');
    expect(await rolesOf(next)).toEqual([]);
  });
});
