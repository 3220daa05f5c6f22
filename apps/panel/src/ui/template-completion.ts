import { ChangeDetectionStrategy, Component, computed, effect, input, signal } from '@angular/core';
import type { TemplateVariable } from '@cube/discord-rules/template-variables';

export type Offer = Pick<TemplateVariable, 'name' | 'description' | 'only'>;

/** So many are offered at a time. */
const most = 8;
let lastId = 0;

/** Offers what a text with Liquid in it may name, once somebody has written `{{` there. It stands behind its field. */
@Component({
  selector: 'cube-template-completion',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (shown().length > 0) {
    <ul role="listbox" [id]="listId" aria-label="Variables" data-testid="variables">
      @for (offer of shown(); track offer.name) {
        <li
          role="option"
          [id]="listId + '-' + $index"
          [attr.aria-selected]="$index === active()"
          (mousedown)="$event.preventDefault()"
          (click)="take(offer)"
        >
          <code>{{ offer.name }}</code>
          <span
            >{{ offer.description }}
            @if (offer.only) {
              Only {{ offer.only }}.
            }
          </span>
        </li>
      }
    </ul>
  }`,
  styleUrl: './template-completion.scss',
})
export class TemplateCompletion {
  readonly field = input.required<HTMLTextAreaElement>();
  readonly offers = input.required<readonly Offer[]>();

  private readonly begun = signal<ReturnType<typeof begunName>>(null);
  private readonly chosen = signal(0);
  protected readonly listId = `cube-variables-${(lastId += 1)}`;
  protected readonly shown = computed(() => {
    const begun = this.begun();
    return begun ? matching(this.offers(), begun.name).slice(0, most) : [];
  });
  protected readonly active = computed(() => Math.min(this.chosen(), this.shown().length - 1));

  constructor() {
    effect((onCleanup) => {
      const field = this.field();
      const leave = new AbortController();
      const until = { signal: leave.signal };
      field.setAttribute('aria-autocomplete', 'list');
      field.addEventListener('input', () => this.look(), until);
      field.addEventListener('click', () => this.look(), until);
      field.addEventListener('blur', () => this.begun.set(null), until);
      field.addEventListener('keydown', (event) => this.steer(event), until);
      onCleanup(() => leave.abort());
    });
    effect(() => {
      const field = this.field();
      if (this.shown().length === 0) {
        field.removeAttribute('aria-controls');
        field.removeAttribute('aria-activedescendant');
        return;
      }
      field.setAttribute('aria-controls', this.listId);
      field.setAttribute('aria-activedescendant', `${this.listId}-${this.active()}`);
    });
  }

  /** Looks what stands before the caret. */
  private look(): void {
    const { value, selectionStart } = this.field();
    this.chosen.set(0);
    this.begun.set(begunName(value, selectionStart ?? value.length));
  }

  private steer(event: KeyboardEvent): void {
    const count = this.shown().length;
    const offer = this.shown()[this.active()];
    if (!offer) return;
    if (event.key === 'ArrowDown') this.chosen.set((this.active() + 1) % count);
    else if (event.key === 'ArrowUp') this.chosen.set((this.active() + count - 1) % count);
    else if (event.key === 'Enter' || event.key === 'Tab') this.take(offer);
    else if (event.key === 'Escape') this.begun.set(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById(`${this.listId}-${this.active()}`)?.scrollIntoView({ block: 'nearest' });
  }

  protected take({ name }: Offer): void {
    const begun = this.begun();
    if (!begun) return;
    const field = this.field();
    const rest = field.value.slice(begun.from + begun.name.length);
    const isOpen = name.endsWith('*');
    const word = isOpen ? name.slice(0, -1) : name;
    const closing = isOpen || /^\s*-?\}\}/.test(rest) ? '' : ' }}';
    const caret = begun.from + word.length + closing.length;
    field.value = `${field.value.slice(0, begun.from)}${word}${closing}${rest}`;
    field.focus();
    field.setSelectionRange(caret, caret);
    // As if it had been typed: the form of the field hears of it.
    field.dispatchEvent(new Event('input', { bubbles: true }));
    this.begun.set(null);
  }
}

/** What somebody has begun to write between braces before the caret; null when they are not within any. */
function begunName(text: string, caret: number): { readonly from: number; readonly name: string } | null {
  const [, name] = /\{\{-?\s*([\w.]*)$/.exec(text.slice(0, caret)) ?? [];
  return name === undefined ? null : { from: caret - name.length, name };
}

/** Those that begin with a name stand before those that only have it in them. */
function matching(offers: readonly Offer[], name: string): readonly Offer[] {
  const wanted = name.toLowerCase();
  const rank = (offer: Offer) => offer.name.toLowerCase().indexOf(wanted);
  return offers
    .filter((offer) => rank(offer) >= 0)
    .sort((one, other) => Math.min(rank(one), 1) - Math.min(rank(other), 1));
}
