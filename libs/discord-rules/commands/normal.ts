import type {
  ChannelType,
  ChoiceShape,
  CommandShape,
  Context,
  IntegrationType,
  OptionShape,
  OptionType,
} from './command-shape';
import type { Localizations } from './locales';

type Texts = Readonly<Record<string, string>>;

export interface NormalChoice extends ChoiceShape {
  readonly nameLocalizations: Texts;
}

export interface NormalOption extends OptionShape {
  readonly type: OptionType;
  readonly nameLocalizations: Texts;
  readonly descriptionLocalizations: Texts;
  readonly required: boolean;
  readonly options: readonly NormalOption[];
  readonly choices: readonly NormalChoice[];
  readonly autocomplete: boolean;
  readonly minValue: number | null;
  readonly maxValue: number | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly channelTypes: readonly ChannelType[];
}

/** A command with every field there, written as Discord will store it. Still a `CommandShape`. */
export interface NormalCommand extends CommandShape {
  readonly nameLocalizations: Texts;
  readonly description: string;
  readonly descriptionLocalizations: Texts;
  readonly options: readonly NormalOption[];
  readonly defaultMemberPermissions: string | null;
  readonly contexts: readonly Context[] | null;
  readonly integrationTypes: readonly IntegrationType[] | null;
  readonly nsfw: boolean;
}

/** Names and descriptions trimmed as Discord trims them, what is left out filled in, sets in one order. Keeps what is wrong. */
export function normalised(shape: CommandShape): NormalCommand {
  const permissions = shape.defaultMemberPermissions?.trim() ?? null;
  return {
    type: shape.type,
    ...named(shape),
    ...described(shape),
    options: (shape.options ?? []).map(normalisedOption),
    // Discord gives the number back without leading zeros.
    defaultMemberPermissions:
      permissions !== null && /^\d+$/.test(permissions) ? String(BigInt(permissions)) : permissions,
    contexts: shape.contexts ? asSet(shape.contexts) : null,
    integrationTypes: shape.integrationTypes ? asSet(shape.integrationTypes) : null,
    nsfw: shape.nsfw ?? false,
  };
}

function normalisedOption(option: OptionShape): NormalOption {
  return {
    type: option.type,
    ...named(option),
    ...described(option),
    required: option.required ?? false,
    options: (option.options ?? []).map(normalisedOption),
    choices: (option.choices ?? []).map((choice) => ({ ...named(choice), value: choice.value })),
    autocomplete: option.autocomplete ?? false,
    minValue: option.minValue ?? null,
    maxValue: option.maxValue ?? null,
    minLength: option.minLength ?? null,
    maxLength: option.maxLength ?? null,
    channelTypes: asSet(option.channelTypes ?? []),
  };
}

const named = ({ name, nameLocalizations }: Pick<OptionShape, 'name' | 'nameLocalizations'>) => ({
  name: name.trim(),
  nameLocalizations: texts(nameLocalizations),
});

const described = ({
  description,
  descriptionLocalizations,
}: Pick<CommandShape, 'description' | 'descriptionLocalizations'>) => ({
  description: description?.trim() ?? '',
  descriptionLocalizations: texts(descriptionLocalizations),
});

const texts = (localizations: Localizations | null | undefined): Texts =>
  Object.fromEntries(
    Object.entries(localizations ?? {})
      .flatMap(([locale, text]): [string, string][] => (text === null ? [] : [[locale, text.trim()]]))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const asSet = <T extends string>(list: readonly T[]): readonly T[] => [...new Set(list)].sort();
