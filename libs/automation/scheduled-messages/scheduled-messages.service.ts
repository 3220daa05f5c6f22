import { GuildNeeds } from '@cube/guilds/guild-needs';
import { Guilds } from '@cube/guilds/guilds.service';
import { Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { VersionKind } from '@cube/versions/version.entity';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { type AutomationKind, Automations, type By, type Placed } from '../automations';
import { choosableIn } from '../settings/choosable';
import type { Choosable } from '../settings/setting-checks';
import { mostSchedules, problemsOfSchedule, type Schedule, schedule, scheduleOf } from './schedule';
import { ScheduledMessage } from './scheduled-message.entity';
import { nextAfter } from './timetable';

const noSuchMessage = () => new NotFound('There is no such scheduled message: somebody may have removed it.');

const kind: AutomationKind<ScheduledMessage> = {
  kind: VersionKind.SCHEDULED_MESSAGE,
  hint: 'scheduled_messages',
  noun: 'A scheduled message',
  locked: (manager, { id, botId, guildId }) =>
    manager.findOne(ScheduledMessage, {
      where: { id, botId, guildId },
      lock: { mode: 'pessimistic_write' },
    }),
  titleOf: ({ cron }) => `the message at ${cron}`,
  stateOf: scheduleOf,
};

/** Messages that bots post by the clock, as admins make them. */
@Injectable()
export class ScheduledMessages implements OnModuleInit {
  constructor(
    @InjectRepository(ScheduledMessage) private readonly rows: Repository<ScheduledMessage>,
    private readonly automations: Automations,
    private readonly guilds: Guilds,
    private readonly needs: GuildNeeds,
  ) {}

  onModuleInit(): void {
    this.automations.keep(kind.kind, {
      shape: schedule,
      get: async (of) => scheduleOf(await this.get(of)),
      rewrite: (of, written, by) => this.rewrite(of, written, by),
      lay: (of, written, by) => this.lay(of, written, by),
    });
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

  async create(of: Omit<Placed, 'id'>, written: Schedule, by: By): Promise<ScheduledMessage> {
    const id = uuid();
    await this.lay({ ...of, id }, written, by);
    return this.get({ ...of, id });
  }

  async update(of: Placed, written: Schedule, by: By): Promise<ScheduledMessage> {
    await this.get(of);
    await this.rewrite(of, written, by);
    return this.get(of);
  }

  /** Adds one. Here as below, a caller who knows what there is in the guild says so: it is not read within a transaction. */
  async lay(of: Placed, written: Schedule, by: By, there?: Choosable): Promise<void> {
    const planned = await this.planned(of, written, there);
    await this.automations.change(kind, of, by, async (manager) => {
      await makeRoom(manager, of);
      await manager.insert(ScheduledMessage, { ...of, ...planned });
    });
  }

  async rewrite(of: Placed, written: Schedule, by: By, there?: Choosable): Promise<void> {
    const planned = await this.planned(of, written, there);
    await this.automations.change(kind, of, by, async (manager, known) => {
      if (!known) throw noSuchMessage();
      await manager.update(ScheduledMessage, { id: of.id }, planned);
    });
  }

  async delete(of: Placed, by: By): Promise<string> {
    await this.get(of);
    await this.erase(of, by);
    return of.id;
  }

  async erase(of: Placed, by: By): Promise<void> {
    await this.automations.change(kind, of, by, async (manager, known) => {
      if (!known) throw noSuchMessage();
      await manager.delete(ScheduledMessage, { id: of.id });
    });
  }

  private async get({ id, botId, guildId }: Placed): Promise<ScheduledMessage> {
    const row = isId(id) ? await this.rows.findOneBy({ id, botId, guildId }) : null;
    if (!row) throw noSuchMessage();
    return row;
  }

  private async planned({ guildId }: Placed, written: Schedule, there?: Choosable) {
    const problems = problemsOfSchedule(written, there ?? (await choosableIn(guildId, this.guilds)));
    if (problems[0]) throw new Invalid(problems[0].message, problems);
    return { ...scheduleOf(written), nextAt: written.enabled ? nextAfter(written, new Date()) : null };
  }
}

async function makeRoom(manager: EntityManager, { botId, guildId }: Placed): Promise<void> {
  if ((await manager.countBy(ScheduledMessage, { botId, guildId })) < mostSchedules) return;
  throw new Conflict(`There is room for ${mostSchedules} scheduled messages in a server: remove one first.`);
}
