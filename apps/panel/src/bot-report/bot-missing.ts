import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

import { Icon } from '../ui/icon';
import { botReport } from './bot-report';

/** What a bot cannot do for lack of a permission, a role or an intent: everywhere, or in one server. Nothing, where it lacks nothing. */
@Component({
  selector: 'cube-bot-missing',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `@if (lacks().length > 0) {
    <ul class="notice busy" aria-label="What is missing">
      @for (lack of lacks(); track lack.key) {
        <li data-testid="missing" [attr.data-kind]="lack.kind">
          <cube-icon name="warning" />
          <div>
            <div class="wrap-anywhere">{{ lack.sentence }}</div>
            <div class="quiet wrap-anywhere">{{ lack.mend }}</div>
          </div>
        </li>
      }
    </ul>
  }`,
  styles: `
    ul {
      flex-direction: column;
      margin: 0;
      list-style: none;
    }
    li {
      display: flex;
      gap: 12px;
    }
  `,
})
export class BotMissing {
  readonly botId = input.required<string>();
  /** Only what is missing in this server. */
  readonly guildId = input<string>();

  private readonly page = botReport(() => this.botId());
  protected readonly lacks = computed(() => {
    const guildId = this.guildId();
    const all = this.page.data()?.bot.missing ?? [];
    return all
      .filter(({ guildIds }) => guildId === undefined || guildIds.includes(guildId))
      .map((lack) => ({
        key: [lack.what, lack.kind, lack.name, lack.sentence].join(' '),
        kind: lack.kind,
        // On the page of one server its name would be noise, and that of others more so.
        sentence:
          guildId === undefined || lack.kind === 'INTENT'
            ? lack.sentence
            : `${lack.what} needs ${lack.title}.`,
        mend: lack.mend,
      }));
  });
}
