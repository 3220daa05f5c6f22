import type { Letter } from '@cube/mail/letter';
import { Mails } from '@cube/mail/mails.service';
import { Config } from '@cube/platform/config';
import { isId } from '@cube/platform/ids';
import type { Viewer } from '@cube/platform/viewer';
import { type Actor, audited } from '@cube/realtime/event-log/audit';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import type { Change } from '@cube/realtime/event-log/events';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Account } from '../account.entity';
import { noSuchPerson } from '../no-such-person';

/** What became of an account, for the log, the audit and whoever follows. */
export interface News {
  /** Such as `account.approve`. */
  readonly deed: string;
  readonly what: string;
  readonly change?: Change;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The inside of a passage: one transaction, alone. */
export interface Passage {
  readonly manager: EntityManager;
  readonly emit: Emit;
  /** Writes a mail that leaves when the passage is through. */
  send(letter: Letter): Promise<void>;
  /** Tells what became of an account. `null` stands for the product and its operator's terminal. */
  tell(actor: Actor | null, accountId: string, news: News): Promise<void>;
  /** Throws for an id that is nobody's here. */
  find(accountId: string): Promise<Account>;
}

/**
 * Every step of an account goes through here: one at a time over all processes, so that two first comers, two uses of one
 * link or the last two owners cannot pass each other; with its news, its audit and its mails in the same transaction.
 */
@Injectable()
export class Passages {
  constructor(
    private readonly log: EventLog,
    private readonly mails: Mails,
    private readonly config: Config,
  ) {}

  async through<Result>(work: (passage: Passage) => Promise<Result>): Promise<Result> {
    const letters: string[] = [];
    const write = await this.mails.writer();
    const result = await this.log.transact(async (manager, emit) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('account'))");
      return work({
        manager,
        emit,
        send: async (letter) => {
          letters.push(await write(manager, emit, letter));
        },
        tell: (actor, accountId, news) => tell(emit, actor, accountId, news),
        find: (accountId) => this.find(manager, accountId),
      });
    });
    void this.mails.dispatch(letters);
    return result;
  }

  private async find(manager: EntityManager, id: string): Promise<Account> {
    const { network } = this.config.discord;
    const account = isId(id) ? await manager.findOneBy(Account, { id, network }) : null;
    if (!account) throw noSuchPerson();
    return account;
  }
}

async function tell(
  emit: Emit,
  actor: Actor | null,
  accountId: string,
  { deed, what, change = 'UPDATED', before, after }: News,
): Promise<void> {
  const subject = { kind: 'account', id: accountId };
  await emit({ kind: 'account.changed', topic: null, subject, data: { accountId, change, what } });
  await emit(audited(actor, { deed, what, subject, before, after }));
}

/** Somebody who does something with their own account before they are signed in. */
export const themselves = ({ id, name }: Pick<Account, 'id' | 'name'>, origin: Viewer['origin']): Actor => ({
  accountId: id,
  name,
  by: 'session',
  origin,
});
