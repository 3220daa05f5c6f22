import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';

import { Copy } from '../ui/copy';

/** With what requests to a webhook are signed, for the only time that anybody can read it. */
@Component({
  selector: 'cube-webhook-key-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>The key of this webhook</h2>
    <mat-dialog-content>
      <p><strong>Copy it now: it is shown only this once.</strong></p>
      <p class="secret" data-testid="secret"><cube-copy whole [text]="key" /></p>
      <p>Each request is signed with it, so that whoever gets it knows that it comes from here.</p>
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
export class WebhookKeyDialog {
  protected readonly key = inject<string>(MAT_DIALOG_DATA);
}
