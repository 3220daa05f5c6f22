import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';

import type { AlertTargetInput, AlertTargetKind } from '../graphql.generated';
import { writtenIn } from '../guild-settings/written-channels';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { FormFailure } from '../ui/form-failure';
import { isReady, problemOf, showProblems } from '../ui/forms';
import { Place } from '../ui/place';
import { shownOnce } from '../ui/shown-once';
import { Needs } from '../viewer/needs';
import { targetWords } from './alert-words';
import { AlertPlacesDocument, CreateAlertTargetDocument } from './alerts.generated';
import { WebhookKeyDialog } from './webhook-key';

const kinds = ['EMAIL', 'WEBHOOK', 'CHANNEL'] as const satisfies readonly AlertTargetKind[];

/** Adds a target: what only its kind asks for is checked by the server, which knows the rules. */
@Component({
  selector: 'cube-alert-target-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    FormFailure,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    Needs,
    ReactiveFormsModule,
    RouterLink,
  ],
  templateUrl: './alert-target-form.html',
})
export class AlertTargetForm {
  private readonly deeds = inject(Deeds);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly problemOf = problemOf;
  protected readonly kinds = kinds.map((value) => ({ value, word: targetWords[value] }));
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly form = new FormGroup({
    kind: new FormControl<AlertTargetKind>('EMAIL', { nonNullable: true }),
    name: new FormControl('', { nonNullable: true }),
    email: new FormControl('', { nonNullable: true }),
    url: new FormControl('', { nonNullable: true }),
    /** The bot and the channel, with a space between them. */
    channelId: new FormControl('', { nonNullable: true }),
  });
  protected readonly kind = toSignal(this.form.controls.kind.valueChanges, { initialValue: 'EMAIL' });
  private readonly places = watched({ query: AlertPlacesDocument, variables: () => ({}) }).data;
  protected readonly channels = computed(() =>
    (this.places()?.guilds.nodes ?? []).flatMap((guild) =>
      guild.bots.flatMap((bot) =>
        writtenIn(guild).map((channel) => ({
          value: `${bot.id} ${channel.id}`,
          word: `#${channel.name} of ${guild.name}, by ${bot.name}`,
        })),
      ),
    ),
  );

  constructor() {
    inject(Place).here(() => [{ label: 'Alerts', link: '/alerts' }, { label: 'New target' }]);
  }

  protected async save(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    this.failure.set(undefined);
    const { data, failure } = await this.deeds.run(CreateAlertTargetDocument, { input: this.written() });
    this.saving.set(false);
    if (failure) {
      const elsewhere = showProblems(this.form, failure.fields, this.host);
      if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
      return;
    }
    await this.router.navigate(['/alerts']);
    const { secret } = data.createAlertTarget;
    if (secret) this.dialog.open(WebhookKeyDialog, { ...shownOnce, data: secret });
  }

  private written(): AlertTargetInput {
    const { kind, name, email, url, channelId } = this.form.getRawValue();
    const [bot = '', channel = ''] = channelId.split(' ');
    return {
      kind,
      name: name.trim(),
      ...(kind === 'EMAIL' && { email: email.trim() }),
      ...(kind === 'WEBHOOK' && { url: url.trim() }),
      ...(kind === 'CHANNEL' && { botId: bot, channelId: channel }),
    };
  }
}
