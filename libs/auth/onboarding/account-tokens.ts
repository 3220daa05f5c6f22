import { createHash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { Role } from '../roles';
import { AccountToken, type TokenPurpose } from './account-token.entity';

/** Hours for which a link opens something. */
export const linkLasts: Readonly<Record<TokenPurpose, number>> = {
  INVITATION: 7 * 24,
  VERIFY_EMAIL: 24,
  RESET_PASSWORD: 1,
};

export interface NewToken {
  readonly accountId: string;
  readonly purpose: TokenPurpose;
  readonly email: string;
  readonly role?: Role;
}

/** What the links of mails are made of: 256 bits of chance, of which the database has the hash. */
@Injectable()
export class AccountTokens {
  /** A token for a link; older links for the same purpose stop working. */
  async issue(manager: EntityManager, { accountId, purpose, email, role }: NewToken): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.forget(manager, accountId, [purpose]);
    await manager.query("delete from account_token where expires_at < now() - interval '30 days'");
    await manager.insert(AccountToken, {
      id: uuid(),
      accountId,
      purpose,
      tokenHash: hashOf(token),
      email,
      role: role ?? null,
      expiresAt: new Date(Date.now() + linkLasts[purpose] * 3_600_000),
    });
    return token;
  }

  /** What the last link of a purpose would have given, also when it has expired. */
  async roleOf(manager: EntityManager, accountId: string, purpose: TokenPurpose): Promise<Role | null> {
    const last = await manager.findOneBy(AccountToken, { accountId, purpose });
    return last?.role ?? null;
  }

  /** What a token is good for; it is used up if the transaction commits. Null for any that is not good any more. */
  async take(manager: EntityManager, purpose: TokenPurpose, token: string): Promise<TakenToken | null> {
    // TypeORM answers a deletion with [rows, count].
    const [[row]]: [TokenRow[], number] = await manager.query(
      `delete from account_token where purpose = $1 and token_hash = $2 and expires_at > now()
       returning account_id, email, role`,
      [purpose, hashOf(token)],
    );
    return row ? { accountId: row.account_id, email: row.email, role: row.role } : null;
  }

  /** The links of an account stop working: those for some purposes, or all. */
  async forget(
    manager: EntityManager,
    accountId: string,
    purposes: readonly TokenPurpose[] | null = null,
  ): Promise<void> {
    await manager.query(
      'delete from account_token where account_id = $1 and ($2::text[] is null or purpose = any($2))',
      [accountId, purposes],
    );
  }
}

export interface TakenToken {
  readonly accountId: string;
  readonly email: string;
  readonly role: Role | null;
}

interface TokenRow {
  readonly account_id: string;
  readonly email: string;
  readonly role: Role | null;
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
