import type { Permission, VersionKind, VersionRowFragment } from '../graphql.generated';

export const versionKinds = [
  'BOT',
  'COMMAND',
  'GUILD_SETTINGS',
  'REACTION_ROLE',
  'SCHEDULED_MESSAGE',
] as const satisfies readonly VersionKind[];

export const kindWords = {
  BOT: 'The bot itself',
  COMMAND: 'Commands',
  GUILD_SETTINGS: 'Server settings',
  REACTION_ROLE: 'Reaction roles',
  SCHEDULED_MESSAGE: 'Scheduled messages',
} as const satisfies Record<VersionKind, string>;

/** What it takes to restore a version. */
export const editing = {
  BOT: 'EDIT_BOTS',
  COMMAND: 'EDIT_COMMANDS',
  GUILD_SETTINGS: 'EDIT_GUILDS',
  REACTION_ROLE: 'EDIT_GUILDS',
  SCHEDULED_MESSAGE: 'EDIT_GUILDS',
} as const satisfies Record<VersionKind, Permission>;

/** Fields whose names say little. */
const fieldWords: Readonly<Record<string, string>> = {
  shape: 'options',
  enabled: 'switch',
  channelId: 'channel',
  messageId: 'message',
  roleId: 'role',
  cron: 'time',
  timeZone: 'time zone',
  template: 'text',
};
const mostFields = 3;

/** What the settings of a server are called, by their keys. */
export type Titles = ReadonlyMap<string, string>;

/** What people call a field; of what they know no better name for, its path. */
export const fieldName = (path: string, kind: VersionKind, titles: Titles): string =>
  (kind === 'GUILD_SETTINGS' ? titles.get(path) : fieldWords[path]) ?? path;

/** What somebody did, as the rest of a sentence that begins with their name. */
export function deedOf(
  { kind, change, title, restoredFrom, changes }: VersionRowFragment,
  titles: Titles,
): string {
  const fields = () => fieldsIn(changes, kind, titles);
  if (change === 'ADDED') return restoredFrom ? `brought ${title} back` : `added ${title}`;
  if (change === 'REMOVED') return `deleted ${title}`;
  if (restoredFrom) return `restored the ${fields()} of ${title} from version ${restoredFrom}`;
  const [only, ...others] = changes;
  if (only?.path === 'enabled' && others.length === 0)
    return `switched ${title} ${only.after ? 'on' : 'off'}`;
  return `changed the ${fields()} of ${title}`;
}

function fieldsIn(changes: VersionRowFragment['changes'], kind: VersionKind, titles: Titles): string {
  const heads = [...new Set(changes.map(({ path }) => path.split('.')[0] ?? path))];
  const shown = heads.slice(0, mostFields).map((head) => fieldName(head, kind, titles));
  const rest = heads.length - shown.length;
  const words = rest > 0 ? [...shown, `${rest} more`] : shown;
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? 'state');
}

/** A value as people read it: text as it stands, everything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** The server to which a thing belongs; undefined for what belongs to its bot alone. */
export const guildOf = ({ kind, subjectId }: Pick<OpenVersion, 'kind' | 'subjectId'>): string | undefined =>
  editing[kind] === 'EDIT_GUILDS' ? subjectId.split(':')[0] : undefined;

/** Which version a page shows, as its address has it: kind, id of the thing, number. */
export interface OpenVersion {
  readonly kind: VersionKind;
  readonly subjectId: string;
  readonly number: number;
}

export const addressOf = ({ kind, subjectId, number }: OpenVersion): string =>
  `${kind}/${subjectId}/${number}`;

/** Null for an address that names none. */
export function versionAt(address: string | null): OpenVersion | null {
  const [kindName, subjectId, number] = address?.split('/') ?? [];
  const kind = versionKinds.find((each) => each === kindName);
  return kind && subjectId && Number(number) > 0 ? { kind, subjectId, number: Number(number) } : null;
}
