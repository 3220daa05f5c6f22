import { createHash } from 'node:crypto';

import { Config } from '@cube/platform/config';
import { Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { SqlBatch } from '@cube/platform/loaders';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { pictureOf, type PictureType } from './picture';

/** Whose picture something is. */
export interface Portrayed {
  readonly kind: 'account' | 'bot';
  readonly id: string;
}

export interface Upload {
  readonly id: string;
  readonly kind: Portrayed['kind'];
  readonly subject_id: string;
  readonly type: PictureType;
  readonly bytes: Buffer;
  /** SHA-256 of the bytes. */
  readonly checksum: string;
}

const noSuchUpload = () => new NotFound('There is no such picture: somebody may have replaced it.');

/** The pictures that people have uploaded, in PostgreSQL: one of each account and bot. */
@Injectable()
export class Uploads {
  /** The address of the picture of an account or bot. */
  readonly addresses = new SqlBatch<string>(
    this.database,
    'select subject_id as key, id as value from upload where subject_id = any($keys)',
    (id) => this.addressOf(id),
  );

  constructor(
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly config: Config,
  ) {}

  /** Makes the bytes the picture of an account or bot, and returns its address. */
  async put(subject: Portrayed, bytes: unknown, { name }: Viewer): Promise<string> {
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
      throw new Invalid('Send the picture itself as the body, with a content-type such as image/png.');
    }
    const picture = pictureOf(bytes);
    const id = uuid();
    await this.log.transact(async (manager, emit) => {
      await manager.query('delete from upload where subject_id = $1', [subject.id]);
      await manager.query(
        'insert into upload (id, kind, subject_id, type, bytes, checksum) values ($1, $2, $3, $4, $5, $6)',
        [
          id,
          subject.kind,
          subject.id,
          picture.type,
          picture.bytes,
          createHash('sha256').update(picture.bytes).digest('hex'),
        ],
      );
      await emit(changeOf(subject, `${name} changed a picture.`));
    });
    return this.addressOf(id);
  }

  async remove(subject: Portrayed, { name }: Viewer): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      await manager.query('delete from upload where subject_id = $1', [subject.id]);
      await emit(changeOf(subject, `${name} removed a picture.`));
    });
  }

  /** A picture for whoever may see what it is of; to others there is none. */
  async get(id: string, viewer: Viewer): Promise<Upload> {
    const [upload]: Upload[] = isId(id)
      ? await this.database.query(
          'select id, kind, subject_id, type, bytes, checksum from upload where id = $1',
          [id],
        )
      : [];
    if (!upload || !(await this.maySee(upload, viewer))) throw noSuchUpload();
    return upload;
  }

  private async maySee({ kind, subject_id: id }: Upload, { accountId, access }: Viewer): Promise<boolean> {
    if (kind === 'bot') return access.may(Permission.VIEW_BOTS, { botIds: [id] });
    if (id === accountId || access.may(Permission.VIEW_PEOPLE)) return true;
    // Whoever sees a bot sees who its members are.
    const rows: { bot_id: string }[] = await this.database.query(
      `select bot_id from bot_member where account_id = $1
       union select id from bot where owner_id = $1`,
      [id],
    );
    return rows.some(({ bot_id }) => access.may(Permission.VIEW_BOTS, { botIds: [bot_id] }));
  }

  private addressOf(id: string): string {
    return `${this.config.publicUrl}/api/v1/uploads/${id}`;
  }
}

function changeOf({ kind, id }: Portrayed, what: string) {
  const about = { topic: id, subject: { kind, id } };
  return kind === 'bot'
    ? {
        ...about,
        kind: 'bot.changed' as const,
        data: { botId: id, change: 'UPDATED' as const, what, failing: false },
      }
    : {
        ...about,
        kind: 'account.changed' as const,
        topic: null,
        data: { accountId: id, change: 'UPDATED' as const, what },
      };
}
