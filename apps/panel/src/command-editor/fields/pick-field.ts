import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';

import { bound } from './bound';

export interface Pick<Value> {
  readonly value: Value;
  readonly word: string;
  readonly means?: string;
}

/** One of several values. */
@Component({
  selector: 'cube-pick-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormFieldModule, MatSelectModule, ReactiveFormsModule],
  template: `<mat-form-field appearance="outline" subscriptSizing="dynamic">
    <mat-label>{{ label() }}</mat-label>
    <mat-select
      [formControl]="bound.control"
      [errorStateMatcher]="bound.matcher()"
      [attr.data-testid]="path()"
      panelWidth=""
    >
      <mat-select-trigger>{{ wordOf(value()) }}</mat-select-trigger>
      @for (pick of picks(); track pick.value) {
        <mat-option [value]="pick.value" [attr.data-value]="pick.value">
          {{ pick.word }}
          @if (pick.means) {
            <span class="quiet">· {{ pick.means }}</span>
          }
        </mat-option>
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
export class PickField<Value extends string> {
  readonly value = input.required<Value>();
  readonly picks = input.required<readonly Pick<Value>[]>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly changed = output<Value>();

  protected readonly bound = bound({
    value: this.value,
    path: this.path,
    show: (value) => value,
    tell: (value: Value) => this.changed.emit(value),
  });

  protected wordOf(value: Value): string {
    return this.picks().find((pick) => pick.value === value)?.word ?? value;
  }
}
