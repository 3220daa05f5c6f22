import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';

import { Trial } from '../trial';

describe('the commands that a person is offered', () => {
  let trial: Trial;
  let adults: string;
  beforeAll(async () => {
    trial = await Trial.start();
    await trial.call('PUT', `/applications/${trial.application.id}/commands`, [
      { name: 'ping', description: 'For everybody.' },
      { name: 'Who', type: ApplicationCommandType.User },
      {
        name: 'kick',
        description: 'For some.',
        default_member_permissions: String(PermissionFlagsBits.KickMembers),
      },
      { name: 'dark', description: 'For adults.', nsfw: true },
      { name: 'there', description: 'In messages to it.', contexts: [InteractionContextType.BotDM] },
      {
        name: 'pick',
        description: 'Asks for a voice channel.',
        contexts: [InteractionContextType.Guild],
        options: [
          {
            type: ApplicationCommandOptionType.Channel,
            name: 'where',
            description: 'Which?',
            channel_types: [ChannelType.GuildVoice],
          },
        ],
      },
    ]);
    adults = await trial.control.createChannel('Lab', { name: 'adults', nsfw: true });
  });
  afterAll(() => trial.end());

  const offered = async (channelId: string, as: string) =>
    (await trial.control.commands(channelId, as)).map(({ name }) => name);

  it('[SC-44] are those that their permissions, the channel and its kind allow', async () => {
    expect(await offered(trial.channelId, 'grace')).toEqual(['ping', 'Who', 'pick']);
    expect(await offered(trial.channelId, 'ada')).toEqual(['ping', 'Who', 'kick', 'pick']);
    expect(await offered(adults, 'grace')).toEqual(['ping', 'Who', 'dark', 'pick']);
    const thread = await trial.control.beginThread('late', { as: 'ada', in: adults });
    expect(await offered(thread, 'ada')).toContain('dark');
    const direct = await trial.control.directMessages({ as: 'grace', with: 'Trial' });
    expect(await offered(direct, 'grace')).toEqual(['ping', 'Who', 'kick', 'dark', 'there']);
  });

  it('change with their roles, and go where they may not use applications', async () => {
    await trial.control.createRole('Lab', {
      name: 'Doorman',
      permissions: String(PermissionFlagsBits.KickMembers),
    });
    await trial.control.setMember('Lab', 'grace', { roles: ['Doorman'] });
    expect(await offered(trial.channelId, 'grace')).toContain('kick');
    const deny = String(PermissionFlagsBits.UseApplicationCommands);
    await trial.control.setOverwrite(adults, { for: '@everyone', deny });
    expect(await offered(adults, 'grace')).toEqual([]);
    await trial.control.setOverwrite(adults, { for: '@everyone' });
  });

  it('are not told to who cannot see the channel', async () => {
    const id = await trial.control.createChannel('Lab', { name: 'closed' });
    const deny = String(PermissionFlagsBits.ViewChannel);
    await trial.control.setOverwrite(id, { for: '@everyone', deny });
    await expect(trial.control.commands(id, 'grace')).rejects.toMatchObject({ status: 403 });
  });

  it('are all that runs: an age-restricted one is refused elsewhere, and so is a channel of another type', async () => {
    await expect(trial.control.run('/dark', { as: 'ada', in: '#general' })).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('age-restricted'),
    });
    const options = { where: '#quiet' };
    await expect(trial.control.run('/pick', { as: 'ada', in: '#general', options })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('type'),
    });
  });
});
