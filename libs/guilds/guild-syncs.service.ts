import { setTimeout as pause } from 'node:timers/promises';

import type { SeenGuild } from '@cube/bots/bot-adapter';
import { BotCredentials } from '@cube/bots/bot-credentials';
import { Bots } from '@cube/bots/bots.service';
import { DiscordApi, type FoundGuild } from '@cube/discord-api/discord-api';
import { Config } from '@cube/platform/config';
import { Unavailable } from '@cube/platform/errors';
import { Batch } from '@cube/platform/loaders';
import { addOnce } from '@cube/platform/queues';
import { EventLog } from '@cube/realtime/event-log/event-log';
import type { NewEvent } from '@cube/realtime/event-log/events';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Queue } from 'bull';
import { DataSource, In, Repository } from 'typeorm';

import { GuildSync, SyncState } from './guild-sync.entity';
import { Guilds } from './guilds.service';

export const guildSyncQueue = 'guild-sync';

export interface GuildSyncJob {
  readonly botId: string;
}

/** How long `syncGuilds` waits for Redis before it says that the queue is away. */
const queueAnswersWithin = 4000;

/** The full reading of a bot's guilds: asked for here, done by a worker from the queue, its progress a row. */
@Injectable()
export class GuildSyncs {
  readonly byBot = new Batch<string, GuildSync>(async (botIds) => {
    const found = await this.rows.findBy({ botId: In([...botIds]) });
    return new Map(found.map((sync) => [sync.botId, sync]));
  });

  constructor(
    @InjectRepository(GuildSync) private readonly rows: Repository<GuildSync>,
    @InjectQueue(guildSyncQueue) private readonly queue: Queue<GuildSyncJob>,
    private readonly guilds: Guilds,
    private readonly bots: Bots,
    private readonly credentials: BotCredentials,
    private readonly discord: DiscordApi,
    private readonly log: EventLog,
    private readonly database: DataSource,
    private readonly config: Config,
  ) {}

  /** Queues a reading; one that waits already is not doubled. */
  async request(botId: string): Promise<GuildSync> {
    const bot = await this.bots.get(botId);
    const sync: GuildSync = {
      botId,
      state: SyncState.QUEUED,
      done: 0,
      total: null,
      problem: null,
      requestedAt: new Date(),
      finishedAt: null,
    };
    await this.save(sync, `Reading the servers of ${bot.name} was asked for.`);
    await this.enqueue(botId);
    return sync;
  }

  /**
   * Bots whose servers should be read now: never read, not read for hours, failed some minutes ago, or asked for so
   * long ago that the job must have been lost with its Redis.
   */
  async due(): Promise<string[]> {
    const rows: { id: string }[] = await this.database.query(
      `select id from bot left join guild_sync on bot_id = id
       where network = $1 and wanted = 'ONLINE' and (bot_id is null
         or state = 'DONE' and finished_at < now() - interval '6 hours'
         or state = 'FAILED' and finished_at < now() - interval '10 minutes'
         or state in ('QUEUED', 'RUNNING') and requested_at < now() - interval '5 minutes')
       order by requested_at nulls first limit 100`,
      [this.config.discord.network],
    );
    return rows.map(({ id }) => id);
  }

  /** Reads every guild of the bot from Discord, row by row. Throws when Discord is away: the queue tries again. */
  async run(botId: string): Promise<void> {
    const [bot] = await this.credentials.open([botId]);
    // Removed while the job waited: there is nothing to do, and nobody to tell.
    if (!bot) return;
    const requested = await this.rows.findOneBy({ botId });
    const progress: GuildSync = {
      botId,
      state: SyncState.RUNNING,
      done: 0,
      total: null,
      problem: null,
      requestedAt: requested?.requestedAt ?? new Date(),
      finishedAt: null,
    };
    const { userId } = await this.bots.readFlags(botId);
    const ids = await this.discord.guildIds(bot.token);
    await this.save({ ...progress, total: ids.length }, `Reading ${servers(ids.length)}.`);
    for (const [index, id] of ids.entries()) {
      const found = await this.discord.guild(bot.token, id, userId);
      if (found) await this.guilds.seen(botId, seen(found));
      const isWorthSaying = (index + 1) % 10 === 0;
      if (isWorthSaying)
        await this.save({ ...progress, done: index + 1, total: ids.length }, `${servers(index + 1)} read.`);
    }
    await this.guilds.keepOnly(botId, ids);
    await this.save(
      { ...progress, state: SyncState.DONE, done: ids.length, total: ids.length, finishedAt: new Date() },
      `${servers(ids.length)} ${ids.length === 1 ? 'was' : 'were'} read.`,
    );
  }

  /** Writes down why the last attempt failed. */
  async fail(botId: string, problem: string): Promise<void> {
    const known = await this.rows.findOneBy({ botId });
    if (!known) return;
    await this.save(
      { ...known, state: SyncState.FAILED, problem, finishedAt: new Date() },
      `Reading the servers failed: ${problem}`,
    );
  }

  private async save(sync: GuildSync, what: string): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, sync.botId))) return;
      await manager.upsert(GuildSync, sync, ['botId']);
      await emit({
        kind: 'guild.changed',
        topic: sync.botId,
        subject: { kind: 'bot', id: sync.botId },
        data: { botId: sync.botId, guildId: null, change: 'UPDATED', what },
      });
      await emit(progressOf(sync));
    });
  }

  private async enqueue(botId: string): Promise<void> {
    // One reading of a bot at a time: asking again while it waits or runs adds nothing.
    const added = addOnce(
      this.queue,
      botId,
      { botId },
      { attempts: 5, backoff: { type: 'exponential', delay: 2000 } },
    );
    const isQueued = await Promise.race([
      added.then(
        () => true,
        () => false,
      ),
      // Bull's client waits for a Redis that is away; a person does not.
      pause(queueAnswersWithin, false, { ref: false }),
    ]);
    if (isQueued) return;
    const problem = 'The queue does not answer: see whether Redis runs, then try again.';
    await this.fail(botId, problem);
    throw new Unavailable(problem);
  }
}

const servers = (count: number) => (count === 1 ? '1 server' : `${count} servers`);

/** A guild as Discord's REST API tells of it. */
const seen = ({ guild, channels, self }: FoundGuild): SeenGuild => ({
  id: guild.id,
  name: guild.name,
  icon: guild.icon,
  ownerId: guild.owner_id,
  memberCount: guild.approximate_member_count ?? 0,
  channels: channels.map((channel) => ({
    id: channel.id,
    name: channel.name ?? '',
    type: channel.type,
    position: 'position' in channel ? channel.position : 0,
    parentId: 'parent_id' in channel ? (channel.parent_id ?? null) : null,
    overwrites: overwritesOf(channel).map(({ id, allow, deny }) => ({ id, allow, deny })),
  })),
  roles: guild.roles.map((role) => ({
    id: role.id,
    name: role.name,
    color: role.color,
    position: role.position,
    managed: role.managed,
    permissions: role.permissions,
  })),
  features: guild.features,
  self: { roleIds: self.roles, joinedAt: self.joined_at ? new Date(self.joined_at) : null },
});

const overwritesOf = (channel: FoundGuild['channels'][number]) =>
  'permission_overwrites' in channel ? (channel.permission_overwrites ?? []) : [];

const progressOf = ({ botId, state, done, total, problem }: GuildSync): NewEvent<'job.progressed'> => ({
  kind: 'job.progressed',
  topic: botId,
  subject: { kind: 'bot', id: botId },
  data: { job: 'GUILD_READING', subjectId: botId, botId, state: `${state}` as const, done, total, problem },
});
