import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';

import { Door } from '../door/door';
import { newPasswordField, Sending, tokenInLink } from '../door/door-form';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Needs } from '../viewer/needs';
import { ResetPasswordDocument } from './reset-password.generated';

@Component({
  selector: 'cube-reset-password',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Door,
    FormFailure,
    MatButton,
    MatFormFieldModule,
    MatInput,
    Needs,
    ReactiveFormsModule,
    RouterLink,
  ],
  template: `@if (done()) {
      <cube-door heading="Your password is changed">
        <p role="status" data-testid="password-changed">
          You are signed out everywhere. Sign in with the new one.
        </p>
        <a mat-flat-button routerLink="/sign-in">Go to signing in</a>
      </cube-door>
    } @else if (token) {
      <cube-door heading="Choose a new password" lead="It signs you out everywhere else.">
        <form class="door-form" [formGroup]="form" (ngSubmit)="reset()">
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label>New password</mat-label>
            <input
              matInput
              type="password"
              formControlName="password"
              autocomplete="new-password"
              data-testid="password"
            />
            <mat-hint>12 characters or more; a sentence is easy to remember.</mat-hint>
            <mat-error data-testid="field-error">{{ problemOf(form.controls.password) }}</mat-error>
          </mat-form-field>
          <cube-form-failure [failure]="sending.failure()" />
          <button
            mat-flat-button
            type="submit"
            data-testid="submit"
            [cubeNeeds]="null"
            [busy]="sending.busy()"
          >
            {{ sending.busy() ? 'Changing…' : 'Change my password' }}
          </button>
        </form>
        <p class="door-links"><a routerLink="/forgot-password">Send me another link</a></p>
      </cube-door>
    } @else {
      <cube-door heading="This link is not whole" lead="Its end is missing, which says for whom it is.">
        <p>Open it in the mail once more, or ask for another.</p>
        <a mat-flat-button routerLink="/forgot-password">Send me another link</a>
      </cube-door>
    }`,
})
export class ResetPassword {
  protected readonly problemOf = problemOf;
  protected readonly token = tokenInLink();
  protected readonly done = signal(false);
  protected readonly sending = new Sending();
  protected readonly form = new FormGroup({ password: newPasswordField() });

  protected async reset(): Promise<void> {
    const { password } = this.form.getRawValue();
    const data = await this.sending.send(this.form, ResetPasswordDocument, () => ({
      input: { token: this.token, password },
    }));
    if (data) this.done.set(true);
  }
}
