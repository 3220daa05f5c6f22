import type { APIApplicationCommand } from 'discord-api-types/v10';
import { InteractionContextType } from 'discord-api-types/v10';

import { allows } from '../world/permissions';
import type { Channel } from '../world/state';

export interface CommandPlace {
  channel: Channel;
  /** Of the channel, or of the one that a thread hangs on. */
  isAgeRestricted: boolean;
  /** What the person may do there. */
  permissions: bigint;
}

/** Why a person cannot run a command in a place; null when they can. Discord's client would not show it to them. */
export function whyNot(
  command: APIApplicationCommand,
  { channel, isAgeRestricted, permissions }: CommandPlace,
): string | null {
  const isDirect = channel.guildId === null;
  const context = isDirect ? InteractionContextType.BotDM : InteractionContextType.Guild;
  // discord-api-types marks dm_permission as outdated; commands that were made with it still heed it.
  const { dm_permission: isAllowedInDirectMessages = true, contexts } = command;
  const isContextFine = contexts ? contexts.includes(context) : !isDirect || isAllowedInDirectMessages;
  if (!isContextFine) return `/${command.name} cannot be run here: its contexts do not allow it.`;
  if (command.nsfw && !isDirect && !isAgeRestricted)
    return `/${command.name} is age-restricted: it runs in age-restricted channels and direct messages.`;
  if (isDirect || allows(permissions, 'Administrator')) return null;
  if (!allows(permissions, 'UseApplicationCommands'))
    return `Who may not use application commands cannot run /${command.name}.`;
  const needed = command.default_member_permissions;
  if (needed === null || needed === undefined) return null;
  const isPermitted = needed !== '0' && (permissions & BigInt(needed)) === BigInt(needed);
  return isPermitted ? null : `/${command.name} needs permissions that this person does not have here.`;
}
