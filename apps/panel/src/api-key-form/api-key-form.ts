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
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';

import { ApiKeyByPrefixDocument } from '../api-key/api-key.generated';
import { KeyDeeds } from '../api-keys/key-deeds';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { LogBotsDocument } from '../logs/logs.generated';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { FormFailure } from '../ui/form-failure';
import { isReady, problemOf, showProblems } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { Needs } from '../viewer/needs';
import { CreateApiKeyDocument, UpdateApiKeyDocument } from './api-key-form.generated';
import { changedKey, expiries, expiriesOf, fill, newKey, termsForm } from './key-terms';
import { ScopePicker } from './scope-picker';

/** Makes an API key, or changes the terms of one: those of a key that is there can only become fewer. */
@Component({
  selector: 'cube-api-key-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Empty,
    Failed,
    FormFailure,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    Needs,
    ReactiveFormsModule,
    RouterLink,
    ScopePicker,
    Skeleton,
  ],
  templateUrl: './api-key-form.html',
  styleUrl: './api-key-form.scss',
})
export class ApiKeyForm {
  private readonly deeds = inject(Deeds);
  private readonly keys = inject(KeyDeeds);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /** Names the key whose terms are changed; without it a new one is made. */
  readonly prefix = input<string>();

  protected readonly problemOf = problemOf;
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly bots = watched({ query: LogBotsDocument, variables: () => ({}) }).data;
  protected readonly page = watched({
    query: ApiKeyByPrefixDocument,
    variables: () => {
      const prefix = this.prefix();
      return prefix ? { prefix } : undefined;
    },
  });
  protected readonly key = computed(() =>
    this.page
      .data()
      ?.apiKeys.nodes.find(({ prefix, state }) => prefix === this.prefix() && state === 'ACTIVE'),
  );
  protected readonly isGone = computed(() => Boolean(this.page.data() && !this.key()));
  protected readonly expiries = computed(() => {
    const key = this.key();
    return key ? expiriesOf(key) : expiries;
  });
  protected readonly form = termsForm();
  private filled: string | undefined;

  constructor() {
    inject(Place).here(() => [
      { label: 'Settings', link: '/settings' },
      { label: 'API keys', link: '/settings/keys' },
      { label: this.prefix() ? (this.key()?.name ?? '…') : 'New' },
    ]);
    effect(() => {
      const key = this.key();
      if (!key || this.filled === key.id) return;
      this.filled = key.id;
      fill(this.form, key);
    });
  }

  protected async save(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    this.failure.set(undefined);
    const key = this.key();
    const failure = key ? await this.change(key.id) : await this.create();
    this.saving.set(false);
    if (!failure) return;
    const elsewhere = showProblems(this.form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
  }

  private async create(): Promise<Failure | undefined> {
    const { data, failure } = await this.deeds.run(CreateApiKeyDocument, { input: newKey(this.form) });
    if (failure) return failure;
    await this.router.navigate(['/settings/keys']);
    const { apiKey, secret } = data.createApiKey;
    this.keys.showSecret({ name: apiKey.name, secret, isWaiting: apiKey.state === 'WAITING' });
    return undefined;
  }

  private async change(id: string): Promise<Failure | undefined> {
    const { data, failure } = await this.deeds.run(UpdateApiKeyDocument, {
      id,
      input: changedKey(this.form),
    });
    if (failure) return failure;
    const { prefix, name } = data.updateApiKey;
    await this.router.navigate(['/settings/keys', prefix]);
    this.notices.say(`Saved: the new terms of ${name} hold from its next request on.`);
    return undefined;
  }
}
