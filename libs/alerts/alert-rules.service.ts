import { Bots } from '@cube/bots/bots.service';
import { Config } from '@cube/platform/config';
import { Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { AlertDeliveries } from './alert-deliveries';
import { ruleChanged } from './alert-events';
import { AlertRule } from './alert-rule.entity';
import { AlertTarget } from './alert-target.entity';
import type { AlertRuleInput } from './alerts.inputs';
import { closeAlerts } from './close-alerts';
import { Conditions } from './conditions/conditions';
import { noticeOf } from './notice';

const mostRules = 100;
const noSuchRule = () => new NotFound('There is no such alert rule: somebody may have deleted it.');

/** When people are told: the rules as people write them. Row, event and audit are one transaction. */
@Injectable()
export class AlertRules {
  constructor(
    @InjectRepository(AlertRule) private readonly rows: Repository<AlertRule>,
    @InjectRepository(AlertTarget) private readonly targets: Repository<AlertTarget>,
    private readonly bots: Bots,
    private readonly conditions: Conditions,
    private readonly deliveries: AlertDeliveries,
    private readonly log: EventLog,
    private readonly config: Config,
  ) {}

  list(): Promise<AlertRule[]> {
    return this.rows.find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async create(input: AlertRuleInput, viewer: Viewer): Promise<AlertRule> {
    const written = await this.checked(input);
    const id = uuid();
    await this.log.transact(async (manager, emit) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('alert_rule'))");
      if ((await manager.count(AlertRule)) >= mostRules)
        throw new Conflict(`There is room for ${mostRules} alert rules: delete one first.`);
      await manager.insert(AlertRule, { id, ...written });
      await tell(emit, viewer, { id, ...written }, 'ADDED', null);
    });
    return this.get(id);
  }

  /** What is open of it and is not found by the new rule is resolved by the next round, or at once where it is switched off. */
  async update(id: string, input: AlertRuleInput, viewer: Viewer): Promise<AlertRule> {
    const written = await this.checked(input);
    await this.log.transact(async (manager, emit) => {
      const before = await held(manager, id);
      await manager.update(AlertRule, { id }, written);
      if (!written.enabled) await closeAlerts(manager, emit, id);
      await tell(emit, viewer, { id, ...written }, 'UPDATED', before);
    });
    return this.get(id);
  }

  async delete(id: string, viewer: Viewer): Promise<string> {
    await this.log.transact(async (manager, emit) => {
      const before = await held(manager, id);
      await closeAlerts(manager, emit, id);
      await manager.delete(AlertRule, { id });
      await tell(emit, viewer, before, 'REMOVED', before);
    });
    return id;
  }

  /** Tells the targets of a rule that this is a test. Resolves with how many are told. */
  async test(id: string, viewer: Viewer): Promise<number> {
    const rule = await this.get(id);
    if (rule.targetIds.length === 0)
      throw new Conflict('This rule tells nobody yet: choose its targets first.');
    const delivered = await this.log.transact(async (manager, emit) => {
      const what = `${viewer.name} tested the alert rule “${rule.name}”.`;
      await emit(audited(viewer, { deed: 'alert_rule.test', what, subject: { kind: 'alert_rule', id } }));
      return this.deliveries.put(manager, rule.targetIds, noticeOf('TEST', rule, [], this.config.publicUrl));
    });
    await this.deliveries.dispatch(delivered);
    return delivered.length;
  }

  private async get(id: string): Promise<AlertRule> {
    const row = isId(id) ? await this.rows.findOneBy({ id }) : null;
    if (!row) throw noSuchRule();
    return row;
  }

  private async checked(input: AlertRuleInput): Promise<Omit<AlertRule, 'id' | 'createdAt'>> {
    const { kind, botId = null, threshold = null, windowSeconds = null } = input;
    const name = input.name.trim();
    const targetIds = [...new Set(input.targetIds)];
    const { error } = this.conditions.of(kind).parameters.safeParse({ botId, threshold, windowSeconds });
    const problems = (error?.issues ?? []).map(({ path, message }) => ({ field: path.join('.'), message }));
    if (name === '') problems.unshift({ field: 'name', message: 'Give the rule a name.' });
    const known = await this.targets.countBy({ id: In(targetIds.filter(isId)) });
    if (known < targetIds.length)
      problems.push({ field: 'targetIds', message: 'One of these targets was deleted: choose again.' });
    if (problems[0]) throw new Invalid(problems[0].message, problems);
    if (botId !== null) await this.bots.get(botId);
    const { forSeconds, calmSeconds, severity, enabled } = input;
    return {
      name,
      kind,
      botId,
      threshold,
      windowSeconds,
      forSeconds,
      calmSeconds,
      severity,
      targetIds,
      enabled,
    };
  }
}

async function held(manager: EntityManager, id: string): Promise<AlertRule> {
  const row = isId(id)
    ? await manager.findOne(AlertRule, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!row) throw noSuchRule();
  return row;
}

const deeds = { ADDED: 'create', UPDATED: 'change', REMOVED: 'delete' } as const;

async function tell(
  emit: Emit,
  viewer: Viewer,
  rule: Omit<AlertRule, 'createdAt'>,
  change: keyof typeof deeds,
  before: AlertRule | null,
): Promise<void> {
  const deed = deeds[change];
  const what = `${viewer.name} ${deed}d the alert rule “${rule.name}”.`;
  await emit(ruleChanged(rule, change, what));
  await emit(
    audited(viewer, {
      deed: `alert_rule.${deed}`,
      what,
      subject: { kind: 'alert_rule', id: rule.id },
      before,
      after: change === 'REMOVED' ? null : rule,
    }),
  );
}
