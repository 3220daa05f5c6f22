import { ChangeDetectionStrategy, Component, effect, inject, input, output } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

import { nameField, Sending } from '../door/door-form';
import type { OwnAccountFragment } from '../graphql.generated';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Needs } from '../viewer/needs';
import { ChangeNameDocument } from './account.generated';

@Component({
  selector: 'cube-own-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormFailure, MatButton, MatFormFieldModule, MatInput, Needs, ReactiveFormsModule],
  template: `<h2>Name</h2>
    <form [formGroup]="form" (ngSubmit)="save()">
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>What you are called here</mat-label>
        <input matInput formControlName="name" autocomplete="name" maxlength="80" data-testid="own-name" />
        <mat-error data-testid="field-error">{{ problemOf(form.controls.name) }}</mat-error>
      </mat-form-field>
      <cube-form-failure [failure]="sending.failure()" />
      <div>
        <button mat-stroked-button type="submit" [cubeNeeds]="null" [busy]="sending.busy()">
          Save the name
        </button>
      </div>
    </form>`,
  host: { class: 'panel' },
  styleUrl: './card.scss',
})
export class OwnName {
  private readonly notices = inject(Notices);

  readonly account = input.required<OwnAccountFragment>();
  readonly changed = output();

  protected readonly problemOf = problemOf;
  protected readonly sending = new Sending();
  protected readonly form = new FormGroup({ name: nameField() });

  constructor() {
    effect(() => {
      const { name } = this.account();
      if (!this.form.dirty) this.form.setValue({ name });
    });
  }

  protected async save(): Promise<void> {
    const name = this.form.getRawValue().name.trim();
    const data = await this.sending.send(this.form, ChangeNameDocument, () => ({ name }));
    if (!data) return;
    this.form.markAsPristine();
    this.notices.say(`You are called ${name} now.`);
    this.changed.emit();
  }
}
