import { Bot } from '@cube/bots/bot.entity';
import type { SeenGuild } from '@cube/bots/bot-adapter';
import { BotCredentials } from '@cube/bots/bot-credentials';
import { Bots } from '@cube/bots/bots.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { Config } from '@cube/platform/config';
import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { NotFound } from '@cube/platform/errors';
import { isId, isSnowflake } from '@cube/platform/ids';
import { Batch, SqlBatch } from '@cube/platform/loaders';
import type { RowSelection } from '@cube/platform/rows';
import { Subjects } from '@cube/platform/subjects';
import type { Reach, Target, Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import type { Change } from '@cube/realtime/event-log/events';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In, Repository } from 'typeorm';

import { BotInGuild } from './bot-in-guild.entity';
import { Channel } from './channel.entity';
import { Guild } from './guild.entity';
import { GuildRows } from './guild-rows';
import { Role } from './role.entity';

/** What somebody is told who names a bot and a server that it is not in. */
export const notThere = () => new NotFound('There is no such bot in such a server: it may have left.');
const noSuchGuild = () => new NotFound('None of the bots is in such a server.');

/** The guilds that the bots are in, as Discord last told. */
@Injectable()
export class Guilds implements OnModuleInit {
  readonly byId = new Batch<string, Guild>(async (ids) => {
    const found = await this.rows.findBy({ network: this.network, id: In([...ids]) });
    return new Map(found.map((guild) => [guild.id, guild]));
  });

  readonly channelsOf = new Batch<string, Channel[]>(async (ids) => {
    const found = await this.channels.find({
      where: { network: this.network, guildId: In([...ids]) },
      order: { position: 'ASC', id: 'ASC' },
    });
    return new Map(ids.map((id) => [id, found.filter(({ guildId }) => guildId === id)]));
  });

  readonly rolesOf = new Batch<string, Role[]>(async (ids) => {
    const found = await this.roles.find({
      where: { network: this.network, guildId: In([...ids]) },
      order: { position: 'DESC', id: 'ASC' },
    });
    return new Map(ids.map((id) => [id, found.filter(({ guildId }) => guildId === id)]));
  });

  readonly botIdsOf = new Batch<string, string[]>(async (ids) => {
    const rows: { guild_id: string; bot_ids: string[] }[] = await this.database.query(
      `select guild_id, array_agg(bot_id order by bot.name) as bot_ids
       from bot_guild join bot on bot.id = bot_id
       where bot_guild.network = $1 and guild_id = any($2) group by guild_id`,
      [this.network, ids],
    );
    return new Map(rows.map(({ guild_id, bot_ids }) => [guild_id, bot_ids]));
  });

  readonly membersOf = new Batch<string, BotInGuild[]>(async (ids) => {
    const found = await this.members.findBy({ network: this.network, guildId: In([...ids]) });
    return new Map(ids.map((id) => [id, found.filter(({ guildId }) => guildId === id)]));
  });

  readonly countOf = new SqlBatch<number>(
    this.database,
    'select bot_id as key, count(*) as value from bot_guild where bot_id = any($keys) group by bot_id',
  );

  constructor(
    @InjectRepository(Guild) private readonly rows: Repository<Guild>,
    @InjectRepository(Channel) private readonly channels: Repository<Channel>,
    @InjectRepository(BotInGuild) private readonly members: Repository<BotInGuild>,
    @InjectRepository(Role) private readonly roles: Repository<Role>,
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly bots: Bots,
    private readonly credentials: BotCredentials,
    private readonly discord: DiscordApi,
    private readonly subjects: Subjects,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.subjects.add('guild', { targetOf: (id) => this.targetOf(id), missing: noSuchGuild });
    this.subjects.add('botInGuild', { targetOf: (id) => this.targetOfBot(id), missing: notThere });
  }

  async list(
    page: PageArgs,
    reach: Reach,
    botId?: string,
    selection?: RowSelection,
  ): Promise<Connection<Guild>> {
    const query = this.rows.createQueryBuilder('guild').where({ network: this.network });
    if (botId !== undefined) {
      await this.bots.get(botId);
      query.andWhere(
        `exists (select from bot_guild where bot_id = :botId
           and bot_guild.network = guild.network and bot_guild.guild_id = guild.id)`,
        { botId },
      );
    }
    if (botId === undefined && reach.botIds) {
      query.andWhere(
        `(guild.id = any(:guildIds) or exists (select from bot_guild where bot_id = any(:botIds)
           and bot_guild.network = guild.network and bot_guild.guild_id = guild.id))`,
        { botIds: reach.botIds, guildIds: reach.guildIds },
      );
    }
    return paginate(query, page, { by: 'name', direction: 'ASC' }, selection);
  }

  async get(id: string): Promise<Guild> {
    const guild = isSnowflake(id) ? await this.rows.findOneBy({ network: this.network, id }) : null;
    if (!guild) throw noSuchGuild();
    return guild;
  }

  /** Makes a bot leave a guild at Discord; the row goes with it, and the guild when no other bot is in it. */
  async leave(botId: string, guildId: string, viewer: Viewer): Promise<Guild> {
    const { name } = await this.bots.get(botId);
    const guild = await this.get(guildId);
    if (!(await this.isIn(botId, guildId))) throw notThere();
    const [bot] = await this.credentials.open([botId]);
    if (!bot) throw new NotFound('There is no such bot: somebody may have removed it.');
    await this.discord.leaveGuild(bot.token, guildId);
    await this.log.transact(async (manager, emit) => {
      await this.forget(manager, emit, botId, [guildId]);
      const subject = { kind: 'guild', id: guildId };
      const what = `${viewer.name} made ${name} leave ${guild.name}.`;
      await emit(audited(viewer, { deed: 'guild.leave', what, subject, botId }));
    });
    return guild;
  }

  /** Writes down a guild that a bot sees, and tells it when something about it is new. */
  async seen(botId: string, guild: SeenGuild): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      // A bot that was removed meanwhile sees nothing any more.
      if (!(await this.bots.hold(manager, botId))) return;
      const bot = await manager.findOneByOrFail(Bot, { id: botId });
      await lock(manager, guild.id);
      const rows = new GuildRows(manager, this.network);
      const news = await rows.write(guild);
      const membership = await rows.join(botId, guild);
      if (membership === 'new') {
        await emit(guildChanged(botId, guild.id, 'ADDED', `${bot.name} joined ${guild.name}.`));
      } else if (news || membership === 'changed') {
        const what = news ?? `${bot.name} has other roles in ${guild.name}.`;
        await emit(guildChanged(botId, guild.id, 'UPDATED', what));
      }
      if (!news) return;
      // Each of the other bots will see the same, and find it written down already.
      for (const other of await rows.othersIn(guild.id, botId))
        await emit(guildChanged(other, guild.id, 'UPDATED', news));
    });
  }

  /** Writes down that a bot is not in a guild any more. */
  async left(botId: string, guildId: string): Promise<void> {
    await this.log.transact((manager, emit) => this.forget(manager, emit, botId, [guildId]));
  }

  /** Forgets the guilds of a bot that are not among these. */
  async keepOnly(botId: string, guildIds: readonly string[]): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const rows: { guild_id: string }[] = await manager.query(
        'select guild_id from bot_guild where bot_id = $1 and not guild_id = any($2) order by guild_id',
        [botId, guildIds],
      );
      await this.forget(
        manager,
        emit,
        botId,
        rows.map(({ guild_id }) => guild_id),
      );
    });
  }

  /** A guild is there for whoever may see one of its bots, and for those who manage it at Discord. */
  private async targetOf(id: string): Promise<Target | null> {
    if (!isSnowflake(id)) return null;
    const botIds = (await this.botIdsOf.read([id])).get(id);
    return botIds ? { botIds, guildId: id } : null;
  }

  /** What a bot does in a guild is there for whoever may see that bot, and for those who manage the guild at Discord. */
  private async targetOfBot(id: string): Promise<Target | null> {
    const [botId = '', guildId = ''] = id.split('/');
    return (await this.isIn(botId, guildId)) ? { botIds: [botId], guildId } : null;
  }

  /** True while the bot is in the guild. */
  async isIn(botId: string, guildId: string): Promise<boolean> {
    if (!isId(botId) || !isSnowflake(guildId)) return false;
    const rows: unknown[] = await this.database.query(
      'select from bot_guild where bot_id = $1 and network = $2 and guild_id = $3',
      [botId, this.network, guildId],
    );
    return rows.length > 0;
  }

  private get network() {
    return this.config.discord.network;
  }

  /** The guild itself goes with the last bot that was in it, by a trigger: also when that bot is removed from here. */
  private async forget(
    manager: EntityManager,
    emit: Emit,
    botId: string,
    guildIds: readonly string[],
  ): Promise<void> {
    for (const guildId of guildIds) {
      await lock(manager, guildId);
      const guild = await manager.findOneBy(Guild, { network: this.network, id: guildId });
      const bot = await manager.findOneBy(Bot, { id: botId });
      const [, gone]: [unknown, number] = await manager.query(
        'delete from bot_guild where bot_id = $1 and guild_id = $2',
        [botId, guildId],
      );
      if (gone === 0) continue;
      const what = `${bot?.name ?? 'The bot'} left ${guild?.name ?? 'a server'}.`;
      await emit(guildChanged(botId, guildId, 'REMOVED', what));
    }
  }
}

/** Until the end of the transaction nobody else writes about this guild; the trigger of `bot_guild` takes it too. */
const lock = (manager: EntityManager, guildId: string): Promise<unknown> =>
  manager.query('select pg_advisory_xact_lock(hashtext($1))', [`guild:${guildId}`]);

/** The news that something about a bot in a guild has changed. */
export const guildChanged = (botId: string, guildId: string, change: Change, what: string) => ({
  kind: 'guild.changed' as const,
  topic: botId,
  subject: { kind: 'guild', id: guildId },
  data: { botId, guildId, change, what },
});
