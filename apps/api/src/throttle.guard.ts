import { networkOf } from '@cube/platform/address';
import type { LimitName } from '@cube/platform/limit-policies';
import { countingStrangers, isOfPeople, limitHeaders, Limits, THROTTLE, whoIs } from '@cube/platform/limits';
import { ViewerSource } from '@cube/realtime/live/viewer-source';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { asksHealth } from './health.controller';
import type { DoorContext } from './limits.plugin';

/** Counts what comes to the doors with `@Throttle`, and every REST request; GraphQL is charged by its cost (LimitsPlugin). */
@Injectable()
export class ThrottleGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: Limits,
    private readonly viewers: ViewerSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.reflector.get<LimitName | undefined>(THROTTLE, context.getHandler());
    if (context.getType<'http' | 'graphql'>() === 'graphql') {
      const { address, viewer } = GqlExecutionContext.create(context).getContext<DoorContext>();
      if (limit) await this.limits.take(limit, viewer && isOfPeople(limit) ? whoIs(viewer) : address);
      return true;
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // Whoever watches over this process asks often, and may share its address with somebody who asks too often.
    if (asksHealth(request.url)) return true;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    await this.count(limit, request, reply);
    return true;
  }

  private async count(
    limit: LimitName | undefined,
    { headers, ip }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const address = networkOf(ip);
    const viewer = limit
      ? null
      : await countingStrangers(this.limits, address, () => this.viewers.viewerOf({ headers, address: ip }));
    // A stranger is counted by now: this asks what is left.
    const [name, who, cost] = limit
      ? ([limit, address, 1] as const)
      : viewer
        ? (['rest', whoIs(viewer), 1] as const)
        : (['stranger', address, 0] as const);
    void reply.headers(limitHeaders(name, await this.limits.take(name, who, cost)));
  }
}
