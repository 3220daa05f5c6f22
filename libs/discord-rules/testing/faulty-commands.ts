import fc, { type Arbitrary } from 'fast-check';

import {
  channelTypes,
  type ChoiceShape,
  type CommandShape,
  contexts,
  integrationTypes,
  type OptionShape,
  optionTypes,
} from '../commands/command-shape';
import { aCommand, aSlashCommand, description, keysOf, slashName, someOf } from './sound-commands';

const option = (more: Partial<OptionShape> = {}): OptionShape => ({
  type: 'STRING',
  name: 'one',
  description: 'The one.',
  ...more,
});
const choice = (name: string, value: string | number = 'v'): ChoiceShape => ({ name, value });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const sub = (...options: OptionShape[]) => option({ type: 'SUB_COMMAND', name: 'sub', options });
const group = (...options: OptionShape[]) => option({ type: 'SUB_COMMAND_GROUP', name: 'group', options });
const manyChoices = many(25, (index) => choice(`${index}`.padEnd(100, 'n'), 'v'.repeat(100)));

/** Lists of options that have one fault each, by its name. */
const faultyOptions = {
  '26 options': many(26, (index) => option({ name: `o${index}` })),
  'required after optional': [option(), option({ name: 'two', required: true })],
  'two of one name': [option(), option()],
  'a translation that is another’s name': [
    option({ nameLocalizations: { de: 'two' } }),
    option({ name: 'two' }),
  ],
  'two of one name in one language': [
    option({ nameLocalizations: { de: 'eins' } }),
    option({ name: 'two', nameLocalizations: { de: 'eins' } }),
  ],
  'an unknown language': [option({ descriptionLocalizations: { xx: 'What?' } })],
  'sub-commands beside options': [sub(), option()],
  'a group in a group': [group(group())],
  'an option in a group': [group(option())],
  'a group in a sub-command': [sub(group())],
  'a sub-command in a sub-command': [sub(sub())],
  'a required sub-command': [option({ type: 'SUB_COMMAND', required: true })],
  'an option in an option': [option({ options: [option()] })],
  'a fault within a sub-command': [group(sub(option({ name: 'Two' })))],
  'an option without a name': [option({ name: '' })],
  'an option without a description': [option({ description: ' ' })],
  'a description of 101': [option({ description: 'd'.repeat(101) })],
  '26 choices': [option({ choices: many(26, (index) => choice(`${index}`)) })],
  'two choices of one name': [option({ choices: [choice('A'), choice('A', 'w')] })],
  'a choice without a name': [option({ choices: [choice('')] })],
  'a choice of 101': [option({ choices: [choice('n'.repeat(101))] })],
  'a value of 101': [option({ choices: [choice('A', 'v'.repeat(101))] })],
  'a number for a text': [option({ choices: [choice('A', 1)] })],
  'a text for a number': [option({ type: 'NUMBER', choices: [choice('A', '1')] })],
  'a fraction for a whole number': [option({ type: 'INTEGER', choices: [choice('A', 0.5)] })],
  'a whole number of 2^53': [option({ type: 'INTEGER', choices: [choice('A', 2 ** 53)] })],
  'a number above 2^53': [option({ type: 'NUMBER', choices: [choice('A', 2 ** 54)] })],
  'choices of a person': [option({ type: 'USER', choices: [choice('A')] })],
  'completion of a person': [option({ type: 'USER', autocomplete: true })],
  'completion and choices': [option({ autocomplete: true, choices: [choice('A')] })],
  'a least value of a text': [option({ minValue: 1 })],
  'a fraction as an end': [option({ type: 'INTEGER', maxValue: 1.5 })],
  'an end above 2^53': [option({ type: 'NUMBER', maxValue: 2 ** 54 })],
  'a least value above the most': [option({ type: 'NUMBER', minValue: 2, maxValue: 1.5 })],
  'a least length of a number': [option({ type: 'NUMBER', minLength: 1 })],
  'a least length below 0': [option({ minLength: -1 })],
  'a most length of 0': [option({ maxLength: 0 })],
  'a most length of 6001': [option({ maxLength: 6001 })],
  'a least length above the most': [option({ minLength: 2, maxLength: 1 })],
  'a length of a sub-command': [option({ type: 'SUB_COMMAND', minLength: 1 })],
  'kinds of channel of a text': [option({ channelTypes: ['GUILD_TEXT'] })],
  'over 8,000 characters': [option({ choices: manyChoices }), option({ name: 'two', choices: manyChoices })],
  'over 8,000 characters in one language': [
    ...many(2, (index) => option({ name: `o${index}`, choices: manyChoices.slice(0, 15) })),
    ...many(22, (index) => option({ name: `p${index}`, descriptionLocalizations: { de: 'd'.repeat(100) } })),
  ],
} as const satisfies Record<string, readonly OptionShape[]>;

const faultyFields = {
  'no name': { name: '' },
  'a name with capitals': { name: 'Größe' },
  'a name of two words': { name: 'two words' },
  'a name with a sign': { name: 'what?' },
  'a name of 33': { name: 'n'.repeat(33) },
  'a translated name with capitals': { nameLocalizations: { de: 'Größe' } },
  'no description': { description: null },
  'a description of blanks': { description: '   ' },
  'a description of 101': { description: 'd'.repeat(101) },
  'a translated description of 101': { descriptionLocalizations: { de: 'd'.repeat(101) } },
  'permissions in words': { defaultMemberPermissions: 'all' },
  'permissions below nought': { defaultMemberPermissions: '-1' },
  'no contexts': { contexts: [] },
  'no way of installing': { integrationTypes: [] },
  'a menu with a description': { type: 'USER', name: 'Who', options: null, descriptionLocalizations: null },
  'a menu with options': {
    type: 'MESSAGE',
    description: null,
    descriptionLocalizations: null,
    options: [option()],
  },
} as const satisfies Record<string, Partial<CommandShape>>;

/** Changes that put one fault into a sound slash command, by what the fault is. */
export const faults: readonly (readonly [string, Partial<CommandShape>])[] = [
  ...Object.entries(faultyFields),
  ...Object.entries(faultyOptions).map(([fault, options]) => [fault, { options }] as const),
];

const someName = fc.constantFrom('a', 'b', 'größe', 'A', 'two words', '', '/a', 'a!', 'n'.repeat(33));
const someText = fc.constantFrom('Text.', ' Text. ', '', '   ', 't'.repeat(100), 't'.repeat(101));
const someNumber = fc.constantFrom(-1, 0, 1, 1.5, 25, 6000, 6001, 2 ** 53 - 1, 2 ** 53, 2 ** 60);
const someTexts = (value: Arbitrary<string>) =>
  fc.dictionary(fc.constantFrom('de', 'en-GB', 'xx'), value, { maxKeys: 2 });
const rarely = <T>(value: Arbitrary<T>) => fc.option(value, { freq: 4, nil: undefined });

const anyOption = fc.letrec<{ option: OptionShape }>((tie) => ({
  option: fc.record({
    type: fc.constantFrom(...keysOf(optionTypes)),
    name: fc.oneof({ weight: 4, arbitrary: slashName }, someName),
    nameLocalizations: rarely(someTexts(someName)),
    description: fc.oneof({ weight: 4, arbitrary: description }, someText),
    descriptionLocalizations: rarely(someTexts(someText)),
    required: rarely(fc.boolean()),
    options: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'options' },
      fc.constant([]),
      fc.array(tie('option'), { maxLength: 3, depthIdentifier: 'options' }),
    ),
    choices: rarely(
      fc.array(
        fc.record({
          name: someText,
          value: fc.oneof(someNumber, someText),
          nameLocalizations: rarely(someTexts(someText)),
        }),
        { maxLength: 3 },
      ),
    ),
    autocomplete: rarely(fc.boolean()),
    minValue: rarely(someNumber),
    maxValue: rarely(someNumber),
    minLength: rarely(someNumber),
    maxLength: rarely(someNumber),
    channelTypes: rarely(someOf(channelTypes)),
  }),
})).option;

/** Commands put together without a thought; nearly all have several faults. */
export const aWildCommand: Arbitrary<CommandShape> = fc.record({
  type: fc.constantFrom('CHAT_INPUT', 'USER', 'MESSAGE'),
  name: someName,
  nameLocalizations: rarely(someTexts(someName)),
  description: someText,
  descriptionLocalizations: rarely(someTexts(someText)),
  options: fc.oneof(fc.constant(null), fc.array(anyOption, { maxLength: 4 })),
  defaultMemberPermissions: fc.constantFrom(null, '0', '0032', '', '-1', 'all'),
  contexts: rarely(someOf(contexts)),
  integrationTypes: rarely(someOf(integrationTypes)),
  nsfw: rarely(fc.boolean()),
});

const aPlace = fc.nat({ max: 24 });
const aFieldOfOption = fc.constantFrom<(keyof OptionShape)[]>(
  'type',
  'name',
  'nameLocalizations',
  'description',
  'required',
  'options',
  'choices',
  'autocomplete',
  'minValue',
  'maxValue',
  'minLength',
  'maxLength',
  'channelTypes',
);

/** Commands that were fine until one thing in them was changed at random; some still are. */
export const aChangedCommand: Arbitrary<CommandShape> = fc.oneof(
  fc
    .tuple(
      aCommand,
      aWildCommand,
      fc.constantFrom<(keyof CommandShape)[]>('type', 'name', 'description', 'options'),
    )
    .map(([command, wild, field]) => ({ ...command, [field]: wild[field] })),
  fc.tuple(aSlashCommand, aPlace, anyOption, aFieldOfOption).map(([command, place, wild, field]) => ({
    ...command,
    options: command.options?.map((known, index, { length }) =>
      index === place % length ? { ...known, [field]: wild[field] } : known,
    ),
  })),
  fc.tuple(aSlashCommand, aPlace).map(([command, place]) => ({
    ...command,
    options: [...(command.options ?? []).slice(place), ...(command.options ?? []).slice(0, place)],
  })),
);
