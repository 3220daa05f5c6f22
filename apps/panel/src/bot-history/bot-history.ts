import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';

import type { VersionRowFragment } from '../graphql.generated';
import { watched } from '../live/watched';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { BotHistoryDocument, BotHistoryLiveDocument } from './bot-history.generated';
import { VersionDetail } from './version-detail';
import { addressOf, deedOf, kindWords, versionAt, versionKinds } from './version-words';

/** Every change of a bot, its commands and its settings; what is shown and what is open stand in the address. */
@Component({
  selector: 'cube-bot-history',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Empty,
    Failed,
    Icon,
    MatButton,
    MatFormFieldModule,
    MatSelectModule,
    RouterLink,
    Skeleton,
    TimeAgo,
    VersionDetail,
  ],
  templateUrl: './bot-history.html',
  styleUrl: './bot-history.scss',
})
export class BotHistory {
  private readonly router = inject(Router);
  private readonly address = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  /** The bot's id, from the address. */
  readonly id = input.required<string>();

  protected readonly kinds = versionKinds.map((value) => ({ value, word: kindWords[value] }));
  protected readonly kind = computed(() => versionKinds.find((each) => each === this.address().get('kind')));
  /** Set while the history of one thing is shown. */
  protected readonly subjectId = computed(() => this.address().get('subject'));
  protected readonly open = computed(() => versionAt(this.address().get('open')));
  protected readonly against = computed(() => Number(this.address().get('against')) || null);
  protected readonly isFiltered = computed(() => Boolean(this.kind() ?? this.subjectId()));

  protected readonly page = watched({
    query: BotHistoryDocument,
    variables: () => ({
      botId: this.id(),
      kind: this.kind() ?? null,
      subjectId: this.subjectId(),
    }),
    live: {
      subscription: BotHistoryLiveDocument,
      variables: (after) => ({ botId: this.id(), after }),
      gap: ({ versionAdded }) => versionAdded.gap !== null,
      apply: ({ versionAdded: { version } }) => {
        if (version && this.isShown(version)) this.show(version);
      },
    },
  });
  /** What the settings of a server are called, by their keys. */
  protected readonly titles = computed(
    () => new Map((this.page.data()?.guildSettingsSchema ?? []).map(({ key, title }) => [key, title])),
  );
  protected readonly versions = computed(() =>
    this.page.data()?.versions.nodes.map((version) => ({
      ...version,
      address: addressOf(version),
      deed: deedOf(version, this.titles()),
    })),
  );
  /** What the one thing is called whose history is shown. */
  protected readonly onlyTitle = computed(() => (this.subjectId() ? this.versions()?.[0]?.title : undefined));
  protected readonly openAddress = computed(() => {
    const open = this.open();
    return open && addressOf(open);
  });
  protected readonly hasOlder = computed(() => this.page.data()?.versions.pageInfo.hasNextPage ?? false);

  protected chooseKind(kind: string): void {
    void this.router.navigate([], { queryParams: kind ? { kind } : {} });
  }

  protected async readOlder(): Promise<void> {
    const after = this.page.data()?.versions.pageInfo.endCursor;
    await this.page.more({ after }, (data, next) => ({
      ...next,
      versions: { ...next.versions, nodes: [...data.versions.nodes, ...next.versions.nodes] },
    }));
  }

  private isShown({ kind, subjectId }: VersionRowFragment): boolean {
    return (this.kind() ?? kind) === kind && (this.subjectId() ?? subjectId) === subjectId;
  }

  private show(version: VersionRowFragment): void {
    this.page.update((data) =>
      data.versions.nodes.some(({ id }) => id === version.id)
        ? data
        : { ...data, versions: { ...data.versions, nodes: [version, ...data.versions.nodes] } },
    );
  }
}
