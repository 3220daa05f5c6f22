import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

import { bound } from './bound';

/** A number of the draft; empty is none. */
@Component({
  selector: 'cube-number-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  template: `<mat-form-field appearance="outline" subscriptSizing="dynamic">
    <mat-label>{{ label() }}</mat-label>
    <input
      matInput
      [formControl]="bound.control"
      [errorStateMatcher]="bound.matcher()"
      inputmode="decimal"
      autocomplete="off"
      [attr.data-testid]="path()"
    />
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
    /* What stays at the top of the page covers nothing that has the focus. */
    input {
      scroll-margin-top: 140px;
    }
  `,
})
export class NumberField {
  readonly value = input.required<number | null | undefined>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly hint = input('');
  /** Not a number while what stands there is none: the rules say so. */
  readonly changed = output<number | null>();

  /** What stands there is kept while it means the value: "1." on the way to "1.5". */
  private typed = '';
  protected readonly bound = bound({
    value: this.value,
    path: this.path,
    show: (value) => (Object.is(numberOf(this.typed), value ?? null) ? this.typed : `${value ?? ''}`),
    tell: (text) => {
      this.typed = text;
      this.changed.emit(numberOf(text));
    },
  });
}

const numberOf = (text: string): number | null =>
  text.trim() === '' ? null : Number(text.trim().replace(',', '.'));
