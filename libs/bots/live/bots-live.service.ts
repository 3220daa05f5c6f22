import type { RequestContext } from '@cube/platform/access';
import { Invalid } from '@cube/platform/errors';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { Bot } from '../bot.entity';
import { Bots } from '../bots.service';
import type { BotsFilter } from './bots-event';

/** Bots in one snapshot. */
const most = 100;

/** Bots by a filter, all at once and each as it changes. */
@Injectable()
export class BotsLive {
  constructor(
    @InjectRepository(Bot) private readonly rows: Repository<Bot>,
    private readonly bots: Bots,
  ) {}

  sizeOf(first: number): number {
    if (first >= 1 && first <= most) return first;
    const message = `first must be 1 to ${most}.`;
    throw new Invalid(message, [{ field: 'first', message }]);
  }

  /** The first that match, by name. */
  snapshot({ search, observed }: BotsFilter, first: number, { access }: Viewer): Promise<Bot[]> {
    const query = this.rows.createQueryBuilder('bot').where({ network: this.bots.network });
    const { botIds } = access.reach(Permission.VIEW_BOTS);
    if (botIds) query.andWhere({ id: In([...botIds]) });
    if (observed) query.andWhere({ observed: In(observed) });
    if (search?.trim()) {
      query.andWhere('strpos(lower(bot.name), lower(:search)) > 0', { search: search.trim() });
    }
    return query.orderBy('bot.name').addOrderBy('bot.id').take(first).getMany();
  }

  /** A bot that changed, if it is there, may be seen and matches. */
  async matching(
    botId: string,
    { search, observed }: BotsFilter,
    context: RequestContext,
  ): Promise<Bot | null> {
    const bot = await this.bots.seenBy(context, botId);
    if (!bot || (observed && !observed.includes(bot.observed))) return null;
    const words = search?.trim().toLowerCase() ?? '';
    return bot.name.toLowerCase().includes(words) ? bot : null;
  }
}
