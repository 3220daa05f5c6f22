import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA } from '@angular/material/dialog';

import { Copy } from '../ui/copy';
import { ShownOnce } from '../ui/shown-once';

export interface MintedKey {
  readonly name: string;
  readonly secret: string;
  /** A second person has to agree before it opens anything. */
  readonly isWaiting: boolean;
}

/** The secret of an API key, and how programs send it. */
@Component({
  selector: 'cube-secret-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, ShownOnce],
  template: `<cube-shown-once [heading]="'The secret of ' + key.name" [secret]="key.secret">
    <p>Social Cube keeps no copy of it. Programs send it with each request:</p>
    <p class="secret">
      <cube-copy [text]="'Authorization: Bearer ' + key.secret" shown="Authorization: Bearer …" />
    </p>
    @if (key.isWaiting) {
      <p role="status">
        <strong>It opens nothing yet.</strong> It may administer the installation, so a second person has to
        agree first; that stands under Approvals.
      </p>
    }
  </cube-shown-once>`,
})
export class SecretDialog {
  protected readonly key = inject<MintedKey>(MAT_DIALOG_DATA);
}
