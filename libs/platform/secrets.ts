import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { Config, type MasterKey } from './config';

/** What a secret belongs to. An envelope that was moved to another row or column does not open. */
export interface SecretOwner {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

/** Milliseconds for which a process takes a data key for the newest one without looking. */
export const keyBelievedFor = 2000;
const newest = 'select id::text, master, wrapped from data_key order by data_key.id desc limit 1';

interface DataKeyRow {
  readonly id: string;
  readonly master: string;
  readonly wrapped: string;
}

/**
 * Seals secrets with AES-256-GCM. An envelope reads `v1.<data key>.<base64url of iv, tag, ciphertext>`. Data keys live in
 * PostgreSQL, wrapped by a master key of the environment, so that changing a master key touches no secret.
 */
@Injectable()
export class Secrets {
  private readonly dataKeys = new Map<string, Promise<Buffer>>();
  private current: { readonly id: Promise<string>; readonly until: number } | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly config: Config,
  ) {}

  async seal(secret: string, owner: SecretOwner): Promise<string> {
    return (await this.sealer())(secret, owner);
  }

  /**
   * Seals without asking the database, for use in the seconds that follow. Within a transaction `seal` would wait for a
   * second connection, which other transactions may hold that wait for one themselves.
   */
  async sealer(): Promise<(secret: string, owner: SecretOwner) => string> {
    const id = await this.currentKey();
    const key = await this.dataKey(id);
    return (secret, owner) => `v1.${id}.${encrypt(key, secret, aadOf(owner))}`;
  }

  /** Throws when the envelope was changed, belongs to something else, or its master key is gone. */
  async open(envelope: string, owner: SecretOwner): Promise<string> {
    const [version, id, sealed] = envelope.split('.');
    if (version !== 'v1' || !id || !sealed) throw new Error('This is no sealed secret.');
    return decrypt(await this.dataKey(id), sealed, aadOf(owner));
  }

  /**
   * Signs without asking the database, as `sealer` seals. A signature reads `v1.<data key>.<base64url of HMAC-SHA256>`, and
   * holds for one purpose alone: each has a key of its own, derived from the data key.
   */
  async signer(purpose: string): Promise<(text: string) => string> {
    const id = await this.currentKey();
    const key = signingKey(await this.dataKey(id), purpose);
    return (text) => `v1.${id}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  }

  /** True when we signed just that for this purpose. */
  async isSigned(text: string, signature: string, purpose: string): Promise<boolean> {
    const [, id, given] = /^v1\.(\d+)\.([\w-]+)$/.exec(signature) ?? [];
    if (!id || !given || !(await this.rows()).some((row) => row.id === id)) return false;
    const key = signingKey(await this.dataKey(id), purpose);
    const expected = createHmac('sha256', key).update(text).digest();
    const bytes = Buffer.from(given, 'base64url');
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  }

  /** Makes a new data key when the newest one is not wrapped by the first master key; resolves with the newest. */
  async rotateDataKey(): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const { name } = this.firstMaster();
    // Nothing is begun that could not be ended.
    (await this.rows()).forEach((row) => this.unwrap(row));
    const found = await this.newestKey(({ master }) => master === name);
    this.current = { id: Promise.resolve(found.id), until: Date.now() + keyBelievedFor };
    return found;
  }

  /** Wraps every data key by the first master key: after that the older ones may leave the environment. */
  async rewrap(): Promise<number> {
    const master = this.firstMaster();
    const rows = (await this.rows()).filter((row) => row.master !== master.name);
    for (const row of rows) {
      await this.database.query('update data_key set master = $2, wrapped = $3 where id = $1', [
        row.id,
        master.name,
        encrypt(master.key, this.unwrap(row).toString('base64'), `data_key:${row.id}`),
      ]);
    }
    return rows.length;
  }

  private async currentKey(): Promise<string> {
    if (this.current && this.current.until > Date.now()) return this.current.id;
    // Whoever comes meanwhile waits for the same answer.
    const id = this.newestKey(() => true).then((found) => found.id);
    this.current = { id, until: Date.now() + keyBelievedFor };
    id.catch(() => (this.current = undefined));
    return id;
  }

  /** The newest data key if it will do, otherwise a new one. */
  private async newestKey(
    willDo: (row: DataKeyRow) => boolean,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const known: DataKeyRow[] = await this.database.query(newest);
    if (known[0] && willDo(known[0])) return { id: known[0].id, isNew: false };
    return this.database.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('data_key'))");
      const meanwhile: DataKeyRow[] = await manager.query(newest);
      if (meanwhile[0] && willDo(meanwhile[0])) return { id: meanwhile[0].id, isNew: false };
      const [{ id }] = await manager.query("select nextval('data_key_id_seq')::text as id");
      const master = this.firstMaster();
      const wrapped = encrypt(master.key, randomBytes(32).toString('base64'), `data_key:${id}`);
      await manager.query('insert into data_key (id, master, wrapped) values ($1, $2, $3)', [
        id,
        master.name,
        wrapped,
      ]);
      return { id: String(id), isNew: true };
    });
  }

  private dataKey(id: string): Promise<Buffer> {
    const known = this.dataKeys.get(id) ?? this.fetchDataKey(id);
    this.dataKeys.set(id, known);
    known.catch(() => this.dataKeys.delete(id));
    return known;
  }

  private async fetchDataKey(id: string): Promise<Buffer> {
    const row = (await this.rows()).find((each) => each.id === id);
    if (!row) throw new Error(`The data key ${id} is not in the database.`);
    return this.unwrap(row);
  }

  private rows(): Promise<DataKeyRow[]> {
    return this.database.query('select id::text, master, wrapped from data_key');
  }

  private unwrap(row: DataKeyRow): Buffer {
    const master = this.config.masterKeys.find(({ name }) => name === row.master);
    if (!master) {
      throw new Error(
        `MASTER_KEYS lacks the key "${row.master}", which protects secrets in this database: add it back.`,
      );
    }
    return Buffer.from(decrypt(master.key, row.wrapped, `data_key:${row.id}`), 'base64');
  }

  private firstMaster(): MasterKey {
    const [first] = this.config.masterKeys;
    if (!first) throw new Error('MASTER_KEYS is empty.');
    return first;
  }
}

const signingKey = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `sign: ${purpose}`, 32));

const aadOf = ({ table, column, row }: SecretOwner) => `${table}:${column}:${row}`;

function encrypt(key: Buffer, text: string, aad: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(aad));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

function decrypt(key: Buffer, sealed: string, aad: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(aad));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
