import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { Router, RouterLink } from '@angular/router';

import type { ApiKeyRowFragment } from '../graphql.generated';
import { watched } from '../live/watched';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Access } from '../viewer/access';
import { Needs } from '../viewer/needs';
import { Viewer } from '../viewer/viewer';
import { ApiKeysDocument, ApiKeysLiveDocument } from './api-keys.generated';
import { KeyDeeds } from './key-deeds';
import { keyFaces, scopesOf } from './key-words';

@Component({
  selector: 'cube-api-keys',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Empty,
    Failed,
    Icon,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatSlideToggle,
    Needs,
    RouterLink,
    Skeleton,
    TimeAgo,
  ],
  templateUrl: './api-keys.html',
  styleUrl: './api-keys.scss',
})
export class ApiKeys {
  private readonly router = inject(Router);
  private readonly deeds = inject(KeyDeeds);
  private readonly me = inject(Viewer).me;
  private typing: ReturnType<typeof setTimeout> | undefined;

  /** From the address, so that a link shows the same list. */
  readonly search = input<string>();
  readonly everybody = input<string>();

  protected readonly access = inject(Access);
  protected readonly faces = keyFaces;
  protected readonly scopesOf = scopesOf;
  protected readonly isOfEverybody = computed(
    () => this.everybody() === 'true' && this.access.may('MANAGE_KEYS'),
  );
  protected readonly page = watched({
    query: ApiKeysDocument,
    variables: () => ({ search: this.search() || null, everybody: this.isOfEverybody() }),
    live: {
      subscription: ApiKeysLiveDocument,
      variables: (after) => ({ after, everybody: this.isOfEverybody() }),
      gap: ({ apiKeyChanged }) => apiKeyChanged.gap !== null,
      apply: ({ apiKeyChanged: { change, apiKey } }) => {
        if (change === 'ADDED' && apiKey && !this.search()) this.add(apiKey);
      },
    },
  });
  protected readonly keys = computed(() => this.page.data()?.apiKeys);

  constructor() {
    inject(Place).here(() => [{ label: 'Settings' }, { label: 'API keys' }]);
  }

  protected isMine({ owner }: ApiKeyRowFragment): boolean {
    return owner?.id === this.me()?.id;
  }

  protected async rotate(key: ApiKeyRowFragment): Promise<void> {
    await this.deeds.rotate(key);
  }

  protected async revoke(key: ApiKeyRowFragment): Promise<void> {
    await this.deeds.revoke(key);
  }

  protected searchFor(words: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.show({ search: words || null }), 200);
  }

  protected show(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.keys()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      apiKeys: { ...next.apiKeys, nodes: [...data.apiKeys.nodes, ...next.apiKeys.nodes] },
    }));
  }

  private add(key: ApiKeyRowFragment): void {
    this.page.update((data) =>
      data.apiKeys.nodes.some(({ id }) => id === key.id)
        ? data
        : {
            ...data,
            apiKeys: {
              ...data.apiKeys,
              nodes: [key, ...data.apiKeys.nodes],
              totalCount: data.apiKeys.totalCount + 1,
            },
          },
    );
  }
}
