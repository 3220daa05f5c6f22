import type { Letter } from '@cube/mail/letter';
import { Config } from '@cube/platform/config';
import { Injectable } from '@nestjs/common';

import type { Account } from '../account.entity';
import type { TokenPurpose } from './account-token.entity';
import { linkLasts } from './account-tokens';

type Reader = Pick<Account, 'name'> & { readonly email: string };

const pageOf: Readonly<Record<TokenPurpose, string>> = {
  INVITATION: '/register',
  VERIFY_EMAIL: '/verify-email',
  RESET_PASSWORD: '/reset-password',
};

/** The mails about accounts. */
@Injectable()
export class Letters {
  constructor(private readonly config: Config) {}

  /** Behind `#`, which browsers send to nobody: the token reaches no access log and no other site. */
  linkTo(purpose: TokenPurpose, token: string): string {
    return `${this.config.publicUrl}${pageOf[purpose]}#token=${token}`;
  }

  invitation({ name, email }: Reader, token: string, inviter: string): Letter {
    return {
      to: email,
      name,
      subject: 'Your invitation to Social Cube',
      says: [`${inviter} invites you to Social Cube at ${this.config.publicUrl}.`],
      link: { words: 'Accept the invitation', address: this.linkTo('INVITATION', token) },
      after: [`The link is for ${email} only. It works once, within ${days(linkLasts.INVITATION)}.`],
    };
  }

  verification({ name, email }: Reader, token: string): Letter {
    return {
      to: email,
      name,
      subject: 'Verify your e-mail address',
      says: [`Somebody, hopefully you, gave this address to Social Cube at ${this.config.publicUrl}.`],
      link: { words: 'Yes, it is mine', address: this.linkTo('VERIFY_EMAIL', token) },
      after: [
        `The link works once, within ${days(linkLasts.VERIFY_EMAIL)}. If it was not you, do nothing: without it nobody gets in with your address.`,
      ],
    };
  }

  reset({ name, email }: Reader, token: string): Letter {
    return {
      to: email,
      name,
      subject: 'Choose a new password',
      says: ['Somebody, hopefully you, wants a new password for your account at Social Cube.'],
      link: { words: 'Choose a new password', address: this.linkTo('RESET_PASSWORD', token) },
      after: ['The link works once, within an hour. If it was not you, do nothing: your password stays.'],
    };
  }

  knownAlready({ name, email }: Reader): Letter {
    return {
      to: email,
      name,
      subject: 'You have an account already',
      says: [
        `Somebody, hopefully you, wanted to register this address at ${this.config.publicUrl}, but it has an account already.`,
      ],
      link: { words: 'Sign in, or choose a new password', address: `${this.config.publicUrl}/sign-in` },
      after: ['If it was not you, do nothing: nothing has changed.'],
    };
  }

  approved({ name, email }: Reader): Letter {
    return {
      to: email,
      name,
      subject: 'You are in',
      says: ['Your account at Social Cube was approved.'],
      link: { words: 'Sign in', address: `${this.config.publicUrl}/sign-in` },
    };
  }

  /** For who should hear of it if it was somebody else. */
  warning({ name, email }: Reader, what: string): Letter {
    return {
      to: email,
      name,
      subject: 'Your account was changed',
      says: [what],
      after: ['If it was not you, choose a new password at once, and tell whoever runs this installation.'],
    };
  }
}

const days = (hours: number) => (hours === 24 ? 'a day' : `${hours / 24} days`);
