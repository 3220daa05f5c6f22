import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

import { emailField, Sending } from '../door/door-form';
import type { OwnAccountFragment } from '../graphql.generated';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Needs } from '../viewer/needs';
import { ChangeEmailDocument } from './account.generated';

@Component({
  selector: 'cube-own-email',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormFailure, MatButton, MatFormFieldModule, MatInput, Needs, ReactiveFormsModule],
  template: `<h2>E-mail</h2>
    @if (account().email; as email) {
      <p>
        {{ email }}
        <span class="chip">{{ account().emailVerifiedAt ? '✓ Verified' : 'Not verified yet' }}</span>
      </p>
    } @else {
      <p class="quiet">You have none here. With one you can sign in by a password too.</p>
    }
    @if (account().newEmail; as waiting) {
      <p role="status">
        A link is on its way to <strong>{{ waiting }}</strong>. Open it, and this address takes the place of
        the other one.
      </p>
    }
    <form [formGroup]="form" (ngSubmit)="save()">
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>New e-mail</mat-label>
        <input matInput type="email" formControlName="email" autocomplete="email" data-testid="own-email" />
        <mat-error data-testid="field-error">{{ problemOf(form.controls.email) }}</mat-error>
      </mat-form-field>
      @if (account().hasPassword) {
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label>Your password</mat-label>
          <input matInput type="password" formControlName="password" autocomplete="current-password" />
          <mat-error data-testid="field-error">{{ problemOf(form.controls.password) }}</mat-error>
        </mat-form-field>
      }
      <cube-form-failure [failure]="sending.failure()" />
      <div>
        <button mat-stroked-button type="submit" [cubeNeeds]="null" [busy]="sending.busy()">
          Send a link to it
        </button>
      </div>
    </form>`,
  host: { class: 'panel' },
  styleUrl: './card.scss',
})
export class OwnEmail {
  private readonly notices = inject(Notices);

  readonly account = input.required<OwnAccountFragment>();
  readonly changed = output();

  protected readonly problemOf = problemOf;
  protected readonly sending = new Sending();
  protected readonly form = new FormGroup({
    email: emailField(),
    password: new FormControl('', { nonNullable: true }),
  });

  protected async save(): Promise<void> {
    const { email, password } = this.form.getRawValue();
    const data = await this.sending.send(this.form, ChangeEmailDocument, () => ({
      input: { email: email.trim(), ...(this.account().hasPassword && { password }) },
    }));
    if (!data) return;
    this.form.reset();
    this.notices.say(`A link is on its way to ${email.trim()}.`);
    this.changed.emit();
  }
}
