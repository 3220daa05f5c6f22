import { createHmac, timingSafeEqual } from 'node:crypto';

import { Config } from '@cube/platform/config';
import { Conflict, Forbidden } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { rowsById } from '@cube/platform/rows';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';

import { Account } from './account.entity';
import { noSuchPerson } from './no-such-person';
import { AccountState } from './onboarding/account-state';
import { Passages } from './onboarding/passages';
import { mayGive, Role } from './roles';

@Injectable()
export class Accounts {
  readonly byId = rowsById(this.rows);

  constructor(
    @InjectRepository(Account) private readonly rows: Repository<Account>,
    private readonly passages: Passages,
    private readonly config: Config,
  ) {}

  get(id: string): Promise<Account> {
    return this.rows.findOneByOrFail({ id });
  }

  /** Throws for an id that is nobody's here. */
  async find(id: string): Promise<Account> {
    const { network } = this.config.discord;
    const account = isId(id) ? await this.rows.findOneBy({ id, network }) : null;
    if (!account) throw noSuchPerson();
    return account;
  }

  /** Who is meant by an e-mail or an id. */
  async named(emailOrId: string): Promise<Account> {
    const { network } = this.config.discord;
    const byEmail = await this.rows.findOneBy({ network, email: emailOrId.toLowerCase() });
    return byEmail ?? this.find(emailOrId);
  }

  /** Everybody of this network, for the operator's terminal. */
  all(): Promise<Account[]> {
    const { network } = this.config.discord;
    return this.rows.find({ where: { network }, order: { createdAt: 'ASC' } });
  }

  async hasOwner(within: EntityManager = this.rows.manager): Promise<boolean> {
    return (await this.countOwners(within)) > 0;
  }

  /** Those who can sign in: who is only invited as an owner owns nothing yet. */
  countOwners(within: EntityManager): Promise<number> {
    const { network } = this.config.discord;
    return within.countBy(Account, { network, role: Role.OWNER, state: AccountState.APPROVED });
  }

  /** Says what somebody is in the installation. Nobody raises anybody above themselves, and one owner always stays; the operator at the terminal, who is no viewer, may give any role. */
  async setRole(accountId: string, role: Role, viewer: Viewer | null): Promise<Account> {
    return this.passages.through(async ({ manager, find, tell }) => {
      const account = await find(accountId);
      const actor = viewer && (await manager.findOneByOrFail(Account, { id: viewer.accountId }));
      if (actor && (!mayGive(actor.role, role) || !mayGive(actor.role, account.role))) {
        throw new Forbidden('Only an owner makes owners, and only an owner takes that role from one.');
      }
      const isOwner = account.role === Role.OWNER && account.state === AccountState.APPROVED;
      if (isOwner && role !== Role.OWNER && (await this.countOwners(manager)) === 1) {
        throw new Conflict('This is the only owner: make somebody else an owner first.');
      }
      await manager.update(Account, { id: account.id }, { role });
      await tell(viewer, account.id, {
        deed: 'account.role',
        what: `${viewer?.name ?? 'The operator'} made ${account.name} ${role}.`,
        before: { role: account.role },
        after: { role },
      });
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

  isBootstrapToken(token: string | null | undefined): boolean {
    const given = Buffer.from(token ?? '');
    const right = Buffer.from(this.bootstrapToken);
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
