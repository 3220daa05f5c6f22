/** What a thing went through. */
export type Change = 'ADDED' | 'UPDATED' | 'REMOVED';

/** Who did something and where it happened, as it was known at that moment. */
export interface CommandExecutedData {
  readonly botId: string;
  readonly command: string;
  /** The kind of command; what Discord calls an entry point is none of ours and has none. */
  readonly type: 'CHAT_INPUT' | 'USER' | 'MESSAGE' | 'PREFIX' | null;
  /** What the command had shown, when that was used and not the command itself. */
  readonly through?: 'BUTTON' | 'MENU' | 'FORM';
  /** The row of the command; null for one that the bot does not have. */
  readonly commandId: string | null;
  /** The number of the version that served it; null for commands of our own code. */
  readonly version: number | null;
  readonly interactionId: string;
  readonly userId: string;
  readonly userName: string;
  readonly guildId: string | null;
  readonly guildName: string | null;
  readonly channelId: string | null;
  readonly channelName: string | null;
  readonly outcome: 'ANSWERED' | 'REFUSED' | 'FAILED' | 'UNANSWERED';
  /** Which gate refused it, if one did. */
  readonly gate: 'KNOWN' | 'ENABLED' | 'PERMITTED' | 'THROTTLED' | null;
  /** Milliseconds from the gateway packet to the end of the handler. */
  readonly duration: number;
  readonly error: string | null;
}

/** Who did what, for whoever has to account for it later. Written in the transaction of the deed itself. */
export interface AuditData {
  /** Null for what the product or its operator's terminal did. */
  readonly actorId: string | null;
  readonly actorName: string;
  readonly by: 'session' | 'key' | 'system';
  /** Such as `member.add`. */
  readonly deed: string;
  /** The sentence of the log. */
  readonly what: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly botId: string | null;
}

/** How far a job of a queue is. */
export interface JobProgress {
  readonly job: 'GUILD_READING' | 'MAIL';
  /** The bot whose guilds are read, or the mail. */
  readonly subjectId: string;
  readonly botId: string | null;
  readonly state: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  readonly done: number;
  /** Null while nobody knows. */
  readonly total: number | null;
  readonly problem: string | null;
}

/** One request that was answered: who asked what, and what it took. Never what was asked with: variables may be secrets. */
export interface RequestServedData {
  /** The sentence of the log; missing in entries that are older than it. */
  readonly what?: string;
  readonly via: 'GRAPHQL' | 'REST';
  /** The name that the caller gave the operation, or the route of REST. */
  readonly operation: string | null;
  /** Null when it was not understood so far that there was an operation. */
  readonly type: 'QUERY' | 'MUTATION' | null;
  /** The fields of the root that were asked for. */
  readonly fields: readonly string[];
  /** Null for a stranger. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly by: 'session' | 'key' | null;
  /** Of the API key. */
  readonly keyId: string | null;
  /** Points. */
  readonly cost: number;
  /** Milliseconds until the answer was ready. */
  readonly duration: number;
  /** The code of the first error; null when all is well. */
  readonly code: string | null;
  readonly address: string;
  /** How many requests of this process were not written down since the last one that was, for there were too many. */
  readonly unrecorded: number;
}

/** A fault. What is optional is missing in entries that are older than it. */
export interface ErrorRaisedData {
  readonly botId: string | null;
  readonly message: string;
  readonly fingerprint: string;
  /** What kind of error it is, such as TypeError. */
  readonly name?: string | null;
  /** The file of the workspace and the function in which it was thrown. */
  readonly module?: string | null;
  readonly function?: string | null;
  readonly stack?: string | null;
  /** What was being done, in words. */
  readonly where?: string | null;
  /** The operation, or the route of REST, that was asked for, and by whom; null when it was no request, or a stranger’s. */
  readonly operation?: string | null;
  readonly accountId?: string | null;
  readonly accountName?: string | null;
}

/** Every kind of event and what it carries. No secret ever stands in here. */
export interface EventMap {
  'command.executed': CommandExecutedData;
  /** `what` is the sentence of the log; `commandId` is null when the news is the synchronisation. */
  'command.changed': {
    botId: string;
    commandId: string | null;
    change: Change;
    what: string;
    refused: boolean;
  };
  'bot.changed': { botId: string; change: Change; what: string; failing: boolean };
  /** Milliseconds to the gateway and back; for whoever looks on, not for the log that people read. */
  'bot.measured': { botId: string; latency: number | null };
  /** `guildId` is null when the news is the synchronisation of all guilds. */
  'guild.changed': { botId: string; guildId: string | null; change: Change; what: string };
  /** What a bot did by itself in a guild, or tried to: a greeting, a role, a scheduled message. */
  'automation.ran': {
    botId: string;
    guildId: string;
    what: string;
    /** Null when it worked. */
    error: string | null;
  };
  'session.changed': { accountId: string; sessionId: string; change: Change; what: string };
  /** Somebody was not let in; `accountId` is null where nobody of ours is behind it. What they typed stands nowhere. */
  'sign_in.failed': {
    accountId: string | null;
    by: 'password' | 'discord';
    why: string;
    address: string;
    what: string;
  };
  'account.changed': { accountId: string; change: Change; what: string };
  'member.changed': { botId: string; accountId: string; change: Change; what: string };
  'key.changed': { keyId: string; accountId: string; change: Change; what: string };
  /** `accountId` is whoever proposed it. */
  'proposal.changed': { proposalId: string; accountId: string | null; change: Change; what: string };
  'mail.changed': { mailId: string; change: Change };
  'audit.recorded': AuditData;
  /** For whoever looks on, not for the log that people read. */
  'job.progressed': JobProgress;
  'connection.changed': { connectionId: string; change: Change; isClosing: boolean };
  /** Somebody opened the pages of a bot, or left them; for whoever looks on, not for the log that people read. */
  'presence.changed': { botId: string };
  /** `kind` says of what it is a version: not everybody who sees the bot sees all of it. */
  'version.added': { botId: string; versionId: string; kind: string };
  'request.served': RequestServedData;
  'error.raised': ErrorRaisedData;
  'error.resolved': { fingerprint: string; by: string };
  /** An alert fired or is well again, or a rule or a target of alerts was changed. */
  'alert.changed': {
    alertId: string | null;
    ruleId: string | null;
    targetId: string | null;
    botId: string | null;
    change: Change;
    attention: EventLevel;
    what: string;
  };
  /** Facts are missing here, for neither PostgreSQL nor the disk took them. */
  'log.gapped': { dropped: number; what: string };
  /** The health of the house is worth looking at anew; for whoever looks on, not for the log that people read. */
  'system.measured': Readonly<Record<string, never>>;
}

export type EventKind = keyof EventMap;

/** The kinds, for whoever must list them; each has a partition of its own in the log. */
export const eventKinds = [
  'command.executed',
  'command.changed',
  'bot.changed',
  'bot.measured',
  'guild.changed',
  'automation.ran',
  'session.changed',
  'sign_in.failed',
  'account.changed',
  'member.changed',
  'key.changed',
  'proposal.changed',
  'mail.changed',
  'audit.recorded',
  'job.progressed',
  'connection.changed',
  'presence.changed',
  'version.added',
  'request.served',
  'error.raised',
  'error.resolved',
  'alert.changed',
  'log.gapped',
  'system.measured',
] as const satisfies readonly EventKind[];

export type EventLevel = 'INFO' | 'WARNING' | 'ERROR';

type LevelOf = { readonly [Kind in EventKind]: (data: EventMap[Kind]) => EventLevel };

const levels: LevelOf = {
  'command.executed': ({ outcome }) =>
    outcome === 'FAILED' ? 'ERROR' : outcome === 'ANSWERED' ? 'INFO' : 'WARNING',
  'command.changed': ({ refused }) => (refused ? 'WARNING' : 'INFO'),
  'bot.changed': ({ failing }) => (failing ? 'ERROR' : 'INFO'),
  'bot.measured': () => 'INFO',
  'guild.changed': () => 'INFO',
  'automation.ran': ({ error }) => (error === null ? 'INFO' : 'ERROR'),
  'session.changed': () => 'INFO',
  'sign_in.failed': () => 'WARNING',
  'account.changed': () => 'INFO',
  'member.changed': () => 'INFO',
  'key.changed': () => 'INFO',
  'proposal.changed': () => 'WARNING',
  'mail.changed': () => 'INFO',
  'audit.recorded': () => 'INFO',
  'job.progressed': ({ state }) => (state === 'FAILED' ? 'ERROR' : 'INFO'),
  'connection.changed': () => 'INFO',
  'presence.changed': () => 'INFO',
  'version.added': () => 'INFO',
  'request.served': ({ code }) => (code === null ? 'INFO' : code === 'INTERNAL' ? 'ERROR' : 'WARNING'),
  'error.raised': () => 'ERROR',
  'error.resolved': () => 'INFO',
  'alert.changed': ({ attention }) => attention,
  'log.gapped': () => 'ERROR',
  'system.measured': () => 'INFO',
};

/** How much an event asks for somebody's attention; stored with it, so that a log can be read by it. */
export function levelOf<Kind extends EventKind>(kind: Kind, data: EventMap[Kind]): EventLevel {
  return levels[kind](data);
}

/** An event as its producer writes it. `topic` is what subscribers select by, the bot's id for all that belongs to a bot. */
export interface NewEvent<Kind extends EventKind = EventKind> {
  readonly kind: Kind;
  readonly topic: string | null;
  readonly subject: { readonly kind: string; readonly id: string } | null;
  readonly data: EventMap[Kind];
}

/** An event as it stands in the log. `id` is its identity (UUIDv7, so it knows its time); `seq` its place in commit order. */
export type LoggedEvent = {
  [Kind in EventKind]: NewEvent<Kind> & {
    readonly kind: Kind;
    readonly id: string;
    readonly seq: number;
    readonly level: EventLevel;
  };
}[EventKind];

/** When an id of version 7 was made: its first 48 bits are milliseconds since 1970 (RFC 9562, section 5.7). */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}

/** The lowest UUIDv7 of a moment: a bound that lets PostgreSQL leave older partitions alone. */
export function lowestIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
