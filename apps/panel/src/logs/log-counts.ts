import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import type { LogCountsQuery, LogFilter } from '../graphql.generated';
import { watched } from '../live/watched';
import { Failed } from '../ui/failed';
import { Skeleton } from '../ui/skeleton';
import type { FilterName } from './log-address';
import { kindWords, outcomes } from './log-rows';
import { LogCountsDocument } from './logs.generated';

type Values = LogCountsQuery['logFacets']['kinds'];
interface Facet {
  readonly name: FilterName;
  readonly title: string;
  readonly values: readonly { readonly value: string; readonly label: string; readonly count: number }[];
}

const number = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });
const levelWords: Readonly<Record<string, string>> = { INFO: 'Info', WARNING: 'Warnings', ERROR: 'Errors' };

/** How much of what the filters leave: by time, and by each value that would narrow it further. */
@Component({
  selector: 'cube-log-counts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, MatButton, Skeleton],
  templateUrl: './log-counts.html',
  styleUrl: './log-counts.scss',
})
export class LogCounts {
  readonly filter = input.required<LogFilter>();
  /** On a bot's own page its name would be noise. */
  readonly ofOneBot = input(false);
  readonly bots = input.required<readonly { readonly id: string; readonly name: string }[]>();
  /** What is chosen, as `name:value`. */
  readonly chosen = input.required<ReadonlySet<string>>();
  readonly toggle = output<{ readonly name: FilterName; readonly value: string }>();

  protected readonly counts = watched({
    query: LogCountsDocument,
    variables: () => ({ filter: this.filter(), bars: 48 }),
  });
  protected readonly said = (count: number): string => number.format(count);
  protected readonly at = (time: string): string => moment.format(new Date(time));

  protected readonly bars = computed(() => {
    const { bars, to } = this.counts.data()?.logHistogram ?? { bars: [], to: '' };
    const most = Math.max(1, ...bars.map(({ count }) => count));
    return bars.map(({ from, count }, index) => ({
      from,
      count,
      title: `${this.at(from)} – ${this.at(bars[index + 1]?.from ?? to)}: ${this.said(count)}`,
      // Something is there, however little it is beside the highest.
      height: count === 0 ? 0 : Math.max(3, (100 * count) / most),
    }));
  });
  protected readonly total = computed(() => this.bars().reduce((sum, { count }) => sum + count, 0));

  protected readonly facets = computed((): readonly Facet[] => {
    const facets = this.counts.data()?.logFacets;
    if (!facets) return [];
    const named = (values: Values, words: Readonly<Record<string, string>>) =>
      values.map(({ value, label, count }) => ({ value, count, label: words[value] ?? label ?? value }));
    const botNames = Object.fromEntries(this.bots().map(({ id, name }) => [id, name]));
    const outcomeWords = Object.fromEntries(Object.entries(outcomes).map(([key, { word }]) => [key, word]));
    const all: readonly Facet[] = [
      { name: 'kind', title: 'What', values: named(facets.kinds, kindWords) },
      { name: 'level', title: 'Level', values: named(facets.levels, levelWords) },
      { name: 'outcome', title: 'Outcome', values: named(facets.outcomes, outcomeWords) },
      { name: 'command', title: 'Command', values: named(facets.commands, {}) },
      { name: 'guild', title: 'Server', values: named(facets.guilds, {}) },
      { name: 'user', title: 'Person', values: named(facets.users, {}) },
      { name: 'bot', title: 'Bot', values: this.ofOneBot() ? [] : named(facets.bots, botNames) },
    ];
    return all.filter(({ values }) => values.length > 0);
  });

  protected isChosen(name: FilterName, value: string): boolean {
    return this.chosen().has(`${name}:${value}`);
  }
}
