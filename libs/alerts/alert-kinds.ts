import { registerEnumType } from '@nestjs/graphql';

/** What a rule looks at; each has a class of its own in `conditions/`. */
export enum AlertKind {
  BOT_OFFLINE = 'BOT_OFFLINE',
  ERROR_RATE = 'ERROR_RATE',
  COMMAND_UNANSWERED = 'COMMAND_UNANSWERED',
  LOG_LAG = 'LOG_LAG',
  DISK = 'DISK',
}
registerEnumType(AlertKind, {
  name: 'AlertKind',
  description: 'What a rule looks at.',
  valuesMap: {
    BOT_OFFLINE: { description: 'A bot is wanted online and is not.' },
    ERROR_RATE: {
      description: 'At least `threshold` errors of one bot, or of the product, in `windowSeconds`.',
    },
    COMMAND_UNANSWERED: {
      description: 'At least `threshold` commands of one bot ended without an answer in `windowSeconds`.',
    },
    LOG_LAG: {
      description: 'What happened stands in the log, or reaches its readers, `threshold` seconds late.',
    },
    DISK: { description: 'A disk that holds our files is filled to `threshold` percent.' },
  },
});

export enum AlertSeverity {
  WARNING = 'WARNING',
  CRITICAL = 'CRITICAL',
}
registerEnumType(AlertSeverity, { name: 'AlertSeverity', description: 'How much an alert matters.' });

export enum AlertState {
  FIRING = 'FIRING',
  RESOLVED = 'RESOLVED',
}
registerEnumType(AlertState, { name: 'AlertState', description: 'Whether it is still so.' });

export enum AlertTargetKind {
  EMAIL = 'EMAIL',
  WEBHOOK = 'WEBHOOK',
  CHANNEL = 'CHANNEL',
}
registerEnumType(AlertTargetKind, {
  name: 'AlertTargetKind',
  description: 'How a target is told.',
  valuesMap: {
    WEBHOOK: { description: 'A POST with JSON, signed: docs/operations/alerts.md says how to check it.' },
    CHANNEL: { description: 'A message that a bot posts into a channel.' },
  },
});
