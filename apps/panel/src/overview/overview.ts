import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { BotsLiveDocument } from '../bots/bots.generated';
import type { BotStatus } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { LogFeed } from '../logs/log-feed';
import { LogRows } from '../logs/log-rows';
import { Avatar } from '../ui/avatar';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { Status } from '../ui/status';
import { Tint } from '../ui/tint';
import { Access } from '../viewer/access';
import { Needs } from '../viewer/needs';
import { OverviewDocument } from './overview.generated';

@Component({
  selector: 'cube-overview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Empty, Failed, Icon, LogRows, MatButton, Needs, RouterLink, Skeleton, Status, Tint],
  providers: [LogFeed],
  templateUrl: './overview.html',
  styleUrl: './overview.scss',
})
export class Overview {
  private readonly deeds = inject(Deeds);

  protected readonly access = inject(Access);

  protected readonly feed = inject(LogFeed);
  protected readonly page = watched({
    query: OverviewDocument,
    variables: () => (this.access.holds('VIEW_BOTS') ? {} : undefined),
    live: {
      subscription: BotsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ botChanged }) => botChanged.gap !== null,
      apply: ({ botChanged: { change, bot, botId } }) => {
        if (change === 'REMOVED' && botId) this.deeds.forget('Bot', botId);
        if (change !== 'ADDED' || !bot) return;
        this.page.update((data) =>
          data.bots.nodes.some(({ id }) => id === bot.id)
            ? data
            : {
                ...data,
                bots: {
                  ...data.bots,
                  nodes: [...data.bots.nodes, bot],
                  totalCount: data.bots.totalCount + 1,
                },
              },
        );
      },
    },
  });

  protected readonly bots = computed(() => this.page.data()?.bots.nodes ?? []);
  protected readonly tiles = computed(() => {
    const among = (...statuses: readonly BotStatus[]) =>
      this.bots().filter(({ status }) => statuses.includes(status));
    return [
      { label: 'Online', count: among('ONLINE').length, tone: 'good', shape: '●' },
      { label: 'Changing', count: among('STARTING', 'STOPPING').length, tone: 'busy', shape: '◐' },
      { label: 'Failing', count: among('FAILING').length, tone: 'bad', shape: '▲' },
      { label: 'Offline', count: among('OFFLINE', 'UNKNOWN').length, tone: 'idle', shape: '○' },
    ];
  });
  protected readonly needy = computed(() =>
    this.bots().filter(
      ({ status, reason, wanted }) =>
        status === 'FAILING' || (wanted === 'ONLINE' && (status === 'UNKNOWN' || reason)),
    ),
  );
  protected readonly simulatorUrl = computed(() => {
    const here = this.page.data()?.installation;
    return here?.network === 'SIMULATOR' ? here.simulatorUrl : null;
  });

  constructor() {
    inject(Place).here(() => [{ label: 'Overview' }]);
    this.feed.follow(
      () => (this.access.holds('VIEW_LOGS') ? { kinds: ['COMMAND_EXECUTED'] } : undefined),
      10,
    );
  }
}
