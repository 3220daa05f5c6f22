import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';

import type { Suggestion } from './draft';
import { type Pick, PickField } from './fields/pick-field';
import { WordsField } from './fields/words-field';
import { OpenDraft } from './open-draft';

type Source = 'list' | 'commands' | 'variables' | 'members' | 'roles' | 'channels';

const sources: readonly Pick<Source>[] = [
  { value: 'list', word: 'From a list' },
  { value: 'members', word: 'The server’s members' },
  { value: 'roles', word: 'The server’s roles' },
  { value: 'channels', word: 'The server’s channels' },
  { value: 'commands', word: 'The bot’s commands' },
  { value: 'variables', word: 'The bot’s variables' },
];

/** What is suggested for an option. It belongs to the command, by the name of the option. */
@Component({
  selector: 'cube-suggestion-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PickField, WordsField],
  template: `<cube-pick-field
      label="Suggestions"
      [value]="source()"
      [picks]="sources"
      [path]="'suggestions.' + option()"
      (changed)="choose($event)"
    />
    @if (source() === 'list') {
      <cube-words-field
        label="The list"
        placeholder="tea, coffee, water"
        [words]="words()"
        [path]="'suggestions.' + option() + '.list'"
        (changed)="write($event)"
      />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 2fr);
      gap: 12px;
    }
  `,
})
export class SuggestionField {
  private readonly draft = inject(OpenDraft);

  /** The name of the option. */
  readonly option = input.required<string>();

  protected readonly sources = sources;
  private readonly suggestion = computed((): Suggestion => this.draft.now().suggestions[this.option()] ?? []);
  protected readonly source = computed((): Source => {
    const suggestion = this.suggestion();
    return 'query' in suggestion ? suggestion.query : 'list';
  });
  protected readonly words = computed(() => {
    const suggestion = this.suggestion();
    return 'query' in suggestion ? [] : suggestion;
  });

  protected choose(source: Source): void {
    this.write(source === 'list' ? [] : { query: source });
  }

  protected write(suggestion: Suggestion): void {
    this.draft.change({ suggestions: { ...this.draft.now().suggestions, [this.option()]: suggestion } });
  }
}
