import { computed, inject, Injectable, signal } from '@angular/core';
import type { CanActivateFn } from '@angular/router';
import { Router } from '@angular/router';
import { Apollo } from 'apollo-angular';
import { firstValueFrom } from 'rxjs';

import { type Permission, WelcomeDocument, type WelcomeQuery } from '../graphql.generated';

/** What a permission lets somebody do, to finish "You may not …". */
const deeds = {
  VIEW_BOTS: 'see bots',
  RUN_BOTS: 'start and stop bots',
  EDIT_BOTS: 'add, change or remove bots',
  VIEW_GUILDS: 'see servers',
  EDIT_GUILDS: 'synchronise or leave servers',
  VIEW_COMMANDS: 'see commands',
  EDIT_COMMANDS: 'change commands',
  VIEW_LOGS: 'read the logs',
  RESOLVE_ERRORS: 'mark errors as resolved',
  VIEW_CONNECTIONS: 'see open connections',
  CLOSE_CONNECTIONS: 'close connections',
} satisfies Record<Permission, string>;

/** Who is signed in, and what they may do. */
@Injectable({ providedIn: 'root' })
export class Viewer {
  private readonly apollo = inject(Apollo);
  private readonly answer = signal<WelcomeQuery | undefined>(undefined);

  readonly me = computed(() => this.answer()?.me);
  readonly installation = computed(() => this.answer()?.installation);

  async ask(): Promise<WelcomeQuery | undefined> {
    const { data } = await firstValueFrom(
      this.apollo.query({ query: WelcomeDocument, fetchPolicy: 'network-only' }),
    );
    this.answer.set(data);
    return data;
  }

  may(permission: Permission): boolean {
    return this.me()?.permissions.includes(permission) ?? false;
  }

  /** Why a button is disabled; empty when it is not. */
  whyNot(permission: Permission): string {
    return this.may(permission)
      ? ''
      : `You may not ${deeds[permission]}. The owner of this installation can let you.`;
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
