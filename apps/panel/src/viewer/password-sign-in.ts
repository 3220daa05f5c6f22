import { Injectable } from '@angular/core';

import { type Failure, failureOf, failureOfAnswer } from '../live/failure';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** A one-time code or a recovery code. */
  readonly code?: string;
}

export type SignInOutcome = 'SIGNED_IN' | 'CODE_NEEDED';

/** Sign-in with e-mail and password. It is no GraphQL, because it sets the session's cookie. */
@Injectable({ providedIn: 'root' })
export class PasswordSignIn {
  async signIn(credentials: Credentials): Promise<SignInOutcome | Failure> {
    try {
      const response = await fetch('/auth/sign-in', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credentials),
      });
      const text = await response.text();
      if (!response.ok) return failureOfAnswer(response.status, text);
      return text.includes('CODE_NEEDED') ? 'CODE_NEEDED' : 'SIGNED_IN';
    } catch (error) {
      return failureOf(error);
    }
  }
}
