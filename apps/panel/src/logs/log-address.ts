import type { ParamMap } from '@angular/router';

import type { CommandOutcome, LogFilter, LogKind, LogLevel, Permission } from '../graphql.generated';

/** The filters that stand in the address of a log page, by their names there. */
export const listNames = ['kind', 'level', 'outcome', 'guild', 'command', 'user'] as const;
export type ListName = (typeof listNames)[number];
export type FilterName = ListName | 'bot' | 'q' | 'time';

export const kinds = [
  'COMMAND_EXECUTED',
  'COMMAND_CHANGED',
  'BOT_CHANGED',
  'GUILD_CHANGED',
  'AUTOMATION_RAN',
  'SESSION_CHANGED',
  'SIGN_IN_FAILED',
  'ERROR_RAISED',
  'ALERT_CHANGED',
  'LOG_GAPPED',
  'AUDIT_RECORDED',
  'REQUEST_SERVED',
] as const satisfies readonly LogKind[];
/** What it takes to read some kinds, beside the log. */
export const kindNeeds: Readonly<Partial<Record<LogKind, Permission>>> = {
  AUDIT_RECORDED: 'MANAGE_PEOPLE',
  REQUEST_SERVED: 'VIEW_CONNECTIONS',
  SESSION_CHANGED: 'VIEW_PEOPLE',
  SIGN_IN_FAILED: 'VIEW_CONNECTIONS',
};
export const levels = ['INFO', 'WARNING', 'ERROR'] as const satisfies readonly LogLevel[];
const outcomes = ['ANSWERED', 'REFUSED', 'FAILED', 'UNANSWERED'] as const satisfies readonly CommandOutcome[];

const hour = 60 * 60 * 1000;
/** Times before now; milliseconds. */
export const times = {
  hour: { word: 'Last hour', length: hour },
  day: { word: 'Last 24 hours', length: 24 * hour },
  week: { word: 'Last 7 days', length: 7 * 24 * hour },
  month: { word: 'Last 30 days', length: 30 * 24 * hour },
} as const;
export type TimeName = keyof typeof times;
export const timeNames = ['hour', 'day', 'week', 'month'] as const satisfies readonly TimeName[];

/** What is chosen of a list; what we do not know is left out. */
export function chosenIn(address: ParamMap, name: ListName): readonly string[] {
  // Kinds and levels once stood between commas; names of commands may hold some.
  const known: readonly string[] | undefined = { kind: kinds, level: levels, outcome: outcomes }[
    String(name)
  ];
  const values = address.getAll(name);
  return known ? known.filter((each) => values.flatMap((value) => value.split(',')).includes(each)) : values;
}

export const timeIn = (address: ParamMap): TimeName | undefined =>
  timeNames.find((name) => name === address.get('time'));

/** The filter that an address asks for. `botId` is that of a bot's own page. */
export function filterOf(address: ParamMap, botId: string | undefined): LogFilter {
  const bot = botId ?? address.get('bot');
  const time = timeIn(address);
  const text = address.get('q')?.trim();
  const list = <Value extends string>(all: readonly Value[], name: ListName) => {
    const chosen = all.filter((each) => chosenIn(address, name).includes(each));
    return chosen.length > 0 ? chosen : undefined;
  };
  const named = (name: ListName) => {
    const chosen = chosenIn(address, name);
    return chosen.length > 0 ? [...chosen] : undefined;
  };
  return withoutHoles({
    botId: bot === '' || bot === null ? undefined : bot,
    kinds: list(kinds, 'kind'),
    levels: list(levels, 'level'),
    outcomes: list(outcomes, 'outcome'),
    guildIds: named('guild'),
    commands: named('command'),
    userIds: named('user'),
    text: text === '' ? undefined : text,
    from: time && new Date(Date.now() - times[time].length).toISOString(),
  });
}

/** The address of the same as a file. */
export function exportAddress(filter: LogFilter, format: 'csv' | 'ndjson'): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) {
    for (const each of [value].flat()) query.append(name, String(each));
  }
  return `/api/v1/logs/export?${query.toString()}`;
}

const withoutHoles = (filter: {
  readonly [Name in keyof LogFilter]: LogFilter[Name] | undefined;
}): LogFilter => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
