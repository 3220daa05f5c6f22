import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTabsModule } from '@angular/material/tabs';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import { BotDeeds } from '../bots/bot-deeds';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Presence } from '../presence/presence';
import { Avatar } from '../ui/avatar';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { Status } from '../ui/status';
import { Tint } from '../ui/tint';
import { Needs } from '../viewer/needs';
import { BotDocument, BotLiveDocument } from './bot.generated';
import { OpenBot } from './open-bot';

/** One bot: its state, what is wanted of it, and its tabs. */
@Component({
  selector: 'cube-bot-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Avatar,
    Empty,
    Failed,
    Icon,
    MatButton,
    MatTabsModule,
    Needs,
    Presence,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    Skeleton,
    Status,
    Tint,
  ],
  providers: [OpenBot],
  templateUrl: './bot.html',
  styleUrl: './bot.scss',
})
export class BotPage {
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  private readonly cache = inject(Deeds);
  private readonly open = inject(OpenBot);

  readonly id = input.required<string>();

  protected readonly deeds = inject(BotDeeds);
  protected readonly page = watched({
    query: BotDocument,
    variables: () => ({ id: this.id() }),
    live: {
      subscription: BotLiveDocument,
      variables: (after) => ({ id: this.id(), after }),
      gap: ({ botChanged }) => botChanged.gap !== null,
      apply: ({ botChanged: { change } }) => {
        if (change === 'REMOVED') void this.leave();
      },
    },
  });
  protected readonly bot = computed(() => this.page.data()?.bot);
  protected readonly tabs = [
    { label: 'Overview', link: './', testId: 'tab-overview' },
    { label: 'Commands', link: 'commands', testId: 'tab-commands' },
    { label: 'Servers', link: 'guilds', testId: 'tab-guilds' },
    { label: 'Logs', link: 'logs', testId: 'tab-logs' },
    { label: 'History', link: 'history', testId: 'tab-history' },
    { label: 'Members', link: 'members', testId: 'tab-members' },
    { label: 'Settings', link: 'settings', testId: 'tab-settings' },
    { label: 'Import & export', link: 'file', testId: 'tab-file' },
  ];
  /** What is wanted and what is, while they differ. */
  protected readonly difference = computed(() => {
    const bot = this.bot();
    if (!bot) return undefined;
    const { wanted, observed, reason, status } = bot;
    if (reason) return { tone: status === 'FAILING' ? 'bad' : 'busy', sentence: reason };
    if (wanted === observed) return undefined;
    if (observed === 'UNKNOWN') {
      return {
        tone: 'busy',
        sentence: 'No worker has reported for a while, so nobody knows how this bot is.',
      };
    }
    if (wanted === 'OFFLINE')
      return { tone: 'busy', sentence: 'It is asked to go offline and is still connected.' };
    if (observed === 'FAILING') {
      return {
        tone: 'bad',
        sentence: 'It should be online, and Discord or the network refuses. See its logs.',
      };
    }
    return { tone: 'busy', sentence: 'It is asked to come online; a worker is connecting it.' };
  });

  constructor() {
    const title = inject(Title);
    inject(Place).here(() => [{ label: 'Bots', link: '/bots' }, { label: this.bot()?.name ?? '…' }]);
    effect(() => this.open.bot.set(this.bot()));
    effect(() => title.setTitle(`${this.bot()?.name ?? 'Bot'} · Social Cube`));
  }

  private async leave(): Promise<void> {
    const name = this.bot()?.name ?? 'The bot';
    await this.router.navigate(['/bots']);
    this.notices.say(`${name} was removed.`);
    this.cache.forget('Bot', this.id());
  }
}
