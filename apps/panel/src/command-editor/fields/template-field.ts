import {
  booleanAttribute,
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { TemplateVariable } from '@cube/discord-rules/template-variables';
import { lengthOf } from '@cube/discord-rules/text';

import { TemplateCompletion } from '../../ui/template-completion';
import { bound } from './bound';
import { TemplateOffers } from './template-offers';

/** A text with Liquid in it: `{{` offers the variables that it may name. */
@Component({
  selector: 'cube-template-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule, TemplateCompletion],
  templateUrl: './template-field.html',
  styleUrl: './template-field.scss',
})
export class TemplateField {
  private readonly offers = inject(TemplateOffers);

  readonly value = input.required<string | undefined>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly max = input<number>();
  readonly rows = input(1);
  readonly code = input(false, { transform: booleanAttribute });
  /** What may be named here beside what every template may name. */
  readonly more = input<readonly TemplateVariable[]>([]);
  readonly changed = output<string>();

  protected readonly bound = bound({
    value: this.value,
    path: this.path,
    show: (value) => value ?? '',
    tell: (text) => this.changed.emit(text),
  });
  protected readonly length = computed(() => lengthOf(this.value() ?? ''));
  protected readonly offered = computed(() => [...this.more(), ...this.offers.all()]);

  /** A field of one line stays one. */
  protected keepLine(event: Event): void {
    if (this.rows() === 1) event.preventDefault();
  }
}
