import { permissionBits } from './permissions';

/** What a role or a member may and may not do in one channel; bits in decimal. */
export interface Overwrite {
  /** Of a role or a member; that of @everyone is the guild's. */
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

/** A member, for whom permissions are reckoned. */
export interface Reckoned {
  readonly userId: string;
  readonly guildId: string;
  readonly roleIds: readonly string[];
  /** What they may in the guild, bits. */
  readonly permissions: bigint;
}

const administrator = 1n << BigInt(permissionBits.ADMINISTRATOR.bit);

/** Whether some bits allow something; administrators may do everything. */
export const allows = (bits: bigint, wanted: bigint): boolean =>
  (bits & administrator) !== 0n || (bits & wanted) === wanted;

/**
 * What somebody may do in a channel. Overwrites are taken in Discord's order: @everyone, then all roles of the member together,
 * then the member (Discord's documentation, "Permissions", Permission Overwrites).
 */
export function permissionsIn(
  { userId, guildId, roleIds, permissions }: Reckoned,
  overwrites: readonly Overwrite[],
): bigint {
  if ((permissions & administrator) !== 0n) return permissions;
  const of = (ids: readonly string[]) => overwrites.filter(({ id }) => ids.includes(id));
  return [of([guildId]), of(roleIds.filter((id) => id !== guildId)), of([userId])].reduce(
    (bits, layer) =>
      layer.reduce((sum, { allow }) => sum | BigInt(allow), bits & ~together(layer.map(({ deny }) => deny))),
    permissions,
  );
}

const together = (bits: readonly string[]): bigint => bits.reduce((sum, each) => sum | BigInt(each), 0n);
