import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';

import { Door } from '../door/door';
import { emailField, Sending } from '../door/door-form';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Needs } from '../viewer/needs';
import { RequestPasswordResetDocument } from './forgot-password.generated';

@Component({
  selector: 'cube-forgot-password',
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
  template: `@if (sent()) {
      <cube-door heading="Look into your mail">
        <p role="status" data-testid="reset-sent">
          If <strong>{{ sent() }}</strong> has an account here, a mail with a link is on its way. The link
          works for an hour.
        </p>
        <a mat-stroked-button routerLink="/sign-in">Back to signing in</a>
      </cube-door>
    } @else {
      <cube-door heading="Choose a new password" lead="A link to do it comes by mail.">
        <form class="door-form" [formGroup]="form" (ngSubmit)="request()">
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label>E-mail</mat-label>
            <input
              matInput
              type="email"
              formControlName="email"
              autocomplete="username"
              data-testid="email"
            />
            <mat-error data-testid="field-error">{{ problemOf(form.controls.email) }}</mat-error>
          </mat-form-field>
          <cube-form-failure [failure]="sending.failure()" />
          <button
            mat-flat-button
            type="submit"
            data-testid="submit"
            [cubeNeeds]="null"
            [busy]="sending.busy()"
          >
            {{ sending.busy() ? 'Sending…' : 'Send me the link' }}
          </button>
        </form>
        <p class="door-links"><a routerLink="/sign-in">Back to signing in</a></p>
      </cube-door>
    }`,
})
export class ForgotPassword {
  protected readonly problemOf = problemOf;
  protected readonly sent = signal('');
  protected readonly sending = new Sending();
  protected readonly form = new FormGroup({ email: emailField() });

  protected async request(): Promise<void> {
    const email = this.form.getRawValue().email.trim();
    const data = await this.sending.send(this.form, RequestPasswordResetDocument, () => ({ email }));
    if (data) this.sent.set(email);
  }
}
