import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatRadioModule } from '@angular/material/radio';

import type { SignUpPolicy } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { Place } from '../ui/place';
import { Needs } from '../viewer/needs';
import { Viewer } from '../viewer/viewer';
import { SetSignUpPolicyDocument } from './installation.generated';

const policies = [
  {
    value: 'WAITING_LIST',
    word: 'By a waiting list',
    means: 'Strangers leave their address; you choose whom to invite.',
  },
  { value: 'INVITATION', word: 'By invitation only', means: 'Nobody registers whom you have not invited.' },
  {
    value: 'OPEN',
    word: 'Open to everybody',
    means:
      'Whoever verifies an e-mail or signs in with Discord comes in as a member, who sees no bot at first.',
  },
] as const satisfies readonly { value: SignUpPolicy; word: string; means: string }[];

/** What holds for the whole installation. */
@Component({
  selector: 'cube-installation',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatRadioModule, Needs],
  template: `<section class="panel" aria-labelledby="sign-up">
      <h2 id="sign-up">How strangers become accounts</h2>
      @if (installation(); as here) {
        <mat-radio-group
          aria-labelledby="sign-up"
          cubeNeeds="MANAGE_INSTALLATION"
          #needs="cubeNeeds"
          [disabled]="!needs.allowed() || saving()"
          disabledInteractive
          [value]="here.signUpPolicy"
          (change)="choose($event.value)"
        >
          @for (policy of policies; track policy.value) {
            <mat-radio-button [value]="policy.value" [attr.data-testid]="'policy-' + policy.value">
              {{ policy.word }} <span class="means">{{ policy.means }}</span>
            </mat-radio-button>
          }
        </mat-radio-group>
      }
    </section>
    <section class="panel" aria-labelledby="about">
      <h2 id="about">About</h2>
      @if (installation(); as here) {
        <dl class="facts">
          <dt>Version</dt>
          <dd>{{ here.version }}</dd>
          <dt>Talks to</dt>
          <dd>{{ here.network === 'SIMULATOR' ? 'the simulator' : 'Discord' }}</dd>
          <dt>Mail</dt>
          <dd>{{ here.hasMailbox ? 'lands in the mailbox of this machine' : 'is sent by a mail server' }}</dd>
        </dl>
      }
    </section>`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 16px;
      max-width: 680px;
    }
    section {
      padding: 20px;
    }
    h2 {
      margin-bottom: 8px;
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
export class InstallationSettings {
  private readonly deeds = inject(Deeds);
  private readonly viewer = inject(Viewer);

  protected readonly policies = policies;
  protected readonly saving = signal(false);
  protected readonly installation = this.viewer.installation;

  constructor() {
    inject(Place).here(() => [{ label: 'Settings' }, { label: 'Installation' }]);
  }

  protected async choose(policy: SignUpPolicy): Promise<void> {
    this.saving.set(true);
    await this.deeds.runAndTell(SetSignUpPolicyDocument, { policy }, 'It holds from now on.');
    await this.viewer.ask().catch(() => undefined);
    this.saving.set(false);
  }
}
