import { Config } from '@cube/platform/config';
import { Conflict, Forbidden, Invalid } from '@cube/platform/errors';
import { Limits } from '@cube/platform/limits';
import type { Origin } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Account } from '../account.entity';
import { Accounts } from '../accounts.service';
import { hashPassword } from '../password/passwords';
import { Role } from '../roles';
import { SignUpPolicy } from '../settings/installation-settings.entity';
import { Settings } from '../settings/installation-settings.service';
import { AccountState, refuseUnless } from './account-state';
import { AccountTokens } from './account-tokens';
import { verifying } from './email-links.service';
import { evenly, spareMailbox } from './even-answers';
import { Letters } from './letters';
import type { JoinWaitingListInput, RegisterInput } from './onboarding.inputs';
import { type Passage, Passages, themselves } from './passages';

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
    await spareMailbox(this.limits, input.email);
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

const byInvitationOnly = () =>
  new Forbidden('People come in by invitation only: ask somebody who is in to invite you.');
