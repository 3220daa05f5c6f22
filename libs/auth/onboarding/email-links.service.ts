import { Config } from '@cube/platform/config';
import { Invalid } from '@cube/platform/errors';
import { Limits } from '@cube/platform/limits';
import type { Origin } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Account } from '../account.entity';
import { Accounts } from '../accounts.service';
import { endSessions } from '../ending-sessions';
import { hashPassword } from '../password/passwords';
import { Role } from '../roles';
import { SignUpPolicy } from '../settings/installation-settings.entity';
import { Settings } from '../settings/installation-settings.service';
import { AccountState } from './account-state';
import { AccountTokens, type TakenToken } from './account-tokens';
import { evenly, spareMailbox } from './even-answers';
import { Letters } from './letters';
import type { ResetPasswordInput } from './onboarding.inputs';
import { type Passage, Passages, themselves } from './passages';

/** Who may be sent a link to choose a new password. */
const resettable: readonly AccountState[] = [
  AccountState.REGISTERED,
  AccountState.VERIFIED,
  AccountState.APPROVED,
];

/** What the links of mails do: verify an address, or let somebody choose a new password. */
@Injectable()
export class EmailLinks {
  constructor(
    private readonly passages: Passages,
    private readonly tokens: AccountTokens,
    private readonly letters: Letters,
    private readonly settings: Settings,
    private readonly accounts: Accounts,
    private readonly limits: Limits,
    private readonly config: Config,
  ) {}

  /** The link of a verification was opened: the address is theirs. Returns how far they have come with that. */
  async verifyEmail(token: string, origin: Origin): Promise<AccountState> {
    return this.passages.through(async (passage) => {
      const taken = await this.tokens.take(passage.manager, 'VERIFY_EMAIL', token);
      if (!taken) throw spent();
      const account = await passage.find(taken.accountId);
      if (account.newEmail === taken.email) return this.moveToNewEmail(passage, account, taken.email, origin);
      if (account.email !== taken.email) throw spent();
      return this.moveOn(passage, account, taken, origin);
    });
  }

  /** Sends the link of a verification again, to somebody whose password was right. */
  async verifyAgain({ id, name, email }: Pick<Account, 'id' | 'name' | 'email'>): Promise<void> {
    if (email === null) return;
    await this.passages.through(async ({ manager, send }) => {
      const role = await this.tokens.roleOf(manager, id, 'VERIFY_EMAIL');
      const token = await this.tokens.issue(manager, verifying(id, email, role ?? undefined));
      await send(this.letters.verification({ name, email }, token));
    });
  }

  async requestPasswordReset(email: string): Promise<void> {
    await spareMailbox(this.limits, email);
    await evenly(
      this.passages.through(async ({ manager, send }) => {
        const account = await this.byEmail(manager, email);
        if (!account || !resettable.includes(account.state)) return;
        const token = await this.tokens.issue(manager, {
          accountId: account.id,
          purpose: 'RESET_PASSWORD',
          email,
        });
        await send(this.letters.reset({ name: account.name, email }, token));
      }),
    );
  }

  async resetPassword({ token, password }: ResetPasswordInput, origin: Origin): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.passages.through(async (passage) => {
      const { manager, send, tell } = passage;
      const taken = await this.tokens.take(manager, 'RESET_PASSWORD', token);
      if (!taken) throw spent();
      const account = await passage.find(taken.accountId);
      // The address may have changed since, or the person may have been turned away.
      if (account.email !== taken.email || !resettable.includes(account.state)) throw spent();
      await manager.update(Account, { id: account.id }, { passwordHash });
      await endSessions(passage, account.id, 'the password was reset.');
      const what = `${account.name} chose a new password by a link of a mail.`;
      await tell(themselves(account, origin), account.id, { deed: 'account.password.reset', what });
      await send(
        this.letters.warning({ name: account.name, email: taken.email }, 'Your password was changed.'),
      );
    });
  }

  /** What a verified e-mail opens: the installation to its first comer, the door where anybody may come, or nothing yet. */
  private async moveOn(
    { manager, tell }: Passage,
    account: Account,
    { role }: TakenToken,
    origin: Origin,
  ): Promise<AccountState> {
    const mayOwn = role === Role.OWNER || !this.accounts.needsBootstrap;
    const owns = mayOwn && !(await this.accounts.hasOwner(manager));
    const isOpen = (await this.settings.signUpPolicy(manager)) === SignUpPolicy.OPEN;
    const next =
      account.state !== AccountState.REGISTERED
        ? account.state
        : owns || isOpen
          ? AccountState.APPROVED
          : AccountState.VERIFIED;
    await manager.update(
      Account,
      { id: account.id },
      { emailVerifiedAt: new Date(), state: next, role: owns ? Role.OWNER : account.role },
    );
    const { name } = account;
    await tell(themselves(account, origin), account.id, {
      deed: 'account.verify',
      what: owns
        ? `${name} verified their e-mail and owns this installation.`
        : `${name} verified their e-mail.`,
      before: { state: account.state, role: account.role },
      after: { state: next, role: owns ? Role.OWNER : account.role },
    });
    return next;
  }

  private async moveToNewEmail(
    { manager, send, tell }: Passage,
    { id, name, email: older, state }: Account,
    email: string,
    origin: Origin,
  ): Promise<AccountState> {
    if (await this.byEmail(manager, email)) throw spent();
    await manager.update(Account, { id }, { email, newEmail: null, emailVerifiedAt: new Date() });
    await this.tokens.forget(manager, id);
    await tell(themselves({ id, name }, origin), id, {
      deed: 'account.email',
      what: `${name} changed their e-mail.`,
      before: { email: older },
      after: { email },
    });
    if (older) await send(this.letters.warning({ name, email: older }, 'Your e-mail address was changed.'));
    return state;
  }

  private byEmail(manager: EntityManager, email: string): Promise<Account | null> {
    return manager.findOneBy(Account, { network: this.config.discord.network, email });
  }
}

export const verifying = (accountId: string, email: string, role: Role | undefined) => ({
  accountId,
  purpose: 'VERIFY_EMAIL' as const,
  email,
  ...(role && { role }),
});

const spent = () => new Invalid('This link was used already or has expired: ask for a new one.');
