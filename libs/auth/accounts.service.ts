import { createHmac, timingSafeEqual } from 'node:crypto';

import { Config } from '@cube/platform/config';
import { Conflict, Forbidden, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Account } from './account.entity';
import { mayGive, Role } from './roles';

/** A person as Discord names them after they allowed the sign-in. */
export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  readonly avatar: string | null;
  /** Guilds whose settings they may change at Discord. */
  readonly managedGuildIds: readonly string[];
}

/** What came of knocking: an account, the name of the owner to ask, or that the first owner needs the bootstrap token. */
export type Entrance =
  { readonly account: Account } | { readonly askOwner: string } | { readonly needsBootstrap: true };

@Injectable()
export class Accounts {
  readonly byId = new Batch<string, Account>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((account) => [account.id, account]));
  });

  constructor(
    @InjectRepository(Account) private readonly rows: Repository<Account>,
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly config: Config,
  ) {}

  get(id: string): Promise<Account> {
    return this.rows.findOneByOrFail({ id });
  }

  async hasOwner(): Promise<boolean> {
    return this.rows.existsBy({ network: this.config.discord.network, role: Role.OWNER });
  }

  /** Lets a person in: a known one as who they are, the first one as the owner, and nobody else. */
  async enter(person: DiscordPerson, bootstrapToken: string | null): Promise<Entrance> {
    const { network } = this.config.discord;
    return this.alone(async (manager) => {
      const known = await manager.findOneBy(Account, { network, discordId: person.id });
      if (known) {
        const account = { ...known, name: person.name, avatar: person.avatar };
        await manager.save(Account, account);
        await this.rememberGuilds(manager, account.id, person.managedGuildIds);
        return { account };
      }
      const owner = await manager.findOneBy(Account, { network, role: Role.OWNER });
      if (owner) return { askOwner: owner.name };
      if (this.needsBootstrap && !this.isBootstrapToken(bootstrapToken)) return { needsBootstrap: true };
      return { account: await this.create(manager, person) };
    });
  }

  /** Makes a person an owner before they have ever signed in; their name comes with their first sign-in. */
  async makeOwner(discordId: string): Promise<Account> {
    const { network } = this.config.discord;
    return this.alone(async (manager) => {
      const known = await manager.findOneBy(Account, { network, discordId });
      if (!known)
        return this.create(manager, {
          id: discordId,
          name: `Discord user ${discordId}`,
          avatar: null,
          managedGuildIds: [],
        });
      return manager.save(Account, { ...known, role: Role.OWNER });
    });
  }

  /** Says what somebody is in the installation. Nobody raises anybody above themselves, and one owner always stays. */
  async setRole(accountId: string, role: Role, viewer: Viewer): Promise<Account> {
    return this.log.transact(async (manager, emit) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('account'))");
      const { network } = this.config.discord;
      const account = isId(accountId) ? await manager.findOneBy(Account, { id: accountId, network }) : null;
      if (!account) throw noSuchPerson();
      const actor = await manager.findOneByOrFail(Account, { id: viewer.accountId });
      if (!mayGive(actor.role, role) || !mayGive(actor.role, account.role)) {
        throw new Forbidden('Only an owner makes owners, and only an owner takes that role from one.');
      }
      const owners = await manager.countBy(Account, { network, role: Role.OWNER });
      if (account.role === Role.OWNER && role !== Role.OWNER && owners === 1) {
        throw new Conflict('This is the only owner: make somebody else an owner first.');
      }
      await manager.update(Account, { id: account.id }, { role });
      const what = `${viewer.name} made ${account.name} ${role}.`;
      const subject = { kind: 'account', id: account.id };
      await emit({
        kind: 'account.changed',
        topic: null,
        subject,
        data: { accountId: account.id, change: 'UPDATED', what },
      });
      await emit(
        audited(viewer, {
          deed: 'account.role',
          what,
          subject,
          before: { role: account.role },
          after: { role },
        }),
      );
      return { ...account, role };
    });
  }

  /** True where the first comer is a stranger from the internet: there, whoever reads the log of the start owns. */
  get needsBootstrap(): boolean {
    return this.config.profile === 'production';
  }

  /** The same in every process of the installation, and worthless once there is an owner. */
  get bootstrapToken(): string {
    const [master] = this.config.masterKeys;
    if (!master) throw new Error('MASTER_KEYS is empty.');
    return createHmac('sha256', master.key).update('bootstrap').digest('base64url');
  }

  private isBootstrapToken(token: string | null): boolean {
    const given = Buffer.from(token ?? '');
    const right = Buffer.from(this.bootstrapToken);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  private async create(manager: EntityManager, person: DiscordPerson): Promise<Account> {
    const { network } = this.config.discord;
    const account = manager.create(Account, {
      id: uuid(),
      network,
      discordId: person.id,
      name: person.name,
      avatar: person.avatar,
      role: Role.OWNER,
    });
    await manager.save(account);
    await this.rememberGuilds(manager, account.id, person.managedGuildIds);
    return account;
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

  /** One at a time: two first comers must not both become the first. */
  private alone<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.database.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('account'))");
      return work(manager);
    });
  }
}

export const noSuchPerson = () => new NotFound('There is no such account: somebody may have removed it.');
