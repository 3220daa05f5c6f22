import { Inject, Injectable, type Provider } from '@nestjs/common';

import type { AlertKind } from '../alert-kinds';
import { BotOffline } from './bot-offline';
import { CommandUnanswered } from './command-unanswered';
import { type Condition, CONDITIONS } from './condition';
import { DiskFull } from './disk';
import { EntriesInWindow } from './entries-in-window';
import { ErrorRate } from './error-rate';
import { LogLag } from './log-lag';

/** Every kind of rule. To add one, write its class, list it here, and give it a form in the panel. */
const kinds = [BotOffline, ErrorRate, CommandUnanswered, LogLag, DiskFull] as const;

/** Finds the condition of a rule. */
@Injectable()
export class Conditions {
  private readonly byKind: ReadonlyMap<AlertKind, Condition>;

  constructor(@Inject(CONDITIONS) conditions: readonly Condition[]) {
    this.byKind = new Map(conditions.map((condition) => [condition.kind, condition]));
  }

  of(kind: AlertKind): Condition {
    const condition = this.byKind.get(kind);
    if (!condition) throw new Error(`Nobody knows when a rule of the kind ${kind} fires.`);
    return condition;
  }
}

export const conditionProviders: readonly Provider[] = [
  EntriesInWindow,
  ...kinds,
  { provide: CONDITIONS, useFactory: (...all: Condition[]) => all, inject: [...kinds] },
  Conditions,
];
