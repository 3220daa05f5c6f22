import { PermissionFlagsBits } from 'discord-api-types/v10';

import type { Guild, Member } from './state';

const all = Object.values(PermissionFlagsBits).reduce((sum, bit) => sum | bit, 0n);

/** What a new guild lets everyone do. */
export const everyonePermissions = [
  PermissionFlagsBits.CreateInstantInvite,
  PermissionFlagsBits.AddReactions,
  PermissionFlagsBits.ViewChannel,
  PermissionFlagsBits.SendMessages,
  PermissionFlagsBits.EmbedLinks,
  PermissionFlagsBits.AttachFiles,
  PermissionFlagsBits.ReadMessageHistory,
  PermissionFlagsBits.UseExternalEmojis,
  PermissionFlagsBits.Connect,
  PermissionFlagsBits.Speak,
  PermissionFlagsBits.ChangeNickname,
  PermissionFlagsBits.UseApplicationCommands,
]
  .reduce((sum, bit) => sum | bit, 0n)
  .toString();

/** A member's permissions in the whole guild: the owner and administrators have all, others the sum of their roles. */
export function permissionsOf(guild: Guild, member: Member): string {
  if (guild.ownerId === member.userId) return all.toString();
  const sum = guild.roles
    .filter(({ id }) => id === guild.id || member.roleIds.includes(id))
    .reduce((bits, role) => bits | BigInt(role.permissions), 0n);
  return (sum & PermissionFlagsBits.Administrator ? all : sum).toString();
}
