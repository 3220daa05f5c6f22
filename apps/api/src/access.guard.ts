import { ACCESS, type Access, type RequestContext, type Viewer } from '@cube/platform/access';
import { Forbidden, Unauthenticated } from '@cube/platform/errors';
import { ViewerSource } from '@cube/realtime/live/viewer-source';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';

/** Opens a door only to whom it names by `@Allow` or `@Public`; a door that names nobody stays shut. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly viewers: ViewerSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === 'public') return true;
    if (access === undefined) throw new Forbidden('This is not open to anybody.');
    const viewer = await this.viewerOf(context);
    if (!viewer) throw new Unauthenticated('Sign in first.');
    if (access === 'signed-in' || viewer.permissions.has(access)) return true;
    throw new Forbidden(`You may not do this: it takes the permission ${access}. Ask an owner for it.`);
  }

  private viewerOf(context: ExecutionContext): Promise<Viewer | null> | Viewer | null {
    if (context.getType<'http' | 'graphql'>() === 'graphql') {
      return GqlExecutionContext.create(context).getContext<RequestContext>().viewer;
    }
    return this.viewers.viewerOf(context.switchToHttp().getRequest<FastifyRequest>().headers);
  }
}
