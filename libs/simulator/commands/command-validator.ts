import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord-api-types/v10';

import type { Problems } from '../errors';
import { isRecord } from '../world/state';

const { Subcommand, SubcommandGroup, String: Text, Integer, Number: Decimal } = ApplicationCommandOptionType;
const { ChatInput, User, Message, PrimaryEntryPoint } = ApplicationCommandType;

const chatName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const largestCommand = 8_000;

type Fields = Record<string, unknown>;

/** Finds everything that Discord would refuse in one command, and says where. */
export function checkCommand(command: unknown, problems: Problems): void {
  if (!isRecord(command))
    return problems.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
  const type = command['type'] ?? ChatInput;
  if (![ChatInput, User, Message, PrimaryEntryPoint].some((known) => known === type)) {
    problems.at('type').add('BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4}.');
  }
  const isChat = type === ChatInput;
  checkName(problems.at('name'), command['name'], isChat);
  if (isChat) checkDescription(problems.at('description'), command['description']);
  else if (command['description']) {
    problems
      .at('description')
      .add('APPLICATION_COMMAND_DESCRIPTION_INVALID', 'Context menu commands cannot have descriptions');
  }
  checkLocalizations(problems, command, isChat);
  checkPermissions(problems.at('default_member_permissions'), command['default_member_permissions']);
  const options = listOf(problems.at('options'), command['options'], 25);
  if (!isChat && options.length > 0) {
    problems
      .at('options')
      .add('APPLICATION_COMMAND_OPTIONS_INVALID', 'Context menu commands cannot have options');
  }
  checkOptions(problems.at('options'), options, 0);
  if (characters(command) > largestCommand) {
    problems.add('APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${largestCommand})`);
  }
}

/** Names are unique within a type. */
export function checkDuplicates(commands: readonly unknown[], problems: Problems): void {
  const seen = new Set<string>();
  for (const [index, command] of commands.entries()) {
    if (!isRecord(command)) continue;
    const key = `${command['type'] ?? ChatInput}:${command['name']}`;
    if (seen.has(key)) {
      problems
        .at(index)
        .at('name')
        .add('APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    }
    seen.add(key);
  }
}

function checkName(problems: Problems, name: unknown, isStrict: boolean): void {
  if (!isText(problems, name)) return;
  if (name.length < 1 || name.length > 32)
    return problems.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 32 in length.');
  if (!isStrict) return;
  if (!chatName.test(name))
    return problems.add('STRING_TYPE_REGEX', 'String value did not match validation regex.');
  if (name !== name.toLowerCase())
    problems.add('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

function checkDescription(problems: Problems, description: unknown): void {
  if (!isText(problems, description)) return;
  if (description.length < 1 || description.length > 100) {
    problems.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  }
}

function checkLocalizations(problems: Problems, fields: Fields, isStrict: boolean): void {
  const names = fields['name_localizations'];
  if (isRecord(names)) {
    for (const [locale, name] of Object.entries(names)) {
      if (name !== null) checkName(problems.at('name_localizations', locale), name, isStrict);
    }
  }
  const descriptions = fields['description_localizations'];
  if (!isRecord(descriptions)) return;
  for (const [locale, description] of Object.entries(descriptions)) {
    if (description !== null) checkDescription(problems.at('description_localizations', locale), description);
  }
}

function checkPermissions(problems: Problems, permissions: unknown): void {
  if (permissions === undefined || permissions === null) return;
  if (!/^\d+$/.test(String(permissions)))
    problems.add('BASE_TYPE_BAD_TYPE', 'Value is not a valid permission bit set.');
}

/** `depth` 0 is the command, 1 inside a sub-command group, 2 inside a sub-command. */
function checkOptions(problems: Problems, options: readonly unknown[], depth: 0 | 1 | 2): void {
  const seen = new Set<unknown>();
  let optionalCame = false;
  const kinds = new Set(options.map((option) => isRecord(option) && isNesting(option['type'])));
  if (kinds.size > 1) {
    problems.add(
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      'Sub-command and sub-command group option types are mutually exclusive to all other types',
    );
  }
  for (const [index, option] of options.entries()) {
    const here = problems.at(index);
    if (!isRecord(option)) {
      here.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
      continue;
    }
    checkOption(here, option, depth);
    if (seen.has(option['name'])) {
      here.at('name').add('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    }
    seen.add(option['name']);
    if (isNesting(option['type'])) continue;
    if (option['required'] === true && optionalCame) {
      here.add(
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    optionalCame ||= option['required'] !== true;
  }
}

function checkOption(problems: Problems, option: Fields, depth: 0 | 1 | 2): void {
  const { type } = option;
  if (type === undefined) problems.at('type').add('BASE_TYPE_REQUIRED', 'This field is required');
  else if (typeof type !== 'number' || !Number.isInteger(type) || type < 1 || type > 11) {
    problems.at('type').add('BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.');
  }
  checkName(problems.at('name'), option['name'], true);
  checkDescription(problems.at('description'), option['description']);
  checkLocalizations(problems, option, true);
  const children = listOf(problems.at('options'), option['options'], 25);
  if (type === SubcommandGroup) {
    if (depth !== 0) return misplaced(problems);
    return checkOptions(problems.at('options'), children, 1);
  }
  if (type === Subcommand) {
    if (depth === 2) return misplaced(problems);
    return checkOptions(problems.at('options'), children, 2);
  }
  if (depth === 1) return misplaced(problems);
  checkValues(problems, option);
}

const misplaced = (problems: Problems) =>
  problems.at('type').add('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Option type is not allowed here');

function checkValues(problems: Problems, option: Fields): void {
  const { type } = option;
  const choices = listOf(problems.at('choices'), option['choices'], 25);
  const seen = new Set<unknown>();
  for (const [index, choice] of choices.entries()) {
    const here = problems.at('choices', index);
    if (!isRecord(choice)) {
      here.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
      continue;
    }
    const { name, value } = choice;
    if (isText(here.at('name'), name) && (name.length < 1 || name.length > 100)) {
      here.at('name').add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
    }
    if (seen.has(name)) {
      here
        .at('name')
        .add('APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS', 'Option choice name already exists');
    }
    seen.add(name);
    checkChoiceValue(here.at('value'), type, value);
  }
  if (option['autocomplete'] === true && choices.length > 0) {
    problems
      .at('autocomplete')
      .add('APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES', 'Autocomplete options cannot have choices');
  }
  checkRange(problems, option, 'min_value', 'max_value', type === Integer || type === Decimal);
  checkRange(problems, option, 'min_length', 'max_length', type === Text);
}

function checkChoiceValue(problems: Problems, type: unknown, value: unknown): void {
  if (value === undefined) return problems.add('BASE_TYPE_REQUIRED', 'This field is required');
  if (type === Text) {
    if (typeof value !== 'string')
      return problems.add('STRING_TYPE_CONVERT', `Could not interpret "${value}" as string.`);
    if (value.length > 100) problems.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  }
  if (type === Integer && !Number.isSafeInteger(value)) {
    problems.add('NUMBER_TYPE_COERCE', `Value "${value}" is not int.`);
  }
  if (type === Decimal && typeof value !== 'number')
    problems.add('NUMBER_TYPE_COERCE', `Value "${value}" is not float.`);
}

function checkRange(problems: Problems, option: Fields, low: string, high: string, isAllowed: boolean): void {
  const { [low]: min, [high]: max } = option;
  for (const [key, value] of [[low, min] as const, [high, max] as const]) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number')
      problems.at(key).add('NUMBER_TYPE_COERCE', `Value "${value}" is not float.`);
    else if (!isAllowed)
      problems.at(key).add('APPLICATION_COMMAND_OPTION_RANGE_INVALID', 'Not allowed for this option type');
    else if (low === 'min_length' && (value < 0 || value > 6_000)) {
      problems.at(key).add('NUMBER_TYPE_MAX', 'int value should be between 0 and 6000.');
    }
  }
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    problems
      .at(low)
      .add('APPLICATION_COMMAND_OPTION_RANGE_INVALID', `${low} must not be greater than ${high}`);
  }
}

function isText(problems: Problems, value: unknown): value is string {
  if (typeof value === 'string') return true;
  if (value === undefined || value === null) problems.add('BASE_TYPE_REQUIRED', 'This field is required');
  else problems.add('STRING_TYPE_CONVERT', `Could not interpret "${value}" as string.`);
  return false;
}

function listOf(problems: Problems, value: unknown, most: number): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.add('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    return [];
  }
  if (value.length > most) problems.add('BASE_TYPE_BAD_LENGTH', `Must be between 0 and ${most} in length.`);
  return value;
}

const isNesting = (type: unknown) => type === Subcommand || type === SubcommandGroup;

/** Names, descriptions and choice values of the command and of everything in it. */
function characters(fields: Fields): number {
  const own = ['name', 'description', 'value'].reduce(
    (sum, key) => sum + (typeof fields[key] === 'string' ? fields[key].length : 0),
    0,
  );
  const nested = [fields['options'], fields['choices']].flatMap((list) => (Array.isArray(list) ? list : []));
  return nested.filter(isRecord).reduce((sum, item) => sum + characters(item), own);
}
