import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { Viewer } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { EventTail } from '@cube/realtime/event-log/event-tail';
import type { Change } from '@cube/realtime/event-log/events';
import type { ViewerSource } from '@cube/realtime/live/viewer-source';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, In, MoreThan, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { type Account, permissionsOf, type Role } from './account.entity';
import { deviceOf } from './device';
import { Session } from './session.entity';
import { cookieOf } from './session-cookie';

/** Seconds after which somebody has to sign in again. */
export const sessionLasts = 30 * 24 * 60 * 60;
/** Milliseconds for which an answer about a token is believed; a session that ends is forgotten at once. */
const believedFor = 1000;
const mostBelieved = 10_000;

/** From where a session was opened. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

interface Known {
  readonly viewer: Promise<Viewer | null>;
  readonly until: number;
}

@Injectable()
export class Sessions implements ViewerSource, OnModuleInit, OnApplicationShutdown {
  readonly byId = new Batch<string, Session>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((session) => [session.id, session]));
  });

  private readonly known = new Map<string, Known>();
  private stopListening: () => void = () => undefined;

  constructor(
    @InjectRepository(Session) private readonly rows: Repository<Session>,
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly tail: EventTail,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.tail.listen(({ kind }) => {
      if (kind === 'session.changed') this.known.clear();
    });
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  /** Opens a session and returns the token for its cookie, which is stored nowhere. */
  async open(account: Account, { address, userAgent }: Origin): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const id = uuid();
    const device = deviceOf(userAgent);
    await this.log.transact(async (manager, emit) => {
      await manager.insert(Session, {
        id,
        accountId: account.id,
        tokenHash: hashOf(token),
        device,
        address,
        expiresAt: new Date(Date.now() + sessionLasts * 1000),
      });
      await emit(changed(account.id, id, 'ADDED', `${account.name} signed in with ${device}.`));
    });
    return token;
  }

  async viewerOf(headers: IncomingHttpHeaders): Promise<Viewer | null> {
    const token = cookieOf(this.config, headers, 'session');
    if (!token) return null;
    const hash = hashOf(token);
    const known = this.known.get(hash);
    if (known && known.until > Date.now()) return known.viewer;
    const viewer = this.find(hash);
    if (this.known.size >= mostBelieved) this.known.clear();
    this.known.set(hash, { viewer, until: Date.now() + believedFor });
    viewer.catch(() => this.known.delete(hash));
    return viewer;
  }

  list({ accountId }: Viewer, page: PageArgs): Promise<Connection<Session>> {
    const living = this.rows
      .createQueryBuilder('session')
      .where({ accountId, expiresAt: MoreThan(new Date()) });
    return paginate(living, page, { by: 'createdAt', direction: 'DESC' });
  }

  /** Ends one of the viewer's own sessions: its next request, and its open WebSocket, are a stranger's. */
  async end(id: string, { accountId, name }: Viewer): Promise<Session> {
    return this.log.transact(async (manager, emit) => {
      const session = isId(id) ? await manager.findOneBy(Session, { id, accountId }) : null;
      if (!session) throw new NotFound('This session has ended already.');
      await manager.delete(Session, { id });
      await emit(changed(accountId, id, 'REMOVED', `${name} signed out of ${session.device}.`));
      return session;
    });
  }

  /** One query a look: the session, its account, and the minute in which it was last used. */
  private async find(hash: string): Promise<Viewer | null> {
    const [row]: { session_id: string; account_id: string; name: string; role: Role }[] =
      await this.database.query(
        `with used as (
         update session set last_used_at = now()
         where token_hash = $1 and expires_at > now() and last_used_at < now() - interval '1 minute')
       select session.id as session_id, account.id as account_id, account.name, account.role
       from session join account on account.id = session.account_id
       where token_hash = $1 and expires_at > now() and account.network = $2`,
        [hash, this.config.discord.network],
      );
    if (!row) return null;
    return {
      accountId: row.account_id,
      sessionId: row.session_id,
      name: row.name,
      permissions: permissionsOf[row.role],
    };
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

const changed = (accountId: string, sessionId: string, change: Change, what: string) => ({
  kind: 'session.changed' as const,
  topic: accountId,
  subject: { kind: 'session', id: sessionId },
  data: { accountId, sessionId, change, what },
});
