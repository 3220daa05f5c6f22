import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { FormControl, FormRecord, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { RouterLink } from '@angular/router';

import type {
  SettingFieldFragment,
  SettingsPlaceFragment,
  SettingsValuesFragment,
} from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { FormFailure } from '../ui/form-failure';
import { problemOf, showProblems } from '../ui/forms';
import { Notices } from '../ui/notices';
import { TemplateCompletion } from '../ui/template-completion';
import { TemplateVariables } from '../ui/template-variables';
import { Needs } from '../viewer/needs';
import { ChangeGuildSettingsDocument } from './guild-settings.generated';
import { writtenIn } from './written-channels';

/** Beyond so many choices one types and picks. */
const mostToScroll = 60;

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The settings of a bot in a server: a form that follows from their schema. */
@Component({
  selector: 'cube-settings-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    FormFailure,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    MatSlideToggle,
    Needs,
    ReactiveFormsModule,
    RouterLink,
    TemplateCompletion,
    TemplateVariables,
  ],
  templateUrl: './settings-form.html',
  styleUrl: './settings-form.scss',
})
export class SettingsForm {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly botId = input.required<string>();
  readonly place = input.required<SettingsPlaceFragment>();
  readonly schema = input.required<readonly SettingFieldFragment[]>();
  readonly settings = input.required<SettingsValuesFragment>();

  protected readonly problemOf = problemOf;
  protected readonly mostToScroll = mostToScroll;
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly form = new FormRecord<FormControl<unknown>>({});
  /** Counts how often the controls were made anew. */
  protected readonly made = signal(0);

  protected readonly groups = computed(() => {
    const names = [...new Set(this.schema().map(({ group }) => group))];
    return names.map((name) => ({ name, fields: this.schema().filter(({ group }) => group === name) }));
  });
  protected readonly channels = computed(() => writtenIn(this.place()));
  protected readonly roles = computed(() => this.place().roles.filter(({ isGivable }) => isGivable));
  protected readonly commands = computed(() =>
    this.settings().commands.map(({ id, name, type }) => ({
      id,
      label: type === 'CHAT_INPUT' ? `/${name}` : name,
    })),
  );
  private readonly values = computed(() => Object(this.settings().values) as Record<string, unknown>);

  constructor() {
    // Fills in what is there now; what somebody has typed since is theirs.
    effect(() => {
      const values = this.values();
      for (const { key } of this.schema()) {
        const control = this.form.controls[key];
        if (!control) this.form.addControl(key, new FormControl<unknown>(values[key] ?? null));
        else if (!control.dirty) control.setValue(values[key] ?? null);
      }
      this.made.set(this.schema().length);
    });
  }

  protected controlOf(key: string): FormControl<unknown> {
    return this.form.controls[key] ?? new FormControl<unknown>(null);
  }

  protected undo(): void {
    for (const [key, control] of Object.entries(this.form.controls))
      control.reset(this.values()[key] ?? null);
    this.failure.set(undefined);
  }

  protected async save(): Promise<void> {
    if (this.saving()) return;
    const changed = this.schema().filter(
      ({ key }) => !isEqual(this.controlOf(key).value, this.values()[key]),
    );
    const isDefault = ({ key, default: usual }: SettingFieldFragment) =>
      isEqual(this.controlOf(key).value, usual ?? null);
    this.saving.set(true);
    this.failure.set(undefined);
    const { failure } = await this.deeds.run(ChangeGuildSettingsDocument, {
      botId: this.botId(),
      guildId: this.place().id,
      settings: Object.fromEntries(
        changed.filter((field) => !isDefault(field)).map(({ key }) => [key, this.controlOf(key).value]),
      ),
      reset: changed.filter(isDefault).map(({ key }) => key),
    });
    this.saving.set(false);
    if (!failure) {
      this.form.markAsPristine();
      this.notices.say('Saved: the bot follows it from now on.');
      return;
    }
    const elsewhere = showProblems(this.form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
  }
}
