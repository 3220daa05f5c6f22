import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { ActivatedRoute, Router } from '@angular/router';

import { LogBotsDocument, type LogFilter, type LogKind, type LogLevel } from '../graphql.generated';
import { watched } from '../live/watched';
import { LogFeed } from './log-feed';
import { kindWords, LogRows } from './log-rows';

const kinds = [
  'COMMAND_EXECUTED',
  'COMMAND_CHANGED',
  'BOT_CHANGED',
  'GUILD_CHANGED',
  'SESSION_CHANGED',
  'SIGN_IN_FAILED',
  'ERROR_RAISED',
  'LOG_GAPPED',
] as const satisfies readonly LogKind[];
const levels = ['INFO', 'WARNING', 'ERROR'] as const satisfies readonly LogLevel[];
const levelWords = { INFO: 'Info', WARNING: 'Warnings', ERROR: 'Errors' } as const satisfies Record<
  LogLevel,
  string
>;

/** The live log with its filters in the address. */
@Component({
  selector: 'cube-log-explorer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LogRows, MatButton, MatFormFieldModule, MatSelectModule],
  providers: [LogFeed],
  templateUrl: './log-explorer.html',
  styleUrl: './log-explorer.scss',
})
export class LogExplorer {
  private readonly router = inject(Router);
  private readonly address = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  private readonly top = viewChild.required<ElementRef<HTMLElement>>('top');

  /** Given on a bot's own page: the filter by bot is then out of the reader's hands. */
  readonly ofBot = input<string>();

  protected readonly feed = inject(LogFeed);
  protected readonly kinds = kinds.map((value) => ({ value, word: kindWords[value] }));
  protected readonly levels = levels.map((value) => ({ value, word: levelWords[value] }));
  protected readonly chosenKinds = computed(() => kinds.filter((kind) => this.chosen('kind').includes(kind)));
  protected readonly chosenLevels = computed(() =>
    levels.filter((level) => this.chosen('level').includes(level)),
  );
  protected readonly chosenBot = computed(() => this.address().get('bot') ?? '');
  protected readonly isFiltered = computed(
    () => this.chosenKinds().length + this.chosenLevels().length > 0 || this.chosenBot() !== '',
  );
  protected readonly bots = watched({
    query: LogBotsDocument,
    variables: () => (this.ofBot() ? undefined : {}),
  }).data;

  private readonly filter = computed(
    (): LogFilter => {
      const botId = this.ofBot() ?? this.chosenBot();
      return {
        ...(botId ? { botId } : {}),
        ...(this.chosenKinds().length > 0 ? { kinds: this.chosenKinds() } : {}),
        ...(this.chosenLevels().length > 0 ? { levels: this.chosenLevels() } : {}),
      };
    },
    { equal: (before, after) => JSON.stringify(before) === JSON.stringify(after) },
  );

  constructor() {
    this.feed.follow(() => this.filter(), 50);
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      const watcher = new IntersectionObserver(([entry]) => {
        if (!entry) return;
        this.feed.held.set(!entry.isIntersecting);
        if (entry.isIntersecting) this.feed.showGathered();
      });
      watcher.observe(this.top().nativeElement);
      destroyed.onDestroy(() => watcher.disconnect());
    });
  }

  protected choose(name: 'kind' | 'level' | 'bot', values: readonly string[]): void {
    const value = values.filter((each) => each !== '').join(',');
    void this.router.navigate([], {
      queryParams: { [name]: value || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected clear(): void {
    void this.router.navigate([], { queryParams: {} });
  }

  protected showGathered(): void {
    this.feed.showGathered();
    scrollTo({ top: 0 });
  }

  private chosen(name: string): readonly string[] {
    return this.address().get(name)?.split(',') ?? [];
  }
}
