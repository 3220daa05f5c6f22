import {
  booleanAttribute,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { TemplateVariable } from '@cube/discord-rules/template-variables';
import { lengthOf } from '@cube/discord-rules/text';

import { bound } from './bound';
import { begunName, matching, TemplateOffers } from './template-offers';

let lastId = 0;

/** A text with Liquid in it: `{{` offers the variables that it may name. */
@Component({
  selector: 'cube-template-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  templateUrl: './template-field.html',
  styleUrl: './template-field.scss',
})
export class TemplateField {
  private readonly offers = inject(TemplateOffers);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

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

  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  private readonly begun = signal<ReturnType<typeof begunName>>(null);
  private readonly chosen = signal(0);
  protected readonly listId = `cube-variables-${(lastId += 1)}`;
  protected readonly bound = bound({
    value: this.value,
    path: this.path,
    show: (value) => value ?? '',
    tell: (text) => this.changed.emit(text),
  });
  protected readonly length = computed(() => lengthOf(this.value() ?? ''));
  protected readonly shown = computed(() => {
    const begun = this.begun();
    return begun ? matching([...this.more(), ...this.offers.all()], begun.name).slice(0, 8) : [];
  });
  protected readonly active = computed(() => Math.min(this.chosen(), this.shown().length - 1));

  /** Looks what stands before the caret. */
  protected look(): void {
    const { value, selectionStart } = this.field().nativeElement;
    this.chosen.set(0);
    this.begun.set(begunName(value, selectionStart ?? value.length));
  }

  protected close(): void {
    this.begun.set(null);
  }

  protected steer(event: KeyboardEvent): void {
    const count = this.shown().length;
    const variable = this.shown()[this.active()];
    if (!variable) {
      // A field of one line stays one.
      if (event.key === 'Enter' && this.rows() === 1) event.preventDefault();
      return;
    }
    if (event.key === 'ArrowDown') this.chosen.set((this.active() + 1) % count);
    else if (event.key === 'ArrowUp') this.chosen.set((this.active() + count - 1) % count);
    else if (event.key === 'Enter' || event.key === 'Tab') this.take(variable);
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.host.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  protected take({ name }: TemplateVariable): void {
    const begun = this.begun();
    if (!begun) return;
    const element = this.field().nativeElement;
    const rest = element.value.slice(begun.from + begun.name.length);
    const isOpen = name.endsWith('*');
    const word = isOpen ? name.slice(0, -1) : name;
    const closing = isOpen || /^\s*-?\}\}/.test(rest) ? '' : ' }}';
    const text = `${element.value.slice(0, begun.from)}${word}${closing}${rest}`;
    const caret = begun.from + word.length + closing.length;
    this.bound.control.setValue(text);
    element.focus();
    element.setSelectionRange(caret, caret);
    this.close();
  }
}
