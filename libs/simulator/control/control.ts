import type { FastifyInstance } from 'fastify';

import * as shapes from '../control-shapes';
import type { Engine } from '../engine';
import { Refusal } from '../errors';
import type { Guard } from '../guard';
import { loadRoute } from '../load/load';
import { wireRoutes } from '../wire/wire-routes';
import type { Application } from '../world/state';
import { looksReal, realTokenRefused } from '../world/tokens';
import { chaosRoutes } from './chaos-routes';
import { demoRoute, gatewayRoutes, guildView, viewRoutes } from './control-views';
import { deedRoutes } from './deed-routes';
import { guildChange, installWish } from './deed-shapes';
import { liveRoute } from './live';

export interface Addressed {
  Params: { id: string; other: string };
  Querystring: Record<string, string>;
}

export interface ControlOptions {
  guard: Guard;
  /** What `x-simulator-key` must say before the demo's credentials are told; without it they never are. */
  key?: string | undefined;
}

const closed = { presence: false, members: false, messageContent: false };

/** The remote control, for tests, for the chat page and for whoever starts everything. Never part of Discord. */
export async function control(
  app: FastifyInstance,
  engine: Engine,
  { guard, key }: ControlOptions,
): Promise<void> {
  const { world, directory, applications, actions, guilds, members: membership, channels: rooms } = engine;

  app.addHook('onRequest', async ({ headers }) => {
    if (guard.isForeign(headers))
      throw new Refusal(403, 'The control API answers programs and its own pages only.');
  });
  app.addHook('preValidation', async ({ method, headers, body }) => {
    if (method === 'GET' || method === 'HEAD') return;
    if (!headers['content-type']?.startsWith('application/json'))
      throw new Refusal(415, 'Send application/json.');
    if (holdsRealToken(body)) throw new Refusal(401, realTokenRefused);
  });

  app.post('/applications', (request, reply) => {
    const { name, intents, redirectUris = [] } = shapes.applicationWish.parse(request.body);
    const application = applications.create({
      name,
      redirectUris,
      privilegedIntents: { ...closed, ...intents },
    });
    return reply.code(201).send(secretsOf(application));
  });
  app.patch<Addressed>('/applications/:id', ({ params, body }) => {
    applications.change(directory.application(params.id), shapes.applicationChange.parse(body));
    return {};
  });
  app.delete<Addressed>('/applications/:id', ({ params }) => {
    applications.delete(directory.application(params.id));
    return {};
  });
  app.post<Addressed>('/applications/:id/reset-token', ({ params }) => ({
    token: world.resetToken(directory.application(params.id)),
  }));
  app.post<Addressed>('/applications/:id/reveal-token', ({ params }) => ({
    token: directory.application(params.id).token,
  }));
  app.post<Addressed>('/applications/:id/reveal-secret', ({ params }) => ({
    clientSecret: directory.application(params.id).clientSecret,
  }));

  app.post('/users', (request, reply) => {
    const { name } = shapes.userWish.parse(request.body);
    const { id, username, bot } = world.createUser(name);
    return reply.code(201).send({ id, name, username, bot });
  });
  app.post('/guilds', (request, reply) => {
    const { name, owner, channels = ['general'], members = [] } = shapes.guildWish.parse(request.body);
    const people = [owner, ...members].map((person) => directory.person(person).id);
    const guild = guilds.create(name, people[0] ?? '');
    for (const id of people) membership.add(guild, id);
    for (const channel of channels) rooms.create(guild, { name: channel.replace(/^#/, '') });
    return reply.code(201).send(guildView(world, guild));
  });
  app.patch<Addressed>('/guilds/:id', ({ params, body }) => {
    guilds.edit(directory.guild(params.id), guildChange.parse(body));
    return {};
  });
  app.delete<Addressed>('/guilds/:id', ({ params }) => {
    guilds.delete(directory.guild(params.id));
    return {};
  });
  app.post<Addressed>('/guilds/:id/members', ({ params, body }) => {
    const { user } = shapes.memberWish.parse(body);
    membership.add(directory.guild(params.id), directory.person(user).id);
    return {};
  });
  app.put<Addressed>('/guilds/:id/applications/:other', ({ params, body }) => {
    const { permissions } = installWish.parse(body);
    guilds.install(directory.application(params.other), directory.guild(params.id), permissions);
    return {};
  });
  app.delete<Addressed>('/guilds/:id/applications/:other', ({ params }) => {
    guilds.uninstall(directory.application(params.other), directory.guild(params.id));
    return {};
  });

  app.post('/uploads', ({ body }) => {
    const { name, type, data } = shapes.upload.parse(body);
    return { id: engine.files.keep({ name, type, bytes: Buffer.from(data, 'base64') }).id };
  });
  app.post('/direct-messages', ({ body }) => {
    const { as, with: bot } = shapes.conversation.parse(body);
    return { id: world.directMessages(directory.person(as).id, directory.application(bot).id).id };
  });

  app.post('/run', ({ body }) => actions.run(shapes.commandRun.parse(body)));
  app.post('/autocomplete', async ({ body }) => ({
    choices: await actions.autocomplete(shapes.suggestionWish.parse(body)),
  }));
  app.post('/context-menu', ({ body }) => actions.contextMenu(shapes.menuRun.parse(body)));
  app.post('/use', ({ body }) => actions.use(shapes.componentUse.parse(body)));
  app.post('/submit-modal', ({ body }) => actions.submitModal(shapes.modalSubmission.parse(body)));
  app.post('/say', ({ body }) => ({ message: actions.say(shapes.saying.parse(body)) }));

  deedRoutes(app, engine);
  chaosRoutes(app, engine);
  gatewayRoutes(app, engine);
  viewRoutes(app, engine);
  demoRoute(app, engine, key);
  liveRoute(app, engine);
  wireRoutes(app, engine);
  loadRoute(app, engine);
}

export function secretsOf(application: Application): shapes.NewApplication {
  const { id, name, publicKey, redirectUris, privilegedIntents, token, clientSecret } = application;
  return { id, name, publicKey, redirectUris, privilegedIntents, token, clientSecret };
}

/** Someone may paste a real token into any field: better to say so than to keep it. */
function holdsRealToken(value: unknown): boolean {
  if (typeof value === 'string') return looksReal(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsRealToken);
}
