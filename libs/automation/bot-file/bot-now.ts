import { isDeepStrictEqual } from 'node:util';

import type { Bot } from '@cube/bots/bot.entity';
import { Command } from '@cube/commands/command.entity';
import { plainCommand } from '@cube/commands/command-data';
import { CommandSource } from '@cube/commands/command-kinds';
import type { EntityManager } from 'typeorm';

import { type Bond, bondOf } from '../reaction-roles/bond';
import { ReactionRole } from '../reaction-roles/reaction-role.entity';
import { type Schedule, scheduleOf } from '../scheduled-messages/schedule';
import { ScheduledMessage } from '../scheduled-messages/scheduled-message.entity';
import {
  type GuildSettingsService,
  type GuildValues,
  withoutDefaults,
} from '../settings/guild-settings.service';
import { type CommandName, type FileCommand, nameOf } from './bot-file';
import type { There } from './pairs';

/** A custom command as it is. What its parts are nobody asks who only compares them. */
type WrittenCommand = Readonly<Pick<FileCommand, 'type' | 'name'> & Record<keyof FileCommand, unknown>>;

/** A bot as it is, in the words of a file. */
export interface BotNow {
  readonly bot: Pick<Bot, 'name' | 'description' | 'intents'>;
  readonly commands: ReadonlyMap<CommandName, { readonly id: string; readonly command: WrittenCommand }>;
  readonly builtins: ReadonlyMap<CommandName, { readonly id: string; readonly enabled: boolean }>;
  /** By their ids; `commandsOff` names commands as a file does. */
  readonly guilds: ReadonlyMap<string, GuildValues>;
  /** By the id of their guild, oldest first. */
  readonly reactionRoles: ReadonlyMap<string, readonly There<Bond>[]>;
  readonly scheduledMessages: ReadonlyMap<string, readonly There<Schedule>[]>;
}

/** Reads all that a file can say of a bot, through one manager: in a transaction it is of one moment. */
export async function readBot(
  manager: EntityManager,
  settings: GuildSettingsService,
  { id, name, description, intents }: Bot,
): Promise<BotNow> {
  const rows = await manager.find(Command, { where: { botId: id }, order: { type: 'ASC', name: 'ASC' } });
  const ofSource = (wanted: CommandSource) => rows.filter(({ source }) => source === wanted);
  const names = new Map(rows.map((row) => [row.id, nameOf(row)]));
  const guilds = await settings.everywhere(id, manager);
  return {
    bot: { name, description, intents },
    commands: new Map(
      ofSource(CommandSource.CUSTOM).map((row) => [nameOf(row), { id: row.id, command: written(row) }]),
    ),
    builtins: new Map(
      ofSource(CommandSource.BUILTIN).map((row) => [nameOf(row), { id: row.id, enabled: row.enabled }]),
    ),
    guilds: new Map(guilds.map((guild) => [guild.guildId, withNames(guild, names)])),
    reactionRoles: byGuild(guilds, await manager.find(ReactionRole, oldestFirst(id)), bondOf),
    scheduledMessages: byGuild(guilds, await manager.find(ScheduledMessage, oldestFirst(id)), scheduleOf),
  };
}

const oldestFirst = (botId: string) =>
  ({ where: { botId }, order: { createdAt: 'ASC', id: 'ASC' } }) as const;

/** Of guilds that the bot is in: what it did elsewhere waits for its return. */
function byGuild<Row extends { readonly id: string; readonly guildId: string }, Written>(
  guilds: readonly GuildValues[],
  rows: readonly Row[],
  writtenOf: (row: Row) => Written,
): ReadonlyMap<string, readonly There<Written>[]> {
  const of = (guildId: string) =>
    rows.filter((row) => row.guildId === guildId).map((row) => ({ id: row.id, written: writtenOf(row) }));
  return new Map(guilds.map(({ guildId }) => [guildId, of(guildId)]));
}

const written = (row: Command): WrittenCommand => ({
  type: row.type,
  name: row.name,
  description: row.description,
  enabled: row.enabled,
  shape: row.shape,
  steps: row.steps ?? [],
  handler: row.handler,
  suggestions: row.suggestions,
  audience: row.audience,
  throttles: row.throttles,
});

function withNames(guild: GuildValues, names: ReadonlyMap<string, CommandName>): GuildValues {
  const { commandsOff } = guild.values;
  if (!Array.isArray(commandsOff)) return guild;
  const off = commandsOff.map((id) => names.get(String(id)) ?? '');
  return { ...guild, values: settingsIn({ ...guild.values, commandsOff: off }) };
}

/** Settings without those that have their default; commands that are off in one order. */
export function settingsIn(values: GuildValues['values']): GuildValues['values'] {
  const { commandsOff, ...others } = values;
  const off = Array.isArray(commandsOff) ? [...new Set(commandsOff.map(String))].sort() : [];
  return withoutDefaults({ ...others, commandsOff: off });
}

/** A bot without what goes without saying. */
export const briefBot = ({ intents, ...bot }: BotNow['bot']): object => ({
  ...bot,
  ...(intents && { intents }),
});

/** A command without what goes without saying. */
export const brief = (command: WrittenCommand): object =>
  Object.fromEntries(
    Object.entries(command).filter(([key, value]) => !isDeepStrictEqual(value, Object(usual)[key])),
  );
const usual = { ...plainCommand, enabled: true };
