import { Config } from '@cube/platform/config';
import { Conflict } from '@cube/platform/errors';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Account } from './account.entity';
import { Accounts } from './accounts.service';
import { AccountState } from './onboarding/account-state';
import { type Passage, Passages, themselves } from './onboarding/passages';
import { Role } from './roles';
import { SignUpPolicy } from './settings/installation-settings.entity';
import { Settings } from './settings/installation-settings.service';

/** A person as Discord names them after they allowed the sign-in. */
export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  readonly avatar: string | null;
  /** Guilds whose settings they may change at Discord. */
  readonly managedGuildIds: readonly string[];
}

/** Why somebody from Discord stays outside; the panel has a sentence for each. */
export type Refusal = 'waiting' | 'invitation' | 'rejected' | 'suspended' | 'bootstrap';

/** What came of knocking: an account, or why not, with the name of an owner to ask. */
export type Entrance =
  { readonly account: Account } | { readonly refusal: Refusal; readonly owner: string | null };

/** People as they come from Discord: let in, kept waiting, linked to an account and unlinked. */
@Injectable()
export class DiscordPeople {
  constructor(
    private readonly passages: Passages,
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly config: Config,
  ) {}

  /** Lets a person in: a known one as who they are, the first one as the owner, others as the sign-up policy says. */
  async enter(
    person: DiscordPerson,
    bootstrapToken: string | null,
    origin: Viewer['origin'],
  ): Promise<Entrance> {
    return this.passages.through(async (passage) => {
      const { manager } = passage;
      const known = await this.known(manager, person.id);
      if (known?.state === AccountState.APPROVED) return { account: await this.seen(manager, known, person) };
      if (!(await this.accounts.hasOwner(manager))) {
        if (this.accounts.needsBootstrap && !this.accounts.isBootstrapToken(bootstrapToken)) {
          return { refusal: 'bootstrap', owner: null };
        }
        const account = await this.arrive(passage, known, person, Role.OWNER, AccountState.APPROVED, origin);
        return { account };
      }
      const owner = await this.ownerName(manager);
      if (known) return { refusal: refusalOf(known.state), owner };
      switch (await this.settings.signUpPolicy(manager)) {
        case SignUpPolicy.INVITATION:
          return { refusal: 'invitation', owner };
        case SignUpPolicy.OPEN:
          return {
            account: await this.arrive(passage, null, person, Role.MEMBER, AccountState.APPROVED, origin),
          };
        case SignUpPolicy.WAITING_LIST:
          await this.arrive(passage, null, person, Role.MEMBER, AccountState.WAITING, origin);
          return { refusal: 'waiting', owner };
      }
    });
  }

  /** Makes a person an owner before they have ever signed in; their name comes with their first sign-in. */
  async makeOwner(discordId: string): Promise<Account> {
    return this.passages.through(async (passage) => {
      const known = await this.known(passage.manager, discordId);
      const person = {
        id: discordId,
        name: known?.name ?? `Discord user ${discordId}`,
        avatar: known?.avatar ?? null,
        managedGuildIds: [],
      };
      return this.arrive(passage, known, person, Role.OWNER, AccountState.APPROVED, null);
    });
  }

  /** Adds a Discord identity to an account, as another way to sign in. */
  async link(person: DiscordPerson, viewer: Viewer): Promise<void> {
    await this.passages.through(async ({ manager, find, tell }) => {
      const owner = await this.known(manager, person.id);
      if (owner?.id === viewer.accountId) return;
      if (owner)
        throw new Conflict('This Discord identity belongs to another account: unlink it there first.');
      const account = await find(viewer.accountId);
      if (account.discordId !== null) {
        throw new Conflict('Your account has a Discord identity already: unlink that one first.');
      }
      await manager.update(Account, { id: account.id }, { discordId: person.id, avatar: person.avatar });
      await this.rememberGuilds(manager, account.id, person.managedGuildIds);
      await tell(viewer, account.id, {
        deed: 'account.discord.link',
        what: `${account.name} linked the Discord identity ${person.name}.`,
        after: { discordId: person.id },
      });
    });
  }

  /** Takes the Discord identity from the viewer's account, unless it is their only way in. */
  async unlink(viewer: Viewer): Promise<Account> {
    return this.passages.through(async ({ manager, find, tell }) => {
      const account = await find(viewer.accountId);
      if (account.discordId === null) throw new Conflict('Your account has no Discord identity.');
      const hasPassword = await manager
        .createQueryBuilder(Account, 'account')
        .where({ id: account.id })
        .andWhere('account.password_hash is not null and account.email_verified_at is not null')
        .getExists();
      if (!hasPassword) {
        throw new Conflict(
          'Discord is your only way to sign in: set a verified e-mail and a password first.',
        );
      }
      await manager.update(Account, { id: account.id }, { discordId: null, avatar: null });
      await manager.query('delete from managed_guild where account_id = $1', [account.id]);
      await tell(viewer, account.id, {
        deed: 'account.discord.unlink',
        what: `${account.name} unlinked their Discord identity.`,
        before: { discordId: account.discordId },
      });
      return find(account.id);
    });
  }

  private known(manager: EntityManager, discordId: string): Promise<Account | null> {
    return manager.findOneBy(Account, { network: this.config.discord.network, discordId });
  }

  private async seen(manager: EntityManager, known: Account, person: DiscordPerson): Promise<Account> {
    // Who has an e-mail here says here what they are called.
    const name = known.email === null ? person.name : known.name;
    const account = { ...known, name, avatar: person.avatar };
    await manager.update(Account, { id: known.id }, { name, avatar: person.avatar });
    await this.rememberGuilds(manager, account.id, person.managedGuildIds);
    return account;
  }

  private async arrive(
    { manager, tell }: Passage,
    known: Account | null,
    { id: discordId, name, avatar, managedGuildIds }: DiscordPerson,
    role: Role,
    state: AccountState,
    origin: Viewer['origin'] | null,
  ): Promise<Account> {
    const { network } = this.config.discord;
    const account = await manager.save(
      manager.create(Account, {
        ...(known ?? { id: uuid() }),
        network,
        discordId,
        name,
        avatar,
        role,
        state,
      }),
    );
    await this.rememberGuilds(manager, account.id, managedGuildIds);
    await tell(origin && themselves(account, origin), account.id, {
      deed: role === Role.OWNER ? 'account.own' : 'account.join',
      what:
        role === Role.OWNER
          ? `${name} owns this installation.`
          : `${name} came from Discord${state === AccountState.WAITING ? ', and waits' : ''}.`,
      change: known ? 'UPDATED' : 'ADDED',
      after: { state, role },
    });
    return account;
  }

  private async ownerName(manager: EntityManager): Promise<string | null> {
    const { network } = this.config.discord;
    const owner = await manager.findOne(Account, {
      where: { network, role: Role.OWNER, state: AccountState.APPROVED },
      order: { createdAt: 'ASC' },
    });
    return owner?.name ?? null;
  }

  /** What Discord says of somebody holds for a day: they may lose it there, and nobody tells us. */
  private async rememberGuilds(
    manager: EntityManager,
    accountId: string,
    guildIds: readonly string[],
  ): Promise<void> {
    await manager.query('delete from managed_guild where account_id = $1', [accountId]);
    await manager.query('insert into managed_guild (account_id, guild_id) select $1, unnest($2::bigint[])', [
      accountId,
      guildIds,
    ]);
  }
}

function refusalOf(state: AccountState): Refusal {
  if (state === AccountState.SUSPENDED) return 'suspended';
  return state === AccountState.REJECTED ? 'rejected' : 'waiting';
}
