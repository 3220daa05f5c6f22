import { Allow, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import { Reads, Selected, Selection } from '@cube/platform/selection';
import { Args, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { toCursor } from '../event-log/cursor';
import { EventTail } from '../event-log/event-tail';
import { type Follow, follow } from '../live/follow';
import { Connections } from './connections.service';
import { LiveConnection, LiveConnectionConnection, LiveConnectionEvent } from './live-connection.entity';

@Resolver(() => LiveConnection)
export class ConnectionsResolver {
  constructor(
    private readonly sockets: Connections,
    private readonly tail: EventTail,
  ) {}

  @Query(() => String, {
    description:
      'Where the live feed stands: ask for it first in a document and pass it as after to a subscription.',
  })
  @Allow()
  liveCursor(): string {
    return toCursor(this.tail.position);
  }

  @Query(() => LiveConnectionConnection, { description: 'The open WebSockets, newest first.' })
  @Allow(Permission.VIEW_CONNECTIONS)
  connections(@Args() page: PageArgs, @Selected() selection: Selection): Promise<Connection<LiveConnection>> {
    return this.sockets.list(page, selection);
  }

  @Mutation(() => LiveConnection, {
    description: 'Closes a WebSocket; its client may come back while its session lasts.',
  })
  @Allow(Permission.CLOSE_CONNECTIONS)
  closeConnection(@Args('id', { type: () => ID }) id: string): Promise<LiveConnection> {
    return this.sockets.close(id);
  }

  @Subscription(() => LiveConnectionEvent)
  @Allow(Permission.VIEW_CONNECTIONS)
  connectionChanged(@Args('after', { type: () => String, nullable: true }) _after?: string): Follow {
    // `current` differs from session to session.
    return follow(['connection.changed'], null, ({ data }) => data, 'session');
  }

  @ResolveField(() => Boolean, { description: 'True for the sockets of your own session.' })
  @Reads<LiveConnection>('sessionId')
  current(connection: LiveConnection, _: unknown, { viewer }: RequestContext): boolean {
    return connection.sessionId === viewer?.sessionId;
  }
}

@Resolver(() => LiveConnectionEvent)
export class LiveConnectionEventResolver {
  constructor(private readonly connections: Connections) {}

  @ResolveField(() => LiveConnection, { nullable: true })
  connection(
    event: LiveConnectionEvent,
    _: unknown,
    { loaders }: RequestContext,
  ): Promise<LiveConnection | null> | null {
    return event.connectionId ? loaders.load(this.connections.byId, event.connectionId) : null;
  }
}
