import { ChangeDetectionStrategy, Component, computed, forwardRef, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import type { OptionShape } from '@cube/discord-rules/commands/command-shape';
import { mostOptions } from '@cube/discord-rules/commands/options';

import { Icon } from '../ui/icon';
import { EditedList } from './edited-list';
import { ProblemLine } from './fields/problem-line';
import { ItemCard } from './item-card';
import { OptionEditor } from './option-editor';
import { newOption, type OptionPlace, optionWords, typesAt } from './option-words';

/** The options of a command, a group or a sub-command. */
@Component({
  selector: 'cube-option-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, ItemCard, MatButton, MatMenuModule, forwardRef(() => OptionEditor), ProblemLine],
  template: `@for (row of list.rows(); track row.key) {
      <cube-item-card
        noun="option"
        [heading]="headingOf(row.item)"
        [summary]="row.item.description"
        [path]="path() + '.' + row.index"
        [index]="row.index"
        [count]="list.rows().length"
        [startsOpen]="row.item.name === ''"
        (moved)="list.move(row.index, $event)"
        (removed)="list.remove(row.index)"
      >
        <cube-option-editor
          [option]="row.item"
          [path]="path() + '.' + row.index"
          [place]="place()"
          (changed)="list.replace(row.index, $event)"
        />
      </cube-item-card>
    }
    <cube-problem-line [path]="path()" [always]="true" />
    @if (list.rows().length < most) {
      <button
        mat-stroked-button
        type="button"
        [matMenuTriggerFor]="types"
        [attr.data-testid]="'add ' + path()"
      >
        <cube-icon name="add" /> {{ place() === 'SUB_COMMAND_GROUP' ? 'Add a sub-command' : 'Add an option' }}
      </button>
    }
    <mat-menu #types="matMenu">
      @for (type of kinds(); track type.value) {
        <button
          mat-menu-item
          type="button"
          [attr.data-type]="type.value"
          (click)="list.add(make(type.value))"
        >
          {{ type.word }}
        </button>
      }
    </mat-menu>`,
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
export class OptionList {
  readonly options = input.required<readonly OptionShape[]>();
  readonly path = input.required<string>();
  readonly place = input.required<OptionPlace>();
  readonly changed = output<readonly OptionShape[]>();

  protected readonly most = mostOptions;
  protected readonly make = newOption;
  protected readonly kinds = computed(() => typesAt(this.place()));
  protected readonly list = new EditedList<OptionShape>(
    () => this.options(),
    (options) => this.changed.emit(options),
  );

  protected headingOf({ type, name, required }: OptionShape): string {
    return `${name || 'New'} · ${optionWords[type] ?? type}${required ? ', required' : ''}`;
  }
}
