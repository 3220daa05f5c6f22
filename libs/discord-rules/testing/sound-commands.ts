import fc, { type Arbitrary } from 'fast-check';

import {
  channelTypes,
  type ChoiceShape,
  type CommandShape,
  contexts,
  integrationTypes,
  type OptionShape,
  type OptionType,
  optionTypes,
} from '../commands/command-shape';
import { locales } from '../commands/locales';

const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789-_öя天กक'];
export const slashName = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 32 });
const menuName = fc
  .string({ unit: fc.constantFrom(...letters, ...'ABC !?'), minLength: 1, maxLength: 32 })
  .filter((name) => name.trim() !== '');
const text = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme-ascii', minLength: 1, maxLength, size: 'medium' })
    .filter((found) => found.trim() !== '');
export const description = text(100);
const locale = fc.constantFrom(...Object.keys(locales));
const localizations = (name: Arbitrary<string>) => fc.dictionary(locale, name, { maxKeys: 2 });

export const keysOf = <Key extends string>(words: Readonly<Record<Key, number>>): Key[] => {
  const keys: Key[] = [];
  for (const key in words) keys.push(key);
  return keys;
};
export const someOf = <Key extends string>(words: Readonly<Record<Key, number>>, minLength = 0) =>
  fc.subarray(keysOf(words), { minLength });

type Values = Partial<OptionShape>;

const choices = (value: Arbitrary<string | number>): Arbitrary<readonly ChoiceShape[]> =>
  fc.uniqueArray(
    fc.record(
      { name: text(100), nameLocalizations: localizations(text(100)), value },
      { requiredKeys: ['name', 'value'] },
    ),
    { minLength: 1, maxLength: 4, selector: ({ name }) => name.trim() },
  );

/** Both ends, either or none, the lesser first. */
const ends = <Low extends string, High extends string>(low: Low, high: High, number: Arbitrary<number>) =>
  fc.tuple(number, number, fc.boolean(), fc.boolean()).map(([one, other, hasLow, hasHigh]) => ({
    ...(hasLow && { [low]: Math.min(one, other) }),
    ...(hasHigh && { [high]: Math.max(one, other) }),
  }));

const numeric = (number: Arbitrary<number>): Arbitrary<Values> =>
  fc.oneof(
    ends('minValue', 'maxValue', number),
    fc.record({ choices: choices(number) }),
    fc.constant<Values>({ autocomplete: true, choices: [] }),
  );

// JSON knows no minus nought.
const decimal = fc
  .double({ min: -(2 ** 53), max: 2 ** 53, noNaN: true, noDefaultInfinity: true })
  .map((number) => number + 0);

const valuesOf = (type: OptionType): Arbitrary<Values> => {
  switch (type) {
    case 'STRING':
      return fc.oneof(
        ends('minLength', 'maxLength', fc.integer({ min: 1, max: 6000 })),
        fc.record({ choices: choices(fc.string({ maxLength: 100 })) }),
        fc.constant({ autocomplete: true }),
      );
    case 'INTEGER':
      return numeric(fc.maxSafeInteger());
    case 'NUMBER':
      return numeric(decimal);
    case 'CHANNEL':
      return fc.record({ channelTypes: someOf(channelTypes) });
    default:
      return fc.constant({});
  }
};

const plainType = fc.constantFrom(
  ...keysOf(optionTypes).filter((type) => type !== 'SUB_COMMAND' && type !== 'SUB_COMMAND_GROUP'),
);
const plainValues = plainType.chain((type) =>
  fc
    .tuple(valuesOf(type), fc.boolean(), description)
    .map(([values, required, says]) => ({ type, description: says, required, ...values })),
);

/** Names of their own in every language, the required ones first. */
const list = <Body extends Omit<OptionShape, 'name'>>(
  body: Arbitrary<Body>,
  { min, max }: { min: number; max: number },
): Arbitrary<readonly OptionShape[]> =>
  fc.uniqueArray(slashName, { minLength: min * 2, maxLength: max * 2 }).chain((names) => {
    const count = Math.floor(names.length / 2);
    const entries = fc.array(fc.tuple(body, fc.option(locale)), { minLength: count, maxLength: count });
    return entries.map((bodies) =>
      bodies
        .map(([option, language], index): OptionShape => ({
          ...option,
          name: names[index] ?? '',
          ...(language && { nameLocalizations: { [language]: names[count + index] ?? '' } }),
        }))
        .sort((one, other) => Number(other.required ?? false) - Number(one.required ?? false)),
    );
  });

const plain = list(plainValues, { min: 0, max: 4 });
const wide = list(fc.record({ type: fc.constant('BOOLEAN' as const), description: text(10) }), {
  min: 25,
  max: 25,
});
const subCommand = fc.record({
  type: fc.constant('SUB_COMMAND' as const),
  description,
  descriptionLocalizations: localizations(description),
  options: list(plainValues, { min: 0, max: 2 }),
});
const group = fc.record({
  type: fc.constant('SUB_COMMAND_GROUP' as const),
  description,
  options: list(subCommand, { min: 1, max: 2 }),
});
const nested = list(fc.oneof(subCommand, group), { min: 1, max: 3 });

const common = {
  defaultMemberPermissions: fc.option(fc.bigInt({ min: 0n, max: 2n ** 60n }).map(String)),
  contexts: fc.option(someOf(contexts, 1)),
  integrationTypes: fc.option(someOf(integrationTypes, 1)),
  nsfw: fc.boolean(),
};

/** Slash commands that Discord takes, with whatever they can have. Their characters are of the basic plane. */
export const aSlashCommand: Arbitrary<CommandShape> = fc.record(
  {
    type: fc.constant('CHAT_INPUT' as const),
    name: slashName,
    nameLocalizations: localizations(slashName),
    description,
    descriptionLocalizations: localizations(description),
    options: fc.oneof({ weight: 4, arbitrary: plain }, { weight: 3, arbitrary: nested }, wide),
    ...common,
  },
  { requiredKeys: ['type', 'name', 'description'] },
);

export const aMenuCommand: Arbitrary<CommandShape> = fc.record(
  {
    type: fc.constantFrom('USER' as const, 'MESSAGE' as const),
    name: menuName,
    nameLocalizations: localizations(menuName),
    ...common,
  },
  { requiredKeys: ['type', 'name'] },
);

/** Any command that Discord takes. */
export const aCommand: Arbitrary<CommandShape> = fc.oneof(
  { weight: 4, arbitrary: aSlashCommand },
  aMenuCommand,
);
