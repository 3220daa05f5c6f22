import { CommandSource, CommandType } from '../command-kinds';
import type { KnownCommand } from '../command-table';
import { type Asker, Gate, refusalOf } from './gate';
import { Throttles } from './throttles';

const command: KnownCommand = {
  id: 'c',
  type: CommandType.CHAT_INPUT,
  name: 'ban',
  source: CommandSource.CUSTOM,
  enabled: true,
  handler: null,
  suggestions: {},
  offIn: [],
  audience: {},
  throttles: [],
  steps: [],
  version: '1',
  versionNumber: null,
  usesVariables: false,
};
const ada: Asker = { userId: 'ada', roleIds: ['mod'], guildId: 'lab', channelId: 'general' };
const gateOf = (change: Partial<KnownCommand>, asker: Partial<Asker> = {}) =>
  refusalOf({ ...command, ...change }, { ...ada, ...asker })?.gate ?? null;

describe('[SC-45] gates', () => {
  it('stay open for everybody when nothing is said', () => {
    expect(refusalOf(command, ada)).toBeNull();
    expect(refusalOf(command, { ...ada, guildId: null, roleIds: [] })).toBeNull();
  });

  it('are asked in one order: known, enabled, permitted', () => {
    expect(refusalOf(null, ada)?.gate).toBe(Gate.KNOWN);
    const shut = { enabled: false, audience: { notMembers: ['ada'] } };
    expect(gateOf(shut)).toBe(Gate.ENABLED);
    expect(gateOf({ ...shut, enabled: true })).toBe(Gate.PERMITTED);
  });

  it('switch a command off in one server only', () => {
    expect(gateOf({ offIn: ['lab'] })).toBe(Gate.ENABLED);
    expect(gateOf({ offIn: ['lab'] }, { guildId: 'other' })).toBeNull();
    expect(gateOf({ offIn: ['lab'] }, { guildId: null })).toBeNull();
  });

  it.each([
    ['a role that may', { roles: ['mod'] }, {}, null],
    ['another role', { roles: ['admin'] }, {}, Gate.PERMITTED],
    ['a member that may without the role', { roles: ['admin'], members: ['ada'] }, {}, null],
    ['a role that may not, whatever else holds', { members: ['ada'], notRoles: ['mod'] }, {}, Gate.PERMITTED],
    ['a member that may not', { roles: ['mod'], notMembers: ['ada'] }, {}, Gate.PERMITTED],
    ['a channel that is open', { channels: ['general'] }, {}, null],
    ['another channel', { channels: ['general'] }, { channelId: 'random' }, Gate.PERMITTED],
    ['a channel that is shut', { notChannels: ['general'] }, {}, Gate.PERMITTED],
    ['no channel at all', { channels: ['general'] }, { channelId: null }, Gate.PERMITTED],
  ])('know %s', (_, audience, asker, gate) => {
    expect(gateOf({ audience }, asker)).toBe(gate);
  });

  it('name a change that would let them through', () => {
    const refusal = refusalOf({ ...command, audience: { roles: ['admin'] } }, ada);
    expect(refusal?.remedy).toContain('Give them one of the roles that may use /ban');
    // It is true.
    expect(gateOf({ audience: { roles: ['admin'] } }, { roleIds: ['mod', 'admin'] })).toBeNull();
  });
});

describe('[ND-03] throttles', () => {
  const twice = { ...command, throttles: [{ per: 'user', uses: 2, seconds: 60 }] } as const;

  it('refuse the use that is one too many, and say when to try again', async () => {
    const throttles = new Throttles();
    expect(await throttles.take('bot', twice, ada)).toBeNull();
    expect(await throttles.take('bot', twice, ada)).toBeNull();
    const refusal = await throttles.take('bot', twice, ada);
    expect(refusal).toMatchObject({ gate: Gate.THROTTLED });
    const [, again = ''] = /<t:(\d+):R>/.exec(refusal?.sentence ?? '') ?? [];
    expect(Number(again) * 1000).toBeGreaterThan(Date.now() + 55_000);
    expect(Number(again) * 1000).toBeLessThanOrEqual(Date.now() + 61_000);
  });

  it.each([
    ['user', { userId: 'grace' }, null],
    ['guild', { userId: 'grace' }, Gate.THROTTLED],
    ['guild', { guildId: 'other' }, null],
    ['channel', { userId: 'grace' }, Gate.THROTTLED],
    ['channel', { channelId: 'random' }, null],
    ['command', { userId: 'grace', guildId: 'other', channelId: 'x' }, Gate.THROTTLED],
  ] as const)('count per %s', async (per, other, gate) => {
    const throttles = new Throttles();
    const once = { ...command, throttles: [{ per, uses: 1, seconds: 60 }] };
    expect(await throttles.take('bot', once, ada)).toBeNull();
    expect((await throttles.take('bot', once, { ...ada, ...other }))?.gate ?? null).toBe(gate);
    expect(await throttles.take('another bot', once, ada)).toBeNull();
    expect(await throttles.take('bot', { ...once, id: 'another command' }, ada)).toBeNull();
  });

  it('forget what is long ago', async () => {
    const throttles = new Throttles();
    const brief = { ...command, throttles: [{ per: 'user', uses: 1, seconds: 1 }] } as const;
    expect(await throttles.take('bot', brief, ada)).toBeNull();
    expect(await throttles.take('bot', brief, ada)).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await throttles.take('bot', brief, ada)).toBeNull();
  });
});
