import { ACCESS, type Access, VIEWER, viewerIn, type Where } from '@cube/platform/access';
import { Forbidden, Unauthenticated } from '@cube/platform/errors';
import type { Permission } from '@cube/platform/permission';
import { type SubjectKind, Subjects } from '@cube/platform/subjects';
import type { Viewer } from '@cube/platform/viewer';
import { ViewerSource } from '@cube/realtime/live/viewer-source';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';

type Arguments = Readonly<Record<string, unknown>>;

/** Opens a door only to whom it names by `@Allow` or `@Public`; a door that names nobody stays shut. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly viewers: ViewerSource,
    private readonly subjects: Subjects,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === 'public') return true;
    if (access === undefined) throw new Forbidden('This is not open to anybody.');
    const viewer = await this.viewerOf(context);
    if (!viewer) throw new Unauthenticated('Sign in first.');
    if (access === 'signed-in') return true;
    if (access === 'in-person') {
      if (viewer.by === 'session') return true;
      throw new Forbidden('This is for people who are signed in: no API key can do it.');
    }
    const { permission, where } = access;
    await this.refuseOthers(viewer, permission, where, argumentsOf(context));
    return true;
  }

  private async refuseOthers(
    viewer: Viewer,
    permission: Permission,
    where: Where | null,
    given: Arguments,
  ): Promise<void> {
    const named = where && where !== 'reach' ? this.named(where, given) : null;
    if (named) {
      const source = this.subjects.of(named.kind);
      const target = await source.targetOf(named.id);
      if (!target || !viewer.access.sees(target)) throw source.missing();
      if (viewer.access.may(permission, target)) return;
    } else if (where ? viewer.access.holds(permission) : viewer.access.may(permission)) return;
    throw new Forbidden(
      `You may not do this: it takes the permission ${permission}. explainAccess tells who can give it to you.`,
    );
  }

  /** What the arguments name; null when the argument, which may be left out then, is not there. */
  private named(
    where: Exclude<Where, 'reach'>,
    given: Arguments,
  ): { readonly kind: SubjectKind; readonly id: string } | null {
    const [[kind, paths = []] = []] = Object.entries(where);
    const ids = [paths].flat().map((path) => valueAt(given, path));
    if (ids.length === 0 || ids.some((id) => id === undefined || id === null)) return null;
    return { kind: kind as SubjectKind, id: ids.join('/') };
  }

  private async viewerOf(context: ExecutionContext): Promise<Viewer | null> {
    if (context.getType<'http' | 'graphql'>() === 'http') {
      const request = context.switchToHttp().getRequest<FastifyRequest & { [VIEWER]?: Viewer | null }>();
      request[VIEWER] = await this.viewers.viewerOf({ headers: request.headers, address: request.ip });
    }
    return viewerIn(context);
  }
}

const valueAt = (given: Arguments, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => Object(value)[key], given);

function argumentsOf(context: ExecutionContext): Arguments {
  if (context.getType<'http' | 'graphql'>() === 'graphql')
    return GqlExecutionContext.create(context).getArgs();
  const { params, query, body } = context.switchToHttp().getRequest<FastifyRequest>();
  return { ...Object(body), ...Object(query), ...Object(params) };
}
