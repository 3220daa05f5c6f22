import { booleanAttribute, ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { lengthOf } from '@cube/discord-rules/text';

import { bound } from './bound';

let lastId = 0;

/** A text of the draft in one line. */
@Component({
  selector: 'cube-text-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  template: `<mat-form-field appearance="outline" subscriptSizing="dynamic">
    <mat-label>{{ label() }}</mat-label>
    @if (prefix()) {
      <span matTextPrefix>{{ prefix() }}&nbsp;</span>
    }
    <input
      matInput
      [formControl]="bound.control"
      [errorStateMatcher]="bound.matcher()"
      [class.code]="code()"
      [attr.spellcheck]="code() ? false : null"
      autocapitalize="none"
      autocomplete="off"
      [placeholder]="placeholder()"
      [attr.data-testid]="testId() || path()"
      [attr.list]="offers().length > 0 ? listId : null"
    />
    @if (offers().length > 0) {
      <datalist [id]="listId">
        @for (offer of offers(); track offer) {
          <option [value]="offer"></option>
        }
      </datalist>
    }
    @if (hint()) {
      <mat-hint>{{ hint() }}</mat-hint>
    }
    @if (max(); as most) {
      <mat-hint align="end">{{ length() }}/{{ most }}</mat-hint>
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
    .code {
      font-family: var(--cube-mono);
    }
  `,
})
export class TextField {
  readonly value = input.required<string | null | undefined>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly prefix = input('');
  readonly placeholder = input('');
  readonly max = input<number>();
  readonly code = input(false, { transform: booleanAttribute });
  readonly testId = input('');
  /** What is offered while somebody types; anything else can be written too. */
  readonly offers = input<readonly string[]>([]);
  readonly changed = output<string>();

  protected readonly listId = `cube-offers-${(lastId += 1)}`;
  protected readonly bound = bound({
    value: this.value,
    path: this.path,
    show: (value) => value ?? '',
    tell: (text) => this.changed.emit(text),
  });
  protected readonly length = computed(() => lengthOf(this.value() ?? ''));
}
