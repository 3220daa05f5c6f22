import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';

import { Door } from '../door/door';
import { emailField, secretField } from '../door/door-form';
import { type Failure, failureOf } from '../live/failure';
import { FormFailure } from '../ui/form-failure';
import { isReady, problemOf } from '../ui/forms';
import { Needs } from '../viewer/needs';
import { PasswordSignIn } from '../viewer/password-sign-in';
import { Viewer } from '../viewer/viewer';
import { sentenceOf } from './problems';

@Component({
  selector: 'cube-sign-in',
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
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.scss',
})
export class SignIn {
  private readonly viewer = inject(Viewer);
  private readonly router = inject(Router);
  private readonly passwords = inject(PasswordSignIn);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly returnTo = input<string>();
  /** The name of an owner to ask. */
  readonly owner = input<string>();
  readonly problem = input<string>();

  protected readonly problemOf = problemOf;
  protected readonly unreachable = signal<Failure | undefined>(undefined);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly busy = signal(false);
  /** Asked once the password was right, of whoever has switched one-time codes on. */
  protected readonly needsCode = signal(false);
  protected readonly installation = this.viewer.installation;
  protected readonly trouble = computed(() => sentenceOf(this.problem(), this.owner()));
  protected readonly link = computed(
    () => `/auth/discord?returnTo=${encodeURIComponent(this.destination())}`,
  );
  protected readonly form = new FormGroup({
    email: emailField(),
    password: secretField('Write your password.'),
  });
  protected readonly codeForm = new FormGroup({ code: secretField('Write the code.') });

  // Only paths of our own: an address elsewhere would make this page a springboard.
  private readonly destination = computed(() => {
    const to = this.returnTo();
    return to && /^\/(?![/\\])/.test(to) ? to : '/';
  });

  constructor() {
    void this.look();
  }

  protected async look(): Promise<void> {
    this.unreachable.set(undefined);
    try {
      const welcome = await this.viewer.ask();
      if (welcome?.me) await this.router.navigateByUrl(this.destination());
    } catch (error) {
      this.unreachable.set(failureOf(error));
    }
  }

  protected async signIn(): Promise<void> {
    const form = this.needsCode() ? this.codeForm : this.form;
    if (this.busy() || !isReady(form, this.host)) return;
    this.busy.set(true);
    this.failure.set(undefined);
    const { email, password } = this.form.getRawValue();
    const { code } = this.codeForm.getRawValue();
    const outcome = await this.passwords.signIn({
      email: email.trim(),
      password,
      ...(this.needsCode() && { code: code.trim() }),
    });
    this.busy.set(false);
    if (outcome === 'SIGNED_IN') await this.look();
    else if (outcome === 'CODE_NEEDED') this.needsCode.set(true);
    else this.failure.set(outcome);
  }

  protected startOver(): void {
    this.needsCode.set(false);
    this.codeForm.reset();
    this.failure.set(undefined);
  }
}
