import type { Needs } from '@cube/guilds/guild-needs';
import { registerEnumType } from '@nestjs/graphql';

/** Which field of a form a setting is. */
export enum SettingKind {
  TEXT = 'TEXT',
  TEMPLATE = 'TEMPLATE',
  SWITCH = 'SWITCH',
  CHOICE = 'CHOICE',
  CHANNEL = 'CHANNEL',
  ROLES = 'ROLES',
  COMMANDS = 'COMMANDS',
}
registerEnumType(SettingKind, {
  name: 'SettingKind',
  description: 'Which field of a form a setting is, and what its value is.',
  valuesMap: {
    TEXT: { description: 'A text on one line.' },
    TEMPLATE: { description: 'A text in Liquid; see its variables.' },
    SWITCH: { description: 'true or false.' },
    CHOICE: { description: 'The value of one of its choices.' },
    CHANNEL: { description: 'The id of a channel of the server, or null for none.' },
    ROLES: { description: 'A list of ids of roles of the server.' },
    COMMANDS: { description: 'A list of ids of commands of the bot.' },
  },
});

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface Described {
  /** The heading under which the form shows it. */
  readonly group: string;
  readonly title: string;
  readonly description: string;
  /** What it takes while it is in use. */
  readonly needs?: Needs;
}

/** A setting, as data: its form, its checks and its type all follow from it. */
export type Setting = Described &
  (
    | {
        readonly kind: SettingKind.TEXT;
        readonly default: string;
        /** Most characters. */
        readonly most: number;
        readonly pattern: RegExp;
        /** What is said of a text that does not match. */
        readonly otherwise: string;
      }
    | {
        readonly kind: SettingKind.TEMPLATE;
        readonly default: string;
        readonly most: number;
        /** Names of the variables that mean something in it; those within them as well. */
        readonly variables: readonly string[];
      }
    | { readonly kind: SettingKind.SWITCH; readonly default: boolean }
    | { readonly kind: SettingKind.CHOICE; readonly default: string; readonly choices: readonly Choice[] }
    | { readonly kind: SettingKind.CHANNEL; readonly default: null }
    | { readonly kind: SettingKind.ROLES; readonly default: readonly string[]; readonly most: number }
    | { readonly kind: SettingKind.COMMANDS; readonly default: readonly string[]; readonly most: number }
  );

interface Values {
  readonly [SettingKind.TEXT]: string;
  readonly [SettingKind.TEMPLATE]: string;
  readonly [SettingKind.SWITCH]: boolean;
  readonly [SettingKind.CHOICE]: string;
  readonly [SettingKind.CHANNEL]: string | null;
  readonly [SettingKind.ROLES]: readonly string[];
  readonly [SettingKind.COMMANDS]: readonly string[];
}

/** What the value of a setting is. */
export type ValueOf<Known extends Setting> = Values[Known['kind']];
