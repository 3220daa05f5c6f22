import { EventLog } from '@cube/realtime/event-log/event-log';
import { EventTail } from '@cube/realtime/event-log/event-tail';
import { timeOf } from '@cube/realtime/event-log/events';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

import { AlertKind } from '../alert-kinds';
import type { AlertRule } from '../alert-rule.entity';
import { type Condition, type Finding, installation } from './condition';
import { between, noBot, noWindow } from './shapes';

/** What happened is written late, or handed on late: pages show what is old, and listeners hear of it late. */
@Injectable()
export class LogLag implements Condition {
  readonly kind = AlertKind.LOG_LAG;
  readonly parameters = z.object({
    botId: noBot,
    threshold: between(1, 86_400, 'seconds'),
    windowSeconds: noWindow,
  });

  constructor(
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly tail: EventTail,
  ) {}

  async find({ threshold }: AlertRule): Promise<readonly Finding[]> {
    const [oldest]: { id: string }[] = await this.database.query(
      'select id from event_outbox order by position limit 1',
    );
    const unwritten = oldest ? (Date.now() - timeOf(oldest.id).getTime()) / 1000 : 0;
    const unread = (await this.tail.lag()) / 1000;
    const lag = Math.max(unwritten, unread);
    if (lag < (threshold ?? 0)) return [];
    const { waiting, spilledBytes, droppedInAll } = this.log.state;
    return [
      {
        ...installation,
        botId: null,
        what: `The event log is ${Math.round(lag)} seconds late.`,
        figures: {
          'seconds not written': Math.round(unwritten),
          'seconds not handed on': Math.round(unread),
          'waiting in memory': waiting,
          'bytes waiting on disk': spilledBytes,
          dropped: droppedInAll,
        },
        prove: async () => [],
      },
    ];
  }
}
