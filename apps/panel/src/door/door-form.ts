import { ElementRef, inject, signal } from '@angular/core';
import { FormControl, type FormGroup } from '@angular/forms';
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';

import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { follows, isReady, showProblems } from '../ui/forms';

const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const shortestPassword = 12;
const longestPassword = 200;

const problem = (field: string, message: string) => [{ field, message }];

export const emailField = (): FormControl<string> =>
  new FormControl('', {
    nonNullable: true,
    validators: follows((email) => {
      if (!email.trim()) return problem('email', 'Write your e-mail address.');
      return address.test(email.trim())
        ? []
        : problem('email', 'This is no e-mail address, such as ada@example.org.');
    }),
  });

export const nameField = (): FormControl<string> =>
  new FormControl('', {
    nonNullable: true,
    validators: follows((name) =>
      name.trim().length > 0 && name.trim().length <= 80
        ? []
        : problem('name', 'Between 1 and 80 characters: how others see you.'),
    ),
  });

export const newPasswordField = (): FormControl<string> =>
  new FormControl('', {
    nonNullable: true,
    validators: follows((password) => {
      if (password.length < shortestPassword) {
        return problem(
          'password',
          `At least ${shortestPassword} characters: a sentence is easy to remember.`,
        );
      }
      return password.length > longestPassword
        ? problem('password', `At most ${longestPassword} characters.`)
        : [];
    }),
  });

/** Something that has to be there and is only compared. */
export const secretField = (message: string): FormControl<string> =>
  new FormControl('', {
    nonNullable: true,
    validators: follows((secret) => (secret ? [] : problem('secret', message))),
  });

/** What stands behind `#token=` in the link of a mail; it is taken out of the address, which others may see. */
export function tokenInLink(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  if (token) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

/** Sends one form and keeps what came of it. Call it where injection works. */
export class Sending {
  private readonly deeds = inject(Deeds);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly busy = signal(false);
  readonly failure = signal<Failure | undefined>(undefined);

  /** The answer; undefined when the form is not ready or the server refused, which stands beside the fields then. */
  async send<Data, Variables extends OperationVariables>(
    form: FormGroup,
    mutation: TypedDocumentNode<Data, Variables>,
    variables: () => Variables,
  ): Promise<Data | undefined> {
    if (this.busy() || !isReady(form, this.host)) return undefined;
    this.busy.set(true);
    this.failure.set(undefined);
    const { data, failure } = await this.deeds.run(mutation, variables());
    this.busy.set(false);
    if (!failure) return data;
    const elsewhere = showProblems(form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
    return undefined;
  }
}
