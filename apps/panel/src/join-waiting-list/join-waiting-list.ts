import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';

import { Door } from '../door/door';
import { emailField, nameField, Sending } from '../door/door-form';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Needs } from '../viewer/needs';
import { JoinWaitingListDocument } from './join-waiting-list.generated';

@Component({
  selector: 'cube-join-waiting-list',
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
  template: `@if (joined()) {
      <cube-door heading="You are on the list" lead="Whoever runs this installation sees it now.">
        <p role="status" data-testid="joined">
          When they invite you, a mail with a link comes to <strong>{{ joined() }}</strong>. You need do
          nothing until then.
        </p>
        <a mat-stroked-button routerLink="/sign-in">Back to signing in</a>
      </cube-door>
    } @else {
      <cube-door
        heading="Join the waiting list"
        lead="Leave your address; whoever runs this installation decides whom to invite."
      >
        <form class="door-form" [formGroup]="form" (ngSubmit)="join()">
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label>Your name</mat-label>
            <input matInput formControlName="name" autocomplete="name" maxlength="80" data-testid="name" />
            <mat-error data-testid="field-error">{{ problemOf(form.controls.name) }}</mat-error>
          </mat-form-field>
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label>E-mail</mat-label>
            <input matInput type="email" formControlName="email" autocomplete="email" data-testid="email" />
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
            {{ sending.busy() ? 'Joining…' : 'Join the waiting list' }}
          </button>
        </form>
        <p class="door-links"><a routerLink="/sign-in">I have an account</a></p>
      </cube-door>
    }`,
})
export class JoinWaitingList {
  protected readonly problemOf = problemOf;
  protected readonly joined = signal('');
  protected readonly sending = new Sending();
  protected readonly form = new FormGroup({ name: nameField(), email: emailField() });

  protected async join(): Promise<void> {
    const { name, email } = this.form.getRawValue();
    const data = await this.sending.send(this.form, JoinWaitingListDocument, () => ({
      input: { name: name.trim(), email: email.trim() },
    }));
    if (data) this.joined.set(email.trim());
  }
}
