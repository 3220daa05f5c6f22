import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { ApiKeysLiveDocument } from '../api-keys/api-keys.generated';
import { KeyDeeds } from '../api-keys/key-deeds';
import { keyFaces } from '../api-keys/key-words';
import type { ApiKeyRowFragment } from '../graphql.generated';
import { watched } from '../live/watched';
import { Copy } from '../ui/copy';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Access } from '../viewer/access';
import { Needs } from '../viewer/needs';
import { permissionWords } from '../viewer/permissions';
import { Viewer } from '../viewer/viewer';
import { ApiKeyByPrefixDocument, ApiKeyUsageDocument } from './api-key.generated';

const count = new Intl.NumberFormat('en');

/** One key: what it may do, and what it was used for. */
@Component({
  selector: 'cube-api-key-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, Empty, Failed, MatButton, Needs, RouterLink, Skeleton, TimeAgo],
  templateUrl: './api-key.html',
  styleUrl: './api-key.scss',
})
export class ApiKeyPage {
  private readonly access = inject(Access);
  private readonly me = inject(Viewer).me;
  private readonly router = inject(Router);

  /** What names the key without giving it away, from the address. */
  readonly prefix = input.required<string>();

  protected readonly deeds = inject(KeyDeeds);
  protected readonly faces = keyFaces;
  protected readonly words = permissionWords;
  protected readonly page = watched({
    query: ApiKeyByPrefixDocument,
    variables: () => ({ prefix: this.prefix(), everybody: this.access.may('MANAGE_KEYS') }),
    live: {
      subscription: ApiKeysLiveDocument,
      variables: (after) => ({ after, everybody: this.access.may('MANAGE_KEYS') }),
      gap: ({ apiKeyChanged }) => apiKeyChanged.gap !== null,
    },
  });
  protected readonly key = computed(() =>
    this.page.data()?.apiKeys.nodes.find(({ prefix }) => prefix === this.prefix()),
  );
  private readonly id = computed(() => this.key()?.id);
  protected readonly usagePage = watched({
    query: ApiKeyUsageDocument,
    variables: () => {
      const keyId = this.id();
      return keyId ? { keyId } : undefined;
    },
  });
  protected readonly usage = computed(() => this.usagePage.data()?.usage);
  protected readonly isMine = computed(() => this.key()?.owner?.id === this.me()?.id);

  constructor() {
    inject(Place).here(() => [
      { label: 'Settings', link: '/settings' },
      { label: 'API keys', link: '/settings/keys' },
      { label: this.key()?.name ?? '…' },
    ]);
  }

  protected edit({ prefix }: ApiKeyRowFragment): void {
    void this.router.navigate(['/settings/keys', prefix, 'edit']);
  }

  protected number(value: number): string {
    return count.format(Math.round(value));
  }
}
