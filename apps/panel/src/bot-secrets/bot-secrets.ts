import { ChangeDetectionStrategy, Component, ElementRef, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { newSecretProblems } from '@cube/discord-rules/steps/secret-names';

import type { BotSecretRowFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Confirm } from '../ui/confirm';
import { Failed } from '../ui/failed';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import {
  BotSecretsDocument,
  BotSecretsLiveDocument,
  DeleteBotSecretDocument,
  SetBotSecretDocument,
} from './bot-secrets.generated';

const hostsIn = (text: string): string[] =>
  text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');

type Field = 'name' | 'value' | 'hosts';
/** A field whose own problems show while typing. */
const field = (name: Field) =>
  new FormControl('', {
    nonNullable: true,
    validators: follows((text) =>
      newSecretProblems({
        name: name === 'name' ? text : 'API_KEY',
        value: name === 'value' ? text : 'long enough',
        hosts: name === 'hosts' ? hostsIn(text) : ['example.org'],
      }),
    ),
  });

/** What HTTP steps of a bot send and nobody reads. */
@Component({
  selector: 'cube-bot-secrets',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, MatButton, MatFormFieldModule, MatInput, Needs, ReactiveFormsModule, Skeleton, TimeAgo],
  templateUrl: './bot-secrets.html',
  styleUrl: './bot-secrets.scss',
})
export class BotSecrets {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly confirm = inject(Confirm);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly botId = input.required<string>();

  protected readonly problemOf = problemOf;
  protected readonly saving = signal(false);
  /** Which one is being written; null while none is. */
  protected readonly editing = signal<string | null>(null);
  protected readonly form = new FormGroup({
    name: field('name'),
    value: field('value'),
    hosts: field('hosts'),
  });
  protected readonly page = watched({
    query: BotSecretsDocument,
    variables: () => ({ botId: this.botId() }),
    live: {
      subscription: BotSecretsLiveDocument,
      variables: (after) => ({ botId: this.botId(), after }),
      gap: ({ botChanged }) => botChanged.gap !== null,
      apply: () => this.page.refetch(),
    },
  });

  protected write(secret: BotSecretRowFragment | null): void {
    this.form.reset({ name: secret?.name ?? '', value: '', hosts: secret?.hosts.join(', ') ?? '' });
    if (secret) this.form.controls.name.disable();
    else this.form.controls.name.enable();
    this.editing.set(secret?.name ?? 'new');
  }

  protected async save(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    const { name, value, hosts } = this.form.getRawValue();
    this.saving.set(true);
    const { failure } = await this.deeds.run(SetBotSecretDocument, {
      input: { botId: this.botId(), name, value, hosts: hostsIn(hosts) },
    });
    this.saving.set(false);
    if (!failure) {
      this.form.reset();
      this.editing.set(null);
      this.notices.say(`The secret ${name} is set: steps send it from now on.`);
      return;
    }
    const elsewhere = showProblems(this.form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.deeds.tell(failure);
  }

  protected async remove(name: string): Promise<void> {
    const agreed = await this.confirm.ask({
      title: `Delete ${name}?`,
      consequences: ['Its value is gone for good: to use it again, it has to be set anew.'],
      deed: `Delete ${name}`,
    });
    if (!agreed) return;
    await this.deeds.runAndTell(
      DeleteBotSecretDocument,
      { botId: this.botId(), name },
      `${name} was deleted.`,
    );
  }
}
