import { howToAllow, intentWords, isPrivileged, mayAsk } from '@cube/discord-rules/intents';
import { allows, permissionsIn } from '@cube/discord-rules/permission-maths';
import { permissionWord } from '@cube/discord-rules/permission-names';
import { PermissionFlagsBits } from 'discord-api-types/v10';

import type { GuildNeed, IntentName, PermissionName } from '../guild-needs';
import { type Missing, MissingKind } from './missing.type';
import type { KnownChannel, KnownRole, Place } from './places';

/** All that findings are made of. */
export interface Ground {
  readonly needs: readonly GuildNeed[];
  readonly places: readonly Place[];
  readonly channels: ReadonlyMap<string, KnownChannel>;
  readonly roles: ReadonlyMap<string, KnownRole>;
  readonly intents: {
    /** What people chose; null where the needs decide. */
    readonly chosen: readonly string[] | null;
    /** Of the application; null until Discord has told. */
    readonly flags: number | null;
  };
}

/** One thing that one need lacks in one guild. */
interface Finding {
  readonly kind: MissingKind;
  readonly what: string;
  readonly name: string;
  /** Such as `Ban Members`, with its channel where it is about one. */
  readonly title: string;
  readonly channel: string | null;
  readonly mend: string;
}

/** What does not work for lack of something, the same thing in several guilds as one. */
export function missingOf(ground: Ground): readonly Missing[] {
  const found = new Map<string, { readonly finding: Finding; readonly places: Place[] }>();
  const add = (finding: Finding, place: Place | null) => {
    const key = [finding.what, finding.kind, finding.name, finding.channel].join('\n');
    const known = found.get(key) ?? { finding, places: [] };
    found.set(key, known);
    if (place && !known.places.includes(place)) known.places.push(place);
  };
  for (const need of ground.needs) {
    const places = placesOfNeed(need, ground);
    for (const place of places) {
      for (const finding of findingsIn(need, place, ground)) add(finding, place);
    }
    // A bot that is in no guild yet hears of none.
    for (const finding of unheard(need, ground)) places.forEach((place) => add(finding, place));
  }
  return [...found.values()].map(toMissing);
}

/** Where it would be used. Channels and roles lie in one guild each. */
function placesOfNeed(
  { guildId, channelId, exceptIn = [] }: GuildNeed,
  { places, channels }: Ground,
): readonly Place[] {
  const only = guildId ?? (channelId ? (channels.get(channelId)?.guildId ?? 'nowhere') : null);
  return places.filter(
    (place) => (only === null || place.guildId === only) && !exceptIn.includes(place.guildId),
  );
}

function findingsIn(need: GuildNeed, place: Place, { channels, roles }: Ground): readonly Finding[] {
  const channel = need.channelId ? channels.get(need.channelId) : undefined;
  const held = channel ? permissionsIn(place, channel.overwrites) : place.permissions;
  return [
    ...need.permissions
      .filter((name) => !allows(held, PermissionFlagsBits[name]))
      .map((name) => lacking(need, name, place, channel)),
    ...(need.roleIds ?? []).flatMap((id) => {
      const role = roles.get(id);
      return role?.guildId === place.guildId ? outOfReach(need, role, place) : [];
    }),
  ];
}

function lacking(
  { what }: GuildNeed,
  name: PermissionName,
  { permissions }: Place,
  channel: KnownChannel | undefined,
): Finding {
  const title = permissionWord(name);
  const isOfChannel = channel && allows(permissions, PermissionFlagsBits[name]);
  return {
    kind: MissingKind.PERMISSION,
    what,
    name,
    title,
    channel: channel?.name ?? null,
    mend: isOfChannel
      ? `Allow the bot ${title} in the permissions of #${channel.name}.`
      : `Give a role of the bot ${title} in the settings of the server, or invite the bot anew with it.`,
  };
}

/** A bot gives and takes only roles below its own highest one, whatever else it may. */
function outOfReach({ what }: GuildNeed, role: KnownRole, { height }: Place): readonly Finding[] {
  if (!role.managed && role.position < height) return [];
  return [
    {
      kind: MissingKind.ROLE,
      what,
      name: role.id,
      title: role.managed ? `a role that can be given, unlike ${role.name}` : `a role above ${role.name}`,
      channel: null,
      mend: role.managed
        ? `Choose another role: ${role.name} is given by Discord or an integration alone.`
        : `Move a role of the bot above ${role.name}, in the list of roles of the server.`,
    },
  ];
}

/** Intents that the bot does not ask for, or is not allowed to. */
function unheard(need: GuildNeed, { intents: { chosen, flags } }: Ground): readonly Finding[] {
  return need.intents.flatMap((name) => {
    const isRefused = mayAsk(name, flags) === false;
    const isLeftOut = chosen !== null && name !== 'Guilds' && !chosen.includes(name);
    if (!isRefused && !isLeftOut) return [];
    return [
      {
        kind: MissingKind.INTENT,
        what: need.what,
        name,
        title: `the intent ${intentWords[name]}`,
        channel: null,
        mend: isRefused
          ? refusedMend(name)
          : `Add ${intentWords[name]} to the intents of the bot, in its settings.`,
      },
    ];
  });
}

const refusedMend = (name: IntentName): string =>
  `${isPrivileged(name) ? howToAllow([name]) : ''}, then have it looked up again in the settings of the bot.`;

function toMissing({
  finding: { kind, what, name, title, channel, mend },
  places,
}: {
  readonly finding: Finding;
  readonly places: readonly Place[];
}): Missing {
  const where = whereOf(places, channel);
  return {
    kind,
    what,
    name,
    title,
    guildIds: places.map(({ guildId }) => guildId),
    guildCount: places.length,
    // An intent is the bot's, wherever it is.
    sentence: `${what} needs ${title}${kind === MissingKind.INTENT ? '' : where}.`,
    mend,
  };
}

function whereOf([place, ...others]: readonly Place[], channel: string | null): string {
  if (!place) return '';
  if (others.length > 0) return ` in ${others.length + 1} servers`;
  return channel === null ? ` in ${place.name}` : ` in #${channel} of ${place.name}`;
}
