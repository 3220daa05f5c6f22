import { PermissionFlagsBits } from 'discord-api-types/v10';

import { allows, permissionsIn } from './permission-maths';
import { knownPermissions, permissionBitsOf, permissionNamesIn, permissionWord } from './permission-names';

describe('the names of permissions', () => {
  it('mean the bits that Discord gives them', () => {
    const bits = new Map<string, bigint>(Object.entries(PermissionFlagsBits));
    for (const { name, bit } of knownPermissions) expect([name, bits.get(name)]).toEqual([name, bit]);
  });

  it('go to bits and back', () => {
    const names = ['KickMembers', 'BanMembers', 'SendMessages'];
    expect(permissionNamesIn(permissionBitsOf(names))).toEqual(names);
    expect(permissionWord('BanMembers')).toBe('Ban Members');
    expect(permissionWord('BypassSlowmode')).toBe('Bypass Slowmode');
  });
});

describe('permissions in a channel', () => {
  const { SendMessages, ViewChannel, Administrator } = PermissionFlagsBits;
  const member = { userId: '9', guildId: '1', roleIds: ['2', '3'], permissions: SendMessages | ViewChannel };
  const rule = (id: string, allow: bigint, deny: bigint) => ({
    id,
    allow: String(allow),
    deny: String(deny),
  });

  it.each([
    ['are those of the guild where nothing is said', [], true],
    ['are taken by @everyone', [rule('1', 0n, SendMessages)], false],
    ['are given back by a role', [rule('1', 0n, SendMessages), rule('3', SendMessages, 0n)], true],
    [
      'are given by one role whatever another denies',
      [rule('2', 0n, SendMessages), rule('3', SendMessages, 0n)],
      true,
    ],
    [
      'are taken by the member’s own rule, which comes last',
      [rule('9', 0n, SendMessages), rule('3', SendMessages, 0n)],
      false,
    ],
    ['are not touched by what is for others', [rule('4', 0n, SendMessages)], true],
  ])('%s', (_, overwrites, may) => {
    expect(allows(permissionsIn(member, overwrites), SendMessages)).toBe(may);
  });

  it('are all there for an administrator', () => {
    const admin = { ...member, permissions: Administrator };
    expect(allows(permissionsIn(admin, [rule('1', 0n, SendMessages)]), SendMessages)).toBe(true);
  });
});
