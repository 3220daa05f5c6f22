import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';

import type { VersionMomentFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Confirm } from '../ui/confirm';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import {
  BotHistoryLiveDocument,
  RestoreVersionDocument,
  VersionChangesDocument,
  VersionDiffDocument,
  VersionMomentsDocument,
} from './bot-history.generated';
import {
  addressOf,
  editing,
  fieldName,
  guildOf,
  type OpenVersion,
  type Titles,
  valueText,
} from './version-words';

/** Two moments of one thing side by side: what its version changed, or how it differs from another one; and the way back. */
@Component({
  selector: 'cube-version-detail',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Empty,
    Failed,
    Icon,
    MatButton,
    MatFormFieldModule,
    MatSelectModule,
    Needs,
    RouterLink,
    Skeleton,
    TimeAgo,
  ],
  templateUrl: './version-detail.html',
  styleUrl: './version-detail.scss',
})
export class VersionDetail {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);
  private readonly router = inject(Router);

  readonly botId = input.required<string>();
  readonly version = input.required<OpenVersion>();
  /** The number of the version with which it is compared; null for the one before it. */
  readonly against = input<number | null>(null);

  /** What the settings of a server are called, by their keys. */
  readonly titles = input<Titles>(new Map());

  protected readonly valueText = valueText;
  protected readonly busy = signal(false);
  protected readonly needed = computed(() => editing[this.version().kind]);
  protected readonly target = computed(() => {
    const guildId = guildOf(this.version());
    return { botId: this.botId(), ...(guildId !== undefined && { guildId }) };
  });

  /** Which thing it is; equal while another of its versions is opened. */
  private readonly subject = computed(
    () => ({ botId: this.botId(), kind: this.version().kind, subjectId: this.version().subjectId }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  protected readonly page = watched({
    query: VersionMomentsDocument,
    variables: () => this.subject(),
    live: {
      subscription: BotHistoryLiveDocument,
      variables: (after) => ({ botId: this.botId(), after }),
      gap: ({ versionAdded }) => versionAdded.gap !== null,
      apply: ({ versionAdded: { version } }) => {
        const { kind, subjectId } = this.subject();
        if (version?.kind === kind && version.subjectId === subjectId) this.show(version);
      },
    },
  });
  protected readonly moments = computed(() => this.page.data()?.versions.nodes ?? []);
  protected readonly newest = computed(() => this.moments()[0]);
  protected readonly later = computed(() => this.at(this.version().number));
  /** Null for the first version, which nothing was before. */
  protected readonly earlier = computed(() => this.at(this.against() ?? this.version().number - 1));
  protected readonly isDeleted = computed(() => this.newest()?.change === 'REMOVED');

  /** A deletion leaves nothing to restore, unless nothing else is known of it: then it stands for what was deleted. */
  protected readonly restorable = computed(() => {
    const both = [this.earlier(), this.later()].filter((moment) => moment !== undefined);
    const states = both.filter(({ change }) => change !== 'REMOVED');
    return states.length > 0 ? states : both;
  });

  private readonly changes = watched({
    query: VersionChangesDocument,
    variables: () => {
      const id = this.later()?.id;
      return id && this.against() === null ? { id } : undefined;
    },
  });
  private readonly diff = watched({
    query: VersionDiffDocument,
    variables: () => {
      const [from, to] = [this.earlier()?.id, this.later()?.id];
      return from && to && this.against() !== null ? { from, to } : undefined;
    },
  });
  protected readonly differences = computed(() =>
    this.against() === null ? this.changes.data()?.version.changes : this.diff.data()?.versionDiff,
  );
  protected readonly failure = computed(
    () => this.page.failure() ?? this.changes.failure() ?? this.diff.failure(),
  );
  protected readonly isMissing = computed(
    () => this.page.data()?.versions.pageInfo.hasNextPage === false && !this.later(),
  );

  constructor() {
    // A version that lies further back than the first page.
    effect(() => {
      const { hasNextPage, endCursor } = this.page.data()?.versions.pageInfo ?? {};
      if (!hasNextPage || (this.later() && (this.earlier() ?? this.version().number === 1))) return;
      void this.page.more({ after: endCursor }, (data, next) => ({
        ...next,
        versions: { ...next.versions, nodes: [...data.versions.nodes, ...next.versions.nodes] },
      }));
    });
  }

  protected compareWith(number: number): void {
    const against = number === this.version().number - 1 ? null : number;
    void this.router.navigate([], { queryParams: { against }, queryParamsHandling: 'merge' });
  }

  protected nameOf(path: string): string {
    return fieldName(path, this.version().kind, this.titles());
  }

  protected wordsFor({ number, actorName }: VersionMomentFragment): string {
    return `Version ${number}, ${actorName}${number === this.newest()?.number ? ' (now)' : ''}`;
  }

  /** Why a version cannot be restored just now; empty when it can be. */
  protected whyNot({ number }: VersionMomentFragment): string {
    const newest = this.newest();
    if (newest?.number !== number || newest.change === 'REMOVED') return '';
    return 'This is how it is now.';
  }

  protected async restore(moment: VersionMomentFragment, field: string | null): Promise<void> {
    const { title, number, kind } = moment;
    const named = field === null ? null : this.nameOf(field);
    const what = named ?? 'all';
    const agreed = await this.confirm.ask({
      otherwise: 'Cancel',
      title: this.isDeleted() ? `Bring ${title} back?` : `Restore ${what} of ${title}?`,
      consequences: [
        named
          ? `${named} becomes again what it was in version ${number}; everything else stays.`
          : `${title} becomes again what it was in version ${number}.`,
        ...(kind === 'COMMAND' ? ['Its bot answers by it within seconds.'] : []),
        'It is a change like any other: it is added to the history, from where it can be undone.',
      ],
      deed: named ? `Restore ${named}` : `Restore version ${number}`,
    });
    if (!agreed) return;
    this.busy.set(true);
    const data = await this.deeds.runAndTell(
      RestoreVersionDocument,
      { id: moment.id, fields: field === null ? null : [field] },
      `${named ?? title} is again what it was in version ${number}.`,
    );
    this.busy.set(false);
    if (!data) return;
    const open = addressOf({ ...this.version(), number: data.restoreVersion.number });
    await this.router.navigate([], {
      queryParams: { open, against: null },
      queryParamsHandling: 'merge',
    });
  }

  private at(number: number): VersionMomentFragment | undefined {
    return this.moments().find((moment) => moment.number === number);
  }

  private show(version: VersionMomentFragment): void {
    this.page.update((data) =>
      data.versions.nodes.some(({ id }) => id === version.id)
        ? data
        : { ...data, versions: { ...data.versions, nodes: [version, ...data.versions.nodes] } },
    );
  }
}
