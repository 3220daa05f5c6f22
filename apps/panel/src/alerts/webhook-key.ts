import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA } from '@angular/material/dialog';

import { ShownOnce } from '../ui/shown-once';

/** With what requests to a webhook are signed. */
@Component({
  selector: 'cube-webhook-key-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ShownOnce],
  template: `<cube-shown-once heading="The key of this webhook" [secret]="key">
    <p>Each request is signed with it, so that whoever gets it knows that it comes from here.</p>
  </cube-shown-once>`,
})
export class WebhookKeyDialog {
  protected readonly key = inject<string>(MAT_DIALOG_DATA);
}
