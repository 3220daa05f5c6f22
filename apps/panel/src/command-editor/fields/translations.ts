import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { languageOf, locales, type Localizations } from '@cube/discord-rules/commands/locales';

import { Icon } from '../../ui/icon';
import { TextField } from './text-field';

/** A text in the languages of Discord's client, beside the one that everybody else sees. */
@Component({
  selector: 'cube-translations',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButton, MatIconButton, MatMenuModule, TextField],
  template: `@for (row of rows(); track row.locale) {
      <div class="row">
        <cube-text-field
          [value]="row.text"
          [path]="path() + '.' + row.locale"
          [label]="what() + ' in ' + row.language"
          [max]="max()"
          (changed)="write(row.locale, $event)"
        />
        <button
          mat-icon-button
          type="button"
          [attr.aria-label]="'Remove the ' + what().toLowerCase() + ' in ' + row.language"
          (click)="remove(row.locale)"
        >
          <cube-icon name="remove" />
        </button>
      </div>
    }
    <button
      mat-button
      type="button"
      [matMenuTriggerFor]="languages"
      [attr.data-testid]="'translate ' + path()"
    >
      <cube-icon name="add" /> Translate the {{ what().toLowerCase() }}
    </button>
    <mat-menu #languages="matMenu">
      @for (language of missing(); track language.locale) {
        <button
          mat-menu-item
          type="button"
          [attr.data-locale]="language.locale"
          (click)="write(language.locale, '')"
        >
          {{ language.word }}
        </button>
      }
    </mat-menu>`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: flex-start;
      gap: 8px;
    }
    .row {
      display: flex;
      align-items: flex-start;
      gap: 4px;
      width: 100%;
    }
    cube-text-field {
      flex: 1;
    }
  `,
})
export class Translations {
  readonly texts = input.required<Localizations | null | undefined>();
  readonly path = input.required<string>();
  /** What is translated: "Name". */
  readonly what = input.required<string>();
  readonly max = input.required<number>();
  readonly changed = output<Localizations>();

  protected readonly rows = computed(() =>
    Object.entries(this.texts() ?? {}).flatMap(([locale, text]) =>
      text === null ? [] : [{ locale, text, language: languageOf(locale) }],
    ),
  );
  protected readonly missing = computed(() =>
    Object.entries(locales)
      .filter(([locale]) => this.rows().every((row) => row.locale !== locale))
      .map(([locale, word]) => ({ locale, word })),
  );

  protected write(locale: string, text: string): void {
    this.changed.emit({ ...this.texts(), [locale]: text });
  }

  protected remove(locale: string): void {
    this.changed.emit(
      Object.fromEntries(Object.entries(this.texts() ?? {}).filter(([key]) => key !== locale)),
    );
  }
}
