import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { Door } from '../door/door';
import { tokenInLink } from '../door/door-form';
import type { AccountState } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { FormFailure } from '../ui/form-failure';
import { Needs } from '../viewer/needs';
import { VerifyEmailDocument } from './verify-email.generated';

/** The link of a verification mail. It waits for a press: mail programs open links to look at them. */
@Component({
  selector: 'cube-verify-email',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Door, FormFailure, MatButton, Needs, RouterLink],
  template: `@if (state(); as reached) {
      <cube-door heading="Your e-mail is verified">
        <p role="status" data-testid="verified" [attr.data-state]="reached">{{ next() }}</p>
        <a mat-flat-button routerLink="/sign-in">Go to signing in</a>
      </cube-door>
    } @else if (token) {
      <cube-door heading="Verify your e-mail" lead="Nobody but you could open this link.">
        <cube-form-failure [failure]="failure()" />
        <button
          mat-flat-button
          type="button"
          data-testid="verify"
          [cubeNeeds]="null"
          [busy]="busy()"
          (click)="verify()"
        >
          {{ busy() ? 'Verifying…' : 'Yes, this address is mine' }}
        </button>
        <p class="door-links"><a routerLink="/sign-in">Back to signing in</a></p>
      </cube-door>
    } @else {
      <cube-door heading="This link is not whole" lead="Its end is missing, which says for whom it is.">
        <p>Open it in the mail once more, or copy the whole of it into the address bar.</p>
        <p class="door-links"><a routerLink="/sign-in">Back to signing in</a></p>
      </cube-door>
    }`,
})
export class VerifyEmail {
  private readonly deeds = inject(Deeds);

  protected readonly token = tokenInLink();
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly state = signal<AccountState | undefined>(undefined);
  protected readonly next = computed(() =>
    this.state() === 'APPROVED'
      ? 'You can sign in now.'
      : 'Somebody who runs this installation approves you next. You get a mail when they have.',
  );

  protected async verify(): Promise<void> {
    this.busy.set(true);
    const { data, failure } = await this.deeds.run(VerifyEmailDocument, { token: this.token });
    this.busy.set(false);
    this.failure.set(failure);
    if (data) this.state.set(data.verifyEmail);
  }
}
