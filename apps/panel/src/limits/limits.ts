import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { Router, RouterLink } from '@angular/router';

import type { LimitsQuery } from '../graphql.generated';
import { watched } from '../live/watched';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { LimitsDocument } from './limits.generated';

type UsedLimit = LimitsQuery['limits']['ours'][number];

/** What each of our limits counts; docs/api/limits.md has the figures. */
const words: Readonly<Record<string, string>> = {
  graphql: 'Cost of GraphQL',
  rest: 'REST requests',
  export: 'Exports of the log',
  import: 'Kilobytes of bot files',
  discord: 'Questions to Discord',
  budget: 'Budget of a key',
  stranger: 'Requests without a sign-in',
  address: 'Requests of an address',
  'sign-in': 'Sign-ins of an address',
  account: 'Attempts at an account',
  'account-anywhere': 'Attempts at an account from everywhere',
};

const count = new Intl.NumberFormat('en');
/** The share that is worth showing unless everything is asked for. */
const near = 0.5;

/** Who is near or over which limit, ours and Discord's. */
@Component({
  selector: 'cube-limits',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, Icon, MatButton, MatProgressBar, MatSlideToggle, RouterLink, Skeleton, TimeAgo],
  templateUrl: './limits.html',
  styleUrl: './limits.scss',
})
export class Limits {
  private readonly router = inject(Router);

  /** From the address: everything that is counted, or only who is near. */
  readonly all = input<string>();

  protected readonly isAll = computed(() => this.all() === 'true');
  protected readonly page = watched({
    query: LimitsDocument,
    variables: () => ({ share: this.isAll() ? 0 : near }),
  });
  protected readonly report = computed(() => this.page.data()?.limits);

  constructor() {
    inject(Place).here(() => [{ label: 'Settings' }, { label: 'Limits' }]);
  }

  protected wordOf(limit: string): string {
    return words[limit] ?? limit;
  }

  protected whoOf({ account, address }: UsedLimit): string {
    return account?.name ?? address ?? 'Somebody of whom only a hash is kept';
  }

  protected faceOf({ used, most }: UsedLimit) {
    if (used >= most) return { tone: 'bad', shape: '▲' } as const;
    return used >= near * most
      ? ({ tone: 'busy', shape: '◐' } as const)
      : ({ tone: 'idle', shape: '○' } as const);
  }

  protected percent({ used, most }: UsedLimit): number {
    return most > 0 ? Math.min(100, (100 * used) / most) : 100;
  }

  protected number(value: number): string {
    return count.format(Math.round(value));
  }

  protected showAll(all: boolean): void {
    void this.router.navigate([], { queryParams: { all: all ? 'true' : null }, replaceUrl: true });
  }
}
