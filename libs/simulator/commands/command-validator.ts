import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord-api-types/v10';

import type { Problems } from '../errors';
import { isRecord } from '../world/state';
import type { Fields } from './command-texts';
import { charactersOf, checkLocalizations, checkName, checkText, listOf } from './command-texts';
import { checkOptions } from './option-validator';

const { ChatInput, User, Message, PrimaryEntryPoint } = ApplicationCommandType;
const { Guild, BotDM, PrivateChannel } = InteractionContextType;
const { GuildInstall, UserInstall } = ApplicationIntegrationType;

const largestCommand = 8_000;

/** Finds everything that Discord would refuse in one command, and says where. */
export function checkCommand(command: unknown, problems: Problems): void {
  if (!isRecord(command))
    return problems.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
  const type = command['type'] ?? ChatInput;
  if (![ChatInput, User, Message, PrimaryEntryPoint].some((known) => known === type)) {
    problems.at('type').add('BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4}.');
  }
  const isChat = type === ChatInput;
  const checkOwnName = (here: Problems, name: unknown) => checkName(here, name, isChat);
  checkOwnName(problems.at('name'), command['name']);
  checkLocalizations(problems.at('name_localizations'), command['name_localizations'], checkOwnName);
  if (isChat) checkDescription(problems, command);
  else checkMenu(problems, command);
  checkPermissions(problems.at('default_member_permissions'), command['default_member_permissions']);
  checkSet(problems.at('contexts'), command['contexts'], [Guild, BotDM, PrivateChannel]);
  checkSet(problems.at('integration_types'), command['integration_types'], [GuildInstall, UserInstall]);
  checkOptions(problems.at('options'), listOf(problems.at('options'), command['options'], 25), 0);
  if (charactersOf(command) > largestCommand) {
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

function checkDescription(problems: Problems, command: Fields): void {
  checkText(problems.at('description'), command['description']);
  const translations = command['description_localizations'];
  checkLocalizations(problems.at('description_localizations'), translations, checkText);
}

/** A menu shows the name alone. */
function checkMenu(problems: Problems, command: Fields): void {
  const { description, description_localizations: translations, options } = command;
  const code = 'APPLICATION_COMMAND_DESCRIPTION_INVALID';
  const sentence = 'Context menu commands cannot have descriptions';
  if (description) problems.at('description').add(code, sentence);
  if (isRecord(translations) && Object.values(translations).some((text) => text !== null))
    problems.at('description_localizations').add(code, sentence);
  if (Array.isArray(options) && options.length > 0) {
    problems
      .at('options')
      .add('APPLICATION_COMMAND_OPTIONS_INVALID', 'Context menu commands cannot have options');
  }
}

function checkPermissions(problems: Problems, permissions: unknown): void {
  if (permissions === undefined || permissions === null) return;
  if (!/^\d+$/.test(String(permissions)))
    problems.add('BASE_TYPE_BAD_TYPE', 'Value is not a valid permission bit set.');
}

/** A set that is left out means Discord's own choice; an empty one would mean nowhere. */
function checkSet(problems: Problems, value: unknown, known: readonly number[]): void {
  if (value === undefined || value === null) return;
  const chosen = listOf(problems, value, known.length);
  if (Array.isArray(value) && chosen.length === 0)
    problems.add('BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${known.length} in length.`);
  for (const [index, one] of chosen.entries()) {
    if (!known.some((number) => number === one))
      problems.at(index).add('BASE_TYPE_CHOICES', `Value must be one of {${known.join(', ')}}.`);
  }
}
