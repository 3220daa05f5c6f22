import { isDeepStrictEqual } from 'node:util';

import { VersionKind } from '@cube/versions/version.entity';

import { type Bond, isSamePlace } from '../reaction-roles/bond';
import type { Schedule } from '../scheduled-messages/schedule';
import type { BotFile } from './bot-file';
import type { BotNow } from './bot-now';
import { type Pair, paired } from './pairs';
import { type Planned, planned } from './planned';

/** Compares what a bot does by itself in guilds with what a file wants of it. */
export const automations = (now: BotNow, file: BotFile): readonly Planned[] => [
  ...Object.entries(file.reactionRoles ?? {}).flatMap(([guildId, wanted]) =>
    paired(now.reactionRoles.get(guildId) ?? [], wanted, [isSamePlace]).map((bond) => ({
      ...plannedIn(now, guildId, bond, bondWords),
      bond,
    })),
  ),
  // They have no name: those that are just so stay, and of the others one becomes the next.
  ...Object.entries(file.scheduledMessages ?? {}).flatMap(([guildId, wanted]) =>
    paired(now.scheduledMessages.get(guildId) ?? [], wanted, [isDeepStrictEqual, () => true]).map(
      (schedule) => ({ ...plannedIn(now, guildId, schedule, scheduleWords), schedule }),
    ),
  ),
];

interface Words<Written> {
  readonly kind: VersionKind;
  readonly part: keyof BotFile;
  titleOf(written: Written): string;
}
const bondWords: Words<Bond> = {
  kind: VersionKind.REACTION_ROLE,
  part: 'reactionRoles',
  titleOf: ({ emoji, messageId }) => `Reaction role ${emoji} under ${messageId}`,
};
const scheduleWords: Words<Schedule> = {
  kind: VersionKind.SCHEDULED_MESSAGE,
  part: 'scheduledMessages',
  titleOf: ({ cron }) => `Scheduled message at ${cron}`,
};

function plannedIn<Written extends object>(
  now: BotNow,
  guildId: string,
  { known, written, index }: Pair<Written>,
  { kind, part, titleOf }: Words<Written>,
): Planned {
  const named = written ?? known?.written;
  const title = named ? titleOf(named) : '';
  return planned(
    {
      kind,
      key: `${part} ${guildId} ${index ?? known?.id}`,
      title: `${title} in ${now.guilds.get(guildId)?.name ?? guildId}`,
      path: index === null ? null : `${part}.${guildId}.${index}`,
      guildId,
    },
    known?.written ?? null,
    written,
  );
}
