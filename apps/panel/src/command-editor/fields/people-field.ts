import { COMMA, ENTER } from '@angular/cdk/keycodes';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatChipsModule } from '@angular/material/chips';
import { MatFormFieldModule } from '@angular/material/form-field';

import { failureOf } from '../../live/failure';
import { Icon } from '../../ui/icon';
import { CommandPeople, type FoundPerson } from '../command-people';
import { Problems } from '../problems';
import { ProblemLine } from './problem-line';

/** Milliseconds without a key after which somebody is looked for. */
const pauseOfTyping = 300;
/** More is no name at Discord. */
const longestName = 32;

/** Any people of a server, found by how their names begin; ids with commas between them do as well. */
@Component({
  selector: 'cube-people-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatAutocompleteModule, MatChipsModule, MatFormFieldModule, ProblemLine],
  template: `<mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ label() }}</mat-label>
      <mat-chip-grid #grid [attr.aria-label]="label()">
        @for (id of ids(); track id) {
          <mat-chip-row [attr.data-value]="id" (removed)="remove(id)">
            {{ people.nameOf(id) }}
            <button matChipRemove type="button" [attr.aria-label]="'Remove ' + people.nameOf(id)">
              <cube-icon name="remove" />
            </button>
          </mat-chip-row>
        }
      </mat-chip-grid>
      <input
        #field
        [matChipInputFor]="grid"
        [matChipInputSeparatorKeyCodes]="separators"
        matChipInputAddOnBlur
        [matAutocomplete]="offers"
        [attr.maxlength]="1000"
        autocapitalize="none"
        autocomplete="off"
        spellcheck="false"
        [attr.data-testid]="path()"
        (matChipInputTokenEnd)="takeIds()"
        (input)="searchFor(field.value)"
      />
      <mat-autocomplete #offers (optionSelected)="take($event.option.value)">
        @for (person of offered(); track person.id) {
          <mat-option [value]="person.id" [attr.data-value]="person.id"
            >{{ person.name }} <span class="quiet">{{ person.userName }}</span></mat-option
          >
        }
      </mat-autocomplete>
      <mat-hint aria-live="polite">{{ hint() }}</mat-hint>
    </mat-form-field>
    <cube-problem-line [path]="path()" [always]="true" />`,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    mat-form-field {
      width: 100%;
    }
    .quiet {
      color: var(--cube-quiet);
    }
  `,
})
export class PeopleField {
  protected readonly people = inject(CommandPeople);
  private readonly problems = inject(Problems);
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  private typing: ReturnType<typeof setTimeout> | undefined;

  readonly ids = input.required<readonly string[]>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly changed = output<readonly string[]>();

  protected readonly separators = [ENTER, COMMA] as const;
  private readonly found = signal<readonly FoundPerson[]>([]);
  /** What became of the last search, where it found nobody. */
  private readonly told = signal('');
  protected readonly offered = computed(() => this.found().filter(({ id }) => !this.ids().includes(id)));
  protected readonly hint = computed(
    () =>
      this.told() ||
      (this.people.guildId() === '' ? 'Ids, with commas between them.' : 'How a name begins, or ids.'),
  );

  constructor() {
    effect(() => {
      const ids = this.ids();
      // In another server others have names.
      this.people.guildId();
      untracked(() => void this.people.learn(ids));
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }

  protected searchFor(text: string): void {
    clearTimeout(this.typing);
    this.found.set([]);
    this.told.set('');
    const words = text.trim();
    if (words === '' || words.length > longestName || idsIn(words)) return;
    this.typing = setTimeout(() => void this.find(words), pauseOfTyping);
  }

  protected take(id: string): void {
    this.clear();
    this.add([id]);
  }

  /** What is written, if it is ids; a name has to be chosen. */
  protected takeIds(): void {
    const ids = idsIn(this.field().nativeElement.value);
    if (!ids) return;
    this.clear();
    this.add(ids);
  }

  protected remove(id: string): void {
    this.tell(this.ids().filter((each) => each !== id));
  }

  private async find(words: string): Promise<void> {
    const isStill = () => this.field().nativeElement.value.trim() === words;
    try {
      const found = await this.people.find(words);
      if (!isStill()) return;
      this.found.set(found);
      this.told.set(found.length === 0 ? 'Nobody there has a name that begins so.' : '');
    } catch (error) {
      if (isStill()) this.told.set(failureOf(error).message);
    }
  }

  private add(ids: readonly string[]): void {
    this.tell([...new Set([...this.ids(), ...ids])]);
  }

  private tell(ids: readonly string[]): void {
    this.problems.forget(this.path());
    this.changed.emit(ids);
  }

  private clear(): void {
    this.field().nativeElement.value = '';
    this.searchFor('');
  }
}

/** Null for a text that is something else. */
function idsIn(text: string): readonly string[] | null {
  const ids = text.split(/[\s,]+/).filter((word) => word !== '');
  return ids.length > 0 && ids.every((id) => /^\d{1,20}$/.test(id)) ? ids : null;
}
