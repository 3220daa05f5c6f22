import { setTimeout as pause } from 'node:timers/promises';

import { BotCredentials } from '@cube/bots/bot-credentials';
import { Templates } from '@cube/commands/templates/templates';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { guildChanged } from '@cube/guilds/guilds.service';
import { Config } from '@cube/platform/config';
import { Invalid, messageOf } from '@cube/platform/errors';
import { addOnce } from '@cube/platform/queues';
import { redact } from '@cube/platform/redaction';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { DataSource } from 'typeorm';

import { SettingsTable } from '../settings/settings-table';
import { nextAfter, type Timetable } from './timetable';

export const scheduledMessageQueue = 'scheduled-messages';

/** One time at which one message is due. */
export interface ScheduledRun {
  readonly messageId: string;
  /** ISO 8601. */
  readonly dueAt: string;
}

interface Claimed extends Timetable {
  readonly id: string;
  readonly botId: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly template: string;
  readonly isLate: boolean;
}

/** A message whose bot or worker was away is posted late within this time, and beyond it not at all. */
export const latestMinutes = 10;
/** Characters of a line for the log of a server; Discord takes 2,000. */
const longestLine = 1500;
const runKey = ({ messageId, dueAt }: ScheduledRun): string => `${messageId}:${dueAt}`;
/** Milliseconds after which a queue that did not take a job is left alone. */
const queueAnswersWithin = 2000;

/**
 * Posts what is due. Every run is a row that only one process can insert, before it posts: a message goes out at most
 * once for each time, however many workers have the job, and not at all when one dies between the two.
 */
@Injectable()
export class ScheduledPosts {
  constructor(
    @InjectQueue(scheduledMessageQueue) private readonly queue: Queue<ScheduledRun>,
    private readonly database: DataSource,
    private readonly credentials: BotCredentials,
    private readonly discord: DiscordApi,
    private readonly templates: Templates,
    private readonly settings: SettingsTable,
    private readonly log: EventLog,
    private readonly config: Config,
  ) {}

  /** What should be posted by now, by bots that are wanted online; the longest due first. */
  async due(): Promise<ScheduledRun[]> {
    const rows: { id: string; next_at: Date }[] = await this.database.query(
      `select message.id, next_at from scheduled_message message join bot on bot.id = bot_id
       where enabled and next_at <= now() and wanted = 'ONLINE' and network = $1 order by next_at limit 200`,
      [this.config.discord.network],
    );
    return rows.map(({ id, next_at }) => ({ messageId: id, dueAt: next_at.toISOString() }));
  }

  /** Puts runs into the queue, each at most once; false when Redis does not answer. */
  async dispatch(runs: readonly ScheduledRun[]): Promise<boolean> {
    if (runs.length === 0) return true;
    const added = runs.map((run) => addOnce(this.queue, runKey(run), run, { attempts: 1 }));
    return Promise.race([
      Promise.all(added).then(
        () => true,
        () => false,
      ),
      pause(queueAnswersWithin, false, { ref: false }),
    ]);
  }

  /** Posts one, unless somebody else does or did. */
  async run(run: ScheduledRun): Promise<void> {
    const message = await this.claim(run);
    if (!message) return;
    const error = message.isLate
      ? `It was due at ${run.dueAt}, when nobody could post it.`
      : await this.post(message, runKey(run));
    await this.conclude(message, run, error);
    if (error !== null) await this.tell(message, error, runKey(run));
  }

  /** Says of runs whose process ended in the middle that nobody knows how they went; they are not tried again. */
  async concludeLost(): Promise<void> {
    const lost: { id: string; botId: string; guildId: string; due_at: Date }[] = await this.database.query(
      `select message.id, bot_id as "botId", guild_id::text as "guildId", due_at
       from scheduled_run join scheduled_message message on message.id = message_id
       where finished_at is null and claimed_at < now() - interval '5 minutes' limit 100`,
    );
    for (const { due_at, ...message } of lost) {
      const run = { messageId: message.id, dueAt: due_at.toISOString() };
      await this.conclude(
        message,
        run,
        'The worker ended while it posted it: see in the channel whether it is there.',
      );
    }
  }

  /** Takes this run for oneself, and sets when the next one is due. Null when it is taken, or was changed meanwhile. */
  private async claim({ messageId, dueAt }: ScheduledRun): Promise<Claimed | null> {
    return this.database.transaction(async (manager) => {
      const [message]: Claimed[] = await manager.query(
        `select id, bot_id as "botId", guild_id::text as "guildId", channel_id::text as "channelId", cron,
           time_zone as "timeZone", template, next_at < now() - interval '${latestMinutes} minutes' as "isLate"
         from scheduled_message where id = $1 and next_at = $2 and enabled for update skip locked`,
        [messageId, dueAt],
      );
      if (!message) return null;
      const taken: unknown[] = await manager.query(
        'insert into scheduled_run (message_id, due_at) values ($1, $2) on conflict do nothing returning 1',
        [messageId, dueAt],
      );
      await manager.query('update scheduled_message set next_at = $2, last_at = now() where id = $1', [
        messageId,
        nextAfter(message, new Date()),
      ]);
      return taken.length > 0 ? message : null;
    });
  }

  /** Resolves with why it did not work; null when it did. */
  private async post({ botId, guildId, channelId, template }: Claimed, key: string): Promise<string | null> {
    try {
      const [place]: { guild: string; members: number; channel: string; bot: string; bot_user: string }[] =
        await this.database.query(
          `select guild.name as guild, member_count as members, channel.name as channel, bot.name as bot,
             bot.user_id::text as bot_user
           from bot join bot_guild on bot_guild.bot_id = bot.id
             join guild on guild.network = bot_guild.network and guild.id = bot_guild.guild_id
             join channel on channel.network = guild.network and channel.guild_id = guild.id
           where bot.id = $1 and guild.id = $2 and channel.id = $3`,
          [botId, guildId, channelId],
        );
      const [bot] = await this.credentials.open([botId]);
      if (!place || !bot)
        throw new Invalid('The channel was deleted, or the bot has left: choose another channel.');
      const { locale, timeZone } = await this.settings.of(botId, guildId);
      const content = await this.templates.render(template, {
        guild: { id: guildId, name: place.guild, memberCount: place.members, locale, timeZone },
        channel: { id: channelId, name: place.channel, mention: `<#${channelId}>` },
        bot: { id: place.bot_user, name: place.bot, mention: `<@${place.bot_user}>` },
        now: new Date().toISOString(),
      });
      await this.discord.post(bot.token, channelId, content, key);
      return null;
    } catch (error) {
      return redact(messageOf(error)).slice(0, 1000);
    }
  }

  /** Writes into the channel that the server chose for its log what went wrong; the log of the panel has the same. */
  private async tell({ botId, guildId, channelId }: Claimed, error: string, key: string): Promise<void> {
    const { logChannel, logFailures } = await this.settings.of(botId, guildId);
    const [bot] = await this.credentials.open([botId]);
    if (!bot || logChannel === null || !logFailures) return;
    const line = `The scheduled message for <#${channelId}> was not posted: ${error}`;
    const text = line.slice(0, longestLine);
    await this.discord.post(bot.token, logChannel, text, `failed ${key}`).catch(() => undefined);
  }

  private async conclude(
    { id, botId, guildId }: Pick<Claimed, 'id' | 'botId' | 'guildId'>,
    run: ScheduledRun,
    error: string | null,
  ): Promise<void> {
    const what = error === null ? 'A scheduled message was posted.' : 'A scheduled message was not posted.';
    await this.log.transact(async (manager, emit) => {
      await manager.query('update scheduled_message set last_error = $2 where id = $1', [id, error]);
      await manager.query(
        'update scheduled_run set finished_at = now(), error = $3 where message_id = $1 and due_at = $2',
        [id, run.dueAt, error],
      );
      // What is older than any queue can remember is of no use.
      await manager.query(
        "delete from scheduled_run where message_id = $1 and due_at < now() - interval '7 days'",
        [id],
      );
      await emit({
        kind: 'automation.ran',
        topic: botId,
        subject: { kind: 'guild', id: guildId },
        data: { botId, guildId, what, error },
      });
      await emit(guildChanged(botId, guildId, 'UPDATED', what));
    });
  }
}
