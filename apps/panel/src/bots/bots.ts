import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';

import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { Status } from '../ui/status';
import { Tint } from '../ui/tint';
import { Needs } from '../viewer/needs';
import { BotDeeds } from './bot-deeds';
import { BotsDocument, BotsLiveDocument } from './bots.generated';

@Component({
  selector: 'cube-bots',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Avatar,
    Empty,
    Failed,
    Icon,
    MatButton,
    MatFormFieldModule,
    MatIconButton,
    MatInput,
    Needs,
    RouterLink,
    Skeleton,
    Status,
    Tint,
  ],
  templateUrl: './bots.html',
  styleUrl: './bots.scss',
})
export class Bots {
  private readonly router = inject(Router);
  private typing: ReturnType<typeof setTimeout> | undefined;

  /** From the address, so that a link shows the same list. */
  readonly search = input<string>();

  protected readonly deeds = inject(BotDeeds);
  private readonly cache = inject(Deeds);

  protected readonly page = watched({
    query: BotsDocument,
    variables: () => ({ first: 50, search: this.search() || null }),
    live: {
      subscription: BotsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ botChanged }) => botChanged.gap !== null,
      apply: ({ botChanged: { change, bot, botId } }) => {
        if (change === 'REMOVED' && botId) this.cache.forget('Bot', botId);
        if (change !== 'ADDED' || !bot || this.search()) return;
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
  protected readonly bots = computed(() => this.page.data()?.bots);

  constructor() {
    inject(Place).here(() => [{ label: 'Bots' }]);
  }

  protected searchFor(words: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      void this.router.navigate([], { queryParams: { search: words || null }, replaceUrl: true });
    }, 200);
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.bots()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      bots: { ...next.bots, nodes: [...data.bots.nodes, ...next.bots.nodes] },
    }));
  }
}
