import { Column, Entity, PrimaryColumn } from 'typeorm';

import type { Role } from '../roles';

/** What the link of a mail is good for. */
export type TokenPurpose = 'INVITATION' | 'VERIFY_EMAIL' | 'RESET_PASSWORD';

/** A link that was sent to somebody: its row goes with its first use. */
@Entity('account_token')
export class AccountToken {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  accountId: string;

  @Column('text')
  purpose: TokenPurpose;

  /** SHA-256 of the token in the link: who reads this row cannot use it. */
  @Column('text')
  tokenHash: string;

  /** To which address the link went: it proves that one and no other. */
  @Column('text')
  email: string;

  /** OWNER for the link of somebody who registered while nobody owned the installation. */
  @Column('text', { nullable: true })
  role: Role | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  expiresAt: Date;
}
