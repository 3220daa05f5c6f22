import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { GuildNeeds } from '@cube/guilds/guild-needs';
import { guildChanged, Guilds } from '@cube/guilds/guilds.service';
import { Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { isId } from '@cube/platform/ids';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { choosableIn } from '../settings/choosable';
import { wrongWithTemplate } from '../settings/setting-checks';
import { ScheduledMessage } from './scheduled-message.entity';
import type { ScheduledMessageInput } from './scheduled-messages.inputs';
import { nextAfter } from './timetable';

/** Scheduled messages of one bot in one guild, and characters of one. */
const most = 50;
const longest = 4000;

const noSuchMessage = () => new NotFound('There is no such scheduled message: somebody may have removed it.');

/** Messages that bots post by the clock, as admins make them. */
@Injectable()
export class ScheduledMessages implements OnModuleInit {
  constructor(
    @InjectRepository(ScheduledMessage) private readonly rows: Repository<ScheduledMessage>,
    private readonly bots: Bots,
    private readonly guilds: Guilds,
    private readonly log: EventLog,
    private readonly hints: Hints,
    private readonly needs: GuildNeeds,
  ) {}

  onModuleInit(): void {
    this.needs.add(async (botId) => {
      const rows = await this.rows.findBy({ botId, enabled: true });
      return rows.map(({ guildId, channelId }) => ({
        guildId,
        channelId,
        what: 'Scheduled messages',
        intents: [],
        permissions: ['ViewChannel', 'SendMessages'] as const,
      }));
    });
  }

  list(botId: string, guildId: string): Promise<ScheduledMessage[]> {
    return this.rows.find({ where: { botId, guildId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async create(botId: string, guildId: string, input: ScheduledMessageInput): Promise<ScheduledMessage> {
    const planned = await this.planned(guildId, input);
    const id = uuid();
    await this.change(botId, guildId, 'A scheduled message was added.', async (manager) => {
      if ((await manager.countBy(ScheduledMessage, { botId, guildId })) >= most) {
        throw new Conflict(`There is room for ${most} scheduled messages in a server: remove one first.`);
      }
      await manager.insert(ScheduledMessage, { id, botId, guildId, ...planned });
    });
    return this.rows.findOneByOrFail({ id });
  }

  async update(
    botId: string,
    guildId: string,
    id: string,
    input: ScheduledMessageInput,
  ): Promise<ScheduledMessage> {
    if (!isId(id)) throw noSuchMessage();
    const planned = await this.planned(guildId, input);
    await this.change(botId, guildId, 'A scheduled message was changed.', async (manager) => {
      const { affected } = await manager.update(ScheduledMessage, { id, botId, guildId }, planned);
      if (!affected) throw noSuchMessage();
    });
    return this.rows.findOneByOrFail({ id });
  }

  async delete(botId: string, guildId: string, id: string): Promise<string> {
    if (!isId(id)) throw noSuchMessage();
    await this.change(botId, guildId, 'A scheduled message was removed.', async (manager) => {
      const { affected } = await manager.delete(ScheduledMessage, { id, botId, guildId });
      if (!affected) throw noSuchMessage();
    });
    return id;
  }

  private async planned(guildId: string, input: ScheduledMessageInput) {
    const nextAt = nextAfter(input, new Date());
    const wrong = wrongWithTemplate(input.template, longest);
    if (wrong !== null) throw new Invalid(wrong, [{ field: 'template', message: wrong }]);
    const { channels } = await choosableIn(guildId, this.guilds);
    if (!channels.has(input.channelId)) {
      const message = 'Choose a text channel of this server.';
      throw new Invalid(message, [{ field: 'channelId', message }]);
    }
    const { channelId, cron, timeZone, template, enabled } = input;
    return { channelId, cron, timeZone, template, enabled, nextAt: enabled ? nextAt : null };
  }

  private async change(
    botId: string,
    guildId: string,
    what: string,
    work: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, botId))) throw noSuchBot();
      // Two who add one at the same moment wait for each other.
      await manager.query('select pg_advisory_xact_lock(hashtext($1))', [`scheduled:${botId}:${guildId}`]);
      await work(manager);
      await emit(guildChanged(botId, guildId, 'UPDATED', what));
      await this.hints.give('scheduled_messages', manager);
    });
  }
}
