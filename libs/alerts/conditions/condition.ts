import type { EntityManager } from 'typeorm';
import type { ZodType } from 'zod';

import type { AlertKind } from '../alert-kinds';
import type { AlertRule } from '../alert-rule.entity';

/** Something that is wrong right now. */
export interface Finding {
  /** What it is about, the same in every round: the id of the bot, or a word. */
  readonly subject: string;
  readonly name: string;
  readonly botId: string | null;
  /** A sentence. */
  readonly what: string;
  readonly figures: Readonly<Record<string, string | number>>;
  /** Ids of entries of the log that show it, newest first; asked for only when an alert fires. */
  prove(manager: EntityManager): Promise<readonly string[]>;
}

/** What of a rule its kind reads. */
export interface Parameters {
  readonly botId: string | null;
  readonly threshold: number | null;
  readonly windowSeconds: number | null;
}

/** A kind of rule: what it takes, and how it sees that something is wrong. */
export interface Condition {
  readonly kind: AlertKind;
  readonly parameters: ZodType<Parameters>;
  /** Everything that is wrong by this rule right now; what is not among it is well. */
  find(rule: AlertRule): Promise<readonly Finding[]>;
}

export const CONDITIONS = Symbol('the kinds of alert rules');

/** The subject of what concerns no bot. */
export const installation = { subject: 'installation', name: 'Social Cube' } as const;

/** Most entries of the log in the evidence of an alert. */
export const mostEntries = 10;

/** Seconds as people say them. */
export function spell(seconds: number): string {
  const [number, unit] =
    seconds % 3600 === 0
      ? [seconds / 3600, 'hour']
      : seconds % 60 === 0
        ? [seconds / 60, 'minute']
        : [seconds, 'second'];
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
