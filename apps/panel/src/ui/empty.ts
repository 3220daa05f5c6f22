import { ChangeDetectionStrategy, Component, input } from '@angular/core';

import { Icon, type IconName } from './icon';

/** Says what would stand here; the one obvious button is its content. */
@Component({
  selector: 'cube-empty',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `<cube-icon [name]="icon()" />
    <h2>{{ heading() }}</h2>
    <p>{{ text() }}</p>
    <ng-content />`,
  host: { class: 'panel' },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: 8px;
      padding: 48px 24px;
      text-align: center;
      --icon-size: 32px;
    }
    cube-icon {
      color: var(--mat-sys-primary);
    }
    h2 {
      margin: 8px 0 0;
      font: var(--mat-sys-title-medium);
    }
    p {
      max-width: 46ch;
      margin: 0 0 12px;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class Empty {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
}
