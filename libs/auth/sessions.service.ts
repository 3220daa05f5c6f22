import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { Config } from '@cube/platform/config';
import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { NotFound, Unauthenticated } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { Prepared } from '@cube/platform/prepared';
import type { RowSelection } from '@cube/platform/rows';
import type { Origin, Viewer } from '@cube/platform/viewer';
import { OnEvent } from '@cube/realtime/bus/on-event';
import { EventLog } from '@cube/realtime/event-log/event-log';
import type { Change } from '@cube/realtime/event-log/events';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import DataLoader from 'dataloader';
import { DataSource, In, MoreThan, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { Account } from './account.entity';
import { deviceOf } from './device';
import { accessColumns, accessOf, type AccessRow, isLetIn } from './holdings';
import { Session } from './session.entity';
import { cookieOf } from './session-cookie';

/** Seconds after which somebody has to sign in again. */
export const sessionLasts = 30 * 24 * 60 * 60;
/** Milliseconds for which an answer about a token is believed; a session that ends is forgotten at once. */
const believedFor = 1000;
const mostBelieved = 10_000;
/** Sessions that one query looks up. */
const mostTogether = 100;

/** Rows that one sweep removes; the next one goes on. */
const mostSwept = 10_000;

export type Person = Omit<Viewer, 'origin'>;

interface Known {
  readonly person: Promise<Person | null>;
  readonly until: number;
}

@Injectable()
export class Sessions {
  readonly byId = new Batch<string, Session>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((session) => [session.id, session]));
  });

  private readonly known = new Map<string, Known>();
  private readonly rowsOf: Prepared<SessionRow>;
  /** Whose requests have come in together are looked up together. */
  private readonly looks = new DataLoader<string, Person | null>((hashes) => this.find(hashes), {
    cache: false,
    maxBatchSize: mostTogether,
    batchScheduleFn: setImmediate,
  });

  constructor(
    @InjectRepository(Session) private readonly rows: Repository<Session>,
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly config: Config,
  ) {
    this.rowsOf = new Prepared(database, sessionsAndMore);
  }

  /** What somebody may do has changed. */
  @OnEvent('session.changed', 'account.changed', 'member.changed')
  forget(): void {
    this.known.clear();
  }

  /**
   * Opens a session and returns the token for its cookie, which is stored nowhere. Throws when the account was shut out
   * meanwhile, or its password, if that was the way in, is another by now.
   */
  async open(
    account: Account,
    { address, userAgent }: Origin,
    passwordHash: string | null = null,
  ): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const id = uuid();
    const device = deviceOf(userAgent);
    await this.log.transact(async (manager, emit) => {
      // Whoever suspends somebody or changes a password waits for this lock, and ends the session that it guards.
      const same: unknown[] = await manager.query(
        `select from account where id = $1 and ${isLetIn} and ($2::text is null or password_hash = $2) for share`,
        [account.id, passwordHash],
      );
      if (same.length === 0) throw new Unauthenticated('Your account has just changed: sign in again.');
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

  /** Who is signed in with the cookie of these headers. */
  async personOf(headers: IncomingHttpHeaders): Promise<Person | null> {
    const token = cookieOf(this.config, headers, 'session');
    if (!token) return null;
    const hash = hashOf(token);
    const known = this.known.get(hash);
    if (known && known.until > Date.now()) return known.person;
    const person = this.looks.load(hash);
    if (this.known.size >= mostBelieved) this.known.clear();
    this.known.set(hash, { person, until: Date.now() + believedFor });
    person.catch(() => this.known.delete(hash));
    return person;
  }

  list({ accountId }: Viewer, page: PageArgs, selection?: RowSelection): Promise<Connection<Session>> {
    const living = this.rows
      .createQueryBuilder('session')
      .where({ accountId, expiresAt: MoreThan(new Date()) });
    return paginate(living, page, { by: 'createdAt', direction: 'DESC' }, selection);
  }

  /** Removes the rows of sessions that ran out a day ago; one process at a time. Resolves with their number. */
  async sweep(): Promise<number> {
    return this.database.transaction(async (manager) => {
      const [{ mine }] = await manager.query(
        "select pg_try_advisory_xact_lock(hashtext('session sweep')) as mine",
      );
      if (mine !== true) return 0;
      // TypeORM answers a deletion with [rows, count].
      const [, count]: [unknown, number] = await manager.query(
        `delete from session where id in
           (select id from session where expires_at < now() - interval '1 day' limit $1)`,
        [mostSwept],
      );
      return count;
    });
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

  private async find(hashes: readonly string[]): Promise<(Person | null)[]> {
    const found = await this.rowsOf.run([hashes, this.config.discord.network]);
    const rows = new Map(found.map((row) => [row.token_hash, row]));
    return hashes.map((hash) => {
      const row = rows.get(hash);
      return row ? personOf(row) : null;
    });
  }
}

/** One query a look: sessions, their accounts with all that they hold, and the minute in which they were last used. */
const sessionsAndMore = `
  with due as (
    select id from session
    where token_hash = any($1) and expires_at > now() and last_used_at < now() - interval '1 minute'
    for update skip locked),
  used as (update session set last_used_at = now() from due where session.id = due.id)
  select token_hash, session.id as session_id, ${accessColumns}
  from session join account on account.id = session.account_id
  where token_hash = any($1) and expires_at > now() and account.network = $2 and ${isLetIn}`;

interface SessionRow extends AccessRow {
  readonly token_hash: string;
  readonly session_id: string;
}

const personOf = (row: SessionRow): Person => ({
  accountId: row.account_id,
  sessionId: row.session_id,
  by: 'session',
  name: row.account_name,
  access: accessOf(row),
});

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

const changed = (accountId: string, sessionId: string, change: Change, what: string) => ({
  kind: 'session.changed' as const,
  topic: accountId,
  subject: { kind: 'session', id: sessionId },
  data: { accountId, sessionId, change, what },
});
