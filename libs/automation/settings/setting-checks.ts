import { Templates } from '@cube/commands/templates/templates';

import { type Setting, SettingKind } from './setting-kinds';

/** What there is in a guild to choose from, by its id. */
export interface Choosable {
  /** Channels in which a bot can write. */
  readonly channels: ReadonlySet<string>;
  /** Roles that a bot may hand out by itself. */
  readonly roles: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
}

/** What is said of a role that is none, or none that a bot should hand out. */
export const notGivable =
  'Choose roles of this server that give no power over others: one of these was deleted, is given by Discord alone, or may do what only people should hand out.';

const templates = new Templates();

/** What is wrong with the value of a setting, as a sentence; null when nothing is. */
export function wrongWith(setting: Setting, value: unknown, there: Choosable): string | null {
  switch (setting.kind) {
    case SettingKind.TEXT:
      if (typeof value !== 'string') return 'Give a text.';
      return [...value].length <= setting.most && setting.pattern.test(value) ? null : setting.otherwise;
    case SettingKind.TEMPLATE:
      return typeof value === 'string' ? wrongWithTemplate(value, setting.most) : 'Give a text.';
    case SettingKind.SWITCH:
      return typeof value === 'boolean' ? null : 'Say true or false.';
    case SettingKind.CHOICE:
      return setting.choices.some((choice) => choice.value === value) ? null : 'Choose one of the list.';
    case SettingKind.CHANNEL:
      return typeof value === 'string' && there.channels.has(value)
        ? null
        : 'Choose a text channel of this server: this one is none, or was deleted.';
    case SettingKind.ROLES:
      return wrongWithList(value, setting.most, 'roles', (id) => (there.roles.has(id) ? null : notGivable));
    case SettingKind.COMMANDS:
      return wrongWithList(value, setting.most, 'commands', (id) =>
        there.commands.has(id) ? null : 'Choose commands of this bot: one of these was deleted.',
      );
  }
}

/** What is wrong with a text in Liquid that somebody wrote for a message. */
export function wrongWithTemplate(text: string, most: number): string | null {
  if (text.trim() === '') return 'Write what the message shall say.';
  if (text.length > most) return `Give at most ${most} characters; these are ${text.length}.`;
  const [problem] = templates.check(text);
  return problem ? `Line ${problem.line}, column ${problem.column}: ${problem.message}` : null;
}

function wrongWithList(
  value: unknown,
  most: number,
  things: string,
  wrongWithOne: (id: string) => string | null,
): string | null {
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string'))
    return `Give a list of ${things}.`;
  if (value.length > most) return `Give at most ${most} ${things}; these are ${value.length}.`;
  if (new Set(value).size < value.length) return `Name each of the ${things} once.`;
  return value.map(wrongWithOne).find((problem) => problem !== null) ?? null;
}
