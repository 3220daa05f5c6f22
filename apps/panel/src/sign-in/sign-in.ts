import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';

import { type Failure, failureOf } from '../live/failure';
import { Logo } from '../ui/logo';
import { Viewer } from '../viewer/viewer';

/** What the api may say after a sign-in that did not work; each with what to do. */
const problems: Readonly<Record<string, string>> = {
  denied: 'You said no on Discord’s page, so nothing was shared. Sign in again if that was a slip.',
  expired: 'That took too long. Start again.',
  state: 'That sign-in was started in another tab or took too long. Start again.',
  unreachable: 'The server does not answer. Check that Social Cube is running, then try again.',
  bootstrap:
    'Nobody owns this installation yet. Sign in by the address that the api printed when it started, or run: npm run cube -- create-superuser <your Discord id>',
  unavailable: 'Discord does not answer right now. Try again in a minute.',
};

@Component({
  selector: 'cube-sign-in',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Logo, MatButton],
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.scss',
})
export class SignIn {
  private readonly viewer = inject(Viewer);
  private readonly router = inject(Router);

  readonly returnTo = input<string>();
  readonly refused = input<string>();
  readonly problem = input<string>();

  protected readonly asking = signal(true);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly installation = this.viewer.installation;
  protected readonly trouble = computed(() => {
    const code = this.problem();
    if (!code) return undefined;
    return problems[code] ?? `Discord or the server refused the sign-in (${code}). Try again.`;
  });
  protected readonly link = computed(() => {
    const to = this.returnTo();
    // Only paths of our own: an address elsewhere would make this page a springboard.
    const path = to && /^\/(?![/\\])/.test(to) ? to : '/';
    return `/auth/discord?returnTo=${encodeURIComponent(path)}`;
  });

  constructor() {
    void this.look();
  }

  protected async look(): Promise<void> {
    this.asking.set(true);
    this.failure.set(undefined);
    try {
      const welcome = await this.viewer.ask();
      if (welcome?.me) await this.router.navigateByUrl(this.returnTo() ?? '/');
    } catch (error) {
      this.failure.set(failureOf(error));
    }
    this.asking.set(false);
  }
}
