import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';

import { Copy } from '../ui/copy';

export interface MintedKey {
  readonly name: string;
  readonly secret: string;
  /** A second person has to agree before it opens anything. */
  readonly isWaiting: boolean;
}

/** The secret of a key, for the only time that anybody can read it. */
@Component({
  selector: 'cube-secret-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>The secret of {{ key.name }}</h2>
    <mat-dialog-content>
      <p><strong>Copy it now: it is shown only this once.</strong> Social Cube keeps no copy of it.</p>
      <p class="secret" data-testid="secret"><cube-copy whole [text]="key.secret" /></p>
      <p>Programs send it with each request:</p>
      <p class="secret">
        <cube-copy [text]="'Authorization: Bearer ' + key.secret" shown="Authorization: Bearer …" />
      </p>
      @if (key.isWaiting) {
        <p role="status">
          <strong>It opens nothing yet.</strong> It may administer the installation, so a second person has to
          agree first; that stands under Approvals.
        </p>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-flat-button type="button" data-testid="secret-kept" mat-dialog-close>I have kept it</button>
    </mat-dialog-actions>`,
  styles: `
    p {
      margin: 0 0 12px;
    }
    .secret {
      overflow-wrap: anywhere;
      padding: 10px 14px;
      border-radius: 8px;
      background: var(--mat-sys-surface-container-highest);
    }
  `,
})
export class SecretDialog {
  protected readonly key = inject<MintedKey>(MAT_DIALOG_DATA);
}
