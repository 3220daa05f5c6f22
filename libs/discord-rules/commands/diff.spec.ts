import type { CommandShape, OptionShape } from './command-shape';
import { diff, forGuild } from './diff';

const command: CommandShape = { type: 'CHAT_INPUT', name: 'roll', description: 'Rolls a die.' };
const option = (name: string, more: Partial<OptionShape> = {}): OptionShape => ({
  type: 'STRING',
  name,
  description: 'A word.',
  ...more,
});

describe('nothing is sent to Discord', () => {
  it.each<[string, CommandShape]>([
    [
      'what Discord fills in',
      { ...command, nsfw: false, options: [], nameLocalizations: {}, defaultMemberPermissions: null },
    ],
    ['blanks that Discord trims', { ...command, name: 'roll ', description: ' Rolls a die.' }],
    ['translations that are not there', { ...command, nameLocalizations: { de: null } }],
    ['contexts as Discord means none', { ...command, contexts: ['BOT_DM', 'GUILD', 'GUILD'] }],
    ['ways of installing as the application has them', { ...command, integrationTypes: ['GUILD_INSTALL'] }],
  ])('for %s', (_, other) => {
    expect(diff(command, other)).toEqual([]);
    expect(diff(other, command)).toEqual([]);
  });

  it('for permissions with leading zeros, and kinds of channel in another order', () => {
    const one = option('where', { type: 'CHANNEL', channelTypes: ['GUILD_TEXT', 'GUILD_FORUM'] });
    const other = { ...one, channelTypes: ['GUILD_FORUM', 'GUILD_TEXT'] as const };
    expect(
      diff(
        { ...command, defaultMemberPermissions: '32', options: [one] },
        { ...command, defaultMemberPermissions: '0032', options: [other] },
      ),
    ).toEqual([]);
  });

  it('for a guild’s command that lacks what only global ones have', () => {
    const wanted: CommandShape = { ...command, contexts: ['GUILD'], integrationTypes: ['USER_INSTALL'] };
    expect(diff(command, forGuild(wanted))).toEqual([]);
  });
});

describe('what is sent to Discord', () => {
  it('is named field by field', () => {
    const after: CommandShape = {
      ...command,
      description: 'Rolls dice.',
      nsfw: true,
      nameLocalizations: { de: 'würfeln' },
    };
    expect(diff(command, after)).toEqual([
      { path: 'nameLocalizations.de', before: null, after: 'würfeln' },
      { path: 'description', before: 'Rolls a die.', after: 'Rolls dice.' },
      { path: 'nsfw', before: false, after: true },
    ]);
  });

  it('asks what the application is set to', () => {
    const both = { integrationTypes: ['GUILD_INSTALL', 'USER_INSTALL'] } as const;
    expect(diff({ ...command, integrationTypes: ['GUILD_INSTALL'] }, command, both)).toEqual([
      { path: 'integrationTypes', before: ['GUILD_INSTALL'], after: ['GUILD_INSTALL', 'USER_INSTALL'] },
    ]);
  });

  it('follows an option by its name', () => {
    const before = { ...command, options: [option('a'), option('b', { minLength: 1 })] };
    const after = { ...command, options: [option('c'), option('b', { minLength: 2 })] };
    expect(diff(before, after)).toEqual([
      { path: 'options.0', before: expect.objectContaining({ name: 'a' }), after: null },
      { path: 'options.0', before: null, after: expect.objectContaining({ name: 'c' }) },
      { path: 'options.1.minLength', before: 1, after: 2 },
    ]);
  });

  it('tells of a new order', () => {
    const choices = ['Red', 'Green', 'Blue'].map((name) => ({ name, value: name }));
    const [red, green, blue] = choices;
    const before = { ...command, options: [option('colour', { choices: [red!, green!] })] };
    const after = { ...command, options: [option('colour', { choices: [blue!, green!, red!] })] };
    expect(diff(before, after)).toEqual([
      { path: 'options.0.choices.0', before: null, after: expect.objectContaining({ name: 'Blue' }) },
      { path: 'options.0.choices', before: ['Red', 'Green'], after: ['Green', 'Red'] },
    ]);
  });
});
