import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { Apollo } from 'apollo-angular';
import { firstValueFrom } from 'rxjs';

import { Notices } from '../ui/notices';
import { type Failure, failureOf } from './failure';

export type Outcome<Data> =
  | { readonly data: Data; readonly failure?: undefined }
  | { readonly data?: undefined; readonly failure: Failure };

/**
 * Carries out mutations; a refusal comes back as a value. What changed reaches the cache by the subscription of the page
 * and never by the answer, which has no place in the order of events: it may be older than what was pushed already.
 */
@Injectable({ providedIn: 'root' })
export class Deeds {
  private readonly apollo = inject(Apollo);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);

  async run<Data, Variables extends OperationVariables>(
    mutation: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Outcome<Data>> {
    try {
      const { data } = await firstValueFrom(
        this.apollo.mutate<Data, OperationVariables>({ mutation, variables, fetchPolicy: 'no-cache' }),
      );
      if (data) return { data };
      return { failure: failureOf(undefined) };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  }

  /** Says something to the server over the live socket. What nobody heard is no loss: it is about the socket itself. */
  async tellServer<Data, Variables extends OperationVariables>(
    mutation: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<void> {
    await firstValueFrom(
      this.apollo.mutate<Data, OperationVariables>({
        mutation,
        variables,
        fetchPolicy: 'no-cache',
        context: { overSocket: true },
      }),
    ).catch(() => undefined);
  }

  /** For buttons with no form around them: says what happened either way. */
  async runAndTell<Data, Variables extends OperationVariables>(
    mutation: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    done: string,
  ): Promise<Data | undefined> {
    const { data, failure } = await this.run(mutation, variables);
    if (failure) this.tell(failure);
    else this.notices.say(done);
    return data;
  }

  /** Says why a deed was not done; where a second person has to agree, where it waits for them. */
  tell(failure: Failure): void {
    if (failure.code !== 'NEEDS_APPROVAL') {
      this.notices.refuse(failure.message, failure.id);
      return;
    }
    this.notices.offer(failure.message, 'Show it', () => void this.router.navigate(['/settings/approvals']));
  }

  /** Forgets a removed entity, so that every list that shows it lets it go. */
  forget(type: string, id: string): void {
    const { cache } = this.apollo.client;
    cache.evict({ id: cache.identify({ __typename: type, id }) });
    cache.gc();
  }
}
