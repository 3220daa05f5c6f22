import { setTimeout as pause } from 'node:timers/promises';

import { Config } from '@cube/platform/config';
import { Conflict, Forbidden, Invalid } from '@cube/platform/errors';
import { Limits } from '@cube/platform/limits';
import type { Origin } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Account } from '../account.entity';
import { Accounts } from '../accounts.service';
import { endSessions } from '../ending-sessions';
import { hashPassword } from '../password/passwords';
import { Role } from '../roles';
import { SignUpPolicy } from '../settings/installation-settings.entity';
import { Settings } from '../settings/installation-settings.service';
import { AccountState, refuseUnless } from './account-state';
import { AccountTokens, type TakenToken } from './account-tokens';
import { Letters } from './letters';
import type { JoinWaitingListInput, RegisterInput, ResetPasswordInput } from './onboarding.inputs';
import { type Passage, Passages, themselves } from './passages';

/** Milliseconds: no answer about an e-mail comes sooner, so that its haste does not tell whether there is an account. */
const evenAfter = 250;

/** Who may be sent a link to choose a new password. */
const resettable: readonly AccountState[] = [
  AccountState.REGISTERED,
  AccountState.VERIFIED,
  AccountState.APPROVED,
];

/** What strangers do on their way in. Nothing here tells whether an e-mail is known. */
@Injectable()
export class Onboarding {
  constructor(
    private readonly passages: Passages,
    private readonly tokens: AccountTokens,
    private readonly letters: Letters,
    private readonly settings: Settings,
    private readonly accounts: Accounts,
    private readonly limits: Limits,
    private readonly config: Config,
  ) {}

  async joinWaitingList({ email, name }: JoinWaitingListInput, origin: Origin): Promise<void> {
    await evenly(
      this.passages.through(async (passage) => {
        const { manager, tell } = passage;
        const policy = await this.settings.signUpPolicy(manager);
        if (policy === SignUpPolicy.OPEN) throw new Conflict('There is no waiting list: register instead.');
        if (policy === SignUpPolicy.INVITATION) throw byInvitationOnly();
        if (await this.byEmail(manager, email)) return;
        const account = await this.create(manager, { email, name, state: AccountState.WAITING });
        await tell(themselves(account, origin), account.id, {
          deed: 'account.join',
          what: `${name} put themselves on the waiting list.`,
          change: 'ADDED',
          after: { state: account.state, email },
        });
      }),
    );
  }

  /** Makes an account of an invitation, of nothing where anybody may come, or of the first comer. */
  async register(input: RegisterInput, origin: Origin): Promise<void> {
    await this.spareMailbox(input.email);
    const passwordHash = await hashPassword(input.password);
    await evenly(
      this.passages.through(async (passage) => {
        const isFirst = await this.isFirstComer(passage.manager, input.token);
        if (input.token !== undefined && !isFirst) {
          await this.registerInvited(passage, input, passwordHash, origin);
          return;
        }
        if (!isFirst) await this.refuseUnlessOpen(passage.manager);
        await this.registerUninvited(passage, input, passwordHash, isFirst ? Role.OWNER : undefined, origin);
      }),
    );
  }

  /** The link of a verification was opened: the address is theirs. Returns how far they have come with that. */
  async verifyEmail(token: string, origin: Origin): Promise<AccountState> {
    return this.passages.through(async (passage) => {
      const taken = await this.tokens.take(passage.manager, 'VERIFY_EMAIL', token);
      if (!taken) throw spent();
      const account = await passage.find(taken.accountId);
      if (account.newEmail === taken.email) return this.moveToNewEmail(passage, account, taken.email, origin);
      if (account.email !== taken.email || account.state === AccountState.REJECTED) throw spent();
      return this.moveOn(passage, account, taken, origin);
    });
  }

  async requestPasswordReset(email: string): Promise<void> {
    await this.spareMailbox(email);
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

  /** Nobody is sent more than a few mails by strangers, wherever these are. */
  private async spareMailbox(email: string): Promise<void> {
    await this.limits.take('account', `mail ${email}`);
  }

  private async registerInvited(
    passage: Passage,
    { token = '', email, name }: RegisterInput,
    passwordHash: string,
    origin: Origin,
  ): Promise<void> {
    const taken = await this.tokens.take(passage.manager, 'INVITATION', token);
    if (taken?.email !== email) {
      throw new Invalid(
        'This invitation is for another e-mail, was used, or has expired: register with the address that it was sent to, or ask for a new one.',
      );
    }
    const account = await passage.find(taken.accountId);
    refuseUnless('register', account.state);
    await this.becomeRegistered(passage, { ...account, name }, email, passwordHash, undefined, origin);
  }

  private async registerUninvited(
    passage: Passage,
    { email, name }: RegisterInput,
    passwordHash: string,
    role: Role | undefined,
    origin: Origin,
  ): Promise<void> {
    const { manager, send } = passage;
    const known = await this.byEmail(manager, email);
    if (!known) {
      const account = await this.create(manager, { email, name, state: AccountState.REGISTERED });
      await this.becomeRegistered(passage, account, email, passwordHash, role, origin);
      return;
    }
    const reader = { name: known.name, email };
    switch (known.state) {
      case AccountState.WAITING:
        await this.becomeRegistered(passage, { ...known, name }, email, passwordHash, role, origin);
        return;
      case AccountState.REGISTERED: {
        const token = await this.tokens.issue(manager, verifying(known.id, email, role));
        await send(this.letters.verification(reader, token));
        return;
      }
      case AccountState.INVITED: {
        const token = await this.tokens.issue(manager, { accountId: known.id, purpose: 'INVITATION', email });
        await send(this.letters.invitation(reader, token, 'Social Cube'));
        return;
      }
      case AccountState.VERIFIED:
      case AccountState.APPROVED:
        await send(this.letters.knownAlready(reader));
        return;
      case AccountState.REJECTED:
      case AccountState.SUSPENDED:
    }
  }

  private async becomeRegistered(
    { manager, send, tell }: Passage,
    { id, name, state }: Account,
    email: string,
    passwordHash: string,
    role: Role | undefined,
    origin: Origin,
  ): Promise<void> {
    await manager.update(
      Account,
      { id },
      { name, passwordHash, state: AccountState.REGISTERED, emailVerifiedAt: null },
    );
    const token = await this.tokens.issue(manager, verifying(id, email, role));
    await send(this.letters.verification({ name, email }, token));
    await tell(themselves({ id, name }, origin), id, {
      deed: 'account.register',
      what: `${name} registered.`,
      before: { state },
      after: { state: AccountState.REGISTERED, email },
    });
  }

  /** What a verified e-mail opens: the installation to its first comer, the door where anybody may come, or nothing yet. */
  private async moveOn(
    { manager, tell }: Passage,
    account: Account,
    { role }: TakenToken,
    origin: Origin,
  ): Promise<AccountState> {
    const owns = role === Role.OWNER && !(await this.accounts.hasOwner(manager));
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

  private async isFirstComer(manager: EntityManager, token: string | undefined): Promise<boolean> {
    if (await this.accounts.hasOwner(manager)) return false;
    return this.accounts.needsBootstrap ? this.accounts.isBootstrapToken(token) : token === undefined;
  }

  private async refuseUnlessOpen(manager: EntityManager): Promise<void> {
    const policy = await this.settings.signUpPolicy(manager);
    if (policy === SignUpPolicy.INVITATION) throw byInvitationOnly();
    if (policy === SignUpPolicy.WAITING_LIST) {
      throw new Forbidden('Here one registers with an invitation: put yourself on the waiting list first.');
    }
  }

  private byEmail(manager: EntityManager, email: string): Promise<Account | null> {
    return manager.findOneBy(Account, { network: this.config.discord.network, email });
  }

  private create(
    manager: EntityManager,
    { email, name, state }: Pick<Account, 'name' | 'state'> & { readonly email: string },
  ): Promise<Account> {
    const { network } = this.config.discord;
    return manager.save(
      manager.create(Account, { id: uuid(), network, email, name, state, role: Role.MEMBER }),
    );
  }
}

const verifying = (accountId: string, email: string, role: Role | undefined) => ({
  accountId,
  purpose: 'VERIFY_EMAIL' as const,
  email,
  ...(role && { role }),
});

async function evenly(work: Promise<void>): Promise<void> {
  await Promise.all([work, pause(evenAfter)]);
}

const spent = () => new Invalid('This link was used already or has expired: ask for a new one.');
const byInvitationOnly = () =>
  new Forbidden('People come in by invitation only: ask somebody who is in to invite you.');
