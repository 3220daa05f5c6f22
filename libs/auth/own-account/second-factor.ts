import { createHash, randomBytes } from 'node:crypto';

import { Conflict, Invalid } from '@cube/platform/errors';
import { Secrets } from '@cube/platform/secrets';
import type { Origin, Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Secret, TOTP } from 'otpauth';
import { type EntityManager, Repository } from 'typeorm';

import { Account } from '../account.entity';
import { Letters } from '../onboarding/letters';
import { Passages, themselves } from '../onboarding/passages';
import { RecoveryCode } from './recovery-code.entity';

/** A key for an authenticator app that waits to be confirmed by a code. */
export interface OfferedKey {
  readonly key: string;
  readonly uri: string;
  readonly qrCode: string;
}

const codesAtATime = 10;
/** Seconds: the period of RFC 6238 that every app knows. */
const period = 30;

/** One-time codes (TOTP, RFC 6238) beside a password, and the codes for whoever lost what makes them. */
@Injectable()
export class SecondFactor {
  constructor(
    @InjectRepository(Account) private readonly rows: Repository<Account>,
    @InjectRepository(RecoveryCode) private readonly codes: Repository<RecoveryCode>,
    private readonly passages: Passages,
    private readonly letters: Letters,
    private readonly secrets: Secrets,
  ) {}

  /** Offers a new key, which counts once `confirm` was given one of its codes. */
  async offer(account: Account): Promise<OfferedKey> {
    if (account.totpSince) throw new Conflict('One-time codes are on already: switch them off first.');
    const secret = new Secret({ size: 20 });
    const sealed = await this.secrets.seal(secret.base32, ownerOf(account.id));
    await this.rows.update({ id: account.id }, { totpKey: sealed });
    // Rarely needed, and not before.
    const { toDataURL } = await import('qrcode');
    const uri = totpOf(secret, account.email ?? account.name).toString();
    return { key: secret.base32, uri, qrCode: await toDataURL(uri, { margin: 2 }) };
  }

  /** Switches one-time codes on; returns the recovery codes, which are shown this once. */
  async confirm(accountId: string, code: string, viewer: Viewer): Promise<readonly string[]> {
    const step = await this.stepOf(accountId, code);
    return this.passages.through(async ({ manager, find, tell }) => {
      const account = await find(accountId);
      if (account.totpSince) throw new Conflict('One-time codes are on already.');
      if (step === null || !(await this.spend(manager, accountId, step))) throw wrongCode();
      await manager.update(Account, { id: accountId }, { totpSince: new Date() });
      await tell(viewer, accountId, {
        deed: 'account.totp.enable',
        what: `${account.name} switched one-time codes on.`,
      });
      return this.renewWithin(manager, accountId);
    });
  }

  async disable(accountId: string, viewer: Viewer | null): Promise<Account> {
    return this.passages.through(async ({ manager, find, send, tell }) => {
      const { name, email, totpSince } = await find(accountId);
      if (!totpSince) throw new Conflict('One-time codes are off already.');
      await manager.update(Account, { id: accountId }, { totpKey: null, totpSince: null, totpStep: null });
      await manager.delete(RecoveryCode, { accountId });
      const what = `One-time codes of ${name} were switched off.`;
      await tell(viewer, accountId, { deed: 'account.totp.disable', what });
      if (email) await send(this.letters.warning({ name, email }, 'One-time codes were switched off.'));
      return find(accountId);
    });
  }

  /** New recovery codes; the older ones stop working. */
  async renewCodes(accountId: string, viewer: Viewer): Promise<readonly string[]> {
    return this.passages.through(async ({ manager, find, tell }) => {
      const { name, totpSince } = await find(accountId);
      if (!totpSince) throw new Conflict('One-time codes are off: recovery codes come with them.');
      await tell(viewer, accountId, {
        deed: 'account.recovery-codes',
        what: `${name} made new recovery codes.`,
      });
      return this.renewWithin(manager, accountId);
    });
  }

  codesLeft(accountId: string): Promise<number> {
    return this.codes.countBy({ accountId });
  }

  /** True for a code of the app or a recovery code that was not used before; it is used up with that. */
  async accepts(
    account: Pick<Account, 'id' | 'name' | 'email'>,
    code: string,
    origin: Origin,
  ): Promise<boolean> {
    const plain = code.replaceAll(/[\s-]/g, '').toUpperCase();
    if (/^\d{6}$/.test(plain)) {
      const step = await this.stepOf(account.id, plain);
      return step !== null && this.spend(this.rows.manager, account.id, step);
    }
    return this.passages.through(async ({ manager, tell }) => {
      const { affected } = await manager.delete(RecoveryCode, {
        accountId: account.id,
        codeHash: hashOf(plain),
      });
      if (!affected) return false;
      await tell(themselves(account, origin), account.id, {
        deed: 'account.recovery-code',
        what: `${account.name} signed in with a recovery code.`,
      });
      return true;
    });
  }

  /** The time step that a code stands for, now or one step to either side; null for a wrong one. */
  private async stepOf(accountId: string, code: string): Promise<number | null> {
    const [row]: { totp_key: string | null }[] = await this.rows.query(
      'select totp_key from account where id = $1',
      [accountId],
    );
    if (!row?.totp_key) return null;
    const key = await this.secrets.open(row.totp_key, ownerOf(accountId));
    const timestamp = Date.now();
    const delta = totpOf(Secret.fromBase32(key), '').validate({ token: code, timestamp, window: 1 });
    return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta;
  }

  /** False when this step, or a later one, was used already: RFC 6238, section 5.2, wants each code to work once. */
  private async spend(manager: EntityManager, accountId: string, step: number): Promise<boolean> {
    const [, count]: [unknown, number] = await manager.query(
      'update account set totp_step = $2 where id = $1 and (totp_step is null or totp_step < $2)',
      [accountId, step],
    );
    return count === 1;
  }

  private async renewWithin(manager: EntityManager, accountId: string): Promise<readonly string[]> {
    const codes = Array.from({ length: codesAtATime }, () => new Secret({ buffer: chance(10) }).base32);
    await manager.delete(RecoveryCode, { accountId });
    await manager.insert(
      RecoveryCode,
      codes.map((code) => ({ accountId, codeHash: hashOf(code) })),
    );
    return codes.map((code) => code.toLowerCase().replace(/(.{4})(?=.)/g, '$1-'));
  }
}

const totpOf = (secret: Secret, label: string) =>
  new TOTP({ issuer: 'Social Cube', label, secret, period, digits: 6, algorithm: 'SHA1' });

const chance = (bytes: number): ArrayBuffer => new Uint8Array(randomBytes(bytes)).buffer;
const hashOf = (code: string) => createHash('sha256').update(code).digest('hex');
const ownerOf = (accountId: string) => ({ table: 'account', column: 'totp_key', row: accountId });

export const wrongCode = () =>
  new Invalid('This code is wrong or was used already: wait for the next one.', [
    { field: 'code', message: 'Wrong, or used already.' },
  ]);
