import type { Client, Interaction } from 'discord.js';
import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  Events,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';

import { onInteraction, Trial } from '../trial';

const {
  String: Text,
  Integer,
  User,
  Channel,
  Role,
  Mentionable,
  Attachment,
  Boolean: Flag,
  Number: Decimal,
} = ApplicationCommandOptionType;
const { Subcommand, SubcommandGroup } = ApplicationCommandOptionType;

const here = { as: 'ada', in: '#general' };

describe('a discord.js bot on the simulator', () => {
  let trial: Trial;
  let bot: Client<true>;
  const answer = (act: (interaction: Interaction) => Promise<unknown>) => onInteraction(bot, act);

  beforeAll(async () => {
    trial = await Trial.start({ answerWithin: 400 });
    bot = await trial.bot();
    await bot.application.commands.set([
      { name: 'ping', description: 'Says pong.' },
      {
        name: 'everything',
        description: 'Takes every kind of option.',
        options: [
          { name: 'text', description: 'A text', type: Text, required: true, maxLength: 10 },
          { name: 'count', description: 'A number', type: Integer, minValue: 1, maxValue: 5 },
          { name: 'ratio', description: 'A number', type: Decimal },
          { name: 'flag', description: 'Yes or no', type: Flag },
          { name: 'who', description: 'A person', type: User },
          { name: 'where', description: 'A channel', type: Channel },
          { name: 'role', description: 'A role', type: Role },
          { name: 'any', description: 'A person or a role', type: Mentionable },
          { name: 'file', description: 'A file', type: Attachment },
          { name: 'colour', description: 'A colour', type: Text, choices: [{ name: 'Red', value: 'red' }] },
        ],
      },
      {
        name: 'config',
        description: 'Settings.',
        options: [
          {
            name: 'colour',
            description: 'Colours.',
            type: SubcommandGroup,
            options: [
              {
                name: 'set',
                description: 'Sets it.',
                type: Subcommand,
                options: [
                  { name: 'to', description: 'Which', type: Text, required: true, autocomplete: true },
                ],
              },
            ],
          },
        ],
      },
      { name: 'Greet', type: ApplicationCommandType.User },
      { name: 'Quote', type: ApplicationCommandType.Message },
    ]);
  });

  afterAll(() => trial.end());

  it('knows itself, its guild, channels and roles once it is ready', () => {
    expect(bot.user.username).toBe('Trial');
    const guild = bot.guilds.cache.get(trial.guild.id);
    expect(guild?.name).toBe('Lab');
    expect(guild?.channels.cache.map(({ name }) => name)).toEqual(['general', 'quiet']);
    expect(guild?.members.me?.roles.cache.map(({ name }) => name)).toContain('Trial');
  });

  it('replies to a command, and the answer says who used what', async () => {
    answer(async (interaction) => interaction.isChatInputCommand() && interaction.reply('Pong.'));
    const outcome = await trial.control.run('/ping', here);
    expect(outcome).toMatchObject({
      state: 'answered',
      wasDeferred: false,
      message: {
        content: 'Pong.',
        flags: 0,
        type: 20,
        interaction: { name: 'ping', user: { username: 'ada' } },
      },
    });
  });

  it('gets the created message with the reply when it asks for it', async () => {
    const seen = new Promise<string | undefined>((resolve) =>
      answer(async (interaction) => {
        if (!interaction.isChatInputCommand()) return;
        const { resource } = await interaction.reply({ content: 'Look.', withResponse: true });
        resolve(resource?.message?.content);
      }),
    );
    await trial.control.run('/ping', here);
    expect(await seen).toBe('Look.');
  });

  it('defers, thinks, and fills its answer in', async () => {
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.editReply({ content: 'Done.', embeds: [{ title: 'Result', description: '42' }] });
    });
    const outcome = await trial.control.run('/ping', here);
    expect(outcome).toMatchObject({
      state: 'answered',
      wasDeferred: true,
      message: { content: 'Done.', flags: 0, embeds: [{ title: 'Result' }] },
    });
  });

  it('is seen as still thinking when the edit does not come', async () => {
    answer(async (interaction) => interaction.isChatInputCommand() && interaction.deferReply());
    const outcome = await trial.control.run('/ping', { ...here, waitForEdit: 20 });
    expect(outcome).toMatchObject({ state: 'deferred', message: { flags: MessageFlags.Loading } });
  });

  it('fills in a deferred answer with its first follow-up', async () => {
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.followUp('First.');
    });
    expect(await trial.control.run('/ping', here)).toMatchObject({
      message: { content: 'First.', flags: 0 },
    });
  });

  it('follows up in private: only the reader sees it', async () => {
    const followed = new Promise<void>((resolve) =>
      answer(async (interaction) => {
        if (!interaction.isChatInputCommand()) return;
        await interaction.reply('In public.');
        await interaction.followUp({ content: 'In private.', flags: MessageFlags.Ephemeral });
        resolve();
      }),
    );
    await trial.control.run('/ping', here);
    await followed;
    const contents = async (as: string) =>
      (await trial.control.messages(trial.channelId, as)).map(({ content }) => content);
    expect(await contents('ada')).toContain('In private.');
    expect(await contents('grace')).not.toContain('In private.');
    expect(await contents('grace')).toContain('In public.');
  });

  it('reads, edits and deletes its answer afterwards', async () => {
    const seen: (string | null)[] = [];
    const done = new Promise<void>((resolve) =>
      answer(async (interaction) => {
        if (!interaction.isChatInputCommand()) return;
        await interaction.reply('One.');
        seen.push((await interaction.fetchReply()).content);
        seen.push((await interaction.editReply('Two.')).content);
        await interaction.deleteReply();
        resolve();
      }),
    );
    const outcome = await trial.control.run('/ping', here);
    await done;
    expect(seen).toEqual(['One.', 'Two.']);
    const left = await trial.control.messages(trial.channelId, 'ada');
    expect(left.map(({ id }) => id)).not.toContain(outcome.message?.id);
  });

  it('reads every kind of option, with the objects behind the ids', async () => {
    let read: unknown;
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const { options } = interaction;
      read = {
        text: options.getString('text'),
        count: options.getInteger('count'),
        ratio: options.getNumber('ratio'),
        flag: options.getBoolean('flag'),
        who: options.getUser('who')?.username,
        member: options.getMember('who') !== null,
        where: options.getChannel('where')?.name,
        role: options.getRole('role')?.name,
        any: options.getMentionable('any') !== null,
        file: options.getAttachment('file')?.name,
        colour: options.getString('colour'),
      };
      await interaction.reply('Read.');
    });
    await trial.control.run('/everything', {
      ...here,
      options: {
        text: 'hello',
        count: 3,
        ratio: 0.5,
        flag: true,
        who: 'grace',
        where: '#quiet',
        role: 'Trial',
        any: 'ada',
        file: 'notes.txt',
        colour: 'red',
      },
    });
    expect(read).toEqual({
      text: 'hello',
      count: 3,
      ratio: 0.5,
      flag: true,
      who: 'grace',
      member: true,
      where: 'quiet',
      role: 'Trial',
      any: true,
      file: 'notes.txt',
      colour: 'red',
    });
  });

  it.each([
    [{}, 'The option text is required.'],
    [{ text: 'a', count: 9 }, 'The option count must be from 1 to 5.'],
    [{ text: 'far too long' }, 'The option text must have 0 to 10 characters.'],
    [{ text: 'a', colour: 'blue' }, 'blue is not one of the choices of colour.'],
    [{ text: 'a', nothing: 1 }, 'The command has no option nothing.'],
  ])('keeps %j from being sent, as a Discord client would', async (options, sentence) => {
    await expect(trial.control.run('/everything', { ...here, options })).rejects.toThrow(sentence);
  });

  it('reads sub-commands within groups', async () => {
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const { options } = interaction;
      await interaction.reply(
        `${options.getSubcommandGroup()} ${options.getSubcommand()} ${options.getString('to')}`,
      );
    });
    const outcome = await trial.control.run('/config colour set', { ...here, options: { to: 'teal' } });
    expect(outcome.message?.content).toBe('colour set teal');
  });

  it('suggests while a person types', async () => {
    answer(async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const { name, value } = interaction.options.getFocused(true);
      await interaction.respond([{ name: `${name} ${value}…`, value: `${value}al` }]);
    });
    const choices = await trial.control.autocomplete('/config colour set', {
      ...here,
      focused: 'to',
      options: { to: 'te' },
    });
    expect(choices).toEqual([{ name: 'to te…', value: 'teal' }]);
  });

  it('is asked from the menu of a person and of a message', async () => {
    answer(async (interaction) => {
      if (interaction.isUserContextMenuCommand())
        await interaction.reply(`Hello, ${interaction.targetUser.username}.`);
      if (interaction.isMessageContextMenuCommand())
        await interaction.reply(`“${interaction.targetMessage.content}”`);
    });
    const greeting = await trial.control.contextMenu('Greet', { ...here, target: { user: 'grace' } });
    expect(greeting.message?.content).toBe('Hello, grace.');
    const { id } = await trial.control.say('To be.', here);
    const quote = await trial.control.contextMenu('Quote', { ...here, target: { message: id } });
    expect(quote.message?.content).toBe('“To be.”');
  });

  it('updates a message when its button is pressed', async () => {
    const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder().setCustomId('more').setLabel('More').setStyle(ButtonStyle.Primary),
    );
    answer(async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply({ content: '1', components: [row] });
      if (interaction.isButton()) await interaction.update({ content: '2', components: [] });
    });
    const { message } = await trial.control.run('/ping', here);
    const pressed = await trial.control.click(message?.id ?? '', 'more', { as: 'grace' });
    expect(pressed.message).toMatchObject({ id: message?.id, content: '2', components: [] });
    await expect(trial.control.click(message?.id ?? '', 'more', { as: 'grace' })).rejects.toThrow(
      'no component more',
    );
  });

  it('hears what was chosen in a select menu, later if it defers', async () => {
    const menu = new StringSelectMenuBuilder()
      .setCustomId('size')
      .addOptions({ label: 'Small', value: 's' }, { label: 'Large', value: 'l' });
    answer(async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const row = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu);
        await interaction.reply({ content: 'Which?', components: [row], flags: MessageFlags.Ephemeral });
      }
      if (interaction.isStringSelectMenu()) {
        await interaction.deferUpdate();
        await interaction.editReply({ content: `Chosen: ${interaction.values.join()}`, components: [] });
      }
    });
    const { message } = await trial.control.run('/ping', here);
    const id = message?.id ?? '';
    await expect(trial.control.selectMenu(id, 'size', ['l'], { as: 'grace' })).rejects.toThrow(
      'no such message',
    );
    await expect(trial.control.selectMenu(id, 'size', ['xl'], { as: 'ada' })).rejects.toThrow(
      'xl is not one',
    );
    const chosen = await trial.control.selectMenu(id, 'size', ['l'], { as: 'ada' });
    expect(chosen.message?.content).toBe('Chosen: l');
  });

  it('opens a form and reads it', async () => {
    const modal = new ModalBuilder().setCustomId('feedback').setTitle('Feedback');
    const field = new TextInputBuilder().setCustomId('words').setStyle(TextInputStyle.Short);
    modal.addLabelComponents(new LabelBuilder().setLabel('Your words').setTextInputComponent(field));
    answer(async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.showModal(modal);
      if (interaction.isModalSubmit()) await interaction.reply(interaction.fields.getTextInputValue('words'));
    });
    const opened = await trial.control.run('/ping', here);
    expect(opened).toMatchObject({ state: 'answered', modal: { custom_id: 'feedback', title: 'Feedback' } });
    await expect(trial.control.submitModal(opened.interactionId, {}, { as: 'ada' })).rejects.toThrow(
      'words is required',
    );
    const sent = await trial.control.submitModal(opened.interactionId, { words: 'Lovely.' }, { as: 'ada' });
    expect(sent.message?.content).toBe('Lovely.');
  });

  it('fails to answer: the person learns it after the deadline, and the bot that it came too late', async () => {
    let late: unknown;
    const refused = new Promise<void>((resolve) =>
      answer(async (interaction) => {
        if (!interaction.isChatInputCommand()) return;
        await new Promise((wake) => setTimeout(wake, 450));
        late = await interaction.reply('Too late.').catch((error: unknown) => error);
        resolve();
      }),
    );
    expect(await trial.control.run('/ping', here)).toMatchObject({ state: 'timeout' });
    await refused;
    expect(late).toMatchObject({ code: 10_062, status: 404 });
  });

  it('may answer once', async () => {
    let second: unknown;
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.reply('Once.');
      second = await trial.call(
        'POST',
        `/interactions/${interaction.id}/${interaction.token}/callback`,
        { type: 4, data: { content: 'Twice.' } },
        { token: null },
      );
    });
    await trial.control.run('/ping', here);
    await trial.control.say('and on', here);
    expect(second).toMatchObject({ status: 400, body: { code: 40_060 } });
  });

  it('hears of what people write, but reads it only when it is mentioned', async () => {
    const listener = await trial.bot({ intents: ['Guilds', 'GuildMessages'] });
    const next = () =>
      new Promise<string>((resolve) =>
        listener.once(Events.MessageCreate, ({ content }) => resolve(content)),
      );
    const first = next();
    await trial.control.say('a secret', here);
    expect(await first).toBe('');
    const second = next();
    await trial.control.say(`<@${bot.user.id}> listen`, here);
    expect(await second).toBe(`<@${bot.user.id}> listen`);
  });

  it('reads a file that came with a command', async () => {
    const id = await trial.control.upload({
      name: 'notes.txt',
      type: 'text/plain',
      data: Buffer.from('Hello.').toString('base64'),
    });
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const { name, size, url } = interaction.options.getAttachment('file', true);
      await interaction.reply(`${name}, ${size}: ${await (await fetch(url)).text()}`);
    });
    const outcome = await trial.control.run('/everything', { ...here, options: { text: 'x', file: id } });
    expect(outcome.message?.content).toBe('notes.txt, 6: Hello.');
  });

  it('can be written to directly, and runs its global commands there', async () => {
    const channel = await trial.control.directMessages({ as: 'ada', with: 'Trial' });
    expect((await trial.control.state()).directMessages).toContainEqual({
      id: channel,
      recipientIds: expect.arrayContaining([trial.application.id]),
    });
    answer(async (interaction) => interaction.isChatInputCommand() && interaction.reply('Between us.'));
    const outcome = await trial.control.run('/ping', { as: 'ada', in: channel });
    expect(outcome.message?.content).toBe('Between us.');
  });

  it('writes into a channel and into direct messages', async () => {
    const channel = await bot.channels.fetch(trial.channelId);
    if (!channel?.isSendable()) throw new Error('The channel cannot be written in.');
    const message = await channel.send('Good morning.');
    await message.edit('Good evening.');
    const messages = await trial.control.messages(trial.channelId, 'grace');
    expect(messages.at(-1)).toMatchObject({
      content: 'Good evening.',
      author: { username: 'Trial', bot: true },
    });
    const { users } = await trial.control.state();
    const ada = await bot.users.fetch(users.find(({ name }) => name === 'ada')?.id ?? '');
    expect((await ada.send('Psst.')).content).toBe('Psst.');
  });

  it('says at once that a bot without a session cannot be reached', async () => {
    const other = await trial.control.createApplication({ name: 'Asleep' });
    await trial.control.install(other.id, 'Lab');
    await trial.call(
      'POST',
      `/applications/${other.id}/commands`,
      { name: 'wake', description: 'Wakes.' },
      { token: `Bot ${other.token}` },
    );
    expect(await trial.control.run('/wake', here)).toMatchObject({ state: 'failed' });
  });
});
