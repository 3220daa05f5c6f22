import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';

import { OpenBot } from '../bot/open-bot';
import { BotMissing } from '../bot-report/bot-missing';
import { LogFeed } from '../logs/log-feed';
import { LogRows } from '../logs/log-rows';
import { Copy } from '../ui/copy';
import { TimeAgo } from '../ui/time-ago';

@Component({
  selector: 'cube-bot-overview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BotMissing, Copy, LogRows, RouterLink, TimeAgo],
  providers: [LogFeed],
  templateUrl: './bot-overview.html',
  styleUrl: './bot-overview.scss',
})
export class BotOverview {
  protected readonly bot = inject(OpenBot).bot;
  protected readonly feed = inject(LogFeed);
  private readonly id = computed(() => this.bot()?.id);

  constructor() {
    this.feed.follow(() => {
      const botId = this.id();
      return botId ? { botId, kinds: ['COMMAND_EXECUTED'] } : undefined;
    }, 8);
  }
}
