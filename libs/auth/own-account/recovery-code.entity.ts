import { Entity, PrimaryColumn } from 'typeorm';

/** A code for whoever has lost what makes their one-time codes. Its row goes with its first use. */
@Entity('recovery_code')
export class RecoveryCode {
  @PrimaryColumn('uuid')
  accountId: string;

  /** SHA-256; the code has 80 bits of chance, so that no slower hash is needed. */
  @PrimaryColumn('text')
  codeHash: string;
}
