import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { ButtonData, ComponentData, SelectData } from '@cube/discord-rules/steps/step-shapes';

import { ButtonForm } from './button-form';
import { MenuForm } from './menu-form';

/** A button or a menu, with what it does. */
@Component({
  selector: 'cube-component-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ButtonForm, MenuForm],
  template: `@if (button(); as data) {
      <cube-button-form
        [button]="data"
        [path]="path()"
        [isAlone]="isAlone()"
        (changed)="changed.emit($event)"
        (removed)="removed.emit()"
      />
    }
    @if (menu(); as data) {
      <cube-menu-form [menu]="data" [path]="path()" (changed)="changed.emit($event)" />
    }`,
})
export class ComponentForm {
  readonly component = input.required<ComponentData>();
  readonly path = input.required<string>();
  readonly isAlone = input.required<boolean>();
  readonly changed = output<ComponentData>();
  readonly removed = output();

  protected readonly button = computed((): ButtonData | undefined => {
    const component = this.component();
    return 'button' in component ? component : undefined;
  });
  protected readonly menu = computed((): SelectData | undefined => {
    const component = this.component();
    return 'select' in component ? component : undefined;
  });
}
