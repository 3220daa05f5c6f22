import type { BotRole, Role } from '../graphql.generated';

interface Words {
  readonly word: string;
  /** What it lets somebody do, as one sentence. */
  readonly means: string;
}

/** What somebody is in the whole installation, from the most powerful on. */
export const roleWords = {
  OWNER: { word: 'Owner', means: 'May do everything, and make others owners.' },
  ADMIN: { word: 'Administrator', means: 'May do everything but make owners and change the installation.' },
  OPERATOR: { word: 'Operator', means: 'Sees everything and runs all bots.' },
  VIEWER: { word: 'Viewer', means: 'Sees all bots, their servers, commands and logs.' },
  MEMBER: { word: 'Member', means: 'Sees only the bots they are a member of.' },
} as const satisfies Record<Role, Words>;

/** What somebody is for one bot, from the most powerful on. */
export const botRoleWords = {
  MANAGER: { word: 'Manager', means: 'May do everything with it, and say who else may.' },
  EDITOR: { word: 'Editor', means: 'Runs it, and edits its commands and servers.' },
  OPERATOR: { word: 'Operator', means: 'Sees it and runs it.' },
  VIEWER: { word: 'Viewer', means: 'Sees it, its servers, commands and logs.' },
} as const satisfies Record<BotRole, Words>;

export const roles = ['OWNER', 'ADMIN', 'OPERATOR', 'VIEWER', 'MEMBER'] as const satisfies readonly Role[];
export const botRoles = ['MANAGER', 'EDITOR', 'OPERATOR', 'VIEWER'] as const satisfies readonly BotRole[];
