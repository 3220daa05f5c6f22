import type { Permission } from '../graphql.generated';

interface ScopeGroup {
  readonly title: string;
  readonly permissions: readonly Permission[];
}

/** What a key can be let do, as somebody would look for it. */
export const scopeGroups: readonly ScopeGroup[] = [
  {
    title: 'Reading',
    permissions: ['VIEW_BOTS', 'VIEW_GUILDS', 'VIEW_COMMANDS', 'VIEW_LOGS', 'VIEW_SECRETS'],
  },
  {
    title: 'Changing bots',
    permissions: [
      'RUN_BOTS',
      'EDIT_BOTS',
      'EDIT_COMMANDS',
      'EDIT_GUILDS',
      'MANAGE_MEMBERS',
      'ADD_BOTS',
      'REMOVE_BOTS',
    ],
  },
  {
    title: 'The whole installation',
    permissions: [
      'INTROSPECT',
      'RESOLVE_ERRORS',
      'VIEW_CONNECTIONS',
      'CLOSE_CONNECTIONS',
      'VIEW_LIMITS',
      'VIEW_ALERTS',
      'EDIT_ALERTS',
      'VIEW_SYSTEM',
      'MANAGE_JOBS',
      'VIEW_PEOPLE',
      'MANAGE_PEOPLE',
      'MANAGE_KEYS',
      'MANAGE_INSTALLATION',
      'APPROVE',
    ],
  },
];
