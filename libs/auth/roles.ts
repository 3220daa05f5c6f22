import { type BotPermission, botPermissions, guildPermissions, Permission } from '@cube/platform/permission';
import type { AccessRule } from '@cube/platform/viewer';
import { registerEnumType } from '@nestjs/graphql';

/** What somebody is in the whole installation; every role includes those behind it. */
export enum Role {
  OWNER = 'OWNER',
  ADMIN = 'ADMIN',
  OPERATOR = 'OPERATOR',
  VIEWER = 'VIEWER',
  MEMBER = 'MEMBER',
}
registerEnumType(Role, {
  name: 'Role',
  description: 'What somebody is in the whole installation.',
  valuesMap: {
    OWNER: { description: 'May do everything, and make others owners.' },
    ADMIN: { description: 'May do everything but make owners and change the installation.' },
    OPERATOR: { description: 'Sees everything and runs all bots.' },
    VIEWER: { description: 'Sees all bots, their servers, commands and logs.' },
    MEMBER: { description: 'Sees only the bots of which they are a member.' },
  },
});

/** What somebody is for one bot; every role includes those behind it. */
export enum BotRole {
  MANAGER = 'MANAGER',
  EDITOR = 'EDITOR',
  OPERATOR = 'OPERATOR',
  VIEWER = 'VIEWER',
}
registerEnumType(BotRole, {
  name: 'BotRole',
  description: 'What somebody is for one bot.',
  valuesMap: {
    MANAGER: { description: 'May do everything with it, and say who else may.' },
    EDITOR: { description: 'Runs it, and edits its commands and servers.' },
    OPERATOR: { description: 'Sees it and runs it.' },
    VIEWER: { description: 'Sees it, its servers, commands and logs.' },
  },
});

const viewing = [
  Permission.VIEW_BOTS,
  Permission.VIEW_GUILDS,
  Permission.VIEW_COMMANDS,
  Permission.VIEW_LOGS,
] as const;

export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  OWNER: Object.values(Permission),
  ADMIN: Object.values(Permission).filter((permission) => permission !== Permission.MANAGE_INSTALLATION),
  OPERATOR: [
    ...viewing,
    Permission.RUN_BOTS,
    Permission.RESOLVE_ERRORS,
    Permission.VIEW_CONNECTIONS,
    Permission.CLOSE_CONNECTIONS,
    Permission.VIEW_PEOPLE,
    Permission.VIEW_LIMITS,
    Permission.VIEW_ALERTS,
    Permission.VIEW_SYSTEM,
    Permission.MANAGE_JOBS,
    Permission.INTROSPECT,
  ],
  VIEWER: [...viewing, Permission.INTROSPECT],
  MEMBER: [Permission.INTROSPECT],
};

export const botPermissionsOf: Readonly<Record<BotRole, readonly BotPermission[]>> = {
  MANAGER: botPermissions,
  EDITOR: [
    ...viewing,
    Permission.RUN_BOTS,
    Permission.EDIT_BOTS,
    Permission.EDIT_COMMANDS,
    Permission.EDIT_GUILDS,
    Permission.VIEW_SECRETS,
  ],
  OPERATOR: [...viewing, Permission.RUN_BOTS],
  VIEWER: viewing,
};

/** From the most powerful on. */
export const roles = Object.values(Role);
export const botRoles = Object.values(BotRole);

/** True when somebody of this role may make others `wanted`, or take that role from them. */
export const mayGive = (role: Role, wanted: Role): boolean =>
  role === Role.OWNER || (role === Role.ADMIN && wanted !== Role.OWNER);

/** What an account holds beside its role. */
export interface Holdings {
  /** Ids of bots, by what the account is for them. */
  readonly bots: Readonly<Partial<Record<BotRole, readonly string[]>>>;
  /** Guilds that the person may manage at Discord. */
  readonly guildIds: readonly string[];
}

/** The rules that follow from a role and from what else somebody holds. */
export function rulesOf(role: Role, { bots, guildIds }: Holdings): readonly AccessRule[] {
  return [
    {
      permissions: permissionsOf[role],
      subject: 'all',
      ids: [],
      because: `Your role ${role} in this installation allows it.`,
    },
    ...botRoles.flatMap((botRole): AccessRule[] => {
      const ids = bots[botRole] ?? [];
      const because = `You are ${botRole} of this bot.`;
      return ids.length > 0 ? [{ permissions: botPermissionsOf[botRole], subject: 'Bot', ids, because }] : [];
    }),
    ...(guildIds.length > 0
      ? [
          {
            permissions: guildPermissions,
            subject: 'Guild' as const,
            ids: guildIds,
            because: 'You may manage this server at Discord.',
          },
        ]
      : []),
  ];
}
