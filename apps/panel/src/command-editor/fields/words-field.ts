import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';

import { TextField } from './text-field';

/** A few short words or ids in one line, with commas between them. */
@Component({
  selector: 'cube-words-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TextField],
  template: `<cube-text-field
    [value]="text()"
    [path]="path()"
    [label]="label()"
    [hint]="hint()"
    [placeholder]="placeholder()"
    (changed)="write($event)"
  />`,
  styles: `
    :host {
      display: block;
    }
  `,
})
export class WordsField {
  readonly words = input.required<readonly string[] | undefined>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly placeholder = input('');
  readonly changed = output<readonly string[]>();

  /** What stands there is kept while it means the same: a comma at its end is on the way to another word. */
  private typed = '';
  protected readonly text = computed(() => {
    const words = this.words() ?? [];
    return wordsOf(this.typed).join() === words.join() ? this.typed : words.join(', ');
  });

  protected write(text: string): void {
    this.typed = text;
    this.changed.emit(wordsOf(text));
  }
}

const wordsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
