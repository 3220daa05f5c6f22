import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';

import { Door } from '../door/door';
import { emailField, nameField, newPasswordField, Sending, tokenInLink } from '../door/door-form';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Needs } from '../viewer/needs';
import { Viewer } from '../viewer/viewer';
import { RegisterDocument } from './register.generated';

/** Where the link of an invitation leads, and where anybody registers while the installation is open. */
@Component({
  selector: 'cube-register',
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
  templateUrl: './register.html',
})
export class Register {
  private readonly viewer = inject(Viewer);
  private readonly token = tokenInLink();

  protected readonly problemOf = problemOf;
  protected readonly isInvited = this.token !== '';
  protected readonly sent = signal('');
  protected readonly sending = new Sending();
  protected readonly policy = computed(() => this.viewer.installation()?.signUpPolicy);
  protected readonly form = new FormGroup({
    name: nameField(),
    email: emailField(),
    password: newPasswordField(),
  });

  protected async register(): Promise<void> {
    const { name, email, password } = this.form.getRawValue();
    const data = await this.sending.send(this.form, RegisterDocument, () => ({
      input: {
        name: name.trim(),
        email: email.trim(),
        password,
        ...(this.isInvited && { token: this.token }),
      },
    }));
    if (data) this.sent.set(email.trim());
  }
}
