/** Our words for a command and Discord's, back and forth. Source: Discord's documentation, "Application Commands". */
import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';

import {
  channelTypes,
  type CommandShape,
  commandTypes,
  contexts,
  integrationTypes,
  optionTypes,
} from './command-shape';
import { type NormalChoice, type NormalCommand, normalised, type NormalOption } from './normal';

type Texts = Readonly<Record<string, string | null | undefined>>;

interface ChoiceBody {
  readonly name: string;
  readonly name_localizations?: Texts | null | undefined;
  readonly value: string | number;
}

interface OptionBody {
  readonly type: number;
  readonly name: string;
  readonly name_localizations?: Texts | null | undefined;
  readonly description: string;
  readonly description_localizations?: Texts | null | undefined;
  readonly required?: boolean | undefined;
  readonly options?: readonly OptionBody[] | undefined;
  readonly choices?: readonly ChoiceBody[] | undefined;
  readonly autocomplete?: boolean | undefined;
  readonly min_value?: number | undefined;
  readonly max_value?: number | undefined;
  readonly min_length?: number | undefined;
  readonly max_length?: number | undefined;
  readonly channel_types?: readonly number[] | undefined;
}

/** A command in Discord's words, whatever its type: what a request sends and what Discord answers. */
export interface CommandBody {
  readonly type?: number | undefined;
  readonly guild_id?: string | undefined;
  readonly name: string;
  readonly name_localizations?: Texts | null | undefined;
  readonly description?: string | undefined;
  readonly description_localizations?: Texts | null | undefined;
  readonly options?: readonly OptionBody[] | undefined;
  readonly default_member_permissions?: string | null | undefined;
  readonly dm_permission?: boolean | null | undefined;
  readonly contexts?: readonly number[] | null | undefined;
  readonly integration_types?: readonly number[] | null | undefined;
  readonly nsfw?: boolean | undefined;
}

/** The body that creates or overwrites the command. Says every field that can be said, so that nothing old is left standing. */
export function toDiscord(shape: CommandShape): RESTPostAPIApplicationCommandsJSONBody {
  const command = normalised(shape);
  const body: CommandBody = {
    type: commandTypes[command.type],
    name: command.name,
    name_localizations: textsOrNull(command.nameLocalizations),
    ...(command.description !== '' && { description: command.description }),
    description_localizations: textsOrNull(command.descriptionLocalizations),
    // Not even an empty list may stand in a command of a menu.
    ...((command.type === 'CHAT_INPUT' || command.options.length > 0) && {
      options: command.options.map(toOption),
    }),
    default_member_permissions: command.defaultMemberPermissions,
    contexts: command.contexts?.map((word) => contexts[word]) ?? null,
    ...(command.integrationTypes && {
      integration_types: command.integrationTypes.map((word) => integrationTypes[word]),
    }),
    nsfw: command.nsfw,
  };
  // Typed as what a sound shape gives. One that is not sound goes as it stands: to judge it is the rules' task, and Discord's.
  return body as RESTPostAPIApplicationCommandsJSONBody;
}

function toOption(option: NormalOption): OptionBody {
  return {
    type: optionTypes[option.type],
    ...toNamed(option),
    description: option.description,
    ...(hasAny(option.descriptionLocalizations) && {
      description_localizations: option.descriptionLocalizations,
    }),
    ...(option.required && { required: true }),
    ...(option.options.length > 0 && { options: option.options.map(toOption) }),
    ...(option.choices.length > 0 && { choices: option.choices.map(toChoice) }),
    ...(option.autocomplete && { autocomplete: true }),
    ...(option.minValue !== null && { min_value: option.minValue }),
    ...(option.maxValue !== null && { max_value: option.maxValue }),
    ...(option.minLength !== null && { min_length: option.minLength }),
    ...(option.maxLength !== null && { max_length: option.maxLength }),
    ...(option.channelTypes.length > 0 && {
      channel_types: option.channelTypes.map((word) => channelTypes[word]),
    }),
  };
}

const toChoice = (choice: NormalChoice): ChoiceBody => ({ ...toNamed(choice), value: choice.value });

const toNamed = ({ name, nameLocalizations }: Pick<NormalChoice, 'name' | 'nameLocalizations'>) => ({
  name,
  ...(hasAny(nameLocalizations) && { name_localizations: nameLocalizations }),
});

/**
 * A command as Discord tells of it; null when we have no word for it, as for the entry point of an Activity.
 * A list must be fetched with `with_localizations=true`: without it Discord leaves the languages out.
 */
export function fromDiscord(body: CommandBody): NormalCommand | null {
  const type = wordFor(commandTypes, body.type ?? commandTypes.CHAT_INPUT);
  const options = allOrNull((body.options ?? []).map(fromOption));
  const places = body.contexts ? allOrNull(body.contexts.map((number) => wordFor(contexts, number))) : [];
  const installs = allOrNull(
    (body.integration_types ?? []).map((number) => wordFor(integrationTypes, number)),
  );
  if (!type || !options || !places || !installs) return null;
  return normalised({
    type,
    name: body.name,
    nameLocalizations: fromTexts(body.name_localizations),
    description: body.description ?? '',
    descriptionLocalizations: fromTexts(body.description_localizations),
    options,
    defaultMemberPermissions: body.default_member_permissions ?? null,
    // Commands of the time before contexts say by another field that they are not for direct messages.
    contexts: body.contexts ? places : body.dm_permission === false && !body.guild_id ? ['GUILD'] : null,
    integrationTypes: body.integration_types ? installs : null,
    nsfw: body.nsfw ?? false,
  });
}

function fromOption(option: OptionBody): NormalCommand['options'][number] | null {
  const type = wordFor(optionTypes, option.type);
  const options = allOrNull((option.options ?? []).map(fromOption));
  const kinds = allOrNull((option.channel_types ?? []).map((number) => wordFor(channelTypes, number)));
  if (!type || !options || !kinds) return null;
  return {
    type,
    name: option.name,
    nameLocalizations: fromTexts(option.name_localizations),
    description: option.description,
    descriptionLocalizations: fromTexts(option.description_localizations),
    required: option.required ?? false,
    options,
    choices: (option.choices ?? []).map(fromChoice),
    autocomplete: option.autocomplete ?? false,
    minValue: option.min_value ?? null,
    maxValue: option.max_value ?? null,
    minLength: option.min_length ?? null,
    maxLength: option.max_length ?? null,
    channelTypes: kinds,
  };
}

const fromChoice = ({ name, name_localizations, value }: ChoiceBody): NormalChoice => ({
  name,
  nameLocalizations: fromTexts(name_localizations),
  value,
});

/** The field of a shape that Discord names in an error: `options.0.min_value` is `options.0.minValue`. */
export const shapeField = (discordField: string): string =>
  discordField.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function wordFor<Word extends string>(words: Readonly<Record<Word, number>>, number: number): Word | null {
  for (const word in words) if (words[word] === number) return word;
  return null;
}

function allOrNull<T>(list: readonly (T | null)[]): readonly T[] | null {
  const known = list.filter((item): item is T => item !== null);
  return known.length === list.length ? known : null;
}

const hasAny = (texts: Texts): boolean => Object.keys(texts).length > 0;

const textsOrNull = (texts: Texts): Texts | null => (hasAny(texts) ? texts : null);

const fromTexts = (texts: Texts | null | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(texts ?? {}).flatMap(([locale, text]): [string, string][] =>
      typeof text === 'string' ? [[locale, text]] : [],
    ),
  );
