import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';

import { bound } from './bound';
import type { Pick } from './pick-field';

/** Any of several values. */
@Component({
  selector: 'cube-picks-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormFieldModule, MatSelectModule, ReactiveFormsModule],
  template: `<mat-form-field appearance="outline" subscriptSizing="dynamic">
    <mat-label>{{ label() }}</mat-label>
    <mat-select
      multiple
      [formControl]="bound.control"
      [errorStateMatcher]="bound.matcher()"
      [placeholder]="placeholder()"
      [attr.data-testid]="path()"
    >
      @for (pick of picks(); track pick.value) {
        <mat-option [value]="pick.value" [attr.data-value]="pick.value">{{ pick.word }}</mat-option>
      }
    </mat-select>
    @if (hint()) {
      <mat-hint>{{ hint() }}</mat-hint>
    }
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
export class PicksField<Value extends string> {
  readonly values = input.required<readonly Value[] | null | undefined>();
  readonly picks = input.required<readonly Pick<Value>[]>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly placeholder = input('');
  readonly changed = output<readonly Value[]>();

  protected readonly bound = bound({
    value: this.values,
    path: this.path,
    show: (values) => values ?? none,
    tell: (values: readonly Value[]) => this.changed.emit(values),
  });
}

/** One and the same, so that showing it again is no change. */
const none: readonly never[] = [];
