import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import { Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Int, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Alert, AlertChange, AlertConnection, AlertEvent } from './alert.entity';
import { AlertState } from './alert-kinds';
import { AlertRule } from './alert-rule.entity';
import { AlertRules } from './alert-rules.service';
import { AlertTarget, NewAlertTarget } from './alert-target.entity';
import { AlertTargets } from './alert-targets.service';
import { AlertRuleInput, AlertTargetInput } from './alerts.inputs';
import { Alerts } from './alerts.service';

@Resolver(() => Alert)
export class AlertsResolver {
  constructor(private readonly alerts: Alerts) {}

  @Query(() => AlertConnection, { name: 'alerts', description: 'What fires and what did, newest first.' })
  @Allow(Permission.VIEW_ALERTS)
  list(
    @Args() page: PageArgs,
    @Selected() selection: Selection,
    @Args('state', { type: () => AlertState, nullable: true }) state?: AlertState,
    @Args('ruleId', { type: () => ID, nullable: true }) ruleId?: string,
  ): Promise<Connection<Alert>> {
    return this.alerts.list(
      page,
      { ...(state && { state }), ...(ruleId !== undefined && { ruleId }) },
      selection,
    );
  }

  @Subscription(() => AlertEvent, { description: 'Alerts, and what becomes of their rules and targets.' })
  @Allow(Permission.VIEW_ALERTS)
  alertChanged(@Args('after', { type: () => String, nullable: true }) _after?: string): Follow {
    return follow(['alert.changed'], null, ({ data: { change, alertId, ruleId, targetId } }) => ({
      change,
      alertId,
      ruleId,
      targetId,
    }));
  }

  /** What the audit knows is for those who may read it. */
  @ResolveField(() => AlertChange, { nullable: true })
  lastChange({ lastChange }: Alert, _: unknown, { viewer }: RequestContext): AlertChange | null {
    const isHidden = lastChange?.entryId && !viewer?.access.may(Permission.MANAGE_PEOPLE);
    return isHidden ? null : lastChange;
  }
}

@Resolver(() => AlertChange)
export class AlertChangeResolver {
  @ResolveField(() => Date)
  at(change: AlertChange): Date {
    return new Date(change.at);
  }
}

@Resolver(() => AlertEvent)
export class AlertEventResolver {
  constructor(private readonly alerts: Alerts) {}

  @ResolveField(() => Alert, { nullable: true })
  alert(event: AlertEvent, _: unknown, { loaders }: RequestContext): Promise<Alert | null> | null {
    return event.alertId ? loaders.load(this.alerts.byId, event.alertId) : null;
  }
}

@Resolver(() => AlertRule)
export class AlertRulesResolver {
  constructor(
    private readonly rules: AlertRules,
    private readonly targets: AlertTargets,
  ) {}

  @Query(() => [AlertRule], { description: 'When people are told that something is wrong, oldest first.' })
  @Allow(Permission.VIEW_ALERTS)
  alertRules(): Promise<AlertRule[]> {
    return this.rules.list();
  }

  @Query(() => [AlertTarget], { description: 'Where alerts can go, oldest first.' })
  @Allow(Permission.VIEW_ALERTS)
  alertTargets(): Promise<AlertTarget[]> {
    return this.targets.list();
  }

  @Mutation(() => AlertRule)
  @Allow(Permission.EDIT_ALERTS)
  createAlertRule(@Args('input') input: AlertRuleInput, @CurrentViewer() viewer: Viewer): Promise<AlertRule> {
    return this.rules.create(input, viewer);
  }

  @Mutation(() => AlertRule, { description: 'Writes a rule anew. Switched off, its alerts are resolved.' })
  @Allow(Permission.EDIT_ALERTS)
  updateAlertRule(
    @Args('id', { type: () => ID }) id: string,
    @Args('input') input: AlertRuleInput,
    @CurrentViewer() viewer: Viewer,
  ): Promise<AlertRule> {
    return this.rules.update(id, input, viewer);
  }

  @Mutation(() => ID, { description: 'Answers its id. Its alerts are resolved, and stay to be read.' })
  @Allow(Permission.EDIT_ALERTS)
  deleteAlertRule(
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<string> {
    return this.rules.delete(id, viewer);
  }

  @Mutation(() => Int, {
    description: 'Tells the targets of a rule that this is a test, and answers how many they are.',
  })
  @Allow(Permission.EDIT_ALERTS)
  testAlertRule(
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<number> {
    return this.rules.test(id, viewer);
  }

  @Mutation(() => NewAlertTarget)
  @Allow(Permission.EDIT_ALERTS)
  createAlertTarget(
    @Args('input') input: AlertTargetInput,
    @CurrentViewer() viewer: Viewer,
  ): Promise<NewAlertTarget> {
    return this.targets.create(input, viewer);
  }

  @Mutation(() => ID, { description: 'Answers its id. Refused while a rule tells it.' })
  @Allow(Permission.EDIT_ALERTS)
  deleteAlertTarget(
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<string> {
    return this.targets.delete(id, viewer);
  }
}
