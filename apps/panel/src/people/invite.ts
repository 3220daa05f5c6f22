import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioModule } from '@angular/material/radio';

import { emailField } from '../door/door-form';
import type { Role } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { FormFailure } from '../ui/form-failure';
import { isReady, problemOf, showProblems } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Needs } from '../viewer/needs';
import { roles, roleWords } from '../viewer/roles';
import { Viewer } from '../viewer/viewer';
import { InviteDocument } from './people.generated';

export interface Invitation {
  readonly email: string;
  readonly role: Role;
}

/** Whom to invite, and what they will be. */
@Component({
  selector: 'cube-invite-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    FormFailure,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatRadioModule,
    Needs,
    ReactiveFormsModule,
  ],
  template: `<h2 mat-dialog-title>Invite somebody</h2>
    <form [formGroup]="form" (ngSubmit)="invite()" autocomplete="off">
      <mat-dialog-content>
        <p class="quiet">
          A mail with a link goes to this address. The link is good for this address only, once, for a week.
        </p>
        <mat-form-field appearance="outline" subscriptSizing="dynamic" class="wide">
          <mat-label>E-mail</mat-label>
          <input matInput type="email" formControlName="email" data-testid="invite-email" />
          <mat-error data-testid="field-error">{{ problemOf(form.controls.email) }}</mat-error>
        </mat-form-field>
        <h3 id="invite-role">What they will be</h3>
        <mat-radio-group formControlName="role" aria-labelledby="invite-role">
          @for (role of choices(); track role) {
            <mat-radio-button [value]="role" [attr.data-testid]="'invite-role-' + role">
              {{ words[role].word }} <span class="means">{{ words[role].means }}</span>
            </mat-radio-button>
          }
        </mat-radio-group>
        <cube-form-failure [failure]="failure()" />
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button mat-button type="button" mat-dialog-close>Cancel</button>
        <button
          mat-flat-button
          type="submit"
          data-testid="send-invitation"
          cubeNeeds="MANAGE_PEOPLE"
          [busy]="busy()"
        >
          {{ busy() ? 'Sending…' : 'Send the invitation' }}
        </button>
      </mat-dialog-actions>
    </form>`,
  styles: `
    .wide {
      width: 100%;
    }
    h3 {
      margin: 16px 0 4px;
      font: var(--mat-sys-title-small);
    }
    mat-radio-group {
      display: flex;
      flex-direction: column;
    }
    .means {
      display: block;
      color: var(--cube-quiet);
      font: var(--mat-sys-body-small);
    }
  `,
})
export class InviteDialog {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly me = inject(Viewer).me;
  private readonly dialog = inject<MatDialogRef<InviteDialog>>(MatDialogRef);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly known = inject<Invitation>(MAT_DIALOG_DATA);

  protected readonly problemOf = problemOf;
  protected readonly words = roleWords;
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  /** Only an owner makes owners. */
  protected readonly choices = computed(() =>
    roles.filter((role) => role !== 'OWNER' || this.me()?.role === 'OWNER'),
  );
  protected readonly form = new FormGroup({
    email: emailField(),
    role: new FormControl<Role>(this.known.role, { nonNullable: true }),
  });

  constructor() {
    this.form.controls.email.setValue(this.known.email);
  }

  protected async invite(): Promise<void> {
    if (this.busy() || !isReady(this.form, this.host)) return;
    this.busy.set(true);
    this.failure.set(undefined);
    const { email, role } = this.form.getRawValue();
    const { failure } = await this.deeds.run(InviteDocument, { email: email.trim(), role });
    this.busy.set(false);
    if (failure) {
      const elsewhere = showProblems(this.form, failure.fields, this.host);
      if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
      return;
    }
    this.notices.say(`An invitation is on its way to ${email.trim()}.`);
    this.dialog.close();
  }
}
