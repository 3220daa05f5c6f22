import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import type { ChoiceShape } from '@cube/discord-rules/commands/command-shape';
import { mostChoices } from '@cube/discord-rules/commands/option-values';

import { Icon } from '../ui/icon';
import { EditedList } from './edited-list';
import { NumberField } from './fields/number-field';
import { ProblemLine } from './fields/problem-line';
import { TextField } from './fields/text-field';
import { Translations } from './fields/translations';

/** The values of which people pick one. */
@Component({
  selector: 'cube-choice-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButton, MatIconButton, NumberField, ProblemLine, TextField, Translations],
  template: `@for (row of list.rows(); track row.key) {
      <div class="row">
        <cube-text-field
          label="Choice"
          [value]="row.item.name"
          [path]="path() + '.' + row.index + '.name'"
          (changed)="list.replace(row.index, renamed(row.item, $event))"
        />
        @if (isNumber()) {
          <cube-number-field
            label="Value"
            [value]="asNumber(row.item.value)"
            [path]="path() + '.' + row.index + '.value'"
            (changed)="list.replace(row.index, changedIn(row.item, { value: $event ?? 0 }))"
          />
        } @else {
          <cube-text-field
            label="Value"
            code
            [value]="asText(row.item.value)"
            [path]="path() + '.' + row.index + '.value'"
            (changed)="list.replace(row.index, changedIn(row.item, { value: $event }))"
          />
        }
        <div class="tools">
          <button
            mat-icon-button
            type="button"
            [attr.aria-label]="'Move choice ' + (row.index + 1) + ' up'"
            [disabled]="row.index === 0"
            disabledInteractive
            (click)="list.move(row.index, row.index - 1)"
          >
            <cube-icon name="up" />
          </button>
          <button
            mat-icon-button
            type="button"
            [attr.aria-label]="'Remove choice ' + (row.item.name || row.index + 1)"
            (click)="list.remove(row.index)"
          >
            <cube-icon name="remove" />
          </button>
        </div>
      </div>
      @if (translating()) {
        <cube-translations
          what="Name"
          [texts]="row.item.nameLocalizations"
          [path]="path() + '.' + row.index + '.nameLocalizations'"
          [max]="100"
          (changed)="list.replace(row.index, changedIn(row.item, { nameLocalizations: $event }))"
        />
      }
    }
    <cube-problem-line [path]="path()" [always]="true" />
    <div class="actions">
      @if (list.rows().length < most) {
        <button mat-button type="button" [attr.data-testid]="'add ' + path()" (click)="add()">
          <cube-icon name="add" /> Add a choice
        </button>
      }
      @if (list.rows().length > 0 && !translating()) {
        <button mat-button type="button" (click)="unfolded.set(true)">Translate the choices</button>
      }
    </div>`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
    .row {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
      gap: 8px;
    }
    .tools {
      display: flex;
    }
  `,
})
export class ChoiceList {
  readonly choices = input.required<readonly ChoiceShape[]>();
  readonly isNumber = input.required<boolean>();
  readonly path = input.required<string>();
  readonly changed = output<readonly ChoiceShape[]>();

  protected readonly most = mostChoices;
  protected readonly list = new EditedList<ChoiceShape>(
    () => this.choices(),
    (choices) => this.changed.emit(choices),
  );
  protected readonly unfolded = signal(false);
  protected readonly translating = computed(
    () =>
      this.unfolded() ||
      this.choices().some(({ nameLocalizations }) => Object.keys(nameLocalizations ?? {}).length > 0),
  );

  protected add(): void {
    this.list.add({ name: '', value: this.isNumber() ? 0 : '' });
  }

  protected changedIn(choice: ChoiceShape, part: Partial<ChoiceShape>): ChoiceShape {
    return { ...choice, ...part };
  }

  /** A value that was the name so far stays it. */
  protected renamed(choice: ChoiceShape, name: string): ChoiceShape {
    return { ...choice, name, ...(choice.value === choice.name && { value: name }) };
  }

  protected asNumber(value: string | number): number | null {
    return typeof value === 'number' ? value : null;
  }

  protected asText(value: string | number): string {
    return `${value}`;
  }
}
