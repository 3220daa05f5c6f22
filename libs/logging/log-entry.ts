import { useInWords } from '@cube/discord-rules/commands/command-words';
import { pagesOf } from '@cube/platform/connection';
import { JsonScalar } from '@cube/platform/json-scalar';
import {
  type AuditData,
  type CommandExecutedData,
  type EventKind,
  type EventLevel,
  type LoggedEvent,
  timeOf,
} from '@cube/realtime/event-log/events';
import { requestSentence } from '@cube/realtime/event-log/request-log';
import { LiveEvent } from '@cube/realtime/live/live-event';
import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RaisedError, raisedErrorOf } from './raised-error';
import { ServedRequest } from './served-request';

/** The kinds of event that people read as a log. */
export const LogKind = {
  COMMAND_EXECUTED: 'command.executed',
  COMMAND_CHANGED: 'command.changed',
  BOT_CHANGED: 'bot.changed',
  GUILD_CHANGED: 'guild.changed',
  AUTOMATION_RAN: 'automation.ran',
  SESSION_CHANGED: 'session.changed',
  SIGN_IN_FAILED: 'sign_in.failed',
  ERROR_RAISED: 'error.raised',
  ALERT_CHANGED: 'alert.changed',
  LOG_GAPPED: 'log.gapped',
  AUDIT_RECORDED: 'audit.recorded',
  REQUEST_SERVED: 'request.served',
} as const satisfies Record<string, EventKind>;
export type LogKind = (typeof LogKind)[keyof typeof LogKind];
export const logKinds: readonly LogKind[] = Object.values(LogKind);
/** As GraphQL names it. */
export const kindName = (kind: string): string =>
  Object.entries(LogKind).find(([, value]) => value === kind)?.[0] ?? kind;
registerEnumType(LogKind, {
  name: 'LogKind',
  description: 'What an entry of the log is about.',
  valuesMap: {
    AUDIT_RECORDED: { description: 'Who did what, for those with MANAGE_PEOPLE.' },
    REQUEST_SERVED: { description: 'What was asked of the API, for those with VIEW_CONNECTIONS.' },
  },
});

export const LogLevel = { INFO: 'INFO', WARNING: 'WARNING', ERROR: 'ERROR' } as const satisfies Record<
  EventLevel,
  EventLevel
>;
registerEnumType(LogLevel, { name: 'LogLevel', description: 'How much an entry asks for attention.' });

export const CommandOutcome = {
  ANSWERED: 'ANSWERED',
  REFUSED: 'REFUSED',
  FAILED: 'FAILED',
  UNANSWERED: 'UNANSWERED',
} as const satisfies Record<CommandExecutedData['outcome'], CommandExecutedData['outcome']>;
registerEnumType(CommandOutcome, {
  name: 'CommandOutcome',
  description: 'What whoever ran a command got.',
  valuesMap: {
    REFUSED: { description: 'The command is switched off, or the bot does not know it.' },
    FAILED: { description: 'The command broke; they were told so.' },
    UNANSWERED: { description: 'The command ended without an answer.' },
  },
});

@ObjectType({ description: 'One run of a command: who, where, what came of it.' })
export class CommandExecution {
  @Field(() => String, { description: 'Without the slash, with its sub-commands.' })
  command: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its kind: CHAT_INPUT, USER, MESSAGE or PREFIX; null in entries that are older than the field.',
  })
  type: CommandExecutedData['type'];

  @Field(() => String, {
    nullable: true,
    description: 'BUTTON, MENU or FORM when something was used that the command had shown.',
  })
  through?: CommandExecutedData['through'];

  @Field(() => ID, { nullable: true, description: 'Null for one that the bot does not have.' })
  commandId: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the version of the command that served it; null for commands of the product itself.',
  })
  version: number | null;

  @Field(() => ID)
  interactionId: string;

  @Field(() => ID)
  userId: string;

  @Field(() => String)
  userName: string;

  @Field(() => ID, { nullable: true, description: 'Null in direct messages.' })
  guildId: string | null;

  @Field(() => String, { nullable: true })
  guildName: string | null;

  @Field(() => ID, { nullable: true })
  channelId: string | null;

  @Field(() => String, { nullable: true })
  channelName: string | null;

  @Field(() => CommandOutcome)
  outcome: CommandExecutedData['outcome'];

  @Field(() => String, {
    nullable: true,
    description: 'Which gate refused it: KNOWN, ENABLED, PERMITTED or THROTTLED.',
  })
  gate: CommandExecutedData['gate'];

  @Field(() => Float, { description: 'Milliseconds from the gateway packet to the end of the handler.' })
  duration: number;

  @Field(() => String, { nullable: true })
  error: string | null;
}

@ObjectType({ description: 'What somebody did, as the audit remembers it.' })
export class AuditedDeed {
  @Field(() => ID, {
    nullable: true,
    description: 'Null for what the product or its operator’s terminal did.',
  })
  actorId: string | null;

  @Field(() => String)
  actorName: string;

  @Field(() => String, { description: 'session, key or system.' })
  by: AuditData['by'];

  @Field(() => String, { description: 'Such as member.add.' })
  deed: string;

  @Field(() => String, { nullable: true, description: 'What kind of thing it was done to.' })
  subjectKind: string | null;

  @Field(() => ID, { nullable: true })
  subjectId: string | null;

  @Field(() => JsonScalar, { nullable: true })
  before: unknown;

  @Field(() => JsonScalar, { nullable: true })
  after: unknown;

  @Field(() => String, { nullable: true, description: 'From which IP address.' })
  address: string | null;

  @Field(() => String, { nullable: true })
  userAgent: string | null;
}

@ObjectType({ description: 'One thing that happened.' })
export class LogEntry {
  @Field(() => ID)
  id: string;

  @Field(() => LogKind)
  kind: LogKind;

  @Field(() => LogLevel)
  level: EventLevel;

  @Field(() => GraphQLISODateTime)
  at: Date;

  @Field(() => String, { description: 'What happened, as one sentence.' })
  summary: string;

  @Field(() => ID, { nullable: true, description: 'The bot it is about; it may be gone by now.' })
  botId: string | null;

  @Field(() => CommandExecution, { nullable: true, description: 'Of COMMAND_EXECUTED alone.' })
  execution: CommandExecutedData | null;

  @Field(() => AuditedDeed, { nullable: true, description: 'Of AUDIT_RECORDED alone.' })
  audit: AuditedDeed | null;

  @Field(() => ServedRequest, { nullable: true, description: 'Of REQUEST_SERVED alone.' })
  request: ServedRequest | null;

  @Field(() => RaisedError, { nullable: true, description: 'Of ERROR_RAISED alone.' })
  error: RaisedError | null;
}

@ObjectType()
export class LogEntryConnection extends pagesOf(LogEntry) {
  @Field(() => String, {
    description:
      'Pass it as after to logAdded: you get everything since this page was read, each entry once.',
  })
  liveCursor: string;
}

@ObjectType()
export class LogEvent extends LiveEvent {
  @Field(() => LogEntry, { nullable: true })
  entry: LogEntry | null;
}

type ReadableEvent = Extract<LoggedEvent, { kind: LogKind }>;

export const isReadable = (event: LoggedEvent): event is ReadableEvent =>
  logKinds.some((kind) => kind === event.kind);

/** An event of the log as people read it. */
export function toLogEntry(event: ReadableEvent): LogEntry {
  return {
    id: event.id,
    kind: event.kind,
    level: event.level,
    at: timeOf(event.id),
    summary: summaryOf(event),
    botId: 'botId' in event.data ? event.data.botId : null,
    execution: event.kind === 'command.executed' ? event.data : null,
    audit: event.kind === 'audit.recorded' ? deedOf(event) : null,
    request: event.kind === 'request.served' ? event.data : null,
    error: event.kind === 'error.raised' ? raisedErrorOf(event.data) : null,
  };
}

const deedOf = ({ data, subject }: Extract<ReadableEvent, { kind: 'audit.recorded' }>): AuditedDeed => ({
  ...data,
  subjectKind: subject?.kind ?? null,
  subjectId: subject?.id ?? null,
});

function summaryOf(event: ReadableEvent): string {
  switch (event.kind) {
    case 'command.executed':
      return executionSentence(event.data);
    case 'automation.ran':
      return event.data.error === null ? event.data.what : `${event.data.what} ${event.data.error}`;
    case 'error.raised':
      return event.data.message;
    case 'request.served':
      return requestSentence(event.data);
    default:
      return event.data.what;
  }
}

function executionSentence({
  command,
  type,
  through,
  userName,
  outcome,
  guildName,
  channelName,
}: CommandExecutedData): string {
  const place = guildName ? `in #${channelName ?? 'a channel'} of ${guildName}` : 'in a direct message';
  const ends = {
    ANSWERED: 'and got an answer',
    REFUSED: 'and was refused',
    FAILED: 'and it failed',
    UNANSWERED: 'and got no answer',
  } as const satisfies Record<CommandExecutedData['outcome'], string>;
  const verb = through ? 'used' : 'ran';
  return `${userName} ${verb} ${useInWords(through, type, command)} ${place}, ${ends[outcome]}.`;
}
