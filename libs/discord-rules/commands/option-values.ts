/**
 * What a person may fill into an option. Source: Discord's documentation, "Application Commands", Application Command Option
 * Structure, Option Type and Option Choice Structure.
 */
import {
  countProblems,
  lengthProblems,
  orderProblems,
  problem,
  repeatProblems,
  type RuleProblem,
  textProblems,
  wholeNumberProblems,
} from '../text';
import { channelTypes, isNesting, type OptionType } from './command-shape';
import { localizationProblems } from './locales';
import type { NormalChoice, NormalOption } from './normal';

export const mostChoices = 25;
export const choiceLength = { max: 100 } as const;
/** What minLength and maxLength may be. */
export const optionLengths = { least: { min: 0, max: 6000 }, most: { min: 1, max: 6000 } } as const;

/** An INTEGER lies strictly between these, a NUMBER may reach them. */
const numberLimit = 2 ** 53;

const withChoices: readonly OptionType[] = ['STRING', 'INTEGER', 'NUMBER'];

/** Every fault of one option that is not its name's, its description's or its children's. */
export function valueProblems(option: NormalOption, field: string): readonly RuleProblem[] {
  return [
    ...requiredProblems(option, field),
    ...choicesProblems(option, field),
    ...autocompleteProblems(option, field),
    ...valueRangeProblems(option, field),
    ...lengthRangeProblems(option, field),
    ...channelTypeProblems(option, field),
  ];
}

function requiredProblems({ type, required }: NormalOption, field: string): readonly RuleProblem[] {
  return required && isNesting(type)
    ? problem(`${field}.required`, 'A sub-command cannot be required: leave that out.')
    : [];
}

function choicesProblems({ type, choices }: NormalOption, field: string): readonly RuleProblem[] {
  const at = `${field}.choices`;
  if (choices.length > 0 && !withChoices.includes(type)) {
    return problem(at, 'Only texts and numbers have choices: take them out, or change the type.');
  }
  return [
    ...countProblems(choices, at, mostChoices, 'choices'),
    ...choices.flatMap((choice, index) => choiceProblems(type, choice, `${at}.${index}`)),
    ...repeatProblems(
      choices.map(({ name }, index) => ({ value: name, field: `${at}.${index}.name` })),
      (name) => `There is another choice ${name}: choose a different name.`,
    ),
  ];
}

function choiceProblems(type: OptionType, choice: NormalChoice, field: string): readonly RuleProblem[] {
  const check = (name: string, at: string) =>
    textProblems(name, at, choiceLength.max, 'Give the choice a name: people pick it by that.');
  return [
    ...check(choice.name, `${field}.name`),
    ...localizationProblems(choice.nameLocalizations, `${field}.nameLocalizations`, check),
    ...choiceValueProblems(type, choice.value, `${field}.value`),
  ];
}

function choiceValueProblems(
  type: OptionType,
  value: string | number,
  field: string,
): readonly RuleProblem[] {
  if (type !== 'STRING') return numberProblems(type, value, field);
  return typeof value === 'string'
    ? lengthProblems(value, field, choiceLength.max)
    : problem(field, 'The option asks for a text: write the value as one.');
}

function autocompleteProblems(
  { type, autocomplete, choices }: NormalOption,
  field: string,
): readonly RuleProblem[] {
  if (!autocomplete) return [];
  const at = `${field}.autocomplete`;
  if (!withChoices.includes(type)) {
    return problem(at, 'Only texts and numbers can be completed while people type: switch that off.');
  }
  return choices.length > 0
    ? problem(at, 'An option has choices or is completed while people type: drop one of the two.')
    : [];
}

function valueRangeProblems(
  { type, minValue, maxValue }: NormalOption,
  field: string,
): readonly RuleProblem[] {
  const ends = [
    [minValue, `${field}.minValue`],
    [maxValue, `${field}.maxValue`],
  ] as const;
  const isNumeric = type === 'INTEGER' || type === 'NUMBER';
  return [
    ...ends.flatMap(([value, at]) => {
      if (value === null) return [];
      return isNumeric
        ? numberProblems(type, value, at)
        : problem(at, 'Only numbers have a least and a greatest value: leave it out.');
    }),
    ...orderProblems(minValue, maxValue, `${field}.minValue`),
  ];
}

function lengthRangeProblems(
  { type, minLength, maxLength }: NormalOption,
  field: string,
): readonly RuleProblem[] {
  const ends = [
    [minLength, `${field}.minLength`, optionLengths.least],
    [maxLength, `${field}.maxLength`, optionLengths.most],
  ] as const;
  return [
    ...ends.flatMap(([value, at, rule]) => {
      if (value === null) return [];
      return type === 'STRING'
        ? wholeNumberProblems(value, at, rule)
        : problem(at, 'Only texts have a least and a greatest length: leave it out.');
    }),
    ...orderProblems(minLength, maxLength, `${field}.minLength`),
  ];
}

function numberProblems(type: OptionType, value: string | number, field: string): readonly RuleProblem[] {
  if (typeof value !== 'number')
    return problem(field, 'The option asks for a number: write the value as one.');
  if (type === 'INTEGER' && !Number.isSafeInteger(value)) {
    return problem(field, `Give a whole number between -2^53 and 2^53; this is ${value}.`);
  }
  // Written this way round because not-a-number is below nothing.
  return Math.abs(value) <= numberLimit
    ? []
    : problem(field, `Give a number from -2^53 to 2^53; this is ${value}.`);
}

function channelTypeProblems(
  { type, channelTypes: chosen }: NormalOption,
  field: string,
): readonly RuleProblem[] {
  const at = `${field}.channelTypes`;
  if (chosen.length > 0 && type !== 'CHANNEL') {
    return problem(
      at,
      'Only options that ask for a channel are narrowed to kinds of channel: take them out.',
    );
  }
  return chosen.flatMap((kind) =>
    Object.hasOwn(channelTypes, kind)
      ? []
      : problem(at, `Discord has no channels of the kind ${kind}: take it out.`),
  );
}
