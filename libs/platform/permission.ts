import { registerEnumType } from '@nestjs/graphql';

/** What somebody may do. Roles are sets of these. */
export enum Permission {
  VIEW_BOTS = 'VIEW_BOTS',
  ADD_BOTS = 'ADD_BOTS',
  RUN_BOTS = 'RUN_BOTS',
  EDIT_BOTS = 'EDIT_BOTS',
  REMOVE_BOTS = 'REMOVE_BOTS',
  VIEW_SECRETS = 'VIEW_SECRETS',
  MANAGE_MEMBERS = 'MANAGE_MEMBERS',
  VIEW_GUILDS = 'VIEW_GUILDS',
  EDIT_GUILDS = 'EDIT_GUILDS',
  VIEW_COMMANDS = 'VIEW_COMMANDS',
  EDIT_COMMANDS = 'EDIT_COMMANDS',
  VIEW_LOGS = 'VIEW_LOGS',
  RESOLVE_ERRORS = 'RESOLVE_ERRORS',
  VIEW_CONNECTIONS = 'VIEW_CONNECTIONS',
  CLOSE_CONNECTIONS = 'CLOSE_CONNECTIONS',
  VIEW_PEOPLE = 'VIEW_PEOPLE',
  MANAGE_PEOPLE = 'MANAGE_PEOPLE',
  MANAGE_KEYS = 'MANAGE_KEYS',
  VIEW_LIMITS = 'VIEW_LIMITS',
  VIEW_ALERTS = 'VIEW_ALERTS',
  EDIT_ALERTS = 'EDIT_ALERTS',
  VIEW_SYSTEM = 'VIEW_SYSTEM',
  MANAGE_JOBS = 'MANAGE_JOBS',
  MANAGE_INSTALLATION = 'MANAGE_INSTALLATION',
  APPROVE = 'APPROVE',
  INTROSPECT = 'INTROSPECT',
}
registerEnumType(Permission, {
  name: 'Permission',
  description: 'What somebody may do.',
  valuesMap: {
    VIEW_SECRETS: { description: 'The fingerprints of tokens; the tokens themselves are shown to nobody.' },
    MANAGE_MEMBERS: { description: 'Who else may do something with a bot.' },
    MANAGE_KEYS: { description: 'The API keys of other people; everybody has their own.' },
    EDIT_ALERTS: { description: 'When people are told that something is wrong, and where to.' },
    VIEW_SYSTEM: { description: 'How PostgreSQL, Redis, queues and processes do.' },
    MANAGE_JOBS: { description: 'Trying failed jobs again, and removing them.' },
    MANAGE_INSTALLATION: { description: 'How one becomes an account, and the rules for dangerous deeds.' },
    APPROVE: { description: 'The second of two who agree to a dangerous deed.' },
    INTROSPECT: { description: 'Asking the API for its schema.' },
  },
});

/** What can be held for single bots. Everything else concerns the whole installation. */
export const botPermissions = [
  Permission.VIEW_BOTS,
  Permission.RUN_BOTS,
  Permission.EDIT_BOTS,
  Permission.REMOVE_BOTS,
  Permission.VIEW_SECRETS,
  Permission.MANAGE_MEMBERS,
  Permission.VIEW_GUILDS,
  Permission.EDIT_GUILDS,
  Permission.VIEW_COMMANDS,
  Permission.EDIT_COMMANDS,
  Permission.VIEW_LOGS,
] as const satisfies readonly Permission[];
export type BotPermission = (typeof botPermissions)[number];

/** What follows from somebody's permissions at Discord for single guilds. */
export const guildPermissions = [Permission.VIEW_GUILDS, Permission.EDIT_GUILDS] as const;
