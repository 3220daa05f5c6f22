import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { componentLimits } from '@cube/discord-rules/messages/components';
import type { ComponentData } from '@cube/discord-rules/steps/step-shapes';

import { EditedList } from '../../command-editor/edited-list';
import { ProblemLine } from '../../command-editor/fields/problem-line';
import { ItemCard } from '../../command-editor/item-card';
import { Icon } from '../../ui/icon';
import { ComponentForm } from './component-form';

type ComponentRow = readonly ComponentData[];

/** Buttons and menus below a message: up to five rows, of up to five buttons or one menu each. */
@Component({
  selector: 'cube-component-rows',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ComponentForm, Icon, ItemCard, MatButton, ProblemLine],
  template: `@for (row of list.rows(); track row.key) {
      <cube-item-card
        noun="row"
        [heading]="headingOf(row.item)"
        [summary]="summaryOf(row.item)"
        [path]="path() + '.' + row.index"
        [index]="row.index"
        [count]="list.rows().length"
        (moved)="list.move(row.index, $event)"
        (removed)="list.remove(row.index)"
      >
        <cube-problem-line [path]="path() + '.' + row.index" [always]="true" />
        @for (component of row.item; track $index) {
          <cube-component-form
            [component]="component"
            [path]="path() + '.' + row.index + '.' + $index"
            [isAlone]="row.item.length === 1"
            (changed)="list.replace(row.index, row.item.with($index, $event))"
            (removed)="list.replace(row.index, row.item.toSpliced($index, 1))"
          />
        }
        @if (isButtons(row.item) && row.item.length < most.buttons) {
          <button
            mat-button
            type="button"
            (click)="list.replace(row.index, row.item.concat({ button: 'secondary', label: '' }))"
          >
            <cube-icon name="add" /> Another button beside it
          </button>
        }
      </cube-item-card>
    }
    <cube-problem-line [path]="path()" [always]="true" />`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
    button {
      align-self: flex-start;
    }
  `,
})
export class ComponentRows {
  readonly rows = input.required<readonly ComponentRow[]>();
  readonly path = input.required<string>();
  readonly changed = output<readonly ComponentRow[]>();

  protected readonly most = componentLimits;
  protected readonly list = new EditedList<ComponentRow>(
    () => this.rows(),
    (rows) => this.changed.emit(rows),
  );

  addRow(component: ComponentData): void {
    this.list.add([component]);
  }

  protected isButtons(row: ComponentRow): boolean {
    return row.every((component) => 'button' in component);
  }

  protected headingOf(row: ComponentRow): string {
    if (!this.isButtons(row)) return 'Menu';
    return row.length === 1 ? 'Button' : `${row.length} buttons`;
  }

  protected summaryOf(row: ComponentRow): string {
    return row
      .map((component) => ('button' in component ? component.label : (component.placeholder ?? '')))
      .join(', ');
  }
}
