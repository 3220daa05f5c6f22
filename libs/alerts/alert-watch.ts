import { isDeepStrictEqual } from 'node:util';

import { Config } from '@cube/platform/config';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In, IsNull, Not, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Alert } from './alert.entity';
import { AlertDeliveries } from './alert-deliveries';
import { alertChanged } from './alert-events';
import { AlertState } from './alert-kinds';
import { AlertRule } from './alert-rule.entity';
import { closeAlerts } from './close-alerts';
import type { Finding } from './conditions/condition';
import { Conditions } from './conditions/conditions';
import { lastChangeOf } from './last-change';
import { noticeOf } from './notice';

/** Seconds from one round to the next. */
const everySoOften = 4;
/** Minutes within which what fires again comes and goes, and for which it must be well then, whatever its rule says. */
const restless = 10;
const longestSentence = 1000;
const longestValue = 500;
const restlessness = `It comes and goes: it is over once it was well for ${restless} minutes.`;

/** Whether what is open of a rule has been so, or well again, for long enough; by the database’s clock. */
interface Open {
  readonly id: string;
  readonly subject: string;
  readonly state: AlertState.FIRING | 'PENDING';
  readonly isRipe: boolean;
  readonly isCalm: boolean;
  /** It was resolved just before. */
  readonly comesAndGoes: boolean;
  readonly calmSince: Date | null;
}

/**
 * Looks at all rules in rounds. A round is of whichever process sets its clock on, and what is open of a rule is unique by
 * its subject: an alert fires once, however many look.
 */
@Injectable()
export class AlertWatch {
  /** Rules that could not be looked at the last time. */
  private readonly failing = new Set<string>();

  constructor(
    @InjectRepository(AlertRule) private readonly rules: Repository<AlertRule>,
    private readonly database: DataSource,
    private readonly conditions: Conditions,
    private readonly deliveries: AlertDeliveries,
    private readonly log: EventLog,
    private readonly reporter: ErrorReporter,
    private readonly config: Config,
  ) {}

  /** Resolves with false when it is somebody else's round, or none is due. */
  async round(): Promise<boolean> {
    const [taken]: [unknown[], number] = await this.database.query(
      `update alert_round set due_at = now() + interval '${everySoOften} s' where due_at <= now() returning 1`,
    );
    if (taken.length === 0) return false;
    await this.closeOrphans();
    for (const rule of await this.rules.findBy({ enabled: true })) {
      try {
        await this.look(rule);
        this.failing.delete(rule.id);
      } catch (error) {
        // Once: it would be said in every round, and a rule about errors would fire for it.
        if (this.failing.has(rule.id)) continue;
        this.failing.add(rule.id);
        this.reporter.report(error, { where: `The alert rule “${rule.name}”` });
      }
    }
    return true;
  }

  private async closeOrphans(): Promise<void> {
    const orphan = { ruleId: IsNull(), state: Not(AlertState.RESOLVED) };
    if (!(await this.database.manager.existsBy(Alert, orphan))) return;
    await this.log.transact((manager, emit) => closeAlerts(manager, emit, null));
  }

  private async look(rule: AlertRule): Promise<void> {
    const findings = await this.conditions.of(rule.kind).find(rule);
    const isQuiet =
      findings.length === 0 &&
      !(await this.database.manager.existsBy(Alert, { ruleId: rule.id, state: Not(AlertState.RESOLVED) }));
    if (isQuiet) return;
    const delivered = await this.log.transact(async (manager, emit) => {
      // As it is by now: whoever changes it waits, and what they changed counts.
      const held = await manager.findOne(AlertRule, {
        where: { id: rule.id, enabled: true },
        lock: { mode: 'pessimistic_write' },
      });
      // What was found is of the rule as it was: the next round looks by the new one.
      const isSame = held !== null && isDeepStrictEqual(sought(held), sought(rule));
      return isSame ? this.compare(manager, emit, held, findings) : [];
    });
    await this.deliveries.dispatch(delivered);
  }

  /** Brings what is open of a rule in line with what is wrong now. Resolves with what has to be delivered. */
  private async compare(
    manager: EntityManager,
    emit: Emit,
    rule: AlertRule,
    findings: readonly Finding[],
  ): Promise<readonly string[]> {
    await begin(manager, rule, findings);
    const open = await openOf(manager, rule);
    const wrong = new Map(findings.map((finding) => [finding.subject, finding]));
    const fired: string[] = [];
    const resolved: string[] = [];
    for (const alert of open) {
      const finding = wrong.get(alert.subject);
      if (finding && alert.state === 'PENDING' && alert.isRipe) {
        await fire(manager, alert, finding);
        fired.push(alert.id);
      }
      if (finding && alert.calmSince) await manager.update(Alert, { id: alert.id }, { calmSince: null });
      if (finding) continue;
      if (alert.state === 'PENDING') await manager.delete(Alert, { id: alert.id });
      else if (alert.isCalm) resolved.push(alert.id);
      else if (!alert.calmSince)
        await manager.query('update alert set calm_since = now() where id = $1', [alert.id]);
    }
    await manager.query("update alert set state = 'RESOLVED', resolved_at = now() where id = any($1)", [
      resolved,
    ]);
    return [
      ...(await this.tell(manager, emit, 'FIRING', rule, fired)),
      ...(await this.tell(manager, emit, 'RESOLVED', rule, resolved)),
    ];
  }

  private async tell(
    manager: EntityManager,
    emit: Emit,
    event: 'FIRING' | 'RESOLVED',
    rule: AlertRule,
    ids: readonly string[],
  ): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const alerts = await manager.find(Alert, { where: { id: In([...ids]) }, order: { id: 'ASC' } });
    for (const alert of alerts) await emit(alertChanged(alert));
    return this.deliveries.put(manager, rule.targetIds, noticeOf(event, rule, alerts, this.config.publicUrl));
  }
}

/** What of a rule its findings depend on. */
const sought = ({ kind, botId, threshold, windowSeconds }: AlertRule) => ({
  kind,
  botId,
  threshold,
  windowSeconds,
});

/** Notes what is wrong for the first time. The column has milliseconds, and would round up: then it began only in a while. */
async function begin(manager: EntityManager, rule: AlertRule, findings: readonly Finding[]): Promise<void> {
  for (const finding of findings) {
    await manager.query(
      `insert into alert (id, rule_id, rule_name, kind, severity, subject, subject_name, bot_id, state, what, evidence, since)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'PENDING', '', '{}', date_trunc('milliseconds', now()))
       on conflict (rule_id, subject) where state <> 'RESOLVED' do nothing`,
      [uuid(), rule.id, rule.name, rule.kind, rule.severity, finding.subject, finding.name, finding.botId],
    );
  }
}

/** Calm is what has been well for long enough; with no seconds to wait, at once, unless it comes and goes. */
const openOf = (manager: EntityManager, { id, forSeconds, calmSeconds }: AlertRule): Promise<Open[]> =>
  manager.query(
    `select id, subject, state, calm_since as "calmSince", since + make_interval(secs => $2) <= now() as "isRipe",
       coalesce(calm_since, now()) + make_interval(secs => case when "comesAndGoes" then greatest($3, ${restless} * 60) else $3 end)
         <= now() as "isCalm", "comesAndGoes"
     from alert cross join lateral (select exists (
       select from alert before
       where before.rule_id = alert.rule_id and before.subject = alert.subject and before.state = 'RESOLVED'
         and before.resolved_at > coalesce(alert.fired_at, now()) - interval '${restless} minutes') as "comesAndGoes") lately
     where rule_id = $1 and state <> 'RESOLVED' order by id`,
    [id, forSeconds, calmSeconds],
  );

async function fire(manager: EntityManager, { id, comesAndGoes }: Open, finding: Finding): Promise<void> {
  const figures = Object.entries(finding.figures).map(([name, value]) => ({
    name,
    value: String(value).slice(0, longestValue),
  }));
  const evidence = { figures, entryIds: await finding.prove(manager) };
  const lastChange = await lastChangeOf(manager, finding.botId);
  const what = finding.what.slice(0, longestSentence);
  await manager.query(
    `update alert set state = 'FIRING', fired_at = now(), what = $2, evidence = $3, last_change = $4 where id = $1`,
    [id, comesAndGoes ? `${what} ${restlessness}` : what, evidence, lastChange],
  );
}
