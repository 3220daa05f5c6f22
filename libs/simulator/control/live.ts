import type { FastifyInstance } from 'fastify';

import type { Engine } from '../engine';
import type { StoredMessage } from '../world/state';
import type { World } from '../world/world';
import type { WorldEvents } from '../world/world-events';
import type { Addressed } from './control';

/** Changes that a page answers by asking for the whole state again. */
const structural = [
  'installed',
  'uninstalled',
  'memberAdded',
  'switched',
  'presence',
  'changed',
] satisfies (keyof WorldEvents)[];

/** Milliseconds in which several changes of the world become one hint. */
const gathering = 150;

/** Server-sent events for one reader: messages they may see, and hints that the rest of the world has changed. */
export function liveRoute(app: FastifyInstance, { world, directory }: Engine): void {
  app.get<Addressed>('/live', (request, reply) => {
    const reader = directory.user(request.query['as'] ?? '');
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write(': hello\n\n');
    const send = (event: object) => reply.raw.write(`data: ${JSON.stringify(event)}\n\n`);
    const stop = follow(world, reader.id, send);
    request.raw.on('close', stop);
  });
}

function follow(world: World, readerId: string, send: (event: object) => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  const hint = () => {
    timer ??= setTimeout(() => {
      timer = null;
      send({ kind: 'state' });
    }, gathering);
  };
  const tell =
    (kind: string) =>
    ({ message, readerId: only }: StoredMessage) => {
      if ((only === null || only === readerId) && canSee(world, message.channel_id, readerId))
        send({ kind, message });
    };
  const [created, updated, deleted] = [tell('created'), tell('updated'), tell('deleted')];
  world.on('messageCreated', created).on('messageUpdated', updated).on('messageDeleted', deleted);
  for (const event of structural) world.on(event, hint);
  return () => {
    if (timer) clearTimeout(timer);
    world.off('messageCreated', created).off('messageUpdated', updated).off('messageDeleted', deleted);
    for (const event of structural) world.off(event, hint);
  };
}

function canSee(world: World, channelId: string, readerId: string): boolean {
  const channel = world.channels.get(channelId);
  return channel !== undefined && world.mayRead(channel, readerId);
}
