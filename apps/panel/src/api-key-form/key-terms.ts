import { FormControl, FormGroup } from '@angular/forms';

import type {
  ApiKeyRowFragment,
  CreateApiKeyInput,
  Permission,
  UpdateApiKeyInput,
} from '../graphql.generated';
import { follows } from '../ui/forms';

const day = 24 * 60 * 60 * 1_000;
const block = /^[\da-f.:]+(?:\/\d{1,3})?$/i;
const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** Stands for an expiry that stays as it is. */
const kept = -1;
const forGood = 0;

export const expiries = [
  { days: 7, word: 'for a week' },
  { days: 30, word: 'for 30 days' },
  { days: 90, word: 'for 90 days' },
  { days: 365, word: 'for a year' },
  { days: forGood, word: 'until somebody revokes it' },
] as const;

/** What a key that is there may be given: the days count from now. */
export function expiriesOf({ expiresAt }: Pick<ApiKeyRowFragment, 'expiresAt'>) {
  if (expiresAt === null) {
    return expiries.map((each) => (each.days === forGood ? { ...each, days: kept } : each));
  }
  return [{ days: kept, word: `until ${exactly.format(new Date(expiresAt))}, as it is` }, ...expiries];
}

const linesOf = (text: string): string[] => text.split(/[\s,]+/).filter((line) => line !== '');

export const termsForm = () =>
  new FormGroup({
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

type TermsForm = ReturnType<typeof termsForm>;

/** Fills in what holds for a key. */
export function fill(form: TermsForm, { name, scopes, addresses, budget }: ApiKeyRowFragment): void {
  form.reset({
    name,
    scopes: [...scopes],
    expiresAt: kept,
    addresses: addresses.join('\n'),
    budget: budget === null ? '' : String(budget),
  });
}

/** What the form asks for a new key. */
export function newKey(form: TermsForm): CreateApiKeyInput {
  const { name, scopes, botIds, expiresAt, addresses, budget } = form.getRawValue();
  const blocks = linesOf(addresses);
  return {
    name: name.trim(),
    scopes: [...scopes],
    ...(botIds.length > 0 && { botIds: [...botIds] }),
    ...(expiresAt > 0 && { expiresAt: inDays(expiresAt) }),
    ...(blocks.length > 0 && { addresses: blocks }),
    ...(budget !== '' && { budget: Number(budget) }),
  };
}

/** What the form asks of a key that is there: what was emptied is taken away. */
export function changedKey(form: TermsForm): UpdateApiKeyInput {
  const { name, scopes, expiresAt, addresses, budget } = form.getRawValue();
  return {
    name: name.trim(),
    scopes: [...scopes],
    addresses: linesOf(addresses),
    ...(budget === '' ? { unbounded: true } : { budget: Number(budget) }),
    ...(expiresAt > 0 && { expiresAt: inDays(expiresAt) }),
    ...(expiresAt === forGood && { neverExpires: true }),
  };
}

const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();
