import { OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';

import type { Permission } from './permissions';
import { permissionsOf } from './permissions';
import type { Channel, Guild, Overwrite } from './state';
import { blankChannel } from './world';

const bits = (...names: Permission[]) =>
  names.reduce((sum, name) => sum | PermissionFlagsBits[name], 0n).toString();

const role = (id: string, permissions: string) => ({
  id,
  name: id,
  permissions,
  position: 1,
  color: 0,
  hoist: false,
  mentionable: false,
  botId: null,
});

const member = (userId: string, roleIds: string[] = [], timeoutUntil: string | null = null) => ({
  userId,
  nick: null,
  roleIds,
  joinedAt: '2020-01-01T00:00:00.000Z',
  timeoutUntil,
});

const guild: Guild = {
  id: '1',
  name: 'Lab',
  description: null,
  ownerId: '10',
  roles: [
    role('1', bits('ViewChannel', 'SendMessages', 'AttachFiles', 'MentionEveryone')),
    role('2', bits('ManageMessages')),
    role('3', bits('Administrator')),
  ],
  members: [
    member('10'),
    member('11'),
    member('12', ['2']),
    member('13', ['3']),
    member('14', ['2'], '2030-01-01T00:00:00.000Z'),
  ],
  applicationIds: [],
  bans: [],
  emojis: [],
};

const channel = (...overwrites: Overwrite[]): Channel => ({
  ...blankChannel(),
  id: '5',
  guildId: '1',
  type: 0,
  name: 'general',
  overwrites,
});

const overwrite = (id: string, allow: string, deny: string, type = OverwriteType.Role): Overwrite => ({
  id,
  type,
  allow,
  deny,
});

const of = (userId: string, place?: Channel, now = Date.parse('2029-01-01')) =>
  permissionsOf(userId, { guild, channel: place, now }).toString();

const all = Object.values(PermissionFlagsBits)
  .reduce((sum, bit) => sum | bit, 0n)
  .toString();

describe('permissions', () => {
  it('are those of @everyone and of all roles together', () => {
    expect(of('11')).toBe(bits('ViewChannel', 'SendMessages', 'AttachFiles', 'MentionEveryone'));
    expect(of('12')).toBe(
      bits('ViewChannel', 'SendMessages', 'AttachFiles', 'MentionEveryone', 'ManageMessages'),
    );
  });

  it('are all of them for the owner and for administrators, whatever a channel forbids', () => {
    const closed = channel(overwrite('1', '0', all));
    expect([of('10', closed), of('13', closed)]).toEqual([all, all]);
  });

  it('are none for strangers', () => {
    expect(of('99')).toBe('0');
  });

  it('are overwritten for everyone, then for roles, then for the member', () => {
    const place = channel(
      overwrite('1', '0', bits('AttachFiles', 'MentionEveryone')),
      overwrite('2', bits('AttachFiles'), bits('ManageMessages')),
      overwrite('12', bits('MentionEveryone'), '0', OverwriteType.Member),
    );
    expect(of('11', place)).toBe(bits('ViewChannel', 'SendMessages'));
    expect(of('12', place)).toBe(bits('ViewChannel', 'SendMessages', 'AttachFiles', 'MentionEveryone'));
  });

  it('are nothing in a channel that one may not see', () => {
    expect(of('12', channel(overwrite('1', '0', bits('ViewChannel'))))).toBe('0');
  });

  it('are not to attach or to mention everyone where one may not write', () => {
    expect(of('12', channel(overwrite('1', '0', bits('SendMessages'))))).toBe(
      bits('ViewChannel', 'ManageMessages'),
    );
  });

  it('shrink to looking on while a time-out lasts', () => {
    expect(of('14')).toBe(bits('ViewChannel'));
    expect(of('14', undefined, Date.parse('2031-01-01'))).toBe(of('12'));
  });
});
