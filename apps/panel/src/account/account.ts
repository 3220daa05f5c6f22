import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';

import { watched } from '../live/watched';
import { Sessions } from '../sessions/sessions';
import { Avatar } from '../ui/avatar';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { roleWords } from '../viewer/roles';
import { Viewer } from '../viewer/viewer';
import { OwnAccountDocument } from './account.generated';
import { OwnDiscord } from './own-discord';
import { OwnEmail } from './own-email';
import { OwnName } from './own-name';
import { OwnPassword } from './own-password';
import { OwnTotp } from './own-totp';

/** Why the way back from Discord added nothing. */
const problems: Readonly<Record<string, string>> = {
  linked: 'That Discord identity belongs to another account here. Sign in with it, or choose another.',
  denied: 'You said no on Discord’s page, so nothing was added.',
  state: 'That was started in another tab or took too long. Start again.',
  expired: 'That took too long. Start again.',
  unavailable: 'Discord does not answer right now. Try again in a minute.',
};

/** Who you are here, how you get in, and where you are signed in. */
@Component({
  selector: 'cube-account-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Failed, OwnDiscord, OwnEmail, OwnName, OwnPassword, OwnTotp, Sessions, Skeleton],
  template: `<div class="page">
    @if (me(); as account) {
      <div class="title">
        <cube-avatar [src]="account.avatarUrl" [name]="account.name" [round]="true" />
        <div>
          <h1>{{ account.name }}</h1>
          <div class="quiet">{{ roleWords[account.role].word }}. {{ roleWords[account.role].means }}</div>
        </div>
      </div>
      @if (trouble(); as sentence) {
        <div class="notice" role="alert">
          <p>{{ sentence }}</p>
        </div>
      }
      <div class="cards">
        <cube-own-name [account]="account" (changed)="lookAgain()" />
        <cube-own-email [account]="account" (changed)="page.refetch()" />
        <cube-own-password [account]="account" (changed)="page.refetch()" />
        <cube-own-totp [account]="account" (changed)="page.refetch()" />
        <cube-own-discord [account]="account" (changed)="lookAgain()" />
      </div>
      <section aria-labelledby="sessions">
        <h2 id="sessions">Where you are signed in</h2>
        <cube-sessions />
      </section>
    } @else if (page.failure(); as failure) {
      <cube-failed what="Your account" [failure]="failure" (retry)="page.refetch()" />
    } @else {
      <cube-skeleton [rows]="5" [rich]="true" />
    }
  </div>`,
  styleUrl: './account.scss',
})
export class AccountPage {
  private readonly viewer = inject(Viewer);

  readonly problem = input<string>();

  protected readonly roleWords = roleWords;
  protected readonly page = watched({ query: OwnAccountDocument, variables: () => ({}) });
  protected readonly me = computed(() => this.page.data()?.me);
  protected readonly trouble = computed(() => {
    const code = this.problem();
    return code ? (problems[code] ?? `Discord or the server refused (${code}). Try again.`) : undefined;
  });

  constructor() {
    inject(Place).here(() => [{ label: 'Your account' }]);
  }

  /** Name and picture stand in the top bar too. */
  protected lookAgain(): void {
    this.page.refetch();
    void this.viewer.ask().catch(() => undefined);
  }
}
