import { networkOf } from '@cube/platform/address';
import { Config } from '@cube/platform/config';
import { Forbidden, Unauthenticated } from '@cube/platform/errors';
import { Limits } from '@cube/platform/limits';
import type { Origin } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';

import { Account } from '../account.entity';
import { AccountState } from '../onboarding/account-state';
import { EmailLinks } from '../onboarding/email-links.service';
import { themselves } from '../onboarding/passages';
import { SecondFactor } from '../own-account/second-factor';
import { refusedSignIn } from '../refused-sign-in';
import { Sessions } from '../sessions.service';
import { hashPassword, isOutdated, isPassword } from './passwords';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** A one-time code or a recovery code. */
  readonly code?: string | undefined;
}

/** A token for the session's cookie, or null when a one-time code is wanted too. */
export type SignInAnswer = { readonly session: string } | { readonly session: null };

const stillOutside: Readonly<Record<Exclude<AccountState, 'APPROVED'>, string>> = {
  WAITING: 'You are on the waiting list: you will get a mail once you are invited.',
  INVITED: 'You are invited: open the link of that mail.',
  REGISTERED: 'Your e-mail is not verified yet: open the link of the mail that we have just sent you.',
  VERIFIED: 'Your account waits for an administrator to approve it.',
  REJECTED: 'Your account was turned down: ask whoever runs this installation.',
  SUSPENDED: 'Your account is suspended: ask whoever runs this installation.',
};

/** Sign-in with an e-mail and a password. Whoever is wrong learns nothing about which accounts there are. */
@Injectable()
export class PasswordSignIn {
  constructor(
    @InjectRepository(Account) private readonly rows: Repository<Account>,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly links: EmailLinks,
    private readonly limits: Limits,
    private readonly log: EventLog,
    private readonly config: Config,
  ) {}

  async signIn({ email, password, code }: Credentials, origin: Origin): Promise<SignInAnswer> {
    const here = `${email} ${networkOf(origin.address)}`;
    await this.limits.take('account', here);
    await this.limits.take('account-anywhere', email);
    const account = await this.find(email);
    if (!(await isPassword(account?.passwordHash ?? null, password)) || !account) {
      if (account) this.note(account, origin, 'password');
      this.refused(account, origin, 'the e-mail or the password is wrong');
      throw new Unauthenticated('The e-mail or the password is wrong.');
    }
    // From here on whoever asks knows the password, and may hear what else is missing.
    if (account.state === AccountState.REGISTERED) await this.links.verifyAgain(account);
    if (account.state !== AccountState.APPROVED || !account.emailVerifiedAt) {
      this.refused(account, origin, 'the account is not open');
      throw new Forbidden(
        account.state === AccountState.APPROVED ? stillOutside.REGISTERED : stillOutside[account.state],
      );
    }
    if (account.totpSince) {
      if (code === undefined) return { session: null };
      if (!(await this.secondFactor.accepts(account, code, origin))) {
        this.note(account, origin, 'one-time code');
        this.refused(account, origin, 'the one-time code is wrong');
        throw new Unauthenticated('This code is wrong or was used already: wait for the next one.');
      }
    }
    await this.limits.forgive('account', here);
    return { session: await this.sessions.open(account, origin, await this.currentHash(account, password)) };
  }

  /** The hash by today's numbers, made anew where it was not. */
  private async currentHash({ id, passwordHash }: Account, password: string): Promise<string | null> {
    if (passwordHash === null || !isOutdated(passwordHash)) return passwordHash;
    const anew = await hashPassword(password);
    await this.rows.update({ id, passwordHash }, { passwordHash: anew });
    return anew;
  }

  private find(email: string): Promise<Account | null> {
    return this.rows
      .createQueryBuilder('account')
      .addSelect('account.passwordHash')
      .where({ network: this.config.discord.network, email })
      .getOne();
  }

  private refused(account: Account | null, { address }: Origin, why: string): void {
    this.log.record(refusedSignIn('password', why, address, account?.id));
  }

  /** For its owner and for operators; nobody waits for it. */
  private note(account: Account, origin: Origin, wrong: 'password' | 'one-time code'): void {
    this.log.record(
      audited(themselves(account, origin), {
        deed: 'session.refused',
        what: `Somebody tried to sign in as ${account.name} with a wrong ${wrong}.`,
        subject: { kind: 'account', id: account.id },
      }),
    );
  }
}
