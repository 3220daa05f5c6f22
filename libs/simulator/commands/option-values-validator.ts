import { ApplicationCommandOptionType, ChannelType } from 'discord-api-types/v10';

import type { Problems } from '../errors';
import { isRecord } from '../world/state';
import type { Fields } from './command-texts';
import { checkLocalizations, checkText, isText, listOf } from './command-texts';

const { String: Text, Integer, Number: Decimal, Channel } = ApplicationCommandOptionType;

/** Both an INTEGER, which lies between, and a NUMBER, which may reach them. */
const largestNumber = 2 ** 53;
const longestText = 6_000;

const channelTypes: readonly unknown[] = Object.values(ChannelType);

/** What a person may fill into an option, and whether the option is of a type that can be asked so. */
export function checkValues(problems: Problems, option: Fields): void {
  const { type } = option;
  const isNumeric = type === Integer || type === Decimal;
  const choices = listOf(problems.at('choices'), option['choices'], 25);
  if (choices.length > 0 && !isNumeric && type !== Text) refuse(problems, 'choices');
  else checkChoices(problems.at('choices'), type, choices);
  if (option['autocomplete'] === true) {
    if (!isNumeric && type !== Text) refuse(problems, 'autocomplete');
    if (choices.length > 0)
      problems
        .at('autocomplete')
        .add('APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES', 'Autocomplete options cannot have choices');
  }
  checkRange(problems, option, ['min_value', 'max_value'], isNumeric, (here, value) =>
    checkNumber(here, type, value),
  );
  checkRange(problems, option, ['min_length', 'max_length'], type === Text, checkLength);
  checkChannelTypes(problems, option);
}

const refuse = (problems: Problems, field: string) =>
  problems.at(field).add('APPLICATION_COMMAND_OPTION_FIELD_INVALID', 'Not allowed for this option type');

function checkChoices(problems: Problems, type: unknown, choices: readonly unknown[]): void {
  const seen = new Set<unknown>();
  for (const [index, choice] of choices.entries()) {
    const here = problems.at(index);
    if (!isRecord(choice)) {
      here.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
      continue;
    }
    const { name, value, name_localizations: translations } = choice;
    checkText(here.at('name'), name);
    checkLocalizations(here.at('name_localizations'), translations, checkText);
    if (seen.has(name)) {
      here
        .at('name')
        .add('APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS', 'Option choice name already exists');
    }
    seen.add(name);
    checkChoiceValue(here.at('value'), type, value);
  }
}

function checkChoiceValue(problems: Problems, type: unknown, value: unknown): void {
  if (type !== Text) {
    if (value === undefined) problems.add('BASE_TYPE_REQUIRED', 'This field is required');
    else checkNumber(problems, type, value);
  } else if (isText(problems, value) && [...value].length > 100) {
    problems.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  }
}

function checkNumber(problems: Problems, type: unknown, value: unknown): void {
  const isWhole = type === Integer;
  if (typeof value !== 'number' || (isWhole && !Number.isInteger(value)))
    return problems.add('NUMBER_TYPE_COERCE', `Value "${value}" is not ${isWhole ? 'int' : 'float'}.`);
  const size = Math.abs(value);
  if (size > largestNumber || (isWhole && size === largestNumber))
    problems.add('NUMBER_TYPE_MAX', 'Value should be between -2^53 and 2^53.');
}

function checkLength(problems: Problems, value: unknown, isLeast: boolean): void {
  if (!Number.isInteger(value)) return problems.add('NUMBER_TYPE_COERCE', `Value "${value}" is not int.`);
  const least = isLeast ? 0 : 1;
  const length = Number(value);
  if (length < least)
    problems.add('NUMBER_TYPE_MIN', `int value should be greater than or equal to ${least}.`);
  if (length > longestText)
    problems.add('NUMBER_TYPE_MAX', `int value should be less than or equal to ${longestText}.`);
}

function checkRange(
  problems: Problems,
  option: Fields,
  [low, high]: readonly [low: string, high: string],
  isAllowed: boolean,
  check: (problems: Problems, value: unknown, isLeast: boolean) => void,
): void {
  for (const key of [low, high]) {
    const value = option[key];
    if (value === undefined || value === null) continue;
    if (isAllowed) check(problems.at(key), value, key === low);
    else refuse(problems, key);
  }
  const { [low]: least, [high]: most } = option;
  if (typeof least === 'number' && typeof most === 'number' && least > most) {
    problems
      .at(low)
      .add('APPLICATION_COMMAND_OPTION_RANGE_INVALID', `${low} must not be greater than ${high}`);
  }
}

function checkChannelTypes(problems: Problems, option: Fields): void {
  const here = problems.at('channel_types');
  const chosen = listOf(here, option['channel_types'], channelTypes.length);
  if (chosen.length > 0 && option['type'] !== Channel) return refuse(problems, 'channel_types');
  for (const [index, one] of chosen.entries()) {
    if (!channelTypes.includes(one) || typeof one !== 'number')
      here.at(index).add('BASE_TYPE_CHOICES', 'Value is not a type of channel.');
  }
}
