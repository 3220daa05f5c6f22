import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { Copy } from './copy';
import { Icon } from './icon';

/** What failed, what to try, and the id under which the server remembers it. */
@Component({
  selector: 'cube-failed',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, Icon, MatButton],
  template: `<cube-icon name="warning" />
    <h2>{{ what() }} could not be loaded</h2>
    <p>{{ failure().message }}</p>
    @if (failure().id; as id) {
      <p class="id">Error id <cube-copy [text]="id" /></p>
    }
    <button mat-stroked-button type="button" (click)="retry.emit()">Try again</button>`,
  host: { class: 'panel', role: 'alert' },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: 8px;
      padding: 40px 24px;
      text-align: center;
      --icon-size: 28px;
    }
    cube-icon {
      color: var(--mat-sys-error);
    }
    h2 {
      margin: 0;
      font: var(--mat-sys-title-medium);
    }
    p {
      max-width: 56ch;
      margin: 0 0 8px;
      color: var(--mat-sys-on-surface-variant);
    }
    .id {
      display: flex;
      gap: 8px;
    }
  `,
})
export class Failed {
  readonly what = input.required<string>();
  readonly failure = input.required<{ readonly message: string; readonly id?: string | undefined }>();
  readonly retry = output();
}
