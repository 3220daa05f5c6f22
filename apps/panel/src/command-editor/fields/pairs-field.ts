import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import type { TemplateVariable } from '@cube/discord-rules/template-variables';

import { Icon } from '../../ui/icon';
import { EditedList } from '../edited-list';
import { TemplateField } from './template-field';
import { TextField } from './text-field';

type Pair = readonly [string, string];

/** Texts by names: the headers of a request, the options of another command. */
@Component({
  selector: 'cube-pairs-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButton, MatIconButton, TemplateField, TextField],
  template: `@for (row of list.rows(); track row.key) {
      <div class="row">
        <cube-text-field
          [value]="row.item[0]"
          [path]="path() + '.name.' + row.index"
          label="Name"
          (changed)="list.replace(row.index, [$event, row.item[1]])"
        />
        <cube-template-field
          [value]="row.item[1]"
          [path]="path() + '.' + row.item[0]"
          label="Value"
          [more]="more()"
          (changed)="list.replace(row.index, [row.item[0], $event])"
        />
        <button
          mat-icon-button
          type="button"
          [attr.aria-label]="'Remove ' + what() + ' ' + (row.item[0] || row.index + 1)"
          (click)="list.remove(row.index)"
        >
          <cube-icon name="remove" />
        </button>
      </div>
    }
    <button mat-button type="button" (click)="list.add(['', ''])">
      <cube-icon name="add" /> Add {{ what() }}
    </button>`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: flex-start;
      gap: 8px;
    }
    .row {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 2fr) auto;
      gap: 8px;
      width: 100%;
    }
  `,
})
export class PairsField {
  readonly pairs = input.required<Readonly<Record<string, string>> | undefined>();
  readonly path = input.required<string>();
  /** What one of them is called: "a header". */
  readonly what = input.required<string>();
  /** What their values may name beside what every template may name. */
  readonly more = input<readonly TemplateVariable[]>([]);
  readonly changed = output<Readonly<Record<string, string>>>();

  /** A pair without a name yet, or with the name of another, is here only. */
  private rows: readonly Pair[] = [];
  private readonly entries = computed((): readonly Pair[] => {
    const known = Object.entries(this.pairs() ?? {});
    return JSON.stringify(Object.fromEntries(known)) === JSON.stringify(named(this.rows)) ? this.rows : known;
  });
  protected readonly list = new EditedList<Pair>(
    () => this.entries(),
    (rows) => {
      this.rows = rows;
      this.changed.emit(named(rows));
    },
  );
}

const named = (rows: readonly Pair[]): Readonly<Record<string, string>> =>
  Object.fromEntries(rows.filter(([name]) => name !== ''));
