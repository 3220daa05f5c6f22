import { computed, inject, Injectable, signal } from '@angular/core';
import type { CanActivateFn } from '@angular/router';
import { Router } from '@angular/router';
import { Apollo } from 'apollo-angular';
import { firstValueFrom } from 'rxjs';

import type { WelcomeQuery } from '../graphql.generated';
import { WelcomeDocument } from './welcome.generated';

/** Milliseconds before each attempt to read what the viewer may do: another api may not have heard yet, for a second. */
const asksAfter = [0, 1200, 5000];

/** Who is signed in, and where. */
@Injectable({ providedIn: 'root' })
export class Viewer {
  private readonly apollo = inject(Apollo);
  private readonly answer = signal<WelcomeQuery | undefined>(undefined);

  readonly me = computed(() => this.answer()?.me);
  readonly installation = computed(() => this.answer()?.installation);

  async ask(): Promise<WelcomeQuery | undefined> {
    const { data } = await firstValueFrom(
      this.apollo.query({
        query: WelcomeDocument,
        fetchPolicy: 'network-only',
        // What was asked before a change does not tell of it.
        context: { queryDeduplication: false },
      }),
    );
    this.answer.set(data);
    return data;
  }

  /** Reads anew what the viewer may do by now, which has this key, and with it everything that the open page shows. */
  async standAnew(accessKey: unknown): Promise<void> {
    for (const wait of asksAfter) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        const welcome = await this.ask();
        await this.apollo.client.refetchQueries({ include: 'active' });
        if (welcome?.me?.accessKey === accessKey) return;
      } catch {
        // Out of reach: every page that is open says so by itself.
      }
    }
  }

  forget(): void {
    this.answer.set(undefined);
    void this.apollo.client.clearStore();
  }
}

export const signedIn: CanActivateFn = async (_route, { url }) => {
  const viewer = inject(Viewer);
  const router = inject(Router);
  if (viewer.me()) return true;
  const toSignIn = (queryParams: Record<string, string>) =>
    router.createUrlTree(['/sign-in'], { queryParams });
  const returnTo: Record<string, string> = url === '/' ? {} : { returnTo: url };
  try {
    const welcome = await viewer.ask();
    return welcome?.me ? true : toSignIn(returnTo);
  } catch {
    return toSignIn({ ...returnTo, problem: 'unreachable' });
  }
};
