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

import type { SettingsPlaceFragment, SettingsValuesFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { Needs } from '../viewer/needs';
import { CreateReactionRoleDocument, DeleteReactionRoleDocument } from './guild-settings.generated';
import { writtenIn } from './written-channels';

const must = (field: string, message: string) =>
  follows((value) => (value.trim() ? [] : [{ field, message }]));
const chosen = (field: string, message: string) =>
  new FormControl('', { nonNullable: true, validators: must(field, message) });

/** The roles that members get by reacting to a message. */
@Component({
  selector: 'cube-reaction-roles',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormFieldModule, MatInput, MatSelectModule, Needs, ReactiveFormsModule],
  templateUrl: './reaction-roles.html',
  styleUrl: './automations.scss',
})
export class ReactionRoles {
  private readonly deeds = inject(Deeds);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly botId = input.required<string>();
  readonly place = input.required<SettingsPlaceFragment>();
  readonly settings = input.required<SettingsValuesFragment>();

  protected readonly problemOf = problemOf;
  protected readonly adding = signal(false);
  protected readonly saving = signal(false);
  protected readonly form = new FormGroup({
    channelId: chosen('channelId', 'Choose the channel of the message.'),
    messageId: chosen('messageId', 'Give the id of the message.'),
    emoji: chosen('emoji', 'Give an emoji.'),
    roleId: chosen('roleId', 'Choose a role.'),
  });
  protected readonly channels = computed(() => writtenIn(this.place()));
  protected readonly roles = computed(() => this.place().roles.filter(({ isGivable }) => isGivable));
  protected readonly rows = computed(() => {
    const { channels, roles } = this.place();
    return this.settings().reactionRoles.map(({ id, emoji, channelId, messageId, roleId }) => ({
      id,
      messageId,
      emoji: emoji.includes(':') ? `:${emoji.split(':')[0]}:` : emoji,
      channel: channels.find((each) => each.id === channelId)?.name ?? 'a deleted channel',
      role: roles.find((each) => each.id === roleId)?.name ?? 'a deleted role',
    }));
  });

  protected async add(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    const { failure } = await this.deeds.run(CreateReactionRoleDocument, {
      botId: this.botId(),
      guildId: this.place().id,
      input: this.form.getRawValue(),
    });
    this.saving.set(false);
    if (!failure) {
      this.form.reset();
      this.adding.set(false);
      return;
    }
    const elsewhere = showProblems(this.form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.deeds.tell(failure);
  }

  protected async remove(id: string): Promise<void> {
    const of = { botId: this.botId(), guildId: this.place().id };
    await this.deeds.runAndTell(
      DeleteReactionRoleDocument,
      { ...of, id },
      'Removed. Members keep the roles that they have.',
    );
  }
}
