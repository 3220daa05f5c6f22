import { ApplicationCommandOptionType } from 'discord-api-types/v10';

import type { Problems } from '../errors';
import { isRecord } from '../world/state';
import type { Fields } from './command-texts';
import { checkLocalizations, checkName, checkText, listOf } from './command-texts';
import { checkValues } from './option-values-validator';

const { Subcommand, SubcommandGroup } = ApplicationCommandOptionType;

/** `depth` 0 is the command, 1 inside a sub-command group, 2 inside a sub-command. */
export function checkOptions(problems: Problems, options: readonly unknown[], depth: 0 | 1 | 2): void {
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
    checkNames(here, option, options.slice(0, index), options.slice(index + 1));
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
  const checkOwnName = (here: Problems, name: unknown) => checkName(here, name, true);
  checkOwnName(problems.at('name'), option['name']);
  checkLocalizations(problems.at('name_localizations'), option['name_localizations'], checkOwnName);
  checkText(problems.at('description'), option['description']);
  const descriptions = option['description_localizations'];
  checkLocalizations(problems.at('description_localizations'), descriptions, checkText);
  checkValues(problems, option);
  checkPlace(problems, option, depth);
}

function checkPlace(problems: Problems, option: Fields, depth: 0 | 1 | 2): void {
  const { type } = option;
  const children = listOf(problems.at('options'), option['options'], 25);
  const isMisplaced =
    type === SubcommandGroup ? depth !== 0 : type === Subcommand ? depth === 2 : depth === 1;
  if (isMisplaced) {
    problems.at('type').add('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Option type is not allowed here');
  } else if (isNesting(type)) {
    checkOptions(problems.at('options'), children, type === SubcommandGroup ? 1 : 2);
    if (option['required'] === true)
      problems
        .at('required')
        .add('APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Sub-commands cannot be required');
  } else if (children.length > 0) {
    problems
      .at('options')
      .add('APPLICATION_COMMAND_OPTIONS_INVALID', 'Only sub-commands and groups can have options');
  }
}

/** A name, and each of its translations, is nobody's own name beside it; nor a translation of the same language. */
function checkNames(problems: Problems, option: Fields, before: unknown[], after: unknown[]): void {
  const code = 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS';
  const sentence = 'Option name already exists';
  const nameOf = (other: unknown) => (isRecord(other) ? other['name'] : undefined);
  if (before.some((other) => nameOf(other) === option['name'])) problems.at('name').add(code, sentence);
  for (const [locale, name] of Object.entries(translationsOf(option))) {
    if (name === null) continue;
    const isTaken =
      [...before, ...after].some((other) => nameOf(other) === name) ||
      before.some((other) => translationsOf(other)[locale] === name);
    if (isTaken) problems.at('name_localizations', locale).add(code, sentence);
  }
}

function translationsOf(option: unknown): Fields {
  const texts = isRecord(option) ? option['name_localizations'] : undefined;
  return isRecord(texts) ? texts : {};
}

const isNesting = (type: unknown) => type === Subcommand || type === SubcommandGroup;
