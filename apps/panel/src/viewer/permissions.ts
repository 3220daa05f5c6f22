import type { Permission } from '../graphql.generated';

/** What a permission lets somebody do, to finish "You may not …" and to name it in a list. */
export const permissionWords = {
  VIEW_BOTS: 'see bots',
  ADD_BOTS: 'add bots',
  RUN_BOTS: 'start and stop bots',
  EDIT_BOTS: 'change bots',
  REMOVE_BOTS: 'remove bots',
  VIEW_SECRETS: 'see the fingerprints of tokens',
  MANAGE_MEMBERS: 'say who else may do something with a bot',
  VIEW_GUILDS: 'see servers',
  EDIT_GUILDS: 'synchronise or leave servers',
  VIEW_COMMANDS: 'see commands',
  EDIT_COMMANDS: 'change commands',
  VIEW_LOGS: 'read the logs',
  RESOLVE_ERRORS: 'mark errors as resolved',
  VIEW_CONNECTIONS: 'see open connections',
  CLOSE_CONNECTIONS: 'close connections',
  VIEW_PEOPLE: 'see people',
  MANAGE_PEOPLE: 'invite, approve and suspend people',
  MANAGE_KEYS: 'see and revoke the API keys of others',
  VIEW_LIMITS: 'see limits',
  VIEW_ALERTS: 'see alerts',
  EDIT_ALERTS: 'change the rules of alerts',
  MANAGE_INSTALLATION: 'change the installation',
  APPROVE: 'approve dangerous deeds of others',
  INTROSPECT: 'ask the API for its schema',
} as const satisfies Record<Permission, string>;
