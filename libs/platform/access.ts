import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';

import { Unauthenticated } from './errors';
import type { Loaders } from './loaders';
import type { BotPermission, Permission } from './permission';
import type { SubjectKind } from './subjects';
import type { Origin, Viewer } from './viewer';

/**
 * What every resolver of one operation shares: GraphQL's third argument. Field resolvers take their arguments as GraphQL
 * gives them, without decorators, of which each would cost pipes and promises for every row of a list.
 */
export interface RequestContext {
  readonly viewer: Viewer | null;
  readonly loaders: Loaders;
  /** From where a request over HTTP comes, also one of somebody who is not signed in. */
  readonly origin?: Origin;
  /** The WebSocket by which it comes, if it does. */
  readonly connectionId?: string;
}

/**
 * Which argument names what a deed concerns, for example `{ bot: 'id' }` or `{ bot: 'input.botId' }`; several arguments
 * make one id, with slashes between them. Where that argument may be left out, the resolver keeps to the viewer's reach by
 * itself, as with `'reach'`.
 */
export type Where = Partial<Record<SubjectKind, string | readonly string[]>> | 'reach';

/** Metadata on a door: who may pass. */
export type Access =
  'signed-in' | 'in-person' | 'public' | { readonly permission: Permission; readonly where: Where | null };
export const ACCESS = 'cube:access';

type OfInstallation = Exclude<Permission, BotPermission>;

/** Opens a door to whoever holds a permission of the installation; without one, to everybody who is signed in. */
export function Allow(permission?: OfInstallation): MethodDecorator;
/** Opens a door to whoever holds the permission for what the arguments name; to others that thing does not exist. */
export function Allow(permission: BotPermission, where: Where): MethodDecorator;
export function Allow(permission?: Permission, where: Where | null = null): MethodDecorator {
  return SetMetadata(ACCESS, permission ? { permission, where } : 'signed-in');
}

/** Opens a door to everybody who is signed in with a browser, and to no API key: what concerns the account itself. */
export const AllowInPerson = () => SetMetadata(ACCESS, 'in-person');

/** Opens a door to everybody, signed in or not. */
export const Public = () => SetMetadata(ACCESS, 'public');

/** Hands a resolver the signed-in viewer. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const viewer = viewerIn(context);
  if (!viewer) throw new Unauthenticated('Sign in first.');
  return viewer;
});

/** The viewer that the guard of a REST address has found, kept on its request. */
export const VIEWER = Symbol('viewer');

export function viewerIn(context: ExecutionContext): Viewer | null {
  if (context.getType<'http' | 'graphql'>() === 'graphql') {
    return GqlExecutionContext.create(context).getContext<RequestContext>().viewer;
  }
  return context.switchToHttp().getRequest<{ [VIEWER]?: Viewer | null }>()[VIEWER] ?? null;
}
