import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';

import type { ConnectionRowFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import {
  CloseConnectionDocument,
  ConnectionsDocument,
  ConnectionsLiveDocument,
} from './connections.generated';

@Component({
  selector: 'cube-connections',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Failed, Icon, MatButton, Needs, Skeleton, TimeAgo],
  templateUrl: './connections.html',
})
export class Connections {
  private readonly deeds = inject(Deeds);

  protected readonly page = watched({
    query: ConnectionsDocument,
    variables: () => ({}),
    live: {
      subscription: ConnectionsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ connectionChanged }) => connectionChanged.gap !== null,
      apply: ({ connectionChanged: { change, connection, connectionId } }) => {
        if (change === 'REMOVED' && connectionId) this.deeds.forget('LiveConnection', connectionId);
        if (change === 'ADDED' && connection) this.show(connection);
      },
    },
  });
  protected readonly connections = computed(() => this.page.data()?.connections);

  constructor() {
    inject(Place).here(() => [{ label: 'Settings' }, { label: 'Connections' }]);
  }

  protected async closeConnection({ id, accountName }: ConnectionRowFragment): Promise<void> {
    await this.deeds.runAndTell(
      CloseConnectionDocument,
      { id },
      `The connection of ${accountName} is closed.`,
    );
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.connections()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      connections: { ...next.connections, nodes: [...data.connections.nodes, ...next.connections.nodes] },
    }));
  }

  private show(connection: ConnectionRowFragment): void {
    this.page.update((data) =>
      data.connections.nodes.some(({ id }) => id === connection.id)
        ? data
        : {
            ...data,
            connections: {
              ...data.connections,
              nodes: [connection, ...data.connections.nodes],
              totalCount: data.connections.totalCount + 1,
            },
          },
    );
  }
}
