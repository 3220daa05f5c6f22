import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

import { newPasswordField, Sending } from '../door/door-form';
import type { OwnAccountFragment } from '../graphql.generated';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Needs } from '../viewer/needs';
import { ChangePasswordDocument } from './account.generated';

@Component({
  selector: 'cube-own-password',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormFailure, MatButton, MatFormFieldModule, MatInput, Needs, ReactiveFormsModule],
  template: `<h2>Password</h2>
    <p class="quiet">
      {{
        account().hasPassword
          ? 'A new one signs you out everywhere else.'
          : 'You have none: you sign in with Discord only.'
      }}
    </p>
    <form [formGroup]="form" (ngSubmit)="save()">
      @if (account().hasPassword) {
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label>Your password</mat-label>
          <input matInput type="password" formControlName="oldPassword" autocomplete="current-password" />
          <mat-error data-testid="field-error">{{ problemOf(form.controls.oldPassword) }}</mat-error>
        </mat-form-field>
      }
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>New password</mat-label>
        <input matInput type="password" formControlName="newPassword" autocomplete="new-password" />
        <mat-hint>12 characters or more; a sentence is easy to remember.</mat-hint>
        <mat-error data-testid="field-error">{{ problemOf(form.controls.newPassword) }}</mat-error>
      </mat-form-field>
      <cube-form-failure [failure]="sending.failure()" />
      <div>
        <button mat-stroked-button type="submit" [cubeNeeds]="null" [busy]="sending.busy()">
          {{ account().hasPassword ? 'Change the password' : 'Set a password' }}
        </button>
      </div>
    </form>`,
  host: { class: 'panel' },
  styleUrl: './card.scss',
})
export class OwnPassword {
  private readonly notices = inject(Notices);

  readonly account = input.required<OwnAccountFragment>();
  readonly changed = output();

  protected readonly problemOf = problemOf;
  protected readonly sending = new Sending();
  protected readonly form = new FormGroup({
    oldPassword: new FormControl('', { nonNullable: true }),
    newPassword: newPasswordField(),
  });

  protected async save(): Promise<void> {
    const { oldPassword, newPassword } = this.form.getRawValue();
    const data = await this.sending.send(this.form, ChangePasswordDocument, () => ({
      input: { newPassword, ...(this.account().hasPassword && { oldPassword }) },
    }));
    if (!data) return;
    this.form.reset();
    this.notices.say('Your password is changed; you are signed out everywhere else.');
    this.changed.emit();
  }
}
