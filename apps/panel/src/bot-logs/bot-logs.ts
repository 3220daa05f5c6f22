import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';

import { OpenBot } from '../bot/open-bot';
import { LogExplorer } from '../logs/log-explorer';

@Component({
  selector: 'cube-bot-logs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LogExplorer],
  template: `@if (id(); as botId) {
    <cube-log-explorer [ofBot]="botId" />
  }`,
  styles: `
    :host {
      display: block;
    }
  `,
})
export class BotLogs {
  private readonly bot = inject(OpenBot).bot;
  protected readonly id = computed(() => this.bot()?.id);
}
