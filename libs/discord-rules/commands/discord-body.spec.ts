import type { CommandShape } from './command-shape';
import { type CommandBody, fromDiscord, shapeField, toDiscord } from './discord-body';

describe('a command in Discord’s words', () => {
  it('says every field that can be said, so that nothing old is left standing', () => {
    expect(toDiscord({ type: 'CHAT_INPUT', name: 'ping ', description: ' Says pong.' })).toEqual({
      type: 1,
      name: 'ping',
      name_localizations: null,
      description: 'Says pong.',
      description_localizations: null,
      options: [],
      default_member_permissions: null,
      contexts: null,
      nsfw: false,
    });
  });

  it('has neither a description nor options in a menu', () => {
    expect(toDiscord({ type: 'USER', name: 'Who is it', integrationTypes: ['USER_INSTALL'] })).toEqual({
      type: 2,
      name: 'Who is it',
      name_localizations: null,
      description_localizations: null,
      default_member_permissions: null,
      contexts: null,
      integration_types: [1],
      nsfw: false,
    });
  });

  it('carries what an option asks', () => {
    const shape: CommandShape = {
      type: 'CHAT_INPUT',
      name: 'post',
      description: 'Posts.',
      contexts: ['GUILD'],
      defaultMemberPermissions: '0032',
      options: [
        {
          type: 'CHANNEL',
          name: 'where',
          description: 'A channel.',
          required: true,
          channelTypes: ['GUILD_FORUM'],
        },
        {
          type: 'STRING',
          name: 'mood',
          nameLocalizations: { de: 'laune', fr: null },
          description: 'A mood.',
          minLength: 2,
          choices: [{ name: 'Glad', nameLocalizations: { de: 'Froh' }, value: 'glad' }],
        },
      ],
    };
    expect(toDiscord(shape)).toMatchObject({
      contexts: [0],
      default_member_permissions: '32',
      options: [
        { type: 7, name: 'where', description: 'A channel.', required: true, channel_types: [15] },
        {
          type: 3,
          name: 'mood',
          name_localizations: { de: 'laune' },
          description: 'A mood.',
          min_length: 2,
          choices: [{ name: 'Glad', name_localizations: { de: 'Froh' }, value: 'glad' }],
        },
      ],
    });
  });
});

describe('a command from Discord', () => {
  const body: CommandBody = { name: 'ping', description: 'Says pong.' };

  it('is a slash command when it does not say what it is', () => {
    expect(fromDiscord(body)).toMatchObject({
      type: 'CHAT_INPUT',
      name: 'ping',
      options: [],
      contexts: null,
    });
  });

  it('from the time before contexts stays out of direct messages', () => {
    expect(fromDiscord({ ...body, contexts: null, dm_permission: false })).toMatchObject({
      contexts: ['GUILD'],
    });
    expect(fromDiscord({ ...body, contexts: null, dm_permission: true })).toMatchObject({ contexts: null });
  });

  it.each<[string, Partial<CommandBody>]>([
    ['type', { type: 4 }],
    ['kind of option', { options: [{ type: 12, name: 'a', description: 'b' }] }],
    ['kind of channel', { options: [{ type: 7, name: 'a', description: 'b', channel_types: [99] }] }],
    ['context', { contexts: [9] }],
    ['way of installing', { integration_types: [9] }],
  ])('is none of ours when we have no word for its %s', (_, more) => {
    expect(fromDiscord({ ...body, ...more })).toBeNull();
  });
});

it('finds the field that Discord names in an error', () => {
  expect(shapeField('options.0.min_value')).toBe('options.0.minValue');
  expect(shapeField('options.0.choices.3.name_localizations.pt-BR')).toBe(
    'options.0.choices.3.nameLocalizations.pt-BR',
  );
});
