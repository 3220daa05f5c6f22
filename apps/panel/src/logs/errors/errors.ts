import { ChangeDetectionStrategy, Component, computed, inject, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelect, MatSelectModule } from '@angular/material/select';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';

import type { ErrorEntryFragment, ErrorGroupRowFragment } from '../../graphql.generated';
import { Deeds } from '../../live/deeds';
import { watched } from '../../live/watched';
import { Empty } from '../../ui/empty';
import { Failed } from '../../ui/failed';
import { Place } from '../../ui/place';
import { Skeleton } from '../../ui/skeleton';
import { TimeAgo } from '../../ui/time-ago';
import { Needs } from '../../viewer/needs';
import { ResolveErrorDocument } from '../logs.generated';
import { ErrorGroupsDocument, ErrorsLiveDocument } from './errors.generated';

const states = [
  { value: 'open', word: 'Open', isResolved: false },
  { value: 'resolved', word: 'Resolved', isResolved: true },
  { value: 'all', word: 'All', isResolved: undefined },
] as const;
const number = new Intl.NumberFormat('en');

/** Each fault once, however often it was raised; which one is unfolded stands in the address. */
@Component({
  selector: 'cube-errors',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Empty,
    Failed,
    MatButton,
    MatFormFieldModule,
    MatSelectModule,
    Needs,
    RouterLink,
    Skeleton,
    TimeAgo,
  ],
  templateUrl: './errors.html',
  styleUrl: './errors.scss',
})
export class Errors {
  private readonly router = inject(Router);
  private readonly deeds = inject(Deeds);
  private readonly address = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  private readonly stateField = viewChild.required(MatSelect);

  protected readonly states = states;
  protected readonly state = computed(
    () => states.find(({ value }) => value === this.address().get('state')) ?? states[0],
  );
  protected readonly open = computed(() => this.address().get('open'));
  protected readonly page = watched({
    query: ErrorGroupsDocument,
    variables: () => {
      const { isResolved } = this.state();
      return isResolved === undefined ? { filter: {} } : { filter: { isResolved } };
    },
    live: {
      subscription: ErrorsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ errorChanged }) => errorChanged.gap !== null,
      apply: ({ errorChanged: { entry, fingerprint, resolvedAt } }) => {
        if (fingerprint === null) return;
        if (entry) this.count(entry, fingerprint);
        if (resolvedAt !== null) this.markResolved(fingerprint, resolvedAt);
      },
    },
  });
  protected readonly list = computed(() => this.page.data()?.errorGroups);
  /** How many have left the state that is looked at, and stay until somebody puts them away. */
  protected readonly strays = computed(
    () => this.list()?.nodes.filter((group) => this.isStray(group)).length ?? 0,
  );
  protected readonly said = (count: number): string => number.format(count);

  constructor() {
    inject(Place).here(() => [{ label: 'Logs', link: '/logs' }, { label: 'Errors' }]);
  }

  protected choose(state: string): void {
    this.go({ state: state === states[0].value ? null : state, open: null });
  }

  protected unfold(fingerprint: string): void {
    this.go({ open: this.open() === fingerprint ? null : fingerprint });
  }

  /** That it is done comes with the subscription, to this page as to everybody’s. */
  protected async resolve({ last }: ErrorGroupRowFragment): Promise<void> {
    await this.deeds.runAndTell(ResolveErrorDocument, { id: last.id }, 'The error is marked as resolved.');
  }

  /** The button goes with them, so the focus moves on. */
  protected putAway(): void {
    const { nodes = [], pageInfo } = this.list() ?? {};
    const left = nodes.filter((group) => !this.isStray(group));
    if (left.length === 0 && pageInfo?.hasNextPage) this.page.refetch();
    else {
      this.page.update((data) => ({ ...data, errorGroups: { ...data.errorGroups, nodes: left } }));
    }
    this.stateField().focus();
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.list()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      errorGroups: { ...next.errorGroups, nodes: [...data.errorGroups.nodes, ...next.errorGroups.nodes] },
    }));
  }

  private isStray({ last }: ErrorGroupRowFragment): boolean {
    const { isResolved } = this.state();
    return isResolved !== undefined && isResolved !== (last.resolvedAt !== null);
  }

  /** It stays where it is, so that nothing moves below the pointer; raised again since, it is open. */
  private markResolved(fingerprint: string, resolvedAt: string): void {
    this.page.update((data) => ({
      ...data,
      errorGroups: {
        ...data.errorGroups,
        nodes: data.errorGroups.nodes.map((group) =>
          group.fingerprint === fingerprint && group.last.at <= resolvedAt
            ? { ...group, last: { ...group.last, resolvedAt } }
            : group,
        ),
      },
    }));
  }

  /** A fault that is here keeps its place, so that nothing moves below the pointer; a new one comes first. */
  private count(entry: ErrorEntryFragment, fingerprint: string): void {
    this.page.update((data) => {
      const { nodes } = data.errorGroups;
      const known = nodes.find((group) => group.fingerprint === fingerprint);
      if (known && known.last.id >= entry.id) return data;
      const group = {
        __typename: 'ErrorGroup' as const,
        fingerprint,
        count: 1,
        firstAt: entry.at,
        last: entry,
      };
      return {
        ...data,
        errorGroups: {
          ...data.errorGroups,
          nodes: known
            ? nodes.map((each) => (each === known ? { ...each, count: each.count + 1, last: entry } : each))
            : this.state().isResolved === true
              ? nodes
              : [group, ...nodes],
        },
      };
    });
  }

  private go(queryParams: Readonly<Record<string, string | null>>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
