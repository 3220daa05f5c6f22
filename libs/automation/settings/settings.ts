import { locales } from '@cube/discord-rules/commands/locales';

import { type Setting, SettingKind, type ValueOf } from './setting-kinds';

const writing = { intents: [], permissions: ['ViewChannel', 'SendMessages'] } as const;
const meeting = { ...writing, intents: ['GuildMembers'] } as const;
const aboutMember = ['user', 'member', 'guild', 'bot', 'now'] as const;
/** Who has left is no member any more. */
const aboutPerson = ['user', 'guild', 'bot', 'now'] as const;

/**
 * Every setting of a bot in one guild. To add one, write it down here: its type, the checks, the GraphQL schema and the form
 * of the panel follow. Whoever acts on it reads it from `SettingsTable`.
 */
export const settings = {
  prefix: {
    kind: SettingKind.TEXT,
    group: 'General',
    title: 'Prefix',
    description: 'What a text command begins with, as in !help.',
    default: '!',
    most: 5,
    pattern: /^\S+$/u,
    otherwise: 'Give a prefix of one to five characters without blanks.',
  },
  locale: {
    kind: SettingKind.CHOICE,
    group: 'General',
    title: 'Language',
    description: 'The language in which texts name months and days.',
    default: 'en-US',
    choices: Object.entries(locales).map(([value, label]) => ({ value, label })),
  },
  timeZone: {
    kind: SettingKind.CHOICE,
    group: 'General',
    title: 'Time zone',
    description: 'The zone in which texts tell the time, unless they name another.',
    default: 'UTC',
    choices: ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({
      value,
      label: value,
    })),
  },
  commandsOff: {
    kind: SettingKind.COMMANDS,
    group: 'Commands',
    title: 'Commands switched off here',
    description: 'Nobody can use them in this server; elsewhere they stay as they are.',
    default: [],
    most: 300,
  },
  welcomeChannel: {
    kind: SettingKind.CHANNEL,
    group: 'Welcome',
    title: 'Welcome channel',
    description: 'Where new members are welcomed. Without one nobody is.',
    default: null,
    needs: meeting,
  },
  welcomeMessage: {
    kind: SettingKind.TEMPLATE,
    group: 'Welcome',
    title: 'Welcome message',
    description: 'What the bot writes when somebody joins.',
    default: 'Welcome to {{ guild.name }}, {{ user.mention }}.',
    most: 4000,
    variables: aboutMember,
  },
  autoRoles: {
    kind: SettingKind.ROLES,
    group: 'Welcome',
    title: 'Roles for new members',
    description:
      'Given to everybody who joins and is no bot, at once. The bot’s own role must stand above them.',
    default: [],
    most: 20,
    needs: { intents: ['GuildMembers'], permissions: ['ManageRoles'] },
  },
  leaveChannel: {
    kind: SettingKind.CHANNEL,
    group: 'Farewell',
    title: 'Farewell channel',
    description: 'Where the bot tells that somebody has left. Without one it does not.',
    default: null,
    needs: meeting,
  },
  leaveMessage: {
    kind: SettingKind.TEMPLATE,
    group: 'Farewell',
    title: 'Farewell message',
    description: 'What the bot writes when somebody has left.',
    default: '{{ user.displayName }} has left {{ guild.name }}.',
    most: 4000,
    variables: aboutPerson,
  },
  logChannel: {
    kind: SettingKind.CHANNEL,
    group: 'Log',
    title: 'Log channel',
    description:
      'Where the bot writes a line about what the switches below name. Choose one that only your team sees.',
    default: null,
    needs: writing,
  },
  logFailures: {
    kind: SettingKind.SWITCH,
    group: 'Log',
    title: 'What went wrong',
    description: 'Commands that failed; greetings and roles that did not work, and why.',
    default: true,
  },
  logMembers: {
    kind: SettingKind.SWITCH,
    group: 'Log',
    title: 'Who joins and leaves',
    description: 'A line for each member who comes or goes.',
    default: false,
    needs: { intents: ['GuildMembers'], permissions: [] },
  },
} as const satisfies Readonly<Record<string, Setting>>;

type Settings = typeof settings;
export type SettingKey = keyof Settings;

/** The settings of one bot in one guild, each with its value. */
export type SettingValues = { readonly [Key in SettingKey]: ValueOf<Settings[Key]> };

export const settingKeys = Object.keys(settings) as SettingKey[];
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settings, key);
/** A setting, by whatever shape it has. */
export const settingOf = (key: SettingKey): Setting => settings[key];

const valuesByKey: Readonly<Record<string, unknown>> = Object.fromEntries(
  settingKeys.map((key) => [key, settings[key].default]),
);
export const defaults = valuesByKey as unknown as SettingValues;

/** True of a setting by whose value something is switched on. */
export function isInUse(values: SettingValues, key: SettingKey): boolean {
  // Nothing is told without a channel to tell it in.
  if (key === 'logMembers' && values.logChannel === null) return false;
  const value = values[key];
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
}
