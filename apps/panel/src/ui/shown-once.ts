import { ChangeDetectionStrategy, Component, input, ViewEncapsulation } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { type MatDialogConfig, MatDialogModule } from '@angular/material/dialog';

import { Copy } from './copy';

/** How a dialog with a secret opens: a click beside it would lose the secret for good. */
export const shownOnce: MatDialogConfig = {
  width: '560px',
  maxWidth: 'calc(100vw - 32px)',
  disableClose: true,
};

/** The inside of a dialog with a secret, for the only time that anybody can read it; beneath it stands what it is for. */
@Component({
  selector: 'cube-shown-once',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ heading() }}</h2>
    <mat-dialog-content>
      <p><strong>Copy it now: it is shown only this once.</strong></p>
      <p class="secret" data-testid="secret"><cube-copy whole [text]="secret()" /></p>
      <ng-content />
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-flat-button type="button" data-testid="secret-kept" mat-dialog-close>I have kept it</button>
    </mat-dialog-actions>`,
  // What stands beneath the secret looks the same, though another wrote it.
  encapsulation: ViewEncapsulation.None,
  styles: `
    cube-shown-once {
      display: contents;

      p {
        margin: 0 0 12px;
      }
      .secret {
        overflow-wrap: anywhere;
        padding: 10px 14px;
        border-radius: 8px;
        background: var(--mat-sys-surface-container-highest);
      }
    }
  `,
})
export class ShownOnce {
  readonly heading = input.required<string>();
  readonly secret = input.required<string>();
}
