import { OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';

import type { Channel, Guild, Member } from './state';

export type Permission = keyof typeof PermissionFlagsBits;

const bitsOf = (names: readonly Permission[]) =>
  names.reduce((sum, name) => sum | PermissionFlagsBits[name], 0n);

const all = Object.values(PermissionFlagsBits).reduce((sum, bit) => sum | bit, 0n);

/** What a new guild lets everyone do. */
export const everyonePermissions = bitsOf([
  'CreateInstantInvite',
  'AddReactions',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'Connect',
  'Speak',
  'ChangeNickname',
  'UseApplicationCommands',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'SendMessagesInThreads',
  'UseExternalStickers',
  'SendPolls',
]).toString();

/** Direct messages know no roles. */
const directPermissions = bitsOf([
  'AddReactions',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'MentionEveryone',
  'UseExternalEmojis',
  'UseApplicationCommands',
  'UseExternalStickers',
  'SendVoiceMessages',
  'SendPolls',
]);

/** All that a member in time-out keeps. */
const timeoutPermissions = bitsOf(['ViewChannel', 'ReadMessageHistory']);

/** What means nothing to somebody who may not write. */
const writingPermissions = bitsOf(['MentionEveryone', 'SendTTSMessages', 'AttachFiles', 'EmbedLinks']);

export interface Where {
  guild: Guild | undefined;
  /** For a thread: the channel that it hangs on. */
  channel?: Channel | undefined;
  /** Milliseconds, to tell whether a time-out is over. */
  now: number;
}

/**
 * A person's permissions in a guild or in one of its channels, by the algorithm of Discord's documentation
 * (topics/permissions, "Permission Hierarchy").
 */
export function permissionsOf(userId: string, { guild, channel, now }: Where): bigint {
  if (!guild) return channel?.recipientIds.includes(userId) ? directPermissions : 0n;
  const member = guild.members.find((one) => one.userId === userId);
  if (!member) return 0n;
  const base = basePermissions(guild, member);
  if (base === all) return all;
  const here = channel ? inChannel(base, guild, channel, member) : base;
  const isTimedOut = member.timeoutUntil !== null && Date.parse(member.timeoutUntil) > now;
  return isTimedOut ? here & timeoutPermissions : here;
}

/** Whether somebody with these permissions may do what needs that one. Administrators may do everything. */
export const allows = (permissions: bigint, name: Permission): boolean =>
  (permissions & PermissionFlagsBits[name]) !== 0n;

/** The owner and administrators have all, others the sum of their roles. */
function basePermissions(guild: Guild, member: Member): bigint {
  if (guild.ownerId === member.userId) return all;
  let sum = 0n;
  for (const { id, permissions } of guild.roles)
    if (id === guild.id || member.roleIds.includes(id)) sum |= BigInt(permissions);
  return sum & PermissionFlagsBits.Administrator ? all : sum;
}

function inChannel(base: bigint, guild: Guild, channel: Channel, member: Member): bigint {
  const bits = channel.overwrites.length === 0 ? base : overwritten(base, guild, channel, member);
  if (!allows(bits, 'ViewChannel')) return 0n;
  return allows(bits, 'SendMessages') ? bits : bits & ~writingPermissions;
}

function overwritten(base: bigint, guild: Guild, { overwrites }: Channel, member: Member): bigint {
  const apply = (bits: bigint, allow: bigint, deny: bigint) => (bits & ~deny) | allow;
  const sumOf = (chosen: typeof overwrites): [allow: bigint, deny: bigint] => [
    chosen.reduce((bits, { allow }) => bits | BigInt(allow), 0n),
    chosen.reduce((bits, { deny }) => bits | BigInt(deny), 0n),
  ];
  const everyone = overwrites.filter(({ id }) => id === guild.id);
  const roles = overwrites.filter(
    ({ id, type }) => type === OverwriteType.Role && id !== guild.id && member.roleIds.includes(id),
  );
  const own = overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === member.userId);
  return [everyone, roles, own].reduce((sum, chosen) => apply(sum, ...sumOf(chosen)), base);
}
