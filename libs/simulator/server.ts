import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import type { FastifyError, FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { ZodError } from 'zod';

import { control } from './control/control';
import { Engine } from './engine';
import { DiscordError, invalidJson, invalidVersion, notFoundHere, Refusal, wrongMethod } from './errors';
import { Guard } from './guard';
import { OAuthError } from './oauth/oauth';
import { oauthRoutes } from './oauth/oauth-routes';
import { pages } from './pages';
import { readBodies } from './rest/body-parsers';
import type { RateLimit } from './rest/rate-limits';
import { apiPrefix, rest, surroundCalls } from './rest/rest';
import { matches, pathOf } from './rest/route-pattern';
import { recordCalls } from './wire/wire-routes';
import { FileFolder } from './world/file-folder';
import { fileRoute } from './world/files';
import { loadState, StateFile } from './world/persistence';
import { seed } from './world/seed';
import { World } from './world/world';

export interface SimulatorOptions {
  /** 127.0.0.1 unless said otherwise; on a loopback address, requests for any other host name are refused. */
  host?: string | undefined;
  /** A free one by default. */
  port?: number | undefined;
  /** Where the world survives a restart, with its files in a folder `….files` beside it; without it, nothing does. */
  stateFile?: string | undefined;
  /** Milliseconds between a bot's heartbeats (41,250). */
  heartbeatInterval?: number | undefined;
  /** Milliseconds between two IDENTIFYs of one bot and bucket (0: as quick as they come; real Discord: 5,000). */
  identifyInterval?: number | undefined;
  /** Milliseconds after the interval in which a late heartbeat still counts (30,000). */
  heartbeatGrace?: number | undefined;
  /** IDENTIFYs of one token in a day (1,000). */
  identifiesPerDay?: number | undefined;
  /** Guilds that one shard may carry before Discord wants more shards (2,500). */
  guildsPerShard?: number | undefined;
  /** Milliseconds that a bot has for its first answer (3,000). */
  answerWithin?: number | undefined;
  /** Per route and caller (1,000 in a second). */
  rateLimit?: RateLimit | undefined;
  /** Arranges the demo: a guild, three people, two applications. */
  seed?: boolean | undefined;
  /** A redirect address that the demo application shall know. */
  redirectUri?: string | undefined;
  /** What `x-simulator-key` must say for GET /control/demo. */
  key?: string | undefined;
  /** The folder of the chat page. */
  publicFolder?: string | undefined;
  /** Hears of faults of the simulator itself. */
  onFault?: ((error: unknown) => void) | undefined;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** Ends every connection and saves the state. */
  close(): Promise<void>;
}

const largestBody = 25 * 1024 * 1024;
const generous = { limit: 1_000, window: 1_000 };

/** Starts a Discord of one's own: REST below /api, the gateway at /gateway, OAuth at /oauth2, the remote at /control. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', stateFile, onFault = () => undefined } = options;
  const world = new World(stateFile === undefined ? undefined : loadState(stateFile));
  const file = stateFile === undefined ? null : new StateFile(stateFile, world);
  let url = '';
  const engine = new Engine(world, {
    heartbeatInterval: options.heartbeatInterval ?? 41_250,
    identifyInterval: options.identifyInterval ?? 0,
    heartbeatGrace: options.heartbeatGrace ?? 30_000,
    identifiesPerDay: options.identifiesPerDay ?? 1_000,
    guildsPerShard: options.guildsPerShard ?? 2_500,
    onFault,
    answerWithin: options.answerWithin ?? 3_000,
    rateLimit: options.rateLimit ?? generous,
    folder: stateFile === undefined ? null : new FileFolder(`${stateFile}.files`),
    origin: () => url,
  });
  if (options.seed) seed(engine, options);

  const app = fastify({
    bodyLimit: largestBody,
    forceCloseConnections: true,
    // What the router itself refuses: too long a path, or one that is not well encoded.
    frameworkErrors: (error, _request, reply) => {
      const status = error.statusCode ?? 500;
      reply.hijack().raw.writeHead(status, { 'content-type': 'application/json' });
      reply.raw.end(JSON.stringify(plainly(status)));
    },
    // Libraries encode the words that stand for ids; the router compares them as they are written.
    rewriteUrl: ({ url = '/' }) => (url.includes('%40') ? url.replace(/%40(me|original)\b/gi, '@$1') : url),
    routerOptions: { maxParamLength: 400, ignoreTrailingSlash: true },
  });
  let port = 0;
  const guard = new Guard(host, () => port);
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if (guard.knowsHost(headers)) done();
    else done(new Refusal(421, 'The simulator answers to loopback names only.'));
  });
  answerErrors(app, engine, onFault);
  readBodies(app);
  surroundCalls(app, engine);
  recordCalls(app, engine);
  await app.register((scope) => rest(scope, engine), { prefix: apiPrefix });
  oauthRoutes(app, engine, guard);
  fileRoute(app, engine.files);
  await app.register((scope) => control(scope, engine, { guard, key: options.key }), { prefix: '/control' });
  if (options.publicFolder !== undefined) pages(app, options.publicFolder);

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    const isGateway = /^\/gateway\/?(\?|$)/.test(request.url ?? '');
    if (!isGateway) return refuseUpgrade(socket, '404 Not Found');
    if (!guard.knowsHost(request.headers) || guard.isForeign(request.headers))
      return refuseUpgrade(socket, '403 Forbidden');
    engine.gateway.upgrade(request, socket, head);
  });

  const address = await app.listen({ host, port: options.port ?? 0 });
  port = Number(new URL(address).port);
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url,
    port,
    close: async () => {
      engine.gateway.close();
      world.clock.stop();
      await app.close();
      file?.save();
    },
  };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

const plainly = (status: number) => ({ message: `${status}: ${STATUS_CODES[status]}`, code: 0 });

/** Every fault gets a body that its reader knows: Discord's, OAuth's, or a sentence. */
function answerErrors(app: FastifyInstance, { restPaths }: Engine, onFault: (error: unknown) => void): void {
  app.setNotFoundHandler(({ url }, reply) => {
    const path = pathOf(url);
    const isKnown = [...restPaths].some((known) => matches(known, path));
    const isOtherVersion = /^\/api\/v\d+(\/|$)/.test(path) && !path.startsWith(`${apiPrefix}/`);
    const error = isOtherVersion ? invalidVersion() : isKnown ? wrongMethod() : notFoundHere();
    return reply.code(error.status).send(error.body);
  });
  app.setErrorHandler((error: FastifyError | Error, _request, reply) => {
    if (error instanceof DiscordError) return reply.code(error.status).send(error.body);
    if (error instanceof OAuthError) {
      return reply.code(error.status).send({ error: error.code, error_description: error.message });
    }
    if (error instanceof Refusal) return reply.code(error.status).send({ message: error.message });
    if (error instanceof ZodError) {
      const issue = error.issues[0];
      return reply
        .code(400)
        .send({ message: `${issue?.path.join('.') || 'body'}: ${issue?.message}`, code: 50_035 });
    }
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    if (status === 413) return reply.code(413).send({ message: 'Request entity too large', code: 40_005 });
    if (status === 400) return reply.code(400).send(invalidJson().body);
    if (status < 500) return reply.code(status).send(plainly(status));
    onFault(error);
    return reply.code(500).send(plainly(500));
  });
}
