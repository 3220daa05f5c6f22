import { ChangeDetectionStrategy, Component, ElementRef, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';

import { KeyDeeds } from '../api-keys/key-deeds';
import type { Permission } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { LogBotsDocument } from '../logs/logs.generated';
import { FormFailure } from '../ui/form-failure';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { Place } from '../ui/place';
import { Needs } from '../viewer/needs';
import { CreateApiKeyDocument } from './api-key-form.generated';
import { ScopePicker } from './scope-picker';

const day = 24 * 60 * 60 * 1_000;
const expiries = [
  { days: 7, word: 'for a week' },
  { days: 30, word: 'for 30 days' },
  { days: 90, word: 'for 90 days' },
  { days: 365, word: 'for a year' },
  { days: 0, word: 'until somebody revokes it' },
] as const;
const block = /^[\da-f.:]+(?:\/\d{1,3})?$/i;

const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

@Component({
  selector: 'cube-api-key-form',
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
    ScopePicker,
  ],
  templateUrl: './api-key-form.html',
  styleUrl: './api-key-form.scss',
})
export class ApiKeyForm {
  private readonly deeds = inject(Deeds);
  private readonly keys = inject(KeyDeeds);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly problemOf = problemOf;
  protected readonly expiries = expiries;
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly bots = watched({ query: LogBotsDocument, variables: () => ({}) }).data;
  protected readonly form = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: follows((name) =>
        name.trim() ? [] : [{ field: 'name', message: 'Say what the key is for.' }],
      ),
    }),
    scopes: new FormControl<readonly Permission[]>([], {
      nonNullable: true,
      validators: ({ value }) =>
        value.length > 0 ? null : { problem: 'Choose at least one thing that it may do.' },
    }),
    botIds: new FormControl<readonly string[]>([], { nonNullable: true }),
    expiresAt: new FormControl<number>(90, { nonNullable: true }),
    addresses: new FormControl('', {
      nonNullable: true,
      validators: follows((text) => {
        const wrong = linesOf(text).find((line) => !block.test(line));
        const message = `“${wrong}” is no address: write 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.`;
        return wrong ? [{ field: 'addresses', message }] : [];
      }),
    }),
    budget: new FormControl('', {
      nonNullable: true,
      validators: follows((text) =>
        text === '' || (/^\d{1,9}$/.test(text) && Number(text) > 0)
          ? []
          : [{ field: 'budget', message: 'Write a whole number, or leave it empty.' }],
      ),
    }),
  });

  constructor() {
    inject(Place).here(() => [
      { label: 'Settings', link: '/settings' },
      { label: 'API keys', link: '/settings/keys' },
      { label: 'New' },
    ]);
  }

  protected async create(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    this.failure.set(undefined);
    const { name, scopes, botIds, expiresAt, addresses, budget } = this.form.getRawValue();
    const blocks = linesOf(addresses);
    const { data, failure } = await this.deeds.run(CreateApiKeyDocument, {
      input: {
        name: name.trim(),
        scopes: [...scopes],
        ...(botIds.length > 0 && { botIds: [...botIds] }),
        ...(expiresAt > 0 && { expiresAt: new Date(Date.now() + expiresAt * day).toISOString() }),
        ...(blocks.length > 0 && { addresses: [...blocks] }),
        ...(budget !== '' && { budget: Number(budget) }),
      },
    });
    this.saving.set(false);
    if (failure) {
      const elsewhere = showProblems(this.form, failure.fields, this.host);
      if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
      return;
    }
    await this.router.navigate(['/settings/keys']);
    const { apiKey, secret } = data.createApiKey;
    this.keys.showSecret({ name: apiKey.name, secret, isWaiting: apiKey.state === 'WAITING' });
  }
}
