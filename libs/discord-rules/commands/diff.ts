import type { CommandShape, IntegrationType } from './command-shape';
import { type NormalCommand, normalised } from './normal';

export interface FieldChange {
  /** As in the rules: `options.0.choices.3.name`, by the places in the later command; what was taken out, by its old place. */
  readonly path: string;
  /** Null when it was not there. */
  readonly before: unknown;
  /** Null when it is there no more. */
  readonly after: unknown;
}

/** What a command gets that leaves a choice to the application. */
export interface ApplicationDefaults {
  /** "Defaults to your app's configured contexts"; GET /applications/@me tells them as `integration_types_config`. */
  readonly integrationTypes: readonly IntegrationType[];
}

const plainApplication: ApplicationDefaults = { integrationTypes: ['GUILD_INSTALL'] };

/** What must be told to Discord so that it has `after` where it has `before`; empty when it would see no difference. */
export function diff(
  before: CommandShape,
  after: CommandShape,
  defaults: ApplicationDefaults = plainApplication,
): readonly FieldChange[] {
  return changesOf(filled(before, defaults), filled(after, defaults), '');
}

/** A guild's command has no contexts and is there for the guild alone: without this a plan would find them missing for ever. */
export const forGuild = (shape: CommandShape): CommandShape => ({
  ...shape,
  contexts: null,
  integrationTypes: null,
});

/**
 * A command that names no contexts runs in guilds and in messages to the bot, and in no others
 * (discord/discord-api-docs, issues 6744 and 7108).
 */
function filled(shape: CommandShape, { integrationTypes }: ApplicationDefaults): NormalCommand {
  const { contexts, ...command } = normalised(shape);
  return normalised({
    ...command,
    contexts: contexts ?? ['GUILD', 'BOT_DM'],
    integrationTypes: command.integrationTypes ?? integrationTypes,
  });
}

function changesOf(before: unknown, after: unknown, path: string): readonly FieldChange[] {
  if (isNamedList(before) && isNamedList(after)) return changesOfList(before, after, path);
  if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => changesOf(before[key] ?? null, after[key] ?? null, within(path, key)));
  }
  return valueChanges(before, after, path);
}

const valueChanges = (before: unknown, after: unknown, path: string): readonly FieldChange[] =>
  JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];

/** Options and choices are known by their names, so that one put in front does not make all of them look changed. */
function changesOfList(before: NamedList, after: NamedList, path: string): readonly FieldChange[] {
  const known = namesIn(before);
  const wanted = namesIn(after);
  const kept = known.filter((name) => wanted.includes(name));
  const order = wanted.filter((name) => known.includes(name));
  return [
    ...before.flatMap((item, index) =>
      wanted.includes(item.name) ? [] : [{ path: within(path, index), before: item, after: null }],
    ),
    ...after.flatMap((item, index) => {
      const old = before.find(({ name }) => name === item.name);
      const place = within(path, index);
      return old ? changesOf(old, item, place) : [{ path: place, before: null, after: item }];
    }),
    ...valueChanges(kept, order, path),
  ];
}

type NamedList = readonly { readonly name: string }[];

const namesIn = (list: NamedList): readonly string[] => list.map(({ name }) => name);

const within = (path: string, key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNamedList = (value: unknown): value is NamedList =>
  Array.isArray(value) &&
  value.every((item) => isRecord(item) && typeof item['name'] === 'string') &&
  // Two of one name, which the rules refuse, cannot be told apart.
  new Set(value.map((item: unknown) => isRecord(item) && item['name'])).size === value.length;
