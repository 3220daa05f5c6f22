import type { ChannelType, OptionShape, OptionType } from '@cube/discord-rules/commands/command-shape';

import type { Pick } from './fields/pick-field';

export const optionWords = {
  SUB_COMMAND: 'Sub-command',
  SUB_COMMAND_GROUP: 'Group of sub-commands',
  STRING: 'Text',
  INTEGER: 'Whole number',
  NUMBER: 'Number',
  BOOLEAN: 'Yes or no',
  USER: 'Person',
  CHANNEL: 'Channel',
  ROLE: 'Role',
  MENTIONABLE: 'Person or role',
  ATTACHMENT: 'File',
} as const satisfies Record<OptionType, string>;

export const channelWords = {
  GUILD_TEXT: 'Text',
  GUILD_VOICE: 'Voice',
  GUILD_CATEGORY: 'Category',
  GUILD_ANNOUNCEMENT: 'Announcements',
  GUILD_STAGE_VOICE: 'Stage',
  GUILD_FORUM: 'Forum',
  GUILD_MEDIA: 'Media',
  PUBLIC_THREAD: 'Public thread',
  PRIVATE_THREAD: 'Private thread',
  ANNOUNCEMENT_THREAD: 'Announcement thread',
  DM: 'Direct message',
  GROUP_DM: 'Group direct message',
} as const satisfies Record<ChannelType, string>;

export const picksOf = <Value extends string>(
  words: Readonly<Record<Value, string>>,
  only: (value: Value) => boolean = () => true,
): readonly Pick<Value>[] => {
  const picks: Pick<Value>[] = [];
  for (const value in words) if (only(value)) picks.push({ value, word: words[value] });
  return picks;
};

/** Where a list of options stands: what may be in it hangs on that. */
export type OptionPlace = 'COMMAND' | 'SUB_COMMAND_GROUP' | 'SUB_COMMAND';

const isNesting = (type: OptionType) => type === 'SUB_COMMAND' || type === 'SUB_COMMAND_GROUP';
const placeRules = {
  COMMAND: () => true,
  SUB_COMMAND_GROUP: (type: OptionType) => type === 'SUB_COMMAND',
  SUB_COMMAND: (type: OptionType) => !isNesting(type),
} as const satisfies Record<OptionPlace, (type: OptionType) => boolean>;

export const typesAt = (place: OptionPlace): readonly Pick<OptionType>[] =>
  picksOf(optionWords, placeRules[place]);

export const newOption = (type: OptionType): OptionShape => ({
  type,
  name: '',
  description: '',
  ...(isNesting(type) && { options: [] }),
});

/** As another type, with what that type can have. */
export function retyped(option: OptionShape, type: OptionType): OptionShape {
  const { name, nameLocalizations, description, descriptionLocalizations, required, options } = option;
  return {
    type,
    name,
    ...(nameLocalizations && { nameLocalizations }),
    description,
    ...(descriptionLocalizations && { descriptionLocalizations }),
    ...(isNesting(type) ? { options: options ?? [] } : { ...(required && { required }) }),
  };
}

/** One way of calling a slash command. */
export interface CommandWay {
  /** What stands after the name of the command: `role give`. */
  readonly words: readonly string[];
  /** Of the sub-command; empty for the command itself. */
  readonly description: string;
  readonly options: readonly OptionShape[];
}

/** Every way of calling a slash command: itself, or each of its sub-commands. */
export function waysOf(
  options: readonly OptionShape[],
  before: readonly string[] = [],
): readonly CommandWay[] {
  const nested = options.filter(({ type }) => isNesting(type));
  if (nested.length === 0) return before.length > 0 ? [] : [{ words: [], description: '', options }];
  return nested.flatMap(({ type, name, description, options: inner }) =>
    type === 'SUB_COMMAND'
      ? [{ words: [...before, name || 'sub-command'], description, options: inner ?? [] }]
      : waysOf(inner ?? [], [...before, name || 'group']),
  );
}
