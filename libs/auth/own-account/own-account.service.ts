import { networkOf } from '@cube/platform/address';
import { Config } from '@cube/platform/config';
import { Conflict, Invalid } from '@cube/platform/errors';
import { Limits } from '@cube/platform/limits';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';

import { Account } from '../account.entity';
import { Accounts } from '../accounts.service';
import { endSessions } from '../ending-sessions';
import { AccountTokens } from '../onboarding/account-tokens';
import { Letters } from '../onboarding/letters';
import { Passages } from '../onboarding/passages';
import { hashPassword, isPassword } from '../password/passwords';
import type { ChangeEmailInput, ChangePasswordInput } from './own-account.inputs';
import { type OfferedKey, SecondFactor } from './second-factor';

/** What somebody changes of their own account. What would let a borrowed browser keep it asks for the password. */
@Injectable()
export class OwnAccount {
  constructor(
    @InjectRepository(Account) private readonly rows: Repository<Account>,
    private readonly accounts: Accounts,
    private readonly passages: Passages,
    private readonly tokens: AccountTokens,
    private readonly letters: Letters,
    private readonly secondFactor: SecondFactor,
    private readonly limits: Limits,
    private readonly config: Config,
  ) {}

  changeName(name: string, viewer: Viewer): Promise<Account> {
    return this.passages.through(async ({ manager, find, tell }) => {
      const before = await find(viewer.accountId);
      await manager.update(Account, { id: before.id }, { name });
      await tell(viewer, before.id, {
        deed: 'account.name',
        what: `${before.name} is called ${name} now.`,
        before: { name: before.name },
        after: { name },
      });
      return find(before.id);
    });
  }

  /** The new address counts once its link was opened; up to then the old one does. */
  async changeEmail({ email, password }: ChangeEmailInput, viewer: Viewer): Promise<Account> {
    await this.prove(password, viewer);
    return this.passages.through(async ({ manager, find, send, tell }) => {
      const account = await find(viewer.accountId);
      if (account.email === email) throw new Conflict('This is your e-mail already.');
      const { network } = this.config.discord;
      const isTaken = await manager.existsBy(Account, { network, email });
      await manager.update(Account, { id: account.id }, { newEmail: email });
      const reader = { name: account.name, email };
      // Whether an address is taken is between us and whoever reads its mails.
      if (isTaken) await send(this.letters.knownAlready(reader));
      else {
        const token = await this.tokens.issue(manager, {
          accountId: account.id,
          purpose: 'VERIFY_EMAIL',
          email,
        });
        await send(this.letters.verification(reader, token));
      }
      await tell(viewer, account.id, {
        deed: 'account.email.ask',
        what: `${account.name} wants another e-mail.`,
        after: { email },
      });
      return find(account.id);
    });
  }

  /** Ends all other sessions: whoever knew the old password is out. */
  async changePassword({ oldPassword, newPassword }: ChangePasswordInput, viewer: Viewer): Promise<Account> {
    await this.prove(oldPassword, viewer, 'oldPassword');
    const passwordHash = await hashPassword(newPassword);
    return this.passages.through(async (passage) => {
      const { manager, find, send, tell } = passage;
      const { id, name, email } = await find(viewer.accountId);
      await manager.update(Account, { id }, { passwordHash });
      await this.tokens.forget(manager, id, ['RESET_PASSWORD']);
      await endSessions(passage, id, 'the password was changed.', viewer.sessionId);
      await tell(viewer, id, { deed: 'account.password', what: `${name} changed their password.` });
      if (email) await send(this.letters.warning({ name, email }, 'Your password was changed.'));
      return find(id);
    });
  }

  /** Returns how many ended. */
  revokeOtherSessions(viewer: Viewer): Promise<number> {
    return this.passages.through((passage) =>
      endSessions(passage, viewer.accountId, `${viewer.name} signed out elsewhere.`, viewer.sessionId),
    );
  }

  async offerTotp(password: string, viewer: Viewer): Promise<OfferedKey> {
    await this.prove(password, viewer);
    if (!(await this.hasPassword(viewer.accountId))) {
      throw new Conflict('One-time codes come beside a password: set one first.');
    }
    return this.secondFactor.offer(await this.accounts.get(viewer.accountId));
  }

  async confirmTotp(code: string, viewer: Viewer): Promise<readonly string[]> {
    await this.limits.take('account', attemptsOf(viewer));
    return this.secondFactor.confirm(viewer.accountId, code.replaceAll(/\s/g, ''), viewer);
  }

  async disableTotp(password: string, viewer: Viewer): Promise<Account> {
    await this.prove(password, viewer);
    return this.secondFactor.disable(viewer.accountId, viewer);
  }

  async renewRecoveryCodes(password: string, viewer: Viewer): Promise<readonly string[]> {
    await this.prove(password, viewer);
    return this.secondFactor.renewCodes(viewer.accountId, viewer);
  }

  async hasPassword(accountId: string): Promise<boolean> {
    return (await this.passwordHash(accountId)) !== null;
  }

  /** Throws unless the password is the viewer's. Who has none proves it by the session alone. */
  private async prove(password: string | undefined, viewer: Viewer, field = 'password'): Promise<void> {
    const hash = await this.passwordHash(viewer.accountId);
    if (hash === null) return;
    await this.limits.take('account', attemptsOf(viewer));
    if (!(await isPassword(hash, password ?? ''))) {
      const message = 'This is not your password.';
      throw new Invalid(message, [{ field, message }]);
    }
    await this.limits.forgive('account', attemptsOf(viewer));
  }

  private async passwordHash(accountId: string): Promise<string | null> {
    const found = await this.rows.findOne({
      where: { id: accountId },
      select: { id: true, passwordHash: true },
    });
    return found?.passwordHash ?? null;
  }
}

const attemptsOf = ({ accountId, origin }: Viewer) => `own ${accountId} ${networkOf(origin.address)}`;
