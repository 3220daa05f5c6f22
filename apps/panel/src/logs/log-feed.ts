import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Apollo } from 'apollo-angular';
import { Subscription } from 'rxjs';

import type { LogFilter, LogRowFragment, LogsQuery } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { type Failure, failureOf } from '../live/failure';
import { LogsDocument, LogsLiveDocument, ResolveErrorDocument } from './logs.generated';

/** So many live rows are kept before the oldest of them fall off; "Older" brings them back. */
const bound = 500;
/** As many as an eye can tell apart while a tint fades; more are a stream, and a tint of every row would only cost frames. */
const tellable = 3;
/** Milliseconds; as in log-rows.scss. */
const tintLasts = 600;

/**
 * The log as one reader sees it: read once, followed live from the cursor of that very answer, older rows by keyset.
 * Provided by the component that shows it.
 */
@Injectable()
export class LogFeed {
  private readonly apollo = inject(Apollo);
  private readonly deeds = inject(Deeds);

  private readonly shown = signal<readonly LogRowFragment[]>([]);
  private readonly waiting = signal<readonly LogRowFragment[]>([]);
  private readonly fresh = signal<ReadonlySet<string>>(new Set());
  private readonly page = signal<LogsQuery['logs']['pageInfo'] | undefined>(undefined);
  private readonly hasDropped = signal(false);
  private readonly trouble = signal<Failure | undefined>(undefined);
  private readonly reading = signal(false);
  private filter: LogFilter = {};
  private size = 50;
  private following = new Subscription();
  /** What came since the last frame, oldest first. */
  private arriving: LogRowFragment[] = [];
  private frame: number | undefined;
  /** Since when rows have come so close to each other, and how many. */
  private stream = { since: 0, rows: 0 };

  /** Set while the reader has scrolled away from the top: new rows then gather instead of pushing. */
  readonly held = signal(false);

  readonly rows = this.shown.asReadonly();
  readonly gathered = computed(() => this.waiting().length);
  /** True when more have gathered than are kept. */
  readonly hasLostGathered = computed(() => this.waiting().length >= bound);
  readonly isLoading = computed(() => this.page() === undefined && this.trouble() === undefined);
  readonly isReading = this.reading.asReadonly();
  readonly failure = this.trouble.asReadonly();
  readonly hasOlder = computed(() => this.hasDropped() || (this.page()?.hasNextPage ?? false));

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.following.unsubscribe();
      this.forgetArriving();
    });
  }

  /** Call it where injection works; an undefined filter waits. */
  follow(filter: () => LogFilter | undefined, size: number): void {
    this.size = size;
    effect(() => {
      const next = filter();
      if (next) untracked(() => this.start(next));
    });
  }

  isFresh(id: string): boolean {
    return this.fresh().has(id);
  }

  retry(): void {
    this.start(this.filter);
  }

  showGathered(): void {
    const arrived = this.waiting();
    this.waiting.set([]);
    this.held.set(false);
    this.put(arrived);
  }

  async older(): Promise<void> {
    // An entry's id is its cursor; the last one here, for those behind it may have fallen off.
    const after = this.shown().at(-1)?.id;
    if (!after || this.reading()) return;
    const { filter } = this;
    this.reading.set(true);
    try {
      const { data } = await this.apollo.client.query({
        query: LogsDocument,
        variables: { filter, first: this.size, after },
        fetchPolicy: 'no-cache',
      });
      if (data && filter === this.filter) {
        const known = new Set(this.shown().map(({ id }) => id));
        this.shown.update((rows) => [...rows, ...data.logs.nodes.filter(({ id }) => !known.has(id))]);
        this.page.set(data.logs.pageInfo);
        this.hasDropped.set(false);
      }
    } catch (error) {
      this.trouble.set(failureOf(error));
    } finally {
      this.reading.set(false);
    }
  }

  async resolve(id: string): Promise<void> {
    const data = await this.deeds.runAndTell(
      ResolveErrorDocument,
      { id },
      'The error is marked as resolved.',
    );
    if (data) this.shown.update((rows) => rows.map((row) => (row.id === id ? data.resolveError : row)));
  }

  private start(filter: LogFilter): void {
    this.following.unsubscribe();
    this.forgetArriving();
    this.following = new Subscription();
    this.filter = filter;
    this.shown.set([]);
    this.waiting.set([]);
    this.fresh.set(new Set());
    this.page.set(undefined);
    this.trouble.set(undefined);
    this.read(this.following, true);
  }

  private read(following: Subscription, live: boolean): void {
    const { filter, size } = this;
    following.add(
      this.apollo
        .query({ query: LogsDocument, variables: { filter, first: size }, fetchPolicy: 'no-cache' })
        .subscribe({
          next: ({ data }) => {
            if (!data) return;
            this.shown.set(data.logs.nodes);
            this.waiting.set([]);
            this.page.set(data.logs.pageInfo);
            this.hasDropped.set(false);
            if (live) this.listen(following, data.logs.liveCursor);
          },
          error: (error: unknown) => this.trouble.set(failureOf(error)),
        }),
    );
  }

  private listen(following: Subscription, after: string): void {
    following.add(
      this.apollo
        .subscribe({
          query: LogsLiveDocument,
          variables: { filter: this.filter, after },
          fetchPolicy: 'no-cache',
        })
        .subscribe(({ data }) => {
          if (!data) return;
          const { gap, entry } = data.logAdded;
          // Rows were lost to retention while we were away: what is there now is the truth.
          if (gap) this.read(following, false);
          if (entry) this.arrive(entry);
        }),
    );
  }

  /** Rows are shown once a frame, however many came: nobody sees more, and hundreds a second would cost a rendering each. */
  private arrive(entry: LogRowFragment): void {
    this.arriving.push(entry);
    // A page in the background has no frames.
    if (this.arriving.length > bound) this.arriving.shift();
    this.frame ??= requestAnimationFrame(() => this.showArrived());
  }

  private showArrived(): void {
    const arrived = this.arriving.reverse();
    this.forgetArriving();
    if (this.held()) this.waiting.update((rows) => [...arrived, ...rows].slice(0, bound));
    else this.put(arrived);
  }

  private forgetArriving(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.arriving = [];
  }

  private put(arrived: readonly LogRowFragment[]): void {
    const ids = new Set(arrived.map(({ id }) => id));
    this.fresh.set(this.isTellable(arrived.length) ? ids : new Set());
    const before = this.shown();
    const rows = [...arrived, ...before.filter(({ id }) => !ids.has(id))];
    const most = Math.max(bound, before.length);
    if (rows.length > most) this.hasDropped.set(true);
    this.shown.set(rows.slice(0, most));
  }

  private isTellable(more: number): boolean {
    const now = performance.now();
    if (now - this.stream.since > tintLasts) this.stream = { since: now, rows: 0 };
    this.stream.rows += more;
    return this.stream.rows <= tellable;
  }
}
