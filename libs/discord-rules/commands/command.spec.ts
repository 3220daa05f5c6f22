import { commandListProblems, commandProblems, commandSize, mostCommands } from './command';
import type { CommandShape, OptionShape } from './command-shape';

const slash = (more: Partial<CommandShape> = {}): CommandShape => ({
  type: 'CHAT_INPUT',
  name: 'roll',
  description: 'Rolls a die.',
  ...more,
});
const menu = (more: Partial<CommandShape> = {}): CommandShape => ({
  type: 'USER',
  name: 'Who is it',
  ...more,
});
const option = (more: Partial<OptionShape> = {}): OptionShape => ({
  type: 'STRING',
  name: 'colour',
  description: 'Which colour.',
  ...more,
});
const withOption = (more: Partial<OptionShape>) => slash({ options: [option(more)] });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const fieldsOf = (shape: CommandShape) => commandProblems(shape).map(({ field }) => field);

/** Each refused shape with the one field that is to blame, and a part of the sentence. */
type Case = readonly [what: string, shape: CommandShape, field: string, sentence: string];

function refuses(cases: readonly Case[]): void {
  it.each(cases)('refuses %s', (_, shape, field, sentence) => {
    expect(commandProblems(shape)).toEqual([{ field, message: expect.stringContaining(sentence) }]);
  });
}

describe('a slash command', () => {
  it('[SC-44] may use all that there is', () => {
    const shape = slash({
      nameLocalizations: { de: 'würfeln', 'en-US': null },
      descriptionLocalizations: { de: 'Wirft einen Würfel.' },
      defaultMemberPermissions: '32',
      contexts: ['GUILD', 'BOT_DM', 'PRIVATE_CHANNEL'],
      integrationTypes: ['GUILD_INSTALL', 'USER_INSTALL'],
      nsfw: true,
      options: [
        option({ name: 'sides', type: 'INTEGER', required: true, minValue: 2, maxValue: 100 }),
        option({ choices: [{ name: 'Red', nameLocalizations: { de: 'Rot' }, value: 'red' }] }),
        option({ name: 'note', minLength: 0, maxLength: 6000, autocomplete: true, choices: [] }),
        option({ name: 'odds', type: 'NUMBER', choices: [{ name: 'Half', value: 0.5 }] }),
        option({ name: 'where', type: 'CHANNEL', channelTypes: ['GUILD_TEXT', 'GUILD_FORUM'] }),
        ...(['BOOLEAN', 'USER', 'ROLE', 'MENTIONABLE', 'ATTACHMENT'] as const).map((type) =>
          option({ name: type.toLowerCase(), type }),
        ),
      ],
    });
    expect(commandProblems(shape)).toEqual([]);
  });

  it('is judged as Discord will store it, without the blanks around its texts', () => {
    expect(commandProblems(slash({ name: ' roll ', description: ` ${'d'.repeat(100)}\n` }))).toEqual([]);
  });

  refuses([
    ['a name with capitals', slash({ name: 'Roll' }), 'name', 'lower case: roll'],
    [
      'a translated name with blanks',
      slash({ nameLocalizations: { de: 'zwei worte' } }),
      'nameLocalizations.de',
      'no spaces',
    ],
    [
      'a language that Discord lacks',
      slash({ nameLocalizations: { german: 'würfeln' } }),
      'nameLocalizations.german',
      'no language german',
    ],
    ['no description', slash({ description: null }), 'description', 'what the command does'],
    [
      'a description of 101 characters',
      slash({ description: 'd'.repeat(101) }),
      'description',
      'this has 101',
    ],
    [
      'an empty translation',
      slash({ descriptionLocalizations: { fr: ' ' } }),
      'descriptionLocalizations.fr',
      'what the command does',
    ],
    [
      'permissions in words',
      slash({ defaultMemberPermissions: 'ADMINISTRATOR' }),
      'defaultMemberPermissions',
      'bit set',
    ],
    ['no place to run it', slash({ contexts: [] }), 'contexts', 'at least one place'],
    ['no way to install it', slash({ integrationTypes: [] }), 'integrationTypes', 'at least one way'],
  ]);

  it('refuses words that stand in a file and mean nothing', () => {
    const file: CommandShape = JSON.parse(
      '{"type":"CHAT_INPUT","name":"a","description":"b","contexts":["MOON"],"options":[{"type":"TEXT","name":"c","description":"d"}]}',
    );
    expect(fieldsOf(file)).toEqual(['options.0.type', 'contexts']);
    expect(fieldsOf(JSON.parse('{"type":"SLASH","name":"a"}'))).toEqual(['type']);
  });

  it('has 8,000 characters in all its names, descriptions and values, each in its longest language', () => {
    const choices = many(25, (index) => ({ name: `${index}`.padEnd(100, 'n'), value: 'v'.repeat(59) }));
    const options = [option({ name: 'one', choices }), option({ name: 'two', choices })];
    const shape = slash({ name: 'r', description: 'd', options });
    const room = 8000 - commandSize(shape);
    expect(room).toBe(16);
    const filledUp = { ...shape, description: 'd'.repeat(room + 1) };
    expect(fieldsOf(filledUp)).toEqual([]);
    expect(fieldsOf({ ...filledUp, nameLocalizations: { de: 'r', fr: 'ro' } })).toEqual(['options']);
    expect(fieldsOf({ ...filledUp, descriptionLocalizations: { de: 'd'.repeat(room) } })).toEqual([]);
  });
});

describe('the options of a command', () => {
  refuses([
    ['an option without a name', withOption({ name: '' }), 'options.0.name', 'Give the option a name'],
    [
      'an option without a description',
      withOption({ description: '' }),
      'options.0.description',
      'what to fill in',
    ],
    [
      'more than 25',
      slash({ options: many(27, (index) => option({ name: `o${index}` })) }),
      'options',
      'take 2 out',
    ],
    [
      'required after optional',
      slash({ options: [option(), option({ name: 'sides', required: true })] }),
      'options.1.required',
      'move sides before colour',
    ],
    ['two of one name', slash({ options: [option(), option()] }), 'options.1.name', 'another colour'],
    [
      'the translation of one that is the name of another',
      slash({ options: [option({ nameLocalizations: { de: 'form' } }), option({ name: 'form' })] }),
      'options.0.nameLocalizations.de',
      'German',
    ],
    [
      'two of one name in one language',
      slash({
        options: [
          option({ nameLocalizations: { de: 'farbe' } }),
          option({ name: 'hue', nameLocalizations: { de: 'farbe', fr: 'farbe' } }),
        ],
      }),
      'options.1.nameLocalizations.de',
      'called farbe',
    ],
    [
      'a sub-command beside a plain option',
      slash({ options: [option({ type: 'SUB_COMMAND', name: 'set' }), option()] }),
      'options',
      'either sub-commands or plain options',
    ],
    [
      'options within a plain one',
      withOption({ options: [option()] }),
      'options.0.options',
      'Only sub-commands',
    ],
    [
      'a required sub-command',
      withOption({ type: 'SUB_COMMAND', required: true }),
      'options.0.required',
      'cannot be required',
    ],
    [
      'a group within a group',
      withOption({ type: 'SUB_COMMAND_GROUP', options: [option({ type: 'SUB_COMMAND_GROUP' })] }),
      'options.0.options.0.type',
      'A group holds sub-commands only',
    ],
    [
      'a sub-command within a sub-command',
      withOption({ type: 'SUB_COMMAND', options: [option({ type: 'SUB_COMMAND' })] }),
      'options.0.options.0.type',
      'holds plain options only',
    ],
    [
      'what is wrong deep down',
      withOption({
        type: 'SUB_COMMAND_GROUP',
        options: [option({ type: 'SUB_COMMAND', options: [option(), option({ name: 'Hue' })] })],
      }),
      'options.0.options.0.options.1.name',
      'lower case: hue',
    ],
  ]);

  it('may be sub-commands and groups side by side', () => {
    const set = option({ type: 'SUB_COMMAND', name: 'set', options: [option()] });
    const group = option({ type: 'SUB_COMMAND_GROUP', name: 'more', options: [set] });
    expect(commandProblems(slash({ options: [set, group] }))).toEqual([]);
  });
});

describe('what people may fill in', () => {
  const choice = (name: string, value: string | number) => ({ name, value });
  refuses([
    [
      'choices of a person',
      withOption({ type: 'USER', choices: [choice('A', 'a')] }),
      'options.0.choices',
      'Only texts and numbers',
    ],
    [
      '26 choices',
      withOption({ choices: many(26, (index) => choice(`${index}`, 'a')) }),
      'options.0.choices',
      'At most 25 choices',
    ],
    [
      'a choice without a name',
      withOption({ choices: [choice(' ', 'a')] }),
      'options.0.choices.0.name',
      'Give the choice a name',
    ],
    [
      'two choices of one name',
      withOption({ choices: [choice('A', 'a'), choice('A', 'b')] }),
      'options.0.choices.1.name',
      'another choice A',
    ],
    [
      'a long value',
      withOption({ choices: [choice('A', 'a'.repeat(101))] }),
      'options.0.choices.0.value',
      'this has 101',
    ],
    [
      'a number for a text',
      withOption({ choices: [choice('A', 1)] }),
      'options.0.choices.0.value',
      'asks for a text',
    ],
    [
      'a text for a number',
      withOption({ type: 'NUMBER', choices: [choice('A', '1')] }),
      'options.0.choices.0.value',
      'asks for a number',
    ],
    [
      'a fraction for a whole number',
      withOption({ type: 'INTEGER', choices: [choice('A', 1.5)] }),
      'options.0.choices.0.value',
      'whole number',
    ],
    [
      'a whole number of 2^53',
      withOption({ type: 'INTEGER', choices: [choice('A', 2 ** 53)] }),
      'options.0.choices.0.value',
      '2^53',
    ],
    [
      'a number above 2^53',
      withOption({ type: 'NUMBER', maxValue: 2 ** 53 + 2 }),
      'options.0.maxValue',
      '2^53',
    ],
    [
      'a fraction as an end of whole numbers',
      withOption({ type: 'INTEGER', minValue: 0.5 }),
      'options.0.minValue',
      'whole number',
    ],
    ['a least value of a text', withOption({ minValue: 1 }), 'options.0.minValue', 'Only numbers'],
    [
      'a least above the most',
      withOption({ type: 'INTEGER', minValue: 6, maxValue: 5 }),
      'options.0.minValue',
      'above the most',
    ],
    [
      'a least length of a number',
      withOption({ type: 'NUMBER', minLength: 1 }),
      'options.0.minLength',
      'Only texts',
    ],
    ['a most length of 0', withOption({ maxLength: 0 }), 'options.0.maxLength', 'from 1 to 6000'],
    ['a least length of 6001', withOption({ minLength: 6001 }), 'options.0.minLength', 'from 0 to 6000'],
    [
      'a least length above the most',
      withOption({ minLength: 3, maxLength: 2 }),
      'options.0.minLength',
      'above the most',
    ],
    [
      'completion of a person',
      withOption({ type: 'USER', autocomplete: true }),
      'options.0.autocomplete',
      'switch that off',
    ],
    [
      'completion beside choices',
      withOption({ autocomplete: true, choices: [choice('A', 'a')] }),
      'options.0.autocomplete',
      'drop one',
    ],
    [
      'kinds of channel for a text',
      withOption({ channelTypes: ['GUILD_TEXT'] }),
      'options.0.channelTypes',
      'Only options that ask for a channel',
    ],
  ]);

  it('may be a number of exactly 2^53, and a whole number just below', () => {
    expect(commandProblems(withOption({ type: 'NUMBER', maxValue: 2 ** 53 }))).toEqual([]);
    expect(commandProblems(withOption({ type: 'INTEGER', maxValue: 2 ** 53 - 1 }))).toEqual([]);
  });
});

describe('a command in a menu', () => {
  it('[SC-44] may have spaces and capitals in its name', () => {
    expect(commandProblems(menu({ nameLocalizations: { de: 'Wer ist das?' } }))).toEqual([]);
    expect(commandProblems(menu({ type: 'MESSAGE', name: 'Quote!' }))).toEqual([]);
  });

  refuses([
    ['a name of blanks', menu({ name: '  ' }), 'name', 'in the menu'],
    ['a name of 33 characters', menu({ name: 'n'.repeat(33) }), 'name', 'this has 33'],
    ['a description', menu({ description: 'Says who it is.' }), 'description', 'has no description'],
    [
      'a translated description',
      menu({ descriptionLocalizations: { de: 'Wer.' } }),
      'descriptionLocalizations.de',
      'has no description',
    ],
    ['options', menu({ options: [option()] }), 'options', 'has no options'],
  ]);
});

describe('the commands of one scope', () => {
  it('may have one name once a type', () => {
    expect(commandListProblems([menu(), menu({ type: 'MESSAGE' })])).toEqual([]);
    expect(commandListProblems([slash(), menu(), slash({ name: ' roll' })])).toEqual([
      {
        field: '2.name',
        message: 'There is another of the slash commands named roll: choose a different name.',
      },
    ]);
  });

  it.each(['CHAT_INPUT', 'USER', 'MESSAGE'] as const)('are not more of %s than Discord allows', (type) => {
    const most = mostCommands[type];
    const list = many(most + 2, (index) => ({
      ...(type === 'CHAT_INPUT' ? slash() : menu()),
      type,
      name: `c${index}`,
    }));
    expect(commandListProblems(list.slice(0, most))).toEqual([]);
    expect(commandListProblems(list)).toEqual([
      { field: `${most}.type`, message: expect.stringContaining('delete 2.') },
    ]);
  });

  it('are told apart by their places when several are wrong', () => {
    const list = [slash(), slash({ name: 'Second' }), withOption({ name: '' })];
    expect(commandListProblems(list).map(({ field }) => field)).toEqual([
      '1.name',
      '2.options.0.name',
      '2.name',
    ]);
  });
});
