import { setTimeout as pause } from 'node:timers/promises';

import { Config } from '@cube/platform/config';
import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { Conflict, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { addOnce } from '@cube/platform/queues';
import { redact } from '@cube/platform/redaction';
import type { RowSelection } from '@cube/platform/rows';
import { Secrets } from '@cube/platform/secrets';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import type { JobProgress, NewEvent } from '@cube/realtime/event-log/events';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Queue } from 'bull';
import { DataSource, type EntityManager, In, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { type Body, bodyOf, type Letter } from './letter';
import { Mail, type MailboxLetter, MailState } from './mail.entity';

export const mailQueue = 'mail';

export interface MailJob {
  readonly mailId: string;
}

/** A mail that one sender has for itself, opened. */
export interface HeldMail extends Body {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly attempts: number;
}

/** Puts a letter into the outbox, in the transaction of what it tells. Returns the id to `dispatch` after it. */
export type WriteLetter = (manager: EntityManager, emit: Emit, letter: Letter) => Promise<string>;

/** Milliseconds after which a queue that did not take a mail is left alone: the outbox keeps it. */
const queueAnswersWithin = 2000;
/** How long a sender may take before another may try: longer than any time-out of the transport. */
const heldFor = '3 minutes';
/** Seconds until the next attempt, after the first, the second, …; the last one from then on. */
const pauses = [5, 15, 60, 300, 900, 1800, 3600];
/** Attempts after which nobody tries by themselves any more: some three days. */
const mostAttempts = 78;

/** The outbox: what is to be sent is a row, so that neither a dead mail server nor a lost queue loses anything. */
@Injectable()
export class Mails {
  readonly byId = new Batch<string, Mail>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((mail) => [mail.id, mail]));
  });

  constructor(
    @InjectRepository(Mail) private readonly rows: Repository<Mail>,
    @InjectQueue(mailQueue) private readonly queue: Queue<MailJob>,
    private readonly database: DataSource,
    private readonly secrets: Secrets,
    private readonly log: EventLog,
    private readonly config: Config,
  ) {}

  /** Has ready what it takes to write letters; to be asked for before the transaction in which they are written. */
  async writer(): Promise<WriteLetter> {
    const seal = await this.secrets.sealer();
    const isLaidOut = this.config.hasOpenMailbox;
    return async (manager, emit, letter) => {
      const id = uuid();
      await manager.insert(Mail, {
        id,
        recipient: letter.to,
        subject: letter.subject,
        body: seal(JSON.stringify(bodyOf(letter)), ownerOf(id)),
        state: isLaidOut ? MailState.SENT : MailState.QUEUED,
        sentAt: isLaidOut ? new Date() : null,
      });
      await emit(changed(id, 'ADDED'));
      await emit(progress(id, isLaidOut ? 'DONE' : 'QUEUED'));
      return id;
    };
  }

  /** Tells the queue of mails in the outbox. False when it did not hear: the next look at the outbox finds them. */
  async dispatch(ids: readonly string[]): Promise<boolean> {
    if (ids.length === 0 || this.config.hasOpenMailbox) return true;
    const added = ids.map((mailId) =>
      // A mail waits at most once in the queue, however often it is told of.
      addOnce(this.queue, mailId, { mailId }, { attempts: 1 }),
    );
    return Promise.race([
      Promise.all(added).then(
        () => true,
        () => false,
      ),
      // Bull's client waits for a Redis that is away.
      pause(queueAnswersWithin, false, { ref: false }),
    ]);
  }

  /** What should be on its way by now, oldest first. */
  async due(): Promise<string[]> {
    const rows: { id: string }[] = await this.database.query(
      `select id from mail where state = 'QUEUED' and due_at <= now() and (held_until is null or held_until < now())
       order by due_at limit 100`,
    );
    return rows.map(({ id }) => id);
  }

  /** Takes a mail for oneself for a while; null when it is gone, sent, not due, or in somebody else's hands. */
  async hold(id: string): Promise<HeldMail | null> {
    const row = await this.log.transact(async (manager, emit) => {
      // TypeORM answers an update with [rows, count].
      const [[held]]: [HeldRow[], number] = await manager.query(
        `update mail set held_until = now() + interval '${heldFor}', attempts = attempts + 1
         where id = $1 and state = 'QUEUED' and due_at <= now() and (held_until is null or held_until < now())
         returning id, recipient, subject, body, attempts`,
        [id],
      );
      if (held) await emit(progress(id, 'RUNNING'));
      return held;
    });
    if (!row) return null;
    const { text, html }: Body = JSON.parse(await this.secrets.open(row.body, ownerOf(id)));
    return { id, recipient: row.recipient, subject: row.subject, attempts: row.attempts, text, html };
  }

  /** The mail server has it. In production what it says is forgotten with that. */
  async sent({ id }: HeldMail): Promise<void> {
    const isKept = this.config.profile !== 'production';
    await this.log.transact(async (manager, emit) => {
      await manager.query(
        `update mail set state = 'SENT', sent_at = now(), held_until = null, last_error = null,
           body = case when $2 then body end where id = $1`,
        [id, isKept],
      );
      await emit(changed(id, 'UPDATED'));
      await emit(progress(id, 'DONE'));
    });
  }

  /** It did not work: it is tried again later, unless the mail server said that it never will. */
  async refused({ id, attempts }: HeldMail, problem: string, isForGood: boolean): Promise<void> {
    const state = isForGood || attempts >= mostAttempts ? MailState.FAILED : MailState.QUEUED;
    const said = redact(problem).slice(0, 500);
    const seconds = pauses[Math.min(attempts, pauses.length) - 1] ?? 0;
    await this.log.transact(async (manager, emit) => {
      await manager.query(
        `update mail set state = $2, held_until = null, last_error = $3, due_at = now() + make_interval(secs => $4)
         where id = $1`,
        [id, state, said, seconds],
      );
      await emit(changed(id, 'UPDATED'));
      await emit(progress(id, `${state}` as const, said));
    });
  }

  list(page: PageArgs, state?: MailState, selection?: RowSelection): Promise<Connection<Mail>> {
    const query = this.rows.createQueryBuilder('mail');
    if (state) query.where({ state });
    return paginate(query, page, { by: 'createdAt', direction: 'DESC' }, selection);
  }

  /** Has a mail tried again at once. */
  async retry(id: string, viewer: Viewer): Promise<Mail> {
    const mail = isId(id) ? await this.rows.findOneBy({ id }) : null;
    if (!mail) throw new NotFound('There is no such mail.');
    if (mail.state === MailState.SENT) throw new Conflict('This mail was sent already.');
    await this.log.transact(async (manager, emit) => {
      await manager.query(
        `update mail set state = 'QUEUED', attempts = 0, due_at = now() where id = $1 and state <> 'SENT'`,
        [id],
      );
      await emit(changed(id, 'UPDATED'));
      await emit(progress(id, 'QUEUED'));
      await emit(
        audited(viewer, {
          deed: 'mail.retry',
          what: `${viewer.name} had a mail tried again.`,
          subject: { kind: 'mail', id },
        }),
      );
    });
    void this.dispatch([id]);
    return this.rows.findOneByOrFail({ id });
  }

  /** The development mailbox, opened. It exists only where nobody but this machine's own people can look into it. */
  async mailbox(page: PageArgs): Promise<Connection<MailboxLetter>> {
    if (!this.config.hasOpenMailbox) {
      throw new NotFound(
        'There is no mailbox here: it stands in for a mail server (SMTP_URL) on a development machine only.',
      );
    }
    const query = this.rows.createQueryBuilder('mail').where('mail.body is not null');
    const found = await paginate(query, page, { by: 'createdAt', direction: 'DESC' }, ofLetters);
    const edges = await Promise.all(
      found.edges.map(async ({ cursor, node }) => ({ cursor, node: await this.opened(node) })),
    );
    return {
      pageInfo: found.pageInfo,
      edges,
      nodes: edges.map(({ node }) => node),
      get totalCount() {
        return found.totalCount;
      },
    };
  }

  private async opened({ id, recipient, subject, body, createdAt }: Mail): Promise<MailboxLetter> {
    const { text }: Body = JSON.parse(await this.secrets.open(body ?? '', ownerOf(id)));
    return { id, recipient, subject, text, links: text.match(/https?:\/\/\S+/g) ?? [], createdAt };
  }
}

interface HeldRow {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
}

const ofLetters = {
  columns: new Set<string>(['id', 'recipient', 'subject', 'body', 'createdAt']),
};
const ownerOf = (id: string) => ({ table: 'mail', column: 'body', row: id });

const changed = (mailId: string, change: 'ADDED' | 'UPDATED') => ({
  kind: 'mail.changed' as const,
  topic: null,
  subject: { kind: 'mail', id: mailId },
  data: { mailId, change },
});

const progress = (
  mailId: string,
  state: JobProgress['state'],
  problem: string | null = null,
): NewEvent<'job.progressed'> => ({
  kind: 'job.progressed',
  topic: null,
  subject: { kind: 'mail', id: mailId },
  data: {
    job: 'MAIL',
    subjectId: mailId,
    botId: null,
    state,
    done: state === 'DONE' ? 1 : 0,
    total: 1,
    problem,
  },
});
