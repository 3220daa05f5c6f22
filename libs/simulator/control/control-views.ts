import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';

import * as shapes from '../control-shapes';
import type { Engine } from '../engine';
import { notFoundHere } from '../errors';
import { demoOf } from '../world/seed';
import type { Guild } from '../world/state';
import { sameSecret } from '../world/tokens';
import type { World } from '../world/world';
import type { Addressed } from './control';

/** Trouble for live connections, and what they look like. */
export function gatewayRoutes(app: FastifyInstance, { gateway, directory }: Engine): void {
  app.post<Addressed>('/gateway/:id/drop', ({ params, body }) => ({
    connections: gateway.drop(directory.application(params.id).id, shapes.dropWish.parse(body)),
  }));

  app.post<Addressed>('/gateway/:id/send-raw', ({ params, body }) => ({
    connections: gateway.sendRaw(directory.application(params.id).id, shapes.rawFrame.parse(body).frame),
  }));

  app.get<Addressed>('/gateway/:id/sessions', ({ params }) => {
    const { id } = directory.application(params.id);
    const sessions = [...gateway.sessionsOf(id)].map((session) => ({
      id: session.id,
      shard: session.shard,
      intents: session.intents,
      seq: session.seq,
      isConnected: session.wire !== null,
      identifies: gateway.identifiesOf(id),
      resumes: session.resumes,
    }));
    return { sessions };
  });
}

/** What there is to see, without secrets. */
export function viewRoutes(app: FastifyInstance, engine: Engine): void {
  app.get('/state', () => stateView(engine));

  app.get<Addressed>('/requests', ({ query }) => ({
    requests: engine.requests.latest(Number(query['limit'] ?? 100)),
  }));

  app.get<Addressed>('/channels/:id/commands', ({ params, query }) => ({
    commands: engine.actions.offered(params.id, query['as'] ?? '').map(commandView),
  }));

  app.get<Addressed>('/channels/:id/messages', ({ params, query }) => {
    const reader = engine.directory.user(query['as'] ?? '');
    const channel = engine.directory.channel(params.id, { readerId: reader.id });
    if (!engine.world.mayRead(channel, reader.id)) return { messages: [] };
    const visible = engine.world
      .messagesOf(channel.id)
      .filter(({ readerId }) => readerId === null || readerId === reader.id);
    return { messages: visible.slice(-100).map(({ message }) => message) };
  });
}

/** The supervisor that starts everything asks here for the demo's credentials. */
export function demoRoute(app: FastifyInstance, { world }: Engine, key: string | undefined): void {
  app.get('/demo', ({ headers }) => {
    const given = headers['x-simulator-key'];
    const demo = demoOf(world);
    if (!key || !demo || typeof given !== 'string' || !sameSecret(given, key)) throw notFoundHere();
    const { id, clientSecret, token } = demo;
    return { applicationId: id, clientId: id, clientSecret, token };
  });
}

function stateView({ world, gateway }: Engine): shapes.StateView {
  return {
    applications: [...world.applications.values()].map(
      ({ id, name, publicKey, redirectUris, privilegedIntents }) => ({
        id,
        name,
        publicKey,
        redirectUris,
        privilegedIntents,
        isOnline: gateway.isOnline(id),
        guildIds: guildIdsOf(world, id),
      }),
    ),
    users: [...world.users.values()].map(({ id, username, globalName, bot }) => ({
      id,
      username,
      name: globalName ?? username,
      bot,
    })),
    guilds: [...world.guilds.values()].map((guild) => guildView(world, guild)),
    commands: [...world.commands.values()].map(commandView),
    directMessages: [...world.channels.values()]
      .filter(({ guildId }) => guildId === null)
      .map(({ id, recipientIds }) => ({ id, recipientIds })),
  };
}

const commandView = (command: APIApplicationCommand): shapes.CommandView => ({
  id: command.id,
  applicationId: command.application_id,
  guildId: command.guild_id ?? null,
  type: command.type,
  name: command.name,
  description: command.description,
  options: command.options ?? [],
  nsfw: command.nsfw ?? false,
});

export function guildView(world: World, guild: Guild): shapes.GuildView {
  const { id, name, ownerId, roles, members, applicationIds } = guild;
  return {
    id,
    name,
    ownerId,
    channels: world
      .channelsOf(id)
      .sort((left, right) => left.position - right.position)
      .map(({ id: channelId, name: channelName, type, nsfw, parentId }) => ({
        id: channelId,
        name: channelName,
        type,
        nsfw,
        parentId,
      })),
    threads: world.threadsOf(id).map((channel) => ({
      id: channel.id,
      name: channel.name,
      parentId: channel.parentId,
      isArchived: channel.thread?.isArchived ?? false,
    })),
    roles: roles.map((role) => ({ id: role.id, name: role.name })),
    memberIds: members.map(({ userId }) => userId),
    applicationIds,
  };
}

const guildIdsOf = (world: World, applicationId: string) =>
  [...world.guilds.values()]
    .filter(({ applicationIds }) => applicationIds.includes(applicationId))
    .map(({ id }) => id);
