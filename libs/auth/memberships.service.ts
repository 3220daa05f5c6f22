import { NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, Repository } from 'typeorm';

import { Account } from './account.entity';
import { Membership } from './membership.entity';
import { noSuchPerson } from './no-such-person';
import type { BotRole } from './roles';

/** Who is what for single bots. Whether somebody may say so is decided at the door. */
@Injectable()
export class Memberships {
  readonly ofBot = new Batch<string, Membership[]>(async (botIds) => {
    const found = await this.rows.find({
      where: { botId: In([...botIds]) },
      order: { createdAt: 'ASC', accountId: 'ASC' },
    });
    return new Map(botIds.map((id) => [id, found.filter(({ botId }) => botId === id)]));
  });

  constructor(
    @InjectRepository(Membership) private readonly rows: Repository<Membership>,
    private readonly log: EventLog,
  ) {}

  find(botId: string, accountId: string): Promise<Membership | null> {
    return this.rows.findOneBy({ botId, accountId });
  }

  /** Makes an account a member of a bot, or changes what it is there. */
  async set(botId: string, accountId: string, role: BotRole, viewer: Viewer): Promise<Membership> {
    await this.log.transact(async (manager, emit) => {
      const account = isId(accountId) ? await manager.findOneBy(Account, { id: accountId }) : null;
      if (!account) throw noSuchPerson();
      await this.write(manager, emit, botId, account, role, viewer);
    });
    return this.rows.findOneByOrFail({ botId, accountId });
  }

  /** The same within the transaction of somebody else, for whoever adds a bot. */
  async write(
    manager: EntityManager,
    emit: Emit,
    botId: string,
    { id: accountId, name }: Pick<Account, 'id' | 'name'>,
    role: BotRole,
    viewer: Viewer,
  ): Promise<void> {
    const known = await manager.findOne(Membership, {
      where: { botId, accountId },
      lock: { mode: 'pessimistic_write' },
    });
    if (known?.role === role) return;
    await manager.upsert(Membership, { botId, accountId, role }, ['botId', 'accountId']);
    const what = `${viewer.name} made ${name} ${role} of a bot.`;
    await emit({
      kind: 'member.changed',
      topic: botId,
      subject: { kind: 'account', id: accountId },
      data: { botId, accountId, change: known ? 'UPDATED' : 'ADDED', what },
    });
    await emit(
      audited(viewer, {
        deed: known ? 'member.change' : 'member.add',
        what,
        subject: { kind: 'account', id: accountId },
        before: known && { role: known.role },
        after: { role },
        botId,
      }),
    );
  }

  async remove(botId: string, accountId: string, viewer: Viewer): Promise<Membership> {
    return this.log.transact(async (manager, emit) => {
      const known = isId(accountId) ? await manager.findOneBy(Membership, { botId, accountId }) : null;
      const account = known && (await manager.findOneBy(Account, { id: accountId }));
      if (!known || !account) throw new NotFound('They are no member of this bot.');
      await manager.delete(Membership, { botId, accountId });
      const what = `${viewer.name} took ${account.name} from a bot.`;
      await emit({
        kind: 'member.changed',
        topic: botId,
        subject: { kind: 'account', id: accountId },
        data: { botId, accountId, change: 'REMOVED', what },
      });
      await emit(
        audited(viewer, {
          deed: 'member.remove',
          what,
          subject: { kind: 'account', id: accountId },
          before: { role: known.role },
          botId,
        }),
      );
      return known;
    });
  }
}
