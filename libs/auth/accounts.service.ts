import { createHmac, timingSafeEqual } from 'node:crypto';

import { Config } from '@cube/platform/config';
import { Batch } from '@cube/platform/loaders';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Account, Role } from './account.entity';

/** A person as Discord names them after they allowed the sign-in. */
export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  readonly avatar: string | null;
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
        return this.create(manager, { id: discordId, name: `Discord user ${discordId}`, avatar: null });
      return manager.save(Account, { ...known, role: Role.OWNER });
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
    return manager.save(account);
  }

  /** One at a time: two first comers must not both become the first. */
  private alone<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.database.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('account'))");
      return work(manager);
    });
  }
}
