import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Engine } from '../engine';
import { missingAccess, unauthorized, unknownChannel, unknownGuild } from '../errors';
import type { Application, Channel, Guild } from '../world/state';
import { looksReal, realTokenRefused } from '../world/tokens';
import { commandRoutes } from './command-routes';
import { guildRoutes } from './guild-routes';
import { interactionRoutes } from './interaction-routes';
import { messageRoutes } from './message-routes';
import { rateLimitHeaders } from './rate-limits';
import { withoutTokens } from './request-log';
import { userRoutes } from './user-routes';

/** The names of every id that stands in a path of the API. */
export interface Ids {
  applicationId: string;
  channelId: string;
  commandId: string;
  guildId: string;
  interactionId: string;
  messageId: string;
  token: string;
  userId: string;
}

export interface Route {
  Params: Ids;
  Querystring: Record<string, string>;
}

export const apiPrefix = '/api/v10';

/** Who speaks, and what they may touch: asked by every route that needs it. */
export class Callers {
  constructor(private readonly engine: Engine) {}

  bot(request: FastifyRequest): Application {
    const { application } = this.identify(request);
    if (!application) throw unauthorized();
    return application;
  }

  /** The bot, when the path names its own application. */
  ownApplication(request: FastifyRequest<Route>): Application {
    const application = this.bot(request);
    if (application.id !== request.params.applicationId) throw missingAccess();
    return application;
  }

  guild(request: FastifyRequest<Route>): { application: Application; guild: Guild } {
    const application = this.bot(request);
    const guild = this.engine.world.guilds.get(request.params.guildId);
    if (!guild) throw unknownGuild();
    if (!guild.applicationIds.includes(application.id)) throw missingAccess();
    return { application, guild };
  }

  channel(request: FastifyRequest<Route>): { application: Application; channel: Channel } {
    const application = this.bot(request);
    const channel = this.engine.world.channels.get(request.params.channelId);
    if (!channel) throw unknownChannel();
    const guild = channel.guildId === null ? undefined : this.engine.world.guilds.get(channel.guildId);
    if (!(guild ? guild.applicationIds : channel.recipientIds).includes(application.id))
      throw missingAccess();
    return { application, channel };
  }

  bearer(request: FastifyRequest) {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer') throw unauthorized();
    return this.engine.oauth.bearer(token);
  }

  identify(request: FastifyRequest): { application?: Application | undefined } {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    if (looksReal(token)) throw unauthorized(realTokenRefused);
    return scheme === 'Bot' ? { application: this.engine.world.applicationOf(token) } : {};
  }
}

export async function rest(app: FastifyInstance, engine: Engine): Promise<void> {
  const callers = new Callers(engine);
  for (const routes of [userRoutes, commandRoutes, interactionRoutes, guildRoutes, messageRoutes]) {
    routes(app, engine, callers);
  }
}

/** What surrounds every call below the API's prefix: the log, queued faults, and rate limits with their headers. */
export function surroundCalls(app: FastifyInstance, engine: Engine): void {
  const callerOf = (request: FastifyRequest) => {
    const [, token = ''] = (request.headers.authorization ?? '').split(' ');
    return engine.world.applicationOf(token)?.id ?? null;
  };

  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith(apiPrefix)) return undefined;
    const path = request.url.slice(apiPrefix.length).replace(/\?.*$/, '');
    const major = /^\/(?:channels|guilds|webhooks|interactions)\/\d+/.exec(path)?.[0] ?? '';
    const route = request.routeOptions.url ?? 'unknown';
    const allowance = engine.rateLimits.take(
      `${callerOf(request) ?? request.ip} ${request.method} ${route} ${major}`,
    );
    reply.headers(
      rateLimitHeaders(allowance, Buffer.from(`${request.method}${route}`).toString('base64url').slice(-24)),
    );
    const fault = engine.faults.take(request.method, path);
    if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    if (fault?.headers) reply.headers(fault.headers);
    if (fault?.status !== undefined) {
      return reply
        .code(fault.status)
        .send(fault.body ?? { message: `${fault.status}: a fault that a test asked for`, code: 0 });
    }
    if (allowance.isAllowed) return undefined;
    const seconds = allowance.resetAfter / 1_000;
    reply.headers({ 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': 'user' });
    return reply
      .code(429)
      .send({ message: 'You are being rate limited.', retry_after: seconds, global: false });
  });

  app.addHook('onResponse', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    engine.requests.add({
      at: new Date().toISOString(),
      method: request.method,
      path: withoutTokens(request.url),
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 100) / 100,
      applicationId: callerOf(request),
    });
  });
}
