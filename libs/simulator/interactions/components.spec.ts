import type { Client, Interaction } from 'discord.js';
import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  ContainerBuilder,
  InteractionContextType,
  MentionableSelectMenuBuilder,
  MessageFlags,
  PermissionFlagsBits,
  RoleSelectMenuBuilder,
  SectionBuilder,
  TextDisplayBuilder,
  UserSelectMenuBuilder,
} from 'discord.js';

import { onInteraction, Trial } from '../trial';

const here = { as: 'ada', in: '#general' };
type Menu =
  UserSelectMenuBuilder | RoleSelectMenuBuilder | ChannelSelectMenuBuilder | MentionableSelectMenuBuilder;

describe('interactions under discord.js', () => {
  let trial: Trial;
  let bot: Client<true>;
  const answer = (act: (interaction: Interaction) => Promise<unknown>) => onInteraction(bot, act);

  beforeAll(async () => {
    trial = await Trial.start();
    bot = await trial.bot();
    await bot.application.commands.set([
      { name: 'ping', description: 'Says pong.' },
      {
        name: 'numbers',
        description: 'Takes numbers.',
        options: [
          {
            name: 'whole',
            description: 'An integer',
            type: ApplicationCommandOptionType.Integer,
            minValue: 1,
            maxValue: 3,
          },
          {
            name: 'broken',
            description: 'A number',
            type: ApplicationCommandOptionType.Number,
            minValue: 0.5,
            maxValue: 1.5,
          },
          {
            name: 'word',
            description: 'A text',
            type: ApplicationCommandOptionType.String,
            minLength: 2,
            maxLength: 3,
          },
        ],
      },
      { name: 'ban', description: 'Bans.', defaultMemberPermissions: PermissionFlagsBits.BanMembers },
      { name: 'nobody', description: 'For administrators.', defaultMemberPermissions: 0n },
      { name: 'here', description: 'In guilds.', contexts: [InteractionContextType.Guild] },
      { name: 'there', description: 'In direct messages.', contexts: [InteractionContextType.BotDM] },
      { name: 'Greet', type: ApplicationCommandType.User },
    ]);
  });
  afterAll(() => trial.end());

  const menus: readonly [kind: string, menu: () => Menu, value: string, shown: () => string][] = [
    ['user', () => new UserSelectMenuBuilder().setCustomId('menu'), 'grace', () => 'grace'],
    ['role', () => new RoleSelectMenuBuilder().setCustomId('menu'), 'Trial', () => 'Trial'],
    ['channel', () => new ChannelSelectMenuBuilder().setCustomId('menu'), '#quiet', () => 'quiet'],
    ['mentionable', () => new MentionableSelectMenuBuilder().setCustomId('menu'), 'Trial', () => 'Trial'],
  ];

  it.each(menus)('hear what was chosen in a %s menu', async (_kind, menu, value, shown) => {
    answer(async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const row = new ActionRowBuilder<Menu>().addComponents(menu());
        await interaction.reply({ content: 'Choose.', components: [row] });
      }
      if (!interaction.isAnySelectMenu()) return;
      const named = [
        ...('users' in interaction ? [...interaction.users.values()].map(({ username }) => username) : []),
        ...('roles' in interaction ? [...interaction.roles.values()].map((role) => role?.name) : []),
        ...('channels' in interaction
          ? [...interaction.channels.values()].map((channel) => channel && 'name' in channel && channel.name)
          : []),
      ];
      await interaction.update({ content: named.join(), components: [] });
    });
    const { message } = await trial.control.run('/ping', here);
    const chosen = await trial.control.selectMenu(message?.id ?? '', 'menu', [value], { as: 'ada' });
    expect(chosen.message?.content).toBe(shown());
  });

  it('show and take components of the second version', async () => {
    answer(async (interaction) => {
      const container = (text: string) =>
        new ContainerBuilder().addSectionComponents(
          new SectionBuilder()
            .addTextDisplayComponents(new TextDisplayBuilder().setContent(text))
            .setButtonAccessory(
              new ButtonBuilder().setCustomId('go').setLabel('Go').setStyle(ButtonStyle.Success),
            ),
        );
      const flags = MessageFlags.IsComponentsV2;
      if (interaction.isChatInputCommand())
        await interaction.reply({ components: [container('One')], flags });
      if (interaction.isButton()) await interaction.update({ components: [container('Two')], flags });
    });
    const { message } = await trial.control.run('/ping', here);
    const pressed = await trial.control.click(message?.id ?? '', 'go', { as: 'grace' });
    expect(JSON.stringify(pressed.message?.components)).toContain('Two');
  });

  it('answer with files, and show them in embeds', async () => {
    answer(
      async (interaction) =>
        interaction.isChatInputCommand() &&
        interaction.reply({
          files: [{ attachment: Buffer.from('pixels'), name: 'dot.png' }],
          embeds: [{ image: { url: 'attachment://dot.png' } }],
        }),
    );
    const { message } = await trial.control.run('/ping', here);
    expect(message?.embeds[0]?.image?.url).toBe(message?.attachments[0]?.url);
    const file = await fetch(message?.attachments[0]?.url ?? '');
    expect(await file.text()).toBe('pixels');
  });

  it('follow up with a second message, edit it and take it back', async () => {
    const seen: string[] = [];
    const done = new Promise<void>((resolve) =>
      answer(async (interaction) => {
        if (!interaction.isChatInputCommand()) return;
        await interaction.reply('First.');
        const { id } = await interaction.followUp('Second.');
        seen.push((await interaction.webhook.editMessage(id, 'Zweitens.')).content);
        seen.push((await interaction.fetchReply(id)).content);
        await interaction.deleteReply(id);
        resolve();
      }),
    );
    await trial.control.run('/ping', here);
    await done;
    expect(seen).toEqual(['Zweitens.', 'Zweitens.']);
  });

  it.each([
    [{ whole: 0 }, 'from 1 to 3'],
    [{ whole: 1.5 }, 'needs a number'],
    [{ broken: 1.6 }, 'from 0.5 to 1.5'],
    [{ word: 'x' }, '2 to 3 characters'],
  ])('are never sent with %j', async (options, sentence) => {
    await expect(trial.control.run('/numbers', { ...here, options })).rejects.toThrow(sentence);
  });

  it('know what the member and the bot may do in the channel', async () => {
    const seen: (string | boolean | undefined)[] = [];
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      seen.push(
        interaction.memberPermissions?.has('SendMessages'),
        interaction.appPermissions.has('AttachFiles'),
      );
      await interaction.reply('Seen.');
    });
    const as = { as: 'grace', in: '#quiet' };
    const quietId = trial.guild.channels[1]?.id ?? '';
    await trial.control.run('/ping', as);
    const deny = String(PermissionFlagsBits.SendMessages | PermissionFlagsBits.AttachFiles);
    await trial.control.setOverwrite(quietId, { for: '@everyone', deny });
    await trial.control.run('/ping', as);
    expect(seen).toEqual([true, true, false, false]);
  });

  it.each([
    ['/ban', 'grace', '#general', 'needs permissions'],
    ['/nobody', 'grace', '#general', 'needs permissions'],
    ['/there', 'ada', '#general', 'contexts'],
  ])('of %s cannot be begun by %s in %s', async (command, as, place, sentence) => {
    await expect(trial.control.run(command, { as, in: place })).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining(sentence),
    });
  });

  it('can be begun by who was given the permission', async () => {
    answer(async (interaction) => interaction.isChatInputCommand() && interaction.reply('Done.'));
    await trial.control.createRole('Lab', {
      name: 'Moderator',
      permissions: String(PermissionFlagsBits.BanMembers),
    });
    await trial.control.setMember('Lab', 'grace', { roles: ['Moderator'] });
    expect(await trial.control.run('/ban', { as: 'grace', in: '#general' })).toMatchObject({
      state: 'answered',
    });
    expect(await trial.control.run('/nobody', here)).toMatchObject({ state: 'answered' });
  });

  it('keep to their contexts in direct messages too', async () => {
    answer(async (interaction) => interaction.isChatInputCommand() && interaction.reply('Here.'));
    const channel = await trial.control.directMessages({ as: 'ada', with: 'Trial' });
    await expect(trial.control.run('/here', { as: 'ada', in: channel })).rejects.toThrow('contexts');
    expect(await trial.control.run('/there', { as: 'ada', in: channel })).toMatchObject({
      state: 'answered',
    });
  });

  const answered = async (type: number, data: unknown) => {
    let outcome: unknown;
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
      outcome = await trial.call('POST', path, { type, data }, { token: null });
      await interaction.reply('Anyway.');
    });
    await trial.control.run('/ping', here);
    return outcome;
  };
  const button = { type: 2, style: 1, label: 'x', custom_id: 'x' };
  const row = (...components: object[]) => ({ components: [{ type: 1, components }] });
  const at = (...path: string[]): unknown =>
    path.reduceRight<unknown>(
      (inner, key) => ({ [key]: inner }),
      expect.objectContaining({ _errors: expect.any(Array) }),
    );

  it.each<[string, number, object, string[]]>([
    ['a type for other interactions', 7, { content: 'x' }, ['type']],
    ['a message beyond 2,000 characters', 4, { content: 'x'.repeat(2_001) }, ['data', 'content']],
    ['a button outside of a row', 4, { components: [button] }, ['data', 'components', '0', 'type']],
    [
      'a button without a label',
      4,
      row({ ...button, label: '' }),
      ['data', 'components', '0', 'components', '0', 'label'],
    ],
    [
      'a button without a custom id',
      4,
      row({ type: 2, style: 1, label: 'x' }),
      ['data', 'components', '0', 'components', '0', 'custom_id'],
    ],
    [
      'a link without an address',
      4,
      row({ type: 2, style: 5, label: 'x' }),
      ['data', 'components', '0', 'components', '0', 'url'],
    ],
    [
      'two menus in a row',
      4,
      row({ type: 5, custom_id: 'a' }, { type: 5, custom_id: 'b' }),
      ['data', 'components', '0', 'components'],
    ],
    [
      'content beside components of the second version',
      4,
      { content: 'x', flags: 1 << 15, components: [{ type: 10, content: 'y' }] },
      ['data', 'content'],
    ],
    [
      'users that are allowed twice',
      4,
      { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
      ['data', 'allowed_mentions'],
    ],
    [
      'a form without a title',
      9,
      { custom_id: 'f', components: [{ type: 1, components: [{ type: 4 }] }] },
      ['data', 'title'],
    ],
  ])('are not answered by %s', async (_what, type, data, path) => {
    expect(await answered(type, data)).toMatchObject({
      status: 400,
      body: { code: 50_035, errors: at(...path) },
    });
  });
});
