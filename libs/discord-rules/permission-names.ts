import { permissionBits } from './permissions';

/** One of Discord's permissions. */
export interface KnownPermission {
  /** Its name as discord.js writes it: `BanMembers`. */
  readonly name: string;
  /** As Discord's client calls it: `Ban Members`. */
  readonly word: string;
  readonly bit: bigint;
}

const inCapitals = (name: string) =>
  name
    .split('_')
    .map((part) => part.charAt(0) + part.slice(1).toLowerCase())
    .join('');

/** Those that a bot can be given, in the order in which people should meet them. */
export const knownPermissions: readonly KnownPermission[] = Object.entries(permissionBits).map(
  ([name, { bit, word }]) => ({ name: inCapitals(name), word, bit: 1n << BigInt(bit) }),
);

const byName = new Map(knownPermissions.map((permission) => [permission.name, permission]));

/** The words of a permission; of one that is newer than the list, its name taken apart. */
export const permissionWord = (name: string): string =>
  byName.get(name)?.word ?? name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');

/** Names as bits; one that is not known has none. */
export const permissionBitsOf = (names: readonly string[]): bigint =>
  names.reduce((bits, name) => bits | (byName.get(name)?.bit ?? 0n), 0n);

/** The known names among some bits, in their order. */
export const permissionNamesIn = (bits: bigint): readonly string[] =>
  knownPermissions.filter(({ bit }) => (bits & bit) === bit).map(({ name }) => name);
