import type { RunnableBot } from '@cube/bots/bot-adapter';
import type { Outcome } from '@cube/simulator/control-shapes';
import { Injectable, UseInterceptors } from '@nestjs/common';
import {
  type AnySelectMenuInteraction,
  type Attachment,
  type AutocompleteInteraction,
  ComponentType,
  GatewayIntentBits,
  type Guild,
  type GuildChannel,
  type GuildMember,
  type Message,
  type ModalSubmitFields,
  type Role,
  TextInputStyle,
  type User,
} from 'discord.js';
import {
  Arguments,
  AttachmentOption,
  AutocompleteInterceptor,
  BooleanOption,
  Button,
  type ButtonContext,
  ChannelOption,
  ChannelSelect,
  ComponentParam,
  Context,
  type ContextOf,
  createCommandGroupDecorator,
  Fields,
  IntegerOption,
  type ISelectedChannels,
  type ISelectedMembers,
  type ISelectedRoles,
  type ISelectedUsers,
  MemberOption,
  MentionableOption,
  MentionableSelect,
  MessageCommand,
  type MessageCommandContext,
  Modal,
  type ModalContext,
  ModalParam,
  NumberOption,
  On,
  Once,
  Options,
  RoleOption,
  RoleSelect,
  SelectedChannels,
  SelectedMembers,
  SelectedRoles,
  SelectedStrings,
  SelectedUsers,
  SlashCommand,
  type SlashCommandContext,
  StringOption,
  StringSelect,
  Subcommand,
  TargetMember,
  TargetMessage,
  TargetUser,
  TextCommand,
  type TextCommandContext,
  UserCommand,
  type UserCommandContext,
  UserOption,
  UserSelect,
} from 'necord';

import { Needs } from '../commands/needs';
import { botIdOf } from '../fleet/bot-client';
import { FleetTrial } from '../testing';

@Injectable()
class Greetings {
  of(name: string): string {
    return `Hello ${name}.`;
  }
}

class EveryOption {
  @StringOption({ name: 'text', description: 'Some text.', required: true })
  text: string;
  @IntegerOption({ name: 'integer', description: 'A whole number.' })
  integer: number | null;
  @NumberOption({ name: 'number', description: 'A number.' })
  number: number | null;
  @BooleanOption({ name: 'boolean', description: 'Yes or no.' })
  boolean: boolean | null;
  @UserOption({ name: 'user', description: 'A user.' })
  user: User | null;
  @MemberOption({ name: 'member', description: 'A member.' })
  member: GuildMember | null;
  @ChannelOption({ name: 'channel', description: 'A channel.' })
  channel: GuildChannel | null;
  @RoleOption({ name: 'role', description: 'A role.' })
  role: Role | null;
  @MentionableOption({ name: 'mentionable', description: 'Somebody or a role.' })
  mentionable: GuildMember | User | Role | null;
  @AttachmentOption({ name: 'attachment', description: 'A file.' })
  attachment: Attachment | null;
}

class FruitOption {
  @StringOption({ name: 'fruit', description: 'A fruit.', required: true, autocomplete: true })
  fruit: string;
}

@Injectable()
class Fruits extends AutocompleteInterceptor {
  async transformOptions(interaction: AutocompleteInteraction): Promise<void> {
    const typed = interaction.options.getFocused();
    const fitting = ['apple', 'apricot', 'pear'].filter((fruit) => fruit.startsWith(typed));
    await interaction.respond(fitting.map((fruit) => ({ name: fruit, value: fruit })));
  }
}

@Injectable()
class SlashCommands {
  constructor(private readonly greetings: Greetings) {}

  @SlashCommand({ name: 'greet', description: 'Greets.' })
  greet(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply(
      `${this.greetings.of(interaction.user.displayName)} I am ${botIdOf(interaction)}.`,
    );
  }

  @SlashCommand({ name: 'every', description: 'Takes every option.' })
  every(@Context() [interaction]: SlashCommandContext, @Options() options: EveryOption) {
    const { text, integer, number, boolean, user, member, channel, role, mentionable, attachment } = options;
    const mentioned = mentionable && 'user' in mentionable ? mentionable.user.username : 'nobody';
    return interaction.reply(
      [text, integer, number, boolean, user?.username, member?.user.username, channel?.name, role?.name]
        .concat(mentioned, attachment?.name)
        .join(' '),
    );
  }

  @UseInterceptors(Fruits)
  @SlashCommand({ name: 'eat', description: 'Eats a fruit.' })
  eat(@Context() [interaction]: SlashCommandContext, @Options() { fruit }: FruitOption) {
    return interaction.reply(`Ate ${fruit}.`);
  }
}

const Settings = createCommandGroupDecorator({ name: 'settings', description: 'Settings.' });

@Injectable()
@Settings()
class SettingsCommands {
  @Subcommand({ name: 'show', description: 'Shows them.' })
  show(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply('All settings.');
  }
}

@Injectable()
@Settings({ name: 'colour', description: 'Colours.' })
class ColourCommands {
  @Subcommand({ name: 'set', description: 'Sets one.' })
  set(@Context() [interaction]: SlashCommandContext, @Options() { text }: EveryOption) {
    return interaction.reply(`Colour ${text}.`);
  }
}

@Injectable()
class ContextMenus {
  @UserCommand({ name: 'Who is it' })
  who(
    @Context() [interaction]: UserCommandContext,
    @TargetUser() user: User,
    @TargetMember() member: GuildMember,
  ) {
    return interaction.reply(`${user.username} is ${member.user.username}.`);
  }

  @MessageCommand({ name: 'Quote' })
  quote(@Context() [interaction]: MessageCommandContext, @TargetMessage() message: Message) {
    return interaction.reply(`> ${message.content}`);
  }
}

@Injectable()
class Components {
  @SlashCommand({ name: 'panel', description: 'Shows every component.' })
  panel(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply({
      components: [
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.Button, customId: 'page/7', label: 'Page', style: 1 }],
        },
        {
          type: ComponentType.ActionRow,
          components: [
            { type: ComponentType.StringSelect, customId: 'strings', options: [{ label: 'A', value: 'a' }] },
          ],
        },
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.UserSelect, customId: 'users' }],
        },
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.RoleSelect, customId: 'roles' }],
        },
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.ChannelSelect, customId: 'channels' }],
        },
      ],
    });
  }

  @SlashCommand({ name: 'mentions', description: 'Shows the menu of people and roles.' })
  mentions(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply({
      components: [
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.MentionableSelect, customId: 'mentionables' }],
        },
      ],
    });
  }

  @Button('page/:number')
  page(@Context() [interaction]: ButtonContext, @ComponentParam('number') number: string) {
    return interaction.update({ content: `Page ${number}.`, components: [] });
  }

  @StringSelect('strings')
  strings(@Context() [interaction]: [AnySelectMenuInteraction], @SelectedStrings() values: string[]) {
    return interaction.reply(`Chose ${values.join()}.`);
  }

  @UserSelect('users')
  users(
    @Context() [interaction]: [AnySelectMenuInteraction],
    @SelectedUsers() users: ISelectedUsers,
    @SelectedMembers() members: ISelectedMembers,
  ) {
    return interaction.reply(
      `Chose ${users.map(({ username }) => username).join()}, ${members.size} member.`,
    );
  }

  @RoleSelect('roles')
  roles(@Context() [interaction]: [AnySelectMenuInteraction], @SelectedRoles() roles: ISelectedRoles) {
    return interaction.reply(`Chose ${roles.map((role) => role?.name).join()}.`);
  }

  @ChannelSelect('channels')
  channels(
    @Context() [interaction]: [AnySelectMenuInteraction],
    @SelectedChannels() channels: ISelectedChannels,
  ) {
    return interaction.reply(`Chose ${channels.map((channel) => channel?.toString()).join()}.`);
  }

  @MentionableSelect('mentionables')
  mentionables(@Context() [interaction]: [AnySelectMenuInteraction], @SelectedUsers() users: ISelectedUsers) {
    return interaction.reply(`Chose ${users.map(({ username }) => username).join()}.`);
  }
}

@Injectable()
class Forms {
  @SlashCommand({ name: 'feedback', description: 'Asks for feedback.' })
  feedback(@Context() [interaction]: SlashCommandContext) {
    return interaction.showModal({
      title: 'Feedback',
      customId: 'feedback/42',
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            {
              type: ComponentType.TextInput,
              customId: 'words',
              label: 'Your words',
              style: TextInputStyle.Short,
            },
          ],
        },
      ],
    });
  }

  @Modal('feedback/:topic')
  take(
    @Context() [interaction]: ModalContext,
    @ModalParam('topic') topic: string,
    @Fields() fields: ModalSubmitFields,
  ) {
    return interaction.reply(`${topic}: ${fields.getTextInputValue('words')}`);
  }
}

@Injectable()
class TextCommands {
  @TextCommand({ name: 'roll', description: 'Rolls dice.', aliases: ['dice'] })
  roll(@Context() [message]: TextCommandContext, @Arguments() words: string[]) {
    return message.reply(`Rolled ${words.join(' and ')}.`);
  }
}

const heard: string[] = [];

@Injectable()
class Listeners {
  @On('messageCreate')
  @Needs({ intents: ['MessageContent'], permissions: ['ManageMessages', 'AddReactions'] })
  onMessage(@Context() [message]: ContextOf<'messageCreate'>) {
    if (!message.author.bot) heard.push(`${botIdOf(message)} heard ${message.content}`);
  }

  @Needs({ permissions: ['ManageMessages'] })
  @On('messageCreate')
  onMessageBroken(@Context() [message]: ContextOf<'messageCreate'>) {
    if (message.content === 'trouble') throw new Error('a broken listener');
  }

  @On('guildAcronymUpdate')
  onDerived(@Context() [, guild]: [Guild, Guild]) {
    heard.push(`${botIdOf(guild)} is in ${guild.name}`);
  }

  @Once('clientReady')
  onReady(@Context() [client]: ContextOf<'clientReady'>) {
    heard.push(`${botIdOf({ client })} is ready`);
  }
}

describe('every decorator of Necord', () => {
  let trial: FleetTrial;
  let bot: RunnableBot;
  let other: RunnableBot;
  const place = { as: 'ada', in: '#general' };
  const run = (command: string, more: { options?: Record<string, string | number | boolean> } = {}) =>
    trial.control.run(command, { ...place, application: bot.applicationId, ...more });
  const said = ({ message }: Outcome) => message?.content;
  const hearing = (what: string) => trial.until(() => heard.find((each) => each === what));

  beforeAll(async () => {
    trial = await FleetTrial.start({
      commands: [
        Greetings,
        Fruits,
        SlashCommands,
        SettingsCommands,
        ColourCommands,
        ContextMenus,
        Components,
        Forms,
        TextCommands,
        Listeners,
      ],
      discord: {
        intents: [
          GatewayIntentBits.Guilds,
          GatewayIntentBits.GuildMessages,
          GatewayIntentBits.MessageContent,
        ],
      },
    });
    bot = await trial.bot('Alpha', { messageContent: true });
    other = await trial.bot('Beta', { messageContent: true });
  });
  afterAll(() => trial.end());

  it('[DC-04] @SlashCommand runs an injectable provider with its dependencies', async () => {
    expect(said(await run('/greet'))).toBe('Hello ada. I am bot-Alpha.');
  });

  it('[SC-45] @Options hands every kind of option over', async () => {
    const attachment = await trial.control.upload({ name: 'notes.txt', data: 'aGk=' });
    const options = {
      text: 'word',
      integer: 7,
      number: 1.5,
      boolean: true,
      user: 'grace',
      member: 'grace',
      channel: '#general',
      role: trial.guild.roles[0]?.id ?? '',
      mentionable: 'ada',
      attachment,
    };
    expect(said(await run('/every', { options }))).toBe(
      'word 7 1.5 true grace grace general @everyone ada notes.txt',
    );
  });

  it('an autocomplete interceptor suggests while somebody types', async () => {
    const typing = { ...place, application: bot.applicationId, options: { fruit: 'ap' }, focused: 'fruit' };
    const choices = await trial.control.autocomplete('/eat', typing);
    expect(choices.map(({ value }) => value)).toEqual(['apple', 'apricot']);
    expect(said(await run('/eat', { options: { fruit: 'pear' } }))).toBe('Ate pear.');
  });

  it('@Subcommand runs below its command', async () => {
    expect(said(await run('/settings show'))).toBe('All settings.');
  });

  it('@SubcommandGroup runs below its group', async () => {
    expect(said(await run('/settings colour set', { options: { text: 'red' } }))).toBe('Colour red.');
  });

  it('@UserCommand gets the user and the member', async () => {
    const outcome = await trial.control.contextMenu('Who is it', {
      ...place,
      application: bot.applicationId,
      target: { user: 'grace' },
    });
    expect(said(outcome)).toBe('grace is grace.');
    expect(await trial.executions(bot, 'Who is it')).toMatchObject([{ type: 'USER', outcome: 'ANSWERED' }]);
  });

  it('@MessageCommand gets the message', async () => {
    const message = await trial.control.say('to be quoted', place);
    const outcome = await trial.control.contextMenu('Quote', {
      ...place,
      application: bot.applicationId,
      target: { message: message.id },
    });
    expect(said(outcome)).toBe('> to be quoted');
    expect(await trial.executions(bot, 'Quote')).toMatchObject([{ type: 'MESSAGE', outcome: 'ANSWERED' }]);
  });

  it('@Button gets what its custom id carries', async () => {
    const { message } = await run('/panel');
    expect(said(await trial.control.click(message?.id ?? '', 'page/7', { as: 'ada' }))).toBe('Page 7.');
  });

  it.each([
    ['@StringSelect', 'strings', () => 'a', () => 'Chose a.'],
    ['@UserSelect', 'users', () => trial.guild.memberIds[1], () => 'Chose grace, 1 member.'],
    ['@RoleSelect', 'roles', () => trial.guild.roles[0]?.id, () => 'Chose @everyone.'],
    [
      '@ChannelSelect',
      'channels',
      () => trial.guild.channels[0]?.id,
      () => `Chose <#${trial.guild.channels[0]?.id}>.`,
    ],
  ])('%s gets what was chosen', async (_decorator, customId, value, answer) => {
    const { message } = await run('/panel');
    const chosen = [value() ?? ''];
    const outcome = await trial.control.selectMenu(message?.id ?? '', customId, chosen, { as: 'ada' });
    expect(said(outcome)).toBe(answer());
  });

  it('@MentionableSelect gets what was chosen', async () => {
    const { message } = await run('/mentions');
    const chosen = [trial.guild.memberIds[1] ?? ''];
    const outcome = await trial.control.selectMenu(message?.id ?? '', 'mentionables', chosen, { as: 'ada' });
    expect(said(outcome)).toBe('Chose grace.');
  });

  it('@Modal gets what was filled in, and what its custom id carries', async () => {
    const { interactionId, modal } = await run('/feedback');
    expect(modal?.custom_id).toBe('feedback/42');
    const outcome = await trial.control.submitModal(interactionId, { words: 'fine' }, { as: 'ada' });
    expect(said(outcome)).toBe('42: fine');
  });

  it('[ND-11] @TextCommand answers what begins with the prefix, by its name or an alias, and is recorded', async () => {
    await trial.control.say('!roll 3 4', place);
    await trial.control.say('!DICE 5', place);
    await trial.control.say('roll 6', place);
    expect(await trial.executions(bot, '!roll')).toMatchObject([
      { type: 'PREFIX', outcome: 'ANSWERED', userName: 'ada', guildName: 'Lab', channelName: 'general' },
    ]);
    await trial.executions(bot, '!DICE');
    await trial.executions(other, '!DICE');
    const messages = await trial.control.messages(trial.guild.channels[0]?.id ?? '', 'ada');
    const answers = messages.filter(({ content }) => content.startsWith('Rolled'));
    expect(answers.map(({ content, author }) => `${author.username} ${content}`).sort()).toEqual([
      'Alpha Rolled 3 and 4.',
      'Alpha Rolled 5.',
      'Beta Rolled 3 and 4.',
      'Beta Rolled 5.',
    ]);
  });

  it('[SA-05] @On hears the events of every bot, and one that throws keeps them from nobody', async () => {
    await trial.control.say('trouble', place);
    await hearing('bot-Alpha heard trouble');
    await hearing('bot-Beta heard trouble');
    expect(await trial.errors(bot, 1)).toMatchObject([{ message: 'a broken listener' }]);
    await trial.control.say('peace', place);
    await hearing('bot-Alpha heard peace');
  });

  it('[SA-05] @Needs beside @On says what hearing of the event takes, of all that hear of it', () => {
    const rows = trial.codeNeeds.list().filter(({ kind }) => kind === 'EVENT');
    expect(rows).toEqual([
      {
        kind: 'EVENT',
        name: 'messageCreate',
        intents: ['MessageContent'],
        permissions: ['ManageMessages', 'AddReactions'],
      },
    ]);
  });

  it('@On hears what Necord derives, of the bot that it happened to', async () => {
    const change = { op: 0, t: 'GUILD_UPDATE', s: null, d: { id: trial.guild.id, name: 'Big Lab' } };
    await trial.control.sendRaw(other.applicationId, JSON.stringify(change));
    await hearing('bot-Beta is in Big Lab');
    expect(heard).not.toContain('bot-Alpha is in Big Lab');
  });

  it('[SC-45] @Once hears of each bot once', async () => {
    await hearing('bot-Alpha is ready');
    await hearing('bot-Beta is ready');
    expect(heard.filter((what) => what.endsWith('is ready'))).toHaveLength(2);
  });
});
