import { registerEnumType } from '@nestjs/graphql';

import type { KnownCommand } from '../command-table';

/** What stands between somebody and a command, in the order in which it is asked. */
export enum Gate {
  KNOWN = 'KNOWN',
  ENABLED = 'ENABLED',
  PERMITTED = 'PERMITTED',
  THROTTLED = 'THROTTLED',
}
registerEnumType(Gate, {
  name: 'Gate',
  description: 'What stands between somebody and a command, in the order in which it is asked.',
  valuesMap: {
    KNOWN: { description: 'The bot has such a command.' },
    ENABLED: { description: 'It is switched on, for the bot and in this server.' },
    PERMITTED: { description: 'It is open to this person, in this channel.' },
    THROTTLED: { description: 'It was not used too often of late.' },
  },
});

/** Who wants to run a command, and where. */
export interface Asker {
  readonly userId: string;
  /** Of the member in this guild. To gather them may cost more than all gates: only who names roles asks for them. */
  readonly roleIds: readonly string[];
  /** Null in direct messages. */
  readonly guildId: string | null;
  readonly channelId: string | null;
}

/** What the gates ask of a command. */
export type GatedCommand = Pick<KnownCommand, 'name' | 'enabled' | 'offIn' | 'audience'>;

/** A gate that stays shut. */
export interface Refusal {
  readonly gate: Gate;
  /** What whoever asks is told. */
  readonly sentence: string;
  /** The one change that would let them through, for admins. */
  readonly remedy: string;
}

/** To whom a command is open. An empty list opens it to everybody; a name on `not` is kept out whatever else holds. */
export interface Audience {
  readonly roles?: readonly string[];
  readonly channels?: readonly string[];
  readonly members?: readonly string[];
  readonly notRoles?: readonly string[];
  readonly notChannels?: readonly string[];
  readonly notMembers?: readonly string[];
}

/** At most so many uses within so many seconds, counted for each of what `per` names. */
export interface Throttle {
  readonly per: 'user' | 'guild' | 'channel' | 'command';
  readonly uses: number;
  readonly seconds: number;
}

/** What whoever asks for a command that the bot does not have is told. */
export const unknownHere: Refusal = {
  gate: Gate.KNOWN,
  sentence: 'This command is not there any more: it was removed, or Discord shows an old list.',
  remedy: 'Synchronise the commands of this bot: Discord then shows only those that there are.',
};

/** The first of the gates that needs no counting which stays shut; null when they are all open. */
export function refusalOf(command: GatedCommand | null, asker: Asker): Refusal | null {
  if (!command) return unknownHere;
  return switchedOff(command, asker) ?? notPermitted(command, asker);
}

function switchedOff({ name, enabled, offIn }: GatedCommand, { guildId }: Asker): Refusal | null {
  if (!enabled) {
    return {
      gate: Gate.ENABLED,
      sentence: 'This command is switched off at the moment.',
      remedy: `Switch /${name} on.`,
    };
  }
  if (guildId === null || !offIn.includes(guildId)) return null;
  return {
    gate: Gate.ENABLED,
    sentence: 'This command is switched off in this server.',
    remedy: `Switch /${name} on in the settings of this server.`,
  };
}

function notPermitted({ name, audience }: GatedCommand, asker: Asker): Refusal | null {
  const {
    roles = [],
    channels = [],
    members = [],
    notRoles = [],
    notChannels = [],
    notMembers = [],
  } = audience;
  const { userId, channelId } = asker;
  const shut = (sentence: string, remedy: string): Refusal => ({ gate: Gate.PERMITTED, sentence, remedy });

  if (notMembers.includes(userId)) {
    return shut('You may not use this command.', `Take this person from those who may not use /${name}.`);
  }
  if (notRoles.some((role) => asker.roleIds.includes(role))) {
    return shut(
      'One of your roles may not use this command.',
      `Take their role from those that may not use /${name}, or the role from them.`,
    );
  }
  const isOpenHere = channels.length === 0 || (channelId !== null && channels.includes(channelId));
  if (!isOpenHere || (channelId !== null && notChannels.includes(channelId))) {
    return shut('This command is not for this channel.', `Open /${name} to this channel.`);
  }
  if (roles.length === 0 && members.length === 0) return null;
  if (members.includes(userId) || roles.some((role) => asker.roleIds.includes(role))) return null;
  return shut(
    'This command is for certain people only.',
    `Give them one of the roles that may use /${name}, or name them among its members.`,
  );
}
