import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

import type { ApiKeyRowFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { Confirm } from '../ui/confirm';
import { shownOnce } from '../ui/shown-once';
import { RevokeApiKeyDocument, RotateApiKeyDocument } from './api-keys.generated';
import { RotateKeyDialog } from './rotate-key';
import { type MintedKey, SecretDialog } from './secret';

type Named = Pick<ApiKeyRowFragment, 'id' | 'name'>;

/** Rotate and revoke, from wherever a key is shown. */
@Injectable({ providedIn: 'root' })
export class KeyDeeds {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);

  async rotate({ id, name }: Named): Promise<void> {
    const asked = this.dialog.open<RotateKeyDialog, string, number>(RotateKeyDialog, {
      data: name,
      width: '480px',
      maxWidth: 'calc(100vw - 32px)',
    });
    const overlapHours = await firstValueFrom(asked.afterClosed());
    if (overlapHours === undefined) return;
    const data = await this.deeds.runAndTell(
      RotateApiKeyDocument,
      { id, overlapHours },
      `${name} has another secret.`,
    );
    if (data) this.showSecret({ name, secret: data.rotateApiKey.secret, isWaiting: false });
  }

  async revoke({ id, name }: Named): Promise<void> {
    const agreed = await this.confirm.ask({
      title: `Revoke ${name}?`,
      consequences: [
        'Every program that uses it is refused from the next request on, and its live connections close.',
        'It cannot be brought back. Make another key, or rotate this one to change only the secret.',
      ],
      deed: `Revoke ${name}`,
    });
    if (agreed) await this.deeds.runAndTell(RevokeApiKeyDocument, { id }, `${name} is revoked.`);
  }

  showSecret(data: MintedKey): void {
    this.dialog.open<SecretDialog, MintedKey>(SecretDialog, { ...shownOnce, data });
  }
}
