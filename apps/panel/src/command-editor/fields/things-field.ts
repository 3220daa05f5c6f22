import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';

import type { Place } from '../command-stock';
import { bound } from './bound';

/** Any of the roles or channels of some servers, by their names. What is chosen and not there any more can be taken out. */
@Component({
  selector: 'cube-things-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormFieldModule, MatSelectModule, ReactiveFormsModule],
  template: `<mat-form-field appearance="outline" subscriptSizing="dynamic">
    <mat-label>{{ label() }}</mat-label>
    <mat-select
      multiple
      [formControl]="bound.control"
      [errorStateMatcher]="bound.matcher()"
      [attr.data-testid]="path()"
      panelWidth=""
    >
      @for (place of places(); track place.id) {
        <mat-optgroup [label]="place.name">
          @for (thing of place.things; track thing.id) {
            <mat-option [value]="thing.id" [attr.data-value]="thing.id">{{ thing.name }}</mat-option>
          }
        </mat-optgroup>
      }
      @if (strange().length > 0) {
        <mat-optgroup label="Deleted, or elsewhere">
          @for (id of strange(); track id) {
            <mat-option [value]="id" [attr.data-value]="id">{{ id }}</mat-option>
          }
        </mat-optgroup>
      }
    </mat-select>
    <mat-error data-testid="field-error">{{ bound.problem() }}</mat-error>
  </mat-form-field>`,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    mat-form-field {
      width: 100%;
    }
  `,
})
export class ThingsField {
  readonly ids = input.required<readonly string[] | undefined>();
  readonly places = input.required<readonly Place[]>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly changed = output<readonly string[]>();

  protected readonly strange = computed(() => {
    const known = new Set(this.places().flatMap(({ things }) => things.map(({ id }) => id)));
    return (this.ids() ?? []).filter((id) => !known.has(id));
  });
  protected readonly bound = bound({
    value: this.ids,
    path: this.path,
    show: (ids) => ids ?? none,
    tell: (ids: readonly string[]) => this.changed.emit(ids),
  });
}

/** One and the same, so that showing it again is no change. */
const none: readonly never[] = [];
