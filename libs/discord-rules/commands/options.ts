/**
 * The tree of options of a chat-input command. Source: Discord's documentation, "Application Commands", Application Command
 * Option Structure, Subcommands and Subcommand Groups, Localization.
 */
import { countProblems, problem, repeatProblems, type RuleProblem } from '../text';
import { isNesting, optionTypes } from './command-shape';
import { languageOf, localizationProblems } from './locales';
import { nameProblems, optionDescriptionProblems } from './names';
import type { NormalOption } from './normal';
import { valueProblems } from './option-values';

export const mostOptions = 25;

type Place = 'COMMAND' | 'SUB_COMMAND_GROUP' | 'SUB_COMMAND';

export function optionsProblems(
  options: readonly NormalOption[],
  field = 'options',
  place: Place = 'COMMAND',
): readonly RuleProblem[] {
  const things = place === 'SUB_COMMAND_GROUP' ? 'sub-commands' : 'options';
  return [
    ...countProblems(options, field, mostOptions, things),
    ...mixtureProblems(options, field, place),
    ...options.flatMap((option, index) => optionProblems(option, `${field}.${index}`, place)),
    ...orderOfOptionsProblems(options, field),
    ...sameNameProblems(options, field),
    ...sameLocalNameProblems(options, field),
  ];
}

function optionProblems(option: NormalOption, field: string, place: Place): readonly RuleProblem[] {
  return [
    ...placeProblems(option, field, place),
    ...nameProblems(option.name, `${field}.name`, 'option'),
    ...localizationProblems(option.nameLocalizations, `${field}.nameLocalizations`, (name, at) =>
      nameProblems(name, at, 'option'),
    ),
    ...optionDescriptionProblems(option.description, `${field}.description`),
    ...localizationProblems(
      option.descriptionLocalizations,
      `${field}.descriptionLocalizations`,
      optionDescriptionProblems,
    ),
    ...valueProblems(option, field),
    ...childrenProblems(option, field),
  ];
}

function childrenProblems(option: NormalOption, field: string): readonly RuleProblem[] {
  const { type, options } = option;
  if (type === 'SUB_COMMAND' || type === 'SUB_COMMAND_GROUP') {
    return optionsProblems(options, `${field}.options`, type);
  }
  return options.length > 0
    ? problem(`${field}.options`, 'Only sub-commands and groups have options of their own: take these out.')
    : [];
}

function placeProblems({ type }: NormalOption, field: string, place: Place): readonly RuleProblem[] {
  const at = `${field}.type`;
  if (!Object.hasOwn(optionTypes, type)) {
    return problem(at, `Discord knows no ${type}: choose from ${Object.keys(optionTypes).join(', ')}.`);
  }
  if (place === 'SUB_COMMAND_GROUP' && type !== 'SUB_COMMAND') {
    return problem(at, 'A group holds sub-commands only: put this into one of them.');
  }
  if (place === 'SUB_COMMAND' && isNesting(type)) {
    return problem(at, 'A sub-command holds plain options only: move this up, beside it.');
  }
  return [];
}

/** Deeper down, whatever is out of place is told of already. */
function mixtureProblems(
  options: readonly NormalOption[],
  field: string,
  place: Place,
): readonly RuleProblem[] {
  const isMixed = new Set(options.map(({ type }) => isNesting(type))).size > 1;
  return place === 'COMMAND' && isMixed
    ? problem(
        field,
        'A command has either sub-commands or plain options: move the plain ones into a sub-command.',
      )
    : [];
}

function orderOfOptionsProblems(options: readonly NormalOption[], field: string): readonly RuleProblem[] {
  const plain = (option: NormalOption) => !isNesting(option.type);
  const firstOptional = options.findIndex((option) => plain(option) && !option.required);
  if (firstOptional < 0) return [];
  return options.flatMap((option, index) =>
    index > firstOptional && plain(option) && option.required
      ? problem(
          `${field}.${index}.required`,
          `Required options come first: move ${option.name} before ${options[firstOptional]?.name}, or make it optional.`,
        )
      : [],
  );
}

function sameNameProblems(options: readonly NormalOption[], field: string): readonly RuleProblem[] {
  return repeatProblems(
    options.map(({ name }, index) => ({ value: name.toLowerCase(), field: `${field}.${index}.name` })),
    (name) => `There is another ${name} beside it: choose a different name.`,
  );
}

/** A translated name may be neither another option's own name nor another's name in that language. */
function sameLocalNameProblems(options: readonly NormalOption[], field: string): readonly RuleProblem[] {
  return options.flatMap((option, index) =>
    Object.entries(option.nameLocalizations).flatMap(([locale, name]) => {
      const isTaken = options.some(
        (other, place) =>
          place !== index &&
          (other.name === name || (place < index && other.nameLocalizations[locale] === name)),
      );
      return isTaken
        ? problem(
            `${field}.${index}.nameLocalizations.${locale}`,
            `Another option is called ${name} already, by itself or in ${languageOf(locale)}: choose a different name.`,
          )
        : [];
    }),
  );
}
