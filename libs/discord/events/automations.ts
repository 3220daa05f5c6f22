import { AppError, messageOf } from '@cube/platform/errors';
import { redact } from '@cube/platform/redaction';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { DiscordAPIError, type Guild, RESTJSONErrorCodes } from 'discord.js';

import { botIdOf } from '../fleet/bot-client';
import { GuildLog } from './guild-log';

/** Deeds that wait for Discord in one guild; in a raid, what comes beyond them is not done. */
const mostAtOnce = 100;

/** One thing that a bot does by itself. */
export interface Deed {
  /** The sentence of the log when it worked: `Welcomed ada in #hall.` */
  readonly done: string;
  /** The same when it did not: `Welcoming ada in #hall failed.` */
  readonly failed: string;
  run(): Promise<unknown>;
}

/** Does what bots do by themselves, and writes down how that went. Nothing is thrown out of here. */
@Injectable()
export class Automations {
  private readonly underWay = new Map<string, number>();

  constructor(
    private readonly log: EventLog,
    private readonly errors: ErrorReporter,
    private readonly guildLog: GuildLog,
  ) {}

  /** Resolves with whether it worked. */
  async run(guild: Guild, { done, failed, run }: Deed): Promise<boolean> {
    const key = `${botIdOf(guild)} ${guild.id}`;
    const count = this.underWay.get(key) ?? 0;
    this.underWay.set(key, count + 1);
    try {
      if (count >= mostAtOnce) throw new TooMuch();
      await run();
      this.record(guild, done, null);
      return true;
    } catch (error) {
      const why = reasonOf(error);
      if (why === null) this.errors.report(error, { botId: botIdOf(guild), where: failed });
      const reason = redact(why ?? messageOf(error));
      this.record(guild, failed, reason);
      await this.guildLog.write(guild, 'logFailures', `${failed} ${reason}`);
      return false;
    } finally {
      const left = (this.underWay.get(key) ?? 1) - 1;
      if (left > 0) this.underWay.set(key, left);
      else this.underWay.delete(key);
    }
  }

  private record(guild: Guild, what: string, error: string | null): void {
    const botId = botIdOf(guild);
    this.log.record({
      kind: 'automation.ran',
      topic: botId,
      subject: { kind: 'guild', id: guild.id },
      data: { botId, guildId: guild.id, what: `${guild.name}: ${what}`, error },
    });
  }
}

class TooMuch extends AppError {
  readonly code = 'UNAVAILABLE';
  readonly status = 503;

  constructor() {
    super('Too much happened at once in this server.');
  }
}

/** What an admin can do about it, as a sentence; null for a fault of ours. */
function reasonOf(error: unknown): string | null {
  if (error instanceof AppError) return error.message;
  if (!(error instanceof DiscordAPIError)) return null;
  switch (error.code) {
    case RESTJSONErrorCodes.MissingAccess:
      return 'The bot does not see the channel: give it View Channel there.';
    case RESTJSONErrorCodes.MissingPermissions:
      return 'The bot lacks a permission, or its own role stands below the role that it should give: see to both in the settings of the server.';
    case RESTJSONErrorCodes.UnknownChannel:
      return 'The channel was deleted: choose another one.';
    case RESTJSONErrorCodes.UnknownRole:
      return 'The role was deleted: choose another one.';
    case RESTJSONErrorCodes.UnknownMember:
      return 'They have left meanwhile.';
    default:
      return `Discord refused it: ${error.message}.`;
  }
}
