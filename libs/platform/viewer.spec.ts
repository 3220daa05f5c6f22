import { Permission } from './permission';
import { Access } from './viewer';

const viewerEverywhere = {
  permissions: [Permission.VIEW_BOTS, Permission.VIEW_PEOPLE],
  subject: 'all',
  ids: [],
  because: 'Your role allows it.',
} as const;
const operatorOfOne = {
  permissions: [Permission.VIEW_BOTS, Permission.RUN_BOTS],
  subject: 'Bot',
  ids: ['one'],
  because: 'You are its operator.',
} as const;
const managerAtDiscord = {
  permissions: [Permission.VIEW_GUILDS, Permission.EDIT_GUILDS],
  subject: 'Guild',
  ids: ['7'],
  because: 'You manage it at Discord.',
} as const;

describe('access', () => {
  it('allows nothing that no rule allows', () => {
    const access = Access.of([]);
    for (const permission of Object.values(Permission)) {
      expect(access.may(permission)).toBe(false);
      expect(access.may(permission, { botIds: ['one'], guildId: '7' })).toBe(false);
    }
    expect(access.reach(Permission.VIEW_BOTS)).toEqual({ botIds: [], guildIds: [] });
  });

  it('[SA-18] keeps a rule for one bot to that bot', () => {
    const access = Access.of([operatorOfOne]);
    expect(access.may(Permission.RUN_BOTS, { botIds: ['one'] })).toBe(true);
    expect(access.may(Permission.RUN_BOTS, { botIds: ['two'] })).toBe(false);
    expect(access.may(Permission.RUN_BOTS)).toBe(false);
    expect(access.holds(Permission.RUN_BOTS)).toBe(true);
    expect(access.sees({ botIds: ['two', 'one'] })).toBe(true);
    expect(access.sees({ botIds: ['two'] })).toBe(false);
    expect(access.reach(Permission.RUN_BOTS)).toEqual({ botIds: ['one'], guildIds: [] });
  });

  it('lets a rule for everything stand for every bot and guild', () => {
    const access = Access.of([viewerEverywhere, operatorOfOne]);
    expect(access.may(Permission.VIEW_BOTS, { botIds: ['any'] })).toBe(true);
    expect(access.reach(Permission.VIEW_BOTS)).toEqual({ botIds: null, guildIds: null });
    expect(access.reach(Permission.RUN_BOTS).botIds).toEqual(['one']);
    expect(access.whyAllowed(Permission.RUN_BOTS, { botIds: ['one'] })).toBe('You are its operator.');
  });

  it('gives a manager of a guild that guild, and none of its bots', () => {
    const access = Access.of([managerAtDiscord]);
    expect(access.may(Permission.EDIT_GUILDS, { botIds: ['one'], guildId: '7' })).toBe(true);
    expect(access.may(Permission.EDIT_GUILDS, { botIds: ['one'], guildId: '8' })).toBe(false);
    expect(access.may(Permission.EDIT_GUILDS, { botIds: ['one'] })).toBe(false);
    expect(access.sees({ botIds: ['one'] })).toBe(false);
  });

  it('[SA-17] never makes a key wider than its owner, nor than its scopes', () => {
    const access = Access.of([viewerEverywhere, operatorOfOne, managerAtDiscord]);
    const key = access.limitedTo(
      [Permission.VIEW_BOTS, Permission.RUN_BOTS, Permission.EDIT_BOTS],
      ['two', 'one'],
    );
    expect(key.may(Permission.VIEW_BOTS, { botIds: ['two'] })).toBe(true);
    expect(key.may(Permission.VIEW_BOTS, { botIds: ['three'] })).toBe(false);
    expect(key.may(Permission.RUN_BOTS, { botIds: ['one'] })).toBe(true);
    expect(key.may(Permission.RUN_BOTS, { botIds: ['two'] })).toBe(false);
    expect(key.may(Permission.EDIT_BOTS, { botIds: ['one'] })).toBe(false);
    const people = access.limitedTo([Permission.VIEW_PEOPLE], ['one']);
    expect(people.may(Permission.VIEW_PEOPLE)).toBe(false);
    expect(access.limitedTo([Permission.VIEW_PEOPLE], null).may(Permission.VIEW_PEOPLE)).toBe(true);
  });

  it('has equal keys for equal rules only', () => {
    expect(Access.of([operatorOfOne]).key).toBe(Access.of([{ ...operatorOfOne }]).key);
    expect(Access.of([operatorOfOne]).key).not.toBe(Access.of([viewerEverywhere]).key);
  });
});
