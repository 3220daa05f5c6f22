import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Engine } from '../engine';
import {
  DiscordError,
  missingAccess,
  missingPermissions,
  Problems,
  unauthorized,
  unknownChannel,
  unknownGuild,
} from '../errors';
import type { Permission } from '../world/permissions';
import { allows } from '../world/permissions';
import type { Application, Channel, Guild } from '../world/state';
import { isRecord } from '../world/state';
import { looksReal, realTokenRefused } from '../world/tokens';
import { applicationRoutes } from './application-routes';
import { channelRoutes } from './channel-routes';
import { commandRoutes } from './command-routes';
import { emojiRoutes } from './emoji-routes';
import { guildRoutes } from './guild-routes';
import { interactionRoutes } from './interaction-routes';
import { inviteRoutes } from './invite-routes';
import { memberRoutes } from './member-routes';
import { messageRoutes } from './message-routes';
import { rateLimitHeaders } from './rate-limits';
import { reactionRoutes } from './reaction-routes';
import { roleRoutes } from './role-routes';
import { pathOf } from './route-pattern';
import { threadRoutes } from './thread-routes';
import { userRoutes } from './user-routes';
import { webhookRoutes } from './webhook-routes';

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
  roleId: string;
  emojiId: string;
  webhookId: string;
  overwriteId: string;
  code: string;
  /** As it stands in a path: `name:id`, or a character. */
  emoji: string;
}

export interface Route {
  Params: Ids;
  Querystring: Record<string, string>;
}

const rooms = [
  userRoutes,
  applicationRoutes,
  commandRoutes,
  interactionRoutes,
  guildRoutes,
  roleRoutes,
  memberRoutes,
  emojiRoutes,
  channelRoutes,
  messageRoutes,
  reactionRoutes,
  threadRoutes,
  webhookRoutes,
  inviteRoutes,
];

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

  /** The guild of the path, in which the bot must have these permissions. */
  guild(request: FastifyRequest<Route>, ...needed: Permission[]): { application: Application; guild: Guild } {
    const { world } = this.engine;
    const application = this.bot(request);
    const guild = world.guilds.get(request.params.guildId);
    if (!guild) throw unknownGuild();
    if (!guild.applicationIds.includes(application.id)) throw missingAccess();
    check(world.permissionsInGuild(guild, application.id), needed);
    return { application, guild };
  }

  /** The channel of the path, which the bot must see and in which it must have these permissions. */
  channel(
    request: FastifyRequest<Route>,
    ...needed: Permission[]
  ): { application: Application; channel: Channel } {
    const { world } = this.engine;
    const application = this.bot(request);
    const channel = world.channels.get(request.params.channelId);
    if (!channel) throw unknownChannel();
    if (!world.mayRead(channel, application.id)) throw missingAccess();
    check(world.permissionsIn(channel, application.id), needed);
    return { application, channel };
  }

  /** The channel of the path when it belongs to a guild. */
  guildChannel(request: FastifyRequest<Route>, ...needed: Permission[]) {
    const { application, channel } = this.channel(request, ...needed);
    const guild = this.engine.world.guildOf(channel);
    if (!guild) {
      const code = RESTJSONErrorCodes.CannotExecuteActionOnDMChannel;
      throw new DiscordError(403, code, 'Cannot execute action on a DM channel');
    }
    return { application, channel, guild };
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

function check(permissions: bigint, needed: readonly Permission[]): void {
  if (!needed.every((name) => allows(permissions, name))) throw missingPermissions();
}

export async function rest(app: FastifyInstance, engine: Engine): Promise<void> {
  const callers = new Callers(engine);
  app.addHook('onRoute', ({ url }) => void engine.restPaths.add(url));
  app.addHook('preHandler', ({ params }, _reply, done) => {
    checkIds(params);
    done();
  });
  for (const routes of rooms) routes(app, engine, callers);
}

const words = ['@me', '@original'];

/** Every id in a path is a snowflake, or one of the words that may stand for one. */
function checkIds(params: unknown): void {
  if (!isRecord(params)) return;
  const wrong = Object.keys(params).filter((name) => name.endsWith('Id') && !isId(String(params[name])));
  if (wrong.length === 0) return;
  const problems = Problems.none();
  for (const name of wrong) {
    const field = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    problems.at(field).add('NUMBER_TYPE_COERCE', `Value "${String(params[name])}" is not snowflake.`);
  }
  problems.throwIfAny();
}

const isId = (text: string): boolean => /^\d{1,20}$/.test(text) || words.includes(text);

/** What surrounds every call below the API's prefix: queued faults, and rate limits with their headers. */
export function surroundCalls(app: FastifyInstance, engine: Engine): void {
  const { world, rateLimits, faults } = engine;

  // With callbacks, since every call comes by here and hardly one waits.
  app.addHook('onRequest', (request, reply, done) => {
    const { method, url, headers } = request;
    const wall = world.clock.wall();
    // Otherwise the server tells its own time.
    if (world.clock.isOff) reply.header('date', new Date(wall).toUTCString());
    if (!url.startsWith(apiPrefix)) return done();
    const path = pathOf(url).slice(apiPrefix.length);
    const caller = world.applicationBehind(headers.authorization)?.id ?? request.ip;
    const route = request.routeOptions.url ?? 'unknown';
    const allowance = rateLimits.take({ caller, method, path, route });
    reply.headers(rateLimitHeaders(allowance, wall));
    const fault = faults.take(method, path);
    const goOn = () => {
      if (fault?.headers) reply.headers(fault.headers);
      if (fault?.status !== undefined) {
        const body = fault.body ?? { message: `${fault.status}: a fault that a test asked for`, code: 0 };
        return void reply.code(fault.status).send(body);
      }
      if (allowance.isAllowed) return done();
      reply.code(429).send({
        message: 'You are being rate limited.',
        retry_after: allowance.resetAfter / 1_000,
        global: allowance.scope === 'global',
      });
    };
    if (fault?.delay) setTimeout(goOn, fault.delay);
    else goOn();
  });
}
