import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { MatSlideToggle } from '@angular/material/slide-toggle';

import type { SettingsPlaceFragment, SettingsValuesFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { TemplateCompletion } from '../ui/template-completion';
import { TemplateVariables } from '../ui/template-variables';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import {
  CreateScheduledMessageDocument,
  DeleteScheduledMessageDocument,
  UpdateScheduledMessageDocument,
} from './guild-settings.generated';
import { writtenIn } from './written-channels';

type Row = SettingsValuesFragment['scheduledMessages'][number];

const must = (field: string, message: string) =>
  follows((value) => (value.trim() ? [] : [{ field, message }]));
const filled = (field: string, message: string, value = '') =>
  new FormControl(value, { nonNullable: true, validators: must(field, message) });

/** Messages that the bot posts by the clock. */
@Component({
  selector: 'cube-scheduled-messages',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    MatSlideToggle,
    Needs,
    ReactiveFormsModule,
    TemplateCompletion,
    TemplateVariables,
    TimeAgo,
  ],
  templateUrl: './scheduled-messages.html',
  styleUrl: './automations.scss',
})
export class ScheduledMessages {
  private readonly deeds = inject(Deeds);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly botId = input.required<string>();
  readonly place = input.required<SettingsPlaceFragment>();
  readonly settings = input.required<SettingsValuesFragment>();

  protected readonly problemOf = problemOf;
  /** The id of the one that is written, or new. */
  protected readonly editing = signal<string | null>(null);
  protected readonly saving = signal(false);
  protected readonly form = new FormGroup({
    channelId: filled('channelId', 'Choose a channel.'),
    cron: filled('cron', 'Say when: five fields, as in 0 9 * * 1-5.', '0 9 * * 1-5'),
    timeZone: filled('timeZone', 'Name a time zone.'),
    template: filled('template', 'Write what the message shall say.'),
    enabled: new FormControl(true, { nonNullable: true }),
  });
  protected readonly channels = computed(() => writtenIn(this.place()));
  protected readonly rows = computed(() =>
    this.settings().scheduledMessages.map((row) => ({
      ...row,
      channel: this.place().channels.find(({ id }) => id === row.channelId)?.name ?? 'a deleted channel',
    })),
  );

  protected write(row: Row | null): void {
    const timeZone = String(Object(this.settings().values).timeZone ?? 'UTC');
    if (row) {
      const { channelId, cron, template, enabled } = row;
      this.form.reset({ channelId, cron, timeZone: row.timeZone, template, enabled });
    } else this.form.reset({ timeZone });
    this.editing.set(row?.id ?? 'new');
  }

  protected async save(): Promise<void> {
    const id = this.editing();
    if (id === null || this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    const of = { botId: this.botId(), guildId: this.place().id, input: this.form.getRawValue() };
    const { failure } =
      id === 'new'
        ? await this.deeds.run(CreateScheduledMessageDocument, of)
        : await this.deeds.run(UpdateScheduledMessageDocument, { ...of, id });
    this.saving.set(false);
    if (!failure) {
      this.editing.set(null);
      return;
    }
    const elsewhere = showProblems(this.form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.deeds.tell(failure);
  }

  protected async remove(id: string): Promise<void> {
    const of = { botId: this.botId(), guildId: this.place().id };
    await this.deeds.runAndTell(DeleteScheduledMessageDocument, { ...of, id }, 'The message was removed.');
  }
}
