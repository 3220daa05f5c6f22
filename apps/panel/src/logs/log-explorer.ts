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
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { ActivatedRoute, type Params, Router } from '@angular/router';

import type { LogLevel } from '../graphql.generated';
import { watched } from '../live/watched';
import { Icon } from '../ui/icon';
import { Access } from '../viewer/access';
import {
  chosenIn,
  exportAddress,
  type FilterName,
  filterOf,
  kindNeeds,
  kinds,
  levels,
  listNames,
  timeIn,
  timeNames,
  times,
} from './log-address';
import { LogCounts } from './log-counts';
import { LogFeed } from './log-feed';
import { kindWords, LogRows } from './log-rows';
import { LogBotsDocument } from './logs.generated';

const levelWords = { INFO: 'Info', WARNING: 'Warnings', ERROR: 'Errors' } as const satisfies Record<
  LogLevel,
  string
>;
/** Milliseconds after the last key until a search is made. */
const pause = 300;

/** The live log with its filters in the address. */
@Component({
  selector: 'cube-log-explorer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, LogCounts, LogRows, MatButton, MatFormFieldModule, MatInput, MatSelectModule],
  providers: [LogFeed],
  templateUrl: './log-explorer.html',
  styleUrl: './log-explorer.scss',
})
export class LogExplorer {
  private readonly router = inject(Router);
  private readonly access = inject(Access);
  private readonly address = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  private readonly top = viewChild.required<ElementRef<HTMLElement>>('top');
  private typing: ReturnType<typeof setTimeout> | undefined;

  /** Given on a bot's own page: the filter by bot is then out of the reader's hands. */
  readonly ofBot = input<string>();

  protected readonly feed = inject(LogFeed);
  protected readonly kinds = computed(() =>
    kinds
      .filter((kind) => {
        const needed = kindNeeds[kind];
        return !needed || this.access.holds(needed);
      })
      .map((value) => ({ value, word: kindWords[value] })),
  );
  protected readonly levels = levels.map((value) => ({ value, word: levelWords[value] }));
  protected readonly times = timeNames.map((value) => ({ value, word: times[value].word }));
  protected readonly chosenKinds = computed(() => chosenIn(this.address(), 'kind'));
  protected readonly chosenLevels = computed(() => chosenIn(this.address(), 'level'));
  protected readonly chosenBot = computed(() => this.address().get('bot') ?? '');
  protected readonly chosenTime = computed(() => timeIn(this.address()) ?? '');
  protected readonly text = computed(() => this.address().get('q') ?? '');
  protected readonly isCounting = computed(() => this.address().get('counts') === 'shown');
  /** Everything that is chosen of a list, as `name:value`. */
  protected readonly chosen = computed(
    () =>
      new Set([
        ...listNames.flatMap((name) => chosenIn(this.address(), name).map((value) => `${name}:${value}`)),
        `bot:${this.chosenBot()}`,
      ]),
  );
  protected readonly bots = watched({
    query: LogBotsDocument,
    variables: () => (this.ofBot() ? undefined : {}),
  }).data;

  protected readonly filter = computed(() => filterOf(this.address(), this.ofBot()), {
    equal: (before, after) => JSON.stringify(before) === JSON.stringify(after),
  });
  protected readonly isFiltered = computed(
    () => Object.keys(this.filter()).filter((name) => name !== 'botId' || !this.ofBot()).length > 0,
  );
  protected readonly exports = computed(() => ({
    csv: exportAddress(this.filter(), 'csv'),
    ndjson: exportAddress(this.filter(), 'ndjson'),
  }));

  constructor() {
    this.feed.follow(() => this.filter(), 50);
    const destroyed = inject(DestroyRef);
    destroyed.onDestroy(() => clearTimeout(this.typing));
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

  protected choose(name: FilterName, values: readonly string[]): void {
    const chosen = values.filter((value) => value !== '');
    this.go({ [name]: chosen.length > 0 ? chosen : null });
  }

  protected toggle({ name, value }: { readonly name: FilterName; readonly value: string }): void {
    if (name === 'bot') return this.choose('bot', [value === this.chosenBot() ? '' : value]);
    const before = listNames.flatMap((each) => (each === name ? chosenIn(this.address(), each) : []));
    this.choose(name, before.includes(value) ? before.filter((each) => each !== value) : [...before, value]);
  }

  protected searchFor(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.choose('q', [text]), pause);
  }

  protected showCounts(): void {
    this.go({ counts: this.isCounting() ? null : 'shown' });
  }

  protected clear(): void {
    const counts = this.isCounting() ? 'shown' : null;
    void this.router.navigate([], { queryParams: { counts } });
  }

  protected showGathered(): void {
    this.feed.showGathered();
    scrollTo({ top: 0 });
  }

  private go(queryParams: Params): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
