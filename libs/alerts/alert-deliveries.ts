import { setTimeout as pause } from 'node:timers/promises';

import { addOnce } from '@cube/platform/queues';
import { redact } from '@cube/platform/redaction';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { targetChanged } from './alert-events';
import type { AlertTargetKind } from './alert-kinds';
import type { Notice } from './notice';

export const alertQueue = 'alerts';

export interface AlertJob {
  readonly deliveryId: string;
}

/** Something that has to reach a target, in the hands of one process. */
export interface HeldDelivery {
  readonly id: string;
  readonly attempts: number;
  readonly notice: Notice;
  readonly target: {
    readonly id: string;
    readonly name: string;
    readonly kind: AlertTargetKind;
    readonly address: string | null;
    readonly botId: string | null;
    readonly channelId: string | null;
    /** Sealed. */
    readonly secret: string | null;
  };
}

/** Milliseconds after which a queue that did not take a job is left alone: the outbox keeps it. */
const queueAnswersWithin = 2000;
/** Longer than any time-out of what is sent by. */
const heldFor = '2 minutes';
/** Seconds until the next attempt, after the first, the second, …; the last one from then on. */
const pauses = [5, 15, 60, 300, 900];
/** Attempts after which nobody tries any more: some six hours. */
export const mostAttempts = 28;

/** What has to leave for targets is a row, as mails are: neither a dead target nor a lost queue loses anything. */
@Injectable()
export class AlertDeliveries {
  constructor(
    @InjectQueue(alertQueue) private readonly queue: Queue<AlertJob>,
    private readonly database: DataSource,
    private readonly log: EventLog,
  ) {}

  /** Puts a notice into the outbox for those of the targets that there are, in the transaction of what it tells. Due now, not rounded up. */
  async put(manager: EntityManager, targetIds: readonly string[], notice: Notice): Promise<string[]> {
    const ids = targetIds.map(() => uuid());
    const rows: { id: string }[] = await manager.query(
      `insert into alert_delivery (id, target_id, notice, due_at)
       select wish.id, wish.target_id, $3, date_trunc('milliseconds', now()) from unnest($1::uuid[], $2::uuid[]) as wish (id, target_id)
       where exists (select from alert_target where alert_target.id = wish.target_id)
       returning id`,
      [ids, targetIds, notice],
    );
    return rows.map(({ id }) => id);
  }

  /** Tells the queue. False when it did not hear: the next look at the outbox finds them. */
  async dispatch(ids: readonly string[]): Promise<boolean> {
    if (ids.length === 0) return true;
    const added = ids.map((deliveryId) => addOnce(this.queue, deliveryId, { deliveryId }, { attempts: 1 }));
    return Promise.race([
      Promise.all(added).then(
        () => true,
        () => false,
      ),
      // Bull's client waits for a Redis that is away.
      pause(queueAnswersWithin, false, { ref: false }),
    ]);
  }

  /** What should be on its way by now, oldest first. */
  async due(): Promise<string[]> {
    const rows: { id: string }[] = await this.database.query(
      `select id from alert_delivery
       where state = 'QUEUED' and due_at <= now() and (held_until is null or held_until < now())
       order by due_at limit 100`,
    );
    return rows.map(({ id }) => id);
  }

  /** Takes one for oneself for a while; null when it is gone, sent, not due, or in somebody else's hands. */
  async hold(id: string): Promise<HeldDelivery | null> {
    // TypeORM answers an update with [rows, count].
    const [[held]]: [HeldDelivery[], number] = await this.database.query(
      `update alert_delivery delivery set held_until = now() + interval '${heldFor}', attempts = attempts + 1
       from alert_target target
       where delivery.id = $1 and target.id = target_id and state = 'QUEUED' and due_at <= now()
         and (held_until is null or held_until < now())
       returning delivery.id, attempts, notice, jsonb_build_object('id', target.id, 'name', target.name,
         'kind', target.kind, 'address', target.address, 'botId', target.bot_id,
         'channelId', target.channel_id::text, 'secret', target.secret) as target`,
      [id],
    );
    return held ?? null;
  }

  /** It arrived; `within` is the transaction of what it consists of, if it does of something in PostgreSQL. */
  async sent({ id, target }: HeldDelivery, within?: EntityManager): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      await manager.query(
        "update alert_delivery set state = 'SENT', sent_at = now(), held_until = null, last_error = null where id = $1",
        [id],
      );
      await manager.query('update alert_target set last_sent_at = now(), last_error = null where id = $1', [
        target.id,
      ]);
      await emit(targetChanged(target, 'UPDATED', `${target.name} was told of an alert.`));
    }, within);
  }

  /**
   * It did not arrive: it is tried again later, unless that would never help. What was written down as sent stays so: the
   * outbox of mails has it, or somebody else who held it after us brought it.
   */
  async refused({ id, attempts, target }: HeldDelivery, problem: string, isForGood: boolean): Promise<void> {
    const isOver = isForGood || attempts >= mostAttempts;
    const said = redact(problem).slice(0, 500);
    const seconds = pauses[Math.min(attempts, pauses.length) - 1] ?? 0;
    await this.log.transact(async (manager, emit) => {
      const [written]: [unknown[], number] = await manager.query(
        `update alert_delivery set state = $2, held_until = null, last_error = $3,
           due_at = now() + make_interval(secs => $4) where id = $1 and state = 'QUEUED' returning 1`,
        [id, isOver ? 'FAILED' : 'QUEUED', said, seconds],
      );
      if (written.length === 0) return;
      await manager.query('update alert_target set last_error = $2 where id = $1', [target.id, said]);
      // The first time says what is wrong; what follows would only repeat it.
      if (attempts === 1 || isOver) {
        const what = `${target.name} could not be told of an alert${isOver ? ', and is not tried again' : ''}: ${said}`;
        await emit(targetChanged(target, 'UPDATED', what, 'WARNING'));
      }
    });
  }

  /** Forgets what is long over. */
  async tidy(): Promise<void> {
    await this.database.query(
      "delete from alert_delivery where state <> 'QUEUED' and created_at < now() - interval '30 days'",
    );
    await this.database.query(
      "delete from alert where state = 'RESOLVED' and resolved_at < now() - interval '1 year'",
    );
  }
}
