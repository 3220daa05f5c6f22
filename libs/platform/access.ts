import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { GqlExecutionContext, registerEnumType } from '@nestjs/graphql';

import { Unauthenticated } from './errors';
import type { Loaders } from './loaders';

/** What somebody may do. Roles are sets of these. */
export enum Permission {
  VIEW_BOTS = 'VIEW_BOTS',
  RUN_BOTS = 'RUN_BOTS',
  EDIT_BOTS = 'EDIT_BOTS',
  VIEW_GUILDS = 'VIEW_GUILDS',
  EDIT_GUILDS = 'EDIT_GUILDS',
  VIEW_COMMANDS = 'VIEW_COMMANDS',
  EDIT_COMMANDS = 'EDIT_COMMANDS',
  VIEW_LOGS = 'VIEW_LOGS',
  RESOLVE_ERRORS = 'RESOLVE_ERRORS',
  VIEW_CONNECTIONS = 'VIEW_CONNECTIONS',
  CLOSE_CONNECTIONS = 'CLOSE_CONNECTIONS',
}
registerEnumType(Permission, { name: 'Permission', description: 'What somebody may do.' });

/** Who asks. */
export interface Viewer {
  readonly accountId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

/**
 * What every resolver of one operation shares: GraphQL's third argument. Field resolvers take their arguments as GraphQL
 * gives them, without decorators, of which each would cost pipes and promises for every row of a list.
 */
export interface RequestContext {
  readonly viewer: Viewer | null;
  readonly loaders: Loaders;
}

/** Metadata on a door: the permission it asks for, `signed-in`, or `public`. */
export type Access = Permission | 'signed-in' | 'public';
export const ACCESS = 'cube:access';

/** Opens a door to whoever holds the permission; without one, to everybody who is signed in. */
export const Allow = (permission?: Permission) => SetMetadata(ACCESS, permission ?? 'signed-in');

/** Opens a door to everybody, signed in or not. */
export const Public = () => SetMetadata(ACCESS, 'public');

/** Hands a resolver the signed-in viewer. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const { viewer } = GqlExecutionContext.create(context).getContext<RequestContext>();
  if (!viewer) throw new Unauthenticated('Sign in first.');
  return viewer;
});
