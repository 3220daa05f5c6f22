import type { AlertKind, AlertRuleRowFragment, AlertTargetKind } from '../graphql.generated';

export const kindWords = {
  BOT_OFFLINE: 'A bot is offline',
  ERROR_RATE: 'Errors come fast',
  COMMAND_UNANSWERED: 'Commands get no answer',
  LOG_LAG: 'The log is late',
  DISK: 'A disk is full',
} as const satisfies Record<AlertKind, string>;
export const kinds = [
  'BOT_OFFLINE',
  'ERROR_RATE',
  'COMMAND_UNANSWERED',
  'LOG_LAG',
  'DISK',
] as const satisfies readonly AlertKind[];

/** What a kind asks for, and what stands there first. */
export const parameters = {
  BOT_OFFLINE: { ofBots: true, threshold: null, window: null, lasts: 300 },
  ERROR_RATE: { ofBots: true, threshold: { label: 'Errors', first: 10 }, window: 300, lasts: 0 },
  COMMAND_UNANSWERED: { ofBots: true, threshold: { label: 'Commands', first: 3 }, window: 300, lasts: 0 },
  LOG_LAG: { ofBots: false, threshold: { label: 'Seconds late', first: 30 }, window: null, lasts: 30 },
  DISK: { ofBots: false, threshold: { label: 'Percent full', first: 90 }, window: null, lasts: 60 },
} as const satisfies Record<AlertKind, object>;

export const targetWords = {
  EMAIL: 'E-mail',
  WEBHOOK: 'Webhook',
  CHANNEL: 'Discord channel',
} as const satisfies Record<AlertTargetKind, string>;

/** Seconds as people say them. */
export function spell(seconds: number): string {
  const [number, unit] =
    seconds >= 3600 && seconds % 3600 === 0
      ? [seconds / 3600, 'hour']
      : seconds >= 60 && seconds % 60 === 0
        ? [seconds / 60, 'minute']
        : [seconds, 'second'];
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

/** When a rule fires, as one line. */
export function conditionOf({ kind, threshold, windowSeconds, forSeconds }: AlertRuleRowFragment): string {
  const asked = {
    BOT_OFFLINE: 'a bot is wanted online and is not',
    ERROR_RATE: `${threshold} errors in ${spell(windowSeconds ?? 0)}`,
    COMMAND_UNANSWERED: `${threshold} commands without an answer in ${spell(windowSeconds ?? 0)}`,
    LOG_LAG: `the log is ${spell(threshold ?? 0)} late`,
    DISK: `a disk is ${threshold} percent full`,
  }[kind];
  return forSeconds > 0 ? `${asked}, for ${spell(forSeconds)}` : asked;
}
