import { PresenceUpdateStatus } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';

import type { Engine } from '../engine';
import type { Addressed } from './control';
import * as shapes from './deed-shapes';
import { Deeds } from './deeds';

const statuses = {
  online: PresenceUpdateStatus.Online,
  idle: PresenceUpdateStatus.Idle,
  dnd: PresenceUpdateStatus.DoNotDisturb,
  offline: PresenceUpdateStatus.Offline,
} as const;

/** The life of guilds: their people, roles, channels and threads, and what is done to messages. */
export function deedRoutes(app: FastifyInstance, engine: Engine): void {
  const { world, directory, roles, channels, threads, messages } = engine;
  const deeds = new Deeds(engine);

  app.post('/react', ({ body }) => done(deeds.react(shapes.reactionWish.parse(body))));
  app.post('/unreact', ({ body }) => done(deeds.unreact(shapes.reactionWish.parse(body))));
  app.post('/edit-message', ({ body }) => done(deeds.editMessage(shapes.messageEdit.parse(body))));
  app.post('/delete-message', ({ body }) => done(deeds.deleteMessage(shapes.messageDeletion.parse(body))));
  app.post('/type', ({ body }) => done(deeds.type(shapes.typing.parse(body))));
  app.post('/join', ({ body }) => done(deeds.join(shapes.joinWish.parse(body))));
  app.post('/status', ({ body }) => {
    const { as, status } = shapes.statusWish.parse(body);
    const seen = status === 'offline' ? null : { status: statuses[status], activities: [] };
    return done(world.setStatus(directory.person(as).id, seen));
  });

  app.post('/threads', (request, reply) => {
    const { id } = deeds.beginThread(shapes.threadWish.parse(request.body));
    return reply.code(201).send({ id });
  });
  app.patch<Addressed>('/threads/:id', ({ params, body }) =>
    done(deeds.changeThread(params.id, shapes.threadChange.parse(body))),
  );
  app.delete<Addressed>('/threads/:id', ({ params }) => done(threads.delete(messages.channel(params.id))));

  const member = '/guilds/:id/members/:other';
  app.patch<Addressed>(member, ({ params, body }) =>
    done(deeds.changeMember(params.id, params.other, shapes.memberChange.parse(body))),
  );
  app.delete<Addressed>(member, ({ params }) => done(deeds.removeMember(params.id, params.other)));
  app.put<Addressed>('/guilds/:id/bans/:other', ({ params, body }) =>
    done(deeds.ban(params.id, params.other, shapes.banWish.parse(body))),
  );
  app.delete<Addressed>('/guilds/:id/bans/:other', ({ params }) =>
    done(deeds.unban(params.id, params.other)),
  );

  app.post<Addressed>('/guilds/:id/roles', ({ params, body }, reply) => {
    const { id } = roles.create(directory.guild(params.id), shapes.roleWish.parse(body));
    return reply.code(201).send({ id });
  });
  app.patch<Addressed>('/guilds/:id/roles/:other', ({ params, body }) => {
    const guild = directory.guild(params.id);
    roles.edit(guild, deeds.role(guild, params.other), shapes.roleChange.parse(body));
    return {};
  });
  app.delete<Addressed>('/guilds/:id/roles/:other', ({ params }) => {
    const guild = directory.guild(params.id);
    return done(roles.delete(guild, deeds.role(guild, params.other)));
  });

  app.post<Addressed>('/guilds/:id/channels', ({ params, body }, reply) => {
    const { id } = channels.create(directory.guild(params.id), shapes.channelWish.parse(body));
    return reply.code(201).send({ id });
  });
  app.patch<Addressed>('/channels/:id', ({ params, body }) => {
    channels.edit(messages.channel(params.id), shapes.channelChange.parse(body));
    return {};
  });
  app.delete<Addressed>('/channels/:id', ({ params }) => done(channels.delete(messages.channel(params.id))));
  app.put<Addressed>('/channels/:id/overwrites', ({ params, body }) =>
    done(deeds.setOverwrite(params.id, shapes.overwriteWish.parse(body))),
  );
}

/** Answers a deed of which there is nothing to tell. */
const done = (_outcome: unknown) => ({});
