import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

import { secretField, Sending } from '../door/door-form';
import type { OwnAccountFragment, StartTotpMutation } from '../graphql.generated';
import { Copy } from '../ui/copy';
import { FormFailure } from '../ui/form-failure';
import { problemOf } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Needs } from '../viewer/needs';
import {
  ConfirmTotpDocument,
  DisableTotpDocument,
  RenewRecoveryCodesDocument,
  StartTotpDocument,
} from './account.generated';

/** One-time codes beside the password: switching on in two steps, recovery codes, switching off. */
@Component({
  selector: 'cube-own-totp',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, FormFailure, MatButton, MatFormFieldModule, MatInput, Needs, ReactiveFormsModule],
  templateUrl: './own-totp.html',
  host: { class: 'panel' },
  styleUrls: ['./card.scss', './own-totp.scss'],
})
export class OwnTotp {
  private readonly notices = inject(Notices);

  readonly account = input.required<OwnAccountFragment>();
  readonly changed = output();

  protected readonly problemOf = problemOf;
  protected readonly sending = new Sending();
  protected readonly offered = signal<StartTotpMutation['startTotp'] | undefined>(undefined);
  /** Shown once, until somebody says that they have kept them. */
  protected readonly codes = signal<readonly string[]>([]);
  protected readonly passwordForm = new FormGroup({ password: secretField('Write your password.') });
  protected readonly codeForm = new FormGroup({ code: secretField('Write the six digits.') });

  protected async start(): Promise<void> {
    const data = await this.sending.send(this.passwordForm, StartTotpDocument, () =>
      this.passwordForm.getRawValue(),
    );
    if (!data) return;
    this.passwordForm.reset();
    this.offered.set(data.startTotp);
  }

  protected async confirm(): Promise<void> {
    const data = await this.sending.send(this.codeForm, ConfirmTotpDocument, () => ({
      code: this.codeForm.getRawValue().code.replaceAll(/\s/g, ''),
    }));
    if (!data) return;
    this.codeForm.reset();
    this.offered.set(undefined);
    this.codes.set(data.confirmTotp);
    this.notices.say('One-time codes are on.');
    this.changed.emit();
  }

  protected async renew(): Promise<void> {
    const data = await this.sending.send(this.passwordForm, RenewRecoveryCodesDocument, () =>
      this.passwordForm.getRawValue(),
    );
    if (!data) return;
    this.passwordForm.reset();
    this.codes.set(data.renewRecoveryCodes);
    this.changed.emit();
  }

  protected async switchOff(): Promise<void> {
    const data = await this.sending.send(this.passwordForm, DisableTotpDocument, () =>
      this.passwordForm.getRawValue(),
    );
    if (!data) return;
    this.passwordForm.reset();
    this.notices.say('One-time codes are off.');
    this.changed.emit();
  }

  protected stop(): void {
    this.offered.set(undefined);
    this.codeForm.reset();
  }
}
