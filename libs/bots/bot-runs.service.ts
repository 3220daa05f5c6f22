import { Config } from '@cube/platform/config';
import { deadAfter, isDead, Processes } from '@cube/platform/processes';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BotObservation, BotWish } from './bot.entity';
import type { BotReport } from './bot-adapter';

/** A wish as a worker compares it with what runs. */
export interface WantedBot {
  readonly id: string;
  readonly wanted: BotWish;
  readonly generation: number;
  readonly observed: BotObservation;
  readonly observedGeneration: number;
}

/** The other half of a bot's row: what the workers see. */
@Injectable()
export class BotRuns {
  constructor(
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly processes: Processes,
    private readonly config: Config,
  ) {}

  /** The wishes of all bots of this network. */
  wishes(): Promise<WantedBot[]> {
    return this.database.query(
      `select id, wanted, generation, observed, observed_generation as "observedGeneration"
       from bot where network = $1 order by created_at`,
      [this.config.discord.network],
    );
  }

  /** Saves what a worker saw, and tells it when people would notice; a report about an earlier wish changes nothing. */
  async save({ botId, generation, state, reason, reasonCode, latency }: BotReport): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const rows: {
        name: string;
        observed: BotObservation;
        reason: string | null;
        latency: number | null;
      }[] = await manager.query(
        `select name, observed, reason, latency from bot where id = $1 and observed_generation <= $2 for update`,
        [botId, generation],
      );
      const [before] = rows;
      if (!before) return;
      await manager.query(
        `update bot set observed = $2, observed_generation = $3, reason = $4, reason_code = $5, latency = $6,
           worker_id = $7, observed_at = now() where id = $1`,
        [botId, state, generation, reason, reasonCode, latency, this.processes.id],
      );
      const about = { topic: botId, subject: { kind: 'bot', id: botId } };
      if (before.observed === state && before.reason === reason) {
        if (before.latency !== latency)
          await emit({ ...about, kind: 'bot.measured', data: { botId, latency } });
        return;
      }
      await emit({
        ...about,
        kind: 'bot.changed',
        data: {
          botId,
          change: 'UPDATED',
          what: sentenceOf(before.name, state, reason),
          failing: state === 'FAILING',
        },
      });
    });
  }

  /** Marks bots whose worker has died, and wishes that no worker is there to hear, as unknown. Safe to call from every process. */
  async markOrphans(): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const [orphans]: [{ id: string; name: string }[], number] = await manager.query(
        `update bot set observed = $1, reason = $2, reason_code = 'WORKER_AWAY', latency = null
         where observed <> $1 and network = $3 and (${isDead('worker_id')} and observed <> $4
           or generation <> observed_generation and wanted = $5
              and updated_at < now() - interval '10 s'
              and not exists (select from process where role = 'worker' and heartbeat_at > now() - interval '${deadAfter} ms'))
         returning id, name`,
        [
          BotObservation.UNKNOWN,
          'No worker has reported for a while: see whether one runs.',
          this.config.discord.network,
          BotObservation.OFFLINE,
          BotWish.ONLINE,
        ],
      );
      for (const { id, name } of orphans) {
        await emit({
          kind: 'bot.changed',
          topic: id,
          subject: { kind: 'bot', id },
          data: { botId: id, change: 'UPDATED', what: `${name}: no worker reports on it.`, failing: true },
        });
      }
    });
  }
}

function sentenceOf(name: string, state: BotReport['state'], reason: string | null): string {
  const plain = {
    ONLINE: `${name} is online.`,
    OFFLINE: `${name} is offline.`,
    STARTING: `${name} is starting.`,
    FAILING: `${name} is failing.`,
  } as const satisfies Record<BotReport['state'], string>;
  return reason === null ? plain[state] : `${plain[state].slice(0, -1)}: ${reason}`;
}
