import { Config } from '@cube/platform/config';
import { type Connection, paginate } from '@cube/platform/connection';
import { Conflict, Forbidden } from '@cube/platform/errors';
import type { RowSelection } from '@cube/platform/rows';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Account } from '../account.entity';
import { Accounts } from '../accounts.service';
import { endSessions } from '../ending-sessions';
import { AccountState, type Deed, refuseUnless } from '../onboarding/account-state';
import { AccountTokens } from '../onboarding/account-tokens';
import { Letters } from '../onboarding/letters';
import { type News, type Passage, Passages } from '../onboarding/passages';
import { mayGive, Role } from '../roles';
import type { PeopleArgs } from './people.inputs';

/** Who acts: somebody who is signed in, or the operator at the terminal. */
export type Authority = Viewer | null;

/** What those who may manage people do with them. */
@Injectable()
export class People {
  constructor(
    @InjectRepository(Account) private readonly rows: Repository<Account>,
    private readonly passages: Passages,
    private readonly tokens: AccountTokens,
    private readonly letters: Letters,
    private readonly accounts: Accounts,
    private readonly config: Config,
  ) {}

  list({ state, search, ...page }: PeopleArgs, selection?: RowSelection): Promise<Connection<Account>> {
    const query = this.rows.createQueryBuilder('account').where({ network: this.config.discord.network });
    if (state) query.andWhere({ state });
    if (search?.trim()) {
      query.andWhere(
        "(account.name ilike '%' || :search || '%' or account.email ilike '%' || :search || '%')",
        {
          search: search.trim().replaceAll(/[\\%_]/g, '\\$&'),
        },
      );
    }
    return paginate(query, page, { by: 'createdAt', direction: 'DESC' }, selection);
  }

  get(accountId: string): Promise<Account> {
    return this.accounts.find(accountId);
  }

  /** Sends an invitation that is bound to the e-mail; older ones to it stop working. */
  async invite(email: string, role: Role, authority: Authority): Promise<Account> {
    const { account } = await this.inviteWithLink(email, role, authority);
    return account;
  }

  /** The same, with the link that the mail holds: for an operator whose mail server is away. */
  async inviteWithLink(
    email: string,
    role: Role,
    authority: Authority,
  ): Promise<{ readonly account: Account; readonly link: string }> {
    return this.passages.through(async (passage) => {
      const { manager, send, tell } = passage;
      const { network } = this.config.discord;
      const known = await manager.findOneBy(Account, { network, email });
      if (known) {
        refuseUnless('invite', known.state);
        await this.refuseGiving(manager, authority, known.role);
      }
      await this.refuseGiving(manager, authority, role);
      const account = await manager.save(
        manager.create(Account, {
          ...(known ?? { id: uuid(), network, email, name: nameFrom(email) }),
          role,
          state: AccountState.INVITED,
        }),
      );
      const token = await this.tokens.issue(manager, { accountId: account.id, purpose: 'INVITATION', email });
      await send(
        this.letters.invitation({ name: account.name, email }, token, authority?.name ?? 'Social Cube'),
      );
      await tell(authority, account.id, {
        deed: 'account.invite',
        what: `${nameOf(authority)} invited ${account.name} as ${role}.`,
        change: known ? 'UPDATED' : 'ADDED',
        before: known && { state: known.state, role: known.role },
        after: { state: account.state, role, email },
      });
      return { account: await passage.find(account.id), link: this.letters.linkTo('INVITATION', token) };
    });
  }

  async approve(accountId: string, role: Role | undefined, authority: Authority): Promise<Account> {
    return this.step('approve', accountId, authority, async (passage, account) => {
      const given = role ?? account.role;
      await this.refuseGiving(passage.manager, authority, given);
      if (account.state === AccountState.WAITING && account.discordId === null) {
        throw new Conflict('They have no password and no Discord identity yet: invite them.');
      }
      await passage.manager.update(Account, { id: accountId }, { state: AccountState.APPROVED, role: given });
      if (account.email && account.emailVerifiedAt) {
        await passage.send(this.letters.approved({ name: account.name, email: account.email }));
      }
      return {
        deed: 'account.approve',
        what: `${nameOf(authority)} approved ${account.name} as ${given}.`,
        after: { state: AccountState.APPROVED, role: given },
      };
    });
  }

  async reject(accountId: string, authority: Authority): Promise<Account> {
    return this.step('reject', accountId, authority, async ({ manager }, account) => {
      await this.tokens.forget(manager, accountId);
      await manager.update(Account, { id: accountId }, { state: AccountState.REJECTED });
      return {
        deed: 'account.reject',
        what: `${nameOf(authority)} turned ${account.name} away.`,
        after: { state: AccountState.REJECTED },
      };
    });
  }

  /** Shuts somebody out who was in: their sessions and open pages end with it. */
  async suspend(accountId: string, authority: Authority): Promise<Account> {
    return this.step('suspend', accountId, authority, async (passage, account) => {
      refuseOneself(authority, accountId);
      await this.refuseLastOwner(passage.manager, account);
      await this.tokens.forget(passage.manager, accountId);
      await passage.manager.update(Account, { id: accountId }, { state: AccountState.SUSPENDED });
      await endSessions(passage, accountId, `${account.name} was suspended.`);
      return {
        deed: 'account.suspend',
        what: `${nameOf(authority)} suspended ${account.name}.`,
        after: { state: AccountState.SUSPENDED },
      };
    });
  }

  /** Lets somebody back to where they were. */
  async reinstate(accountId: string, authority: Authority): Promise<Account> {
    return this.step('reinstate', accountId, authority, async ({ manager }, account) => {
      const state = formerState(account);
      await manager.update(Account, { id: accountId }, { state });
      return {
        deed: 'account.reinstate',
        what: `${nameOf(authority)} reinstated ${account.name}.`,
        after: { state },
      };
    });
  }

  /** A link to choose a new password, for an operator to hand over when no mail gets through. */
  async passwordLink(accountId: string): Promise<string> {
    return this.passages.through(async ({ manager, find, tell }) => {
      const { name, email, state } = await find(accountId);
      if (email === null || state !== AccountState.APPROVED) {
        throw new Conflict('Only who can sign in and has an e-mail can be given a new password.');
      }
      const token = await this.tokens.issue(manager, { accountId, purpose: 'RESET_PASSWORD', email });
      const what = `The operator printed a link with which ${name} chooses a new password.`;
      await tell(null, accountId, { deed: 'account.password.link', what });
      return this.letters.linkTo('RESET_PASSWORD', token);
    });
  }

  /** Removes an account with its sessions, keys and memberships. What it did stays in the log. */
  async remove(accountId: string, authority: Authority): Promise<boolean> {
    await this.passages.through(async (passage) => {
      const { manager, tell } = passage;
      const account = await passage.find(accountId);
      refuseOneself(authority, accountId);
      await this.refuseGiving(manager, authority, account.role);
      await this.refuseLastOwner(manager, account);
      await endSessions(passage, accountId, `${account.name} was removed.`);
      await manager.delete(Account, { id: accountId });
      await tell(authority, accountId, {
        deed: 'account.remove',
        what: `${nameOf(authority)} removed ${account.name}.`,
        change: 'REMOVED',
        before: { name: account.name, state: account.state, role: account.role, email: account.email },
      });
    });
    return true;
  }

  /** One deed that fits the state, by somebody who may do it to somebody of that role. */
  private async step(
    deed: Deed,
    accountId: string,
    authority: Authority,
    work: (passage: Passage, account: Account) => Promise<News>,
  ): Promise<Account> {
    return this.passages.through(async (passage) => {
      const account = await passage.find(accountId);
      refuseUnless(deed, account.state);
      await this.refuseGiving(passage.manager, authority, account.role);
      const news = await work(passage, account);
      await passage.tell(authority, accountId, {
        ...news,
        before: { state: account.state, role: account.role },
      });
      return passage.find(accountId);
    });
  }

  private async refuseGiving(manager: EntityManager, authority: Authority, role: Role): Promise<void> {
    if (!authority) return;
    const actor = await manager.findOneByOrFail(Account, { id: authority.accountId });
    if (!mayGive(actor.role, role)) {
      throw new Forbidden('Only an owner decides about owners: ask one of them.');
    }
  }

  private async refuseLastOwner(manager: EntityManager, account: Account): Promise<void> {
    if (account.role !== Role.OWNER || account.state !== AccountState.APPROVED) return;
    if ((await this.accounts.countOwners(manager)) > 1) return;
    throw new Conflict('This is the only owner: make somebody else an owner first.');
  }
}

/** Where a rejected or suspended account goes when it is reinstated. */
function formerState({ state, emailVerifiedAt }: Account): AccountState {
  if (state === AccountState.SUSPENDED) return AccountState.APPROVED;
  return emailVerifiedAt ? AccountState.VERIFIED : AccountState.WAITING;
}

function refuseOneself(authority: Authority, accountId: string): void {
  if (authority?.accountId === accountId) throw new Conflict('This is yourself: ask another administrator.');
}

const nameOf = (authority: Authority) => authority?.name ?? 'The operator';
/** What somebody is called before they say it themselves. */
const nameFrom = (email: string) => email.slice(0, email.indexOf('@')).slice(0, 80);
