import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { GuildsDocument, GuildsLiveDocument } from './guilds.generated';

@Component({
  selector: 'cube-guilds',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Empty, Failed, MatButton, RouterLink, Skeleton, TimeAgo],
  templateUrl: './guilds.html',
})
export class Guilds {
  protected readonly page = watched({
    query: GuildsDocument,
    variables: () => ({}),
    live: {
      subscription: GuildsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ guildChanged }) => guildChanged.gap !== null,
      apply: ({ guildChanged: { change, guild, guildId } }) => {
        const gone = change === 'REMOVED' && (guild === null || guild.bots.length === 0);
        this.page.update((data) => {
          const { nodes, totalCount } = data.guilds;
          if (gone && nodes.some(({ id }) => id === guildId)) {
            const left = nodes.filter(({ id }) => id !== guildId);
            return { ...data, guilds: { ...data.guilds, nodes: left, totalCount: totalCount - 1 } };
          }
          if (gone || !guild || nodes.some(({ id }) => id === guild.id)) return data;
          return {
            ...data,
            guilds: { ...data.guilds, nodes: [...nodes, guild], totalCount: totalCount + 1 },
          };
        });
      },
    },
  });
  protected readonly guilds = computed(() => this.page.data()?.guilds);

  constructor() {
    inject(Place).here(() => [{ label: 'Servers' }]);
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.guilds()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      guilds: { ...next.guilds, nodes: [...data.guilds.nodes, ...next.guilds.nodes] },
    }));
  }
}
