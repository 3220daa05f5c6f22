import { isDeepStrictEqual } from 'node:util';

import type { Bot } from '@cube/bots/bot.entity';
import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { CommandSwitches } from '@cube/commands/gates/command-switches';
import type { Guild } from '@cube/guilds/guild.entity';
import { type GuildNeed, GuildNeeds } from '@cube/guilds/guild-needs';
import { guildChanged, Guilds } from '@cube/guilds/guilds.service';
import { type FieldProblem, Invalid } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { Batch } from '@cube/platform/loaders';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Keepers } from '@cube/versions/keepers';
import { VersionKind } from '@cube/versions/version.entity';
import { type Author, Versions } from '@cube/versions/versions.service';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { choosableIn } from './choosable';
import { type GuildSettings, GuildSettingsRow } from './guild-settings.entity';
import { type Choosable, wrongWith } from './setting-checks';
import { SettingKind } from './setting-kinds';
import { defaults, isInUse, isSettingKey, type SettingKey, settingKeys, settingOf } from './settings';

type Values = Readonly<Record<string, unknown>>;
type Changes = Partial<Readonly<Record<SettingKey, unknown>>>;

/** What somebody wants of the settings. */
export interface SettingsWish {
  /** Values by key, unchecked. */
  readonly settings: unknown;
  /** Keys of those that go back to their defaults. */
  readonly reset: readonly string[];
}

/** A bot in a guild, and what there is to choose from. */
export interface SettingsPlace {
  readonly bot: Pick<Bot, 'id' | 'name'>;
  readonly guild: Pick<Guild, 'id' | 'name'>;
  readonly there: Choosable;
}

/** What somebody set in one guild, by the keys of the settings. */
export interface GuildValues {
  readonly guildId: string;
  /** Of the guild. */
  readonly name: string;
  readonly values: Values;
}

/** The settings of bots in their guilds, as people read and change them. */
@Injectable()
export class GuildSettingsService implements OnModuleInit {
  /** By the id of the settings: bot, slash, guild. */
  readonly byId = new Batch<string, GuildSettings>(async (ids) => {
    const found = await Promise.all(ids.map((id) => this.read(id)));
    return new Map(found.map((settings) => [settings.id, settings]));
  });

  constructor(
    private readonly database: DataSource,
    private readonly bots: Bots,
    private readonly guilds: Guilds,
    private readonly switches: CommandSwitches,
    private readonly log: EventLog,
    private readonly hints: Hints,
    private readonly versions: Versions,
    private readonly keepers: Keepers,
    private readonly needs: GuildNeeds,
  ) {}

  onModuleInit(): void {
    this.keepers.add(VersionKind.GUILD_SETTINGS, {
      update: ({ botId, subjectId }, fields, author) =>
        this.change(botId, subjectId, { settings: onlyKnown(fields), reset: [] }, author),
      create: () => Promise.reject(new Error('Settings are never deleted, they go with their bot.')),
    });
    this.needs.add((botId) => this.needsOf(botId));
  }

  get(botId: string, guildId: string): Promise<GuildSettings> {
    return this.read(`${botId}/${guildId}`);
  }

  /** Changes those that are named. Throws `Invalid` with a problem for each key that is wrong. */
  async change(botId: string, guildId: string, wish: SettingsWish, author: Author): Promise<GuildSettings> {
    const bot = await this.bots.get(botId);
    const guild = await this.guilds.get(guildId);
    const there = await choosableIn(guildId, this.guilds, await this.switches.commandsOf(botId));
    await this.write({ bot, guild, there }, wish, author);
    return this.get(botId, guildId);
  }

  /** Changes those that are named, in a place of which the caller knows everything. `within`: see `EventLog.transact`. */
  async write(
    { bot, guild, there }: SettingsPlace,
    wish: SettingsWish,
    author: Author,
    within?: EntityManager,
  ): Promise<void> {
    const [botId, guildId] = [bot.id, guild.id];
    const changes = changesIn(wish, there);
    if (Object.keys(changes).length === 0) return;
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, botId))) throw noSuchBot();
      const before = await this.locked(manager, botId, guildId);
      const after = { ...before, ...changes };
      const { commandsOff, ...others } = after;
      await manager.query(
        'update guild_settings set settings = $3, updated_at = now() where bot_id = $1 and guild_id = $2',
        [botId, guildId, withoutDefaults(others)],
      );
      if ('commandsOff' in changes)
        await this.switches.switchOff(manager, botId, guildId, listOf(commandsOff));
      await this.versions.record(manager, {
        kind: VersionKind.GUILD_SETTINGS,
        botId,
        subjectId: guildId,
        title: `${bot.name} in ${guild.name}`,
        author,
        before,
        after,
      });
      const titles = Object.keys(changes)
        .filter(isSettingKey)
        .map((key) => `“${settingOf(key).title}”`);
      const what = `${author?.name ?? 'Social Cube'} changed ${titles.join(', ')} of ${bot.name} in ${guild.name}.`;
      await emit(guildChanged(botId, guildId, 'UPDATED', what));
      await this.hints.give('guild_settings', manager);
    }, within);
  }

  /** What somebody set of a bot, in each guild that it is in. */
  async everywhere(botId: string, by = this.database.manager): Promise<readonly GuildValues[]> {
    const rows: { guildId: string; name: string; settings: Values | null; commandsOff: string[] }[] =
      await by.query(
        `select guild.id as "guildId", guild.name, settings,
           array(select command.id::text from command_off join command on command.id = command_id
                 where command.bot_id = $1 and command_off.guild_id = guild.id) as "commandsOff"
         from bot_guild join guild on guild.network = bot_guild.network and guild.id = bot_guild.guild_id
           left join guild_settings
             on guild_settings.bot_id = bot_guild.bot_id and guild_settings.guild_id = bot_guild.guild_id
         where bot_guild.bot_id = $1 order by guild.id`,
        [botId],
      );
    return rows.map(({ guildId, name, settings, commandsOff }) => ({
      guildId,
      name,
      values: withoutDefaults({ ...settings, commandsOff }),
    }));
  }

  /** All values as they are now; nobody else changes them until the transaction ends. */
  private async locked(manager: EntityManager, botId: string, guildId: string): Promise<Values> {
    await manager.query(
      `insert into guild_settings (bot_id, guild_id, settings) values ($1, $2, '{}') on conflict do nothing`,
      [botId, guildId],
    );
    const row = await manager.findOneOrFail(GuildSettingsRow, {
      where: { botId, guildId },
      lock: { mode: 'pessimistic_write' },
    });
    return { ...defaults, ...row.settings, commandsOff: await this.switches.offIn(botId, guildId, manager) };
  }

  private async read(id: string): Promise<GuildSettings> {
    const [botId = '', guildId = ''] = id.split('/');
    const row = await this.database.manager.findOneBy(GuildSettingsRow, { botId, guildId });
    const commandsOff = await this.switches.offIn(botId, guildId);
    const values: Values = { ...defaults, ...row?.settings, commandsOff };
    return {
      id,
      botId,
      guildId,
      values,
      changed: Object.keys(withoutDefaults(values)),
      updatedAt: row?.updatedAt ?? null,
    };
  }

  private async needsOf(botId: string): Promise<readonly GuildNeed[]> {
    const rows = await this.database.manager.findBy(GuildSettingsRow, { botId });
    return rows.flatMap(({ guildId, settings }) => {
      const values = { ...defaults, ...settings };
      return settingKeys.flatMap((key) => {
        const { needs, title, kind } = settingOf(key);
        if (!needs || !isInUse(values, key)) return [];
        const value: unknown = values[key];
        const channelId = kind === SettingKind.CHANNEL && typeof value === 'string' ? value : null;
        const roleIds = kind === SettingKind.ROLES && Array.isArray(value) ? value.map(String) : [];
        return [{ ...needs, guildId, channelId, roleIds, what: title }];
      });
    });
  }
}

/** Reads what somebody wants changed. */
function changesIn(wish: SettingsWish, there: Choosable): Changes {
  const { problems, changes } = readWish(wish, there);
  if (problems[0]) throw new Invalid(problems[0].message, problems);
  return changes;
}

/** What somebody wants changed, and everything that is wrong with it, by the keys of the settings. */
export function readWish(
  { settings, reset }: SettingsWish,
  there: Choosable,
): { readonly problems: readonly FieldProblem[]; readonly changes: Changes } {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new Invalid('Give the settings as an object: their keys, each with its value.');
  }
  const problems: FieldProblem[] = [];
  const changes: Partial<Record<SettingKey, unknown>> = {};
  const wanted = [...Object.entries(settings), ...reset.map((key) => [key, null] as const)];
  for (const [key, value] of wanted) {
    const message = isSettingKey(key) ? wrongWithWish(key, value, there) : 'There is no such setting.';
    if (message !== null) problems.push({ field: key.slice(0, 100), message });
    else if (isSettingKey(key)) changes[key] = value ?? defaults[key];
  }
  return { problems, changes };
}

/** Without settings that there are no more. */
const onlyKnown = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([key]) => isSettingKey(key)));

/** Null stands for the default, which is always right. */
const wrongWithWish = (key: SettingKey, value: unknown, there: Choosable): string | null =>
  value === null ? null : wrongWith(settingOf(key), value, there);

/** What somebody chose; the rest follows the defaults also when those change. */
export const withoutDefaults = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => isSettingKey(key) && !isDeepStrictEqual(value, defaults[key]),
    ),
  );

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
