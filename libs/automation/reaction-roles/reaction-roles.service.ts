import { BotCredentials } from '@cube/bots/bot-credentials';
import { noSuchBot } from '@cube/bots/bots.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { GuildNeeds } from '@cube/guilds/guild-needs';
import { Guilds } from '@cube/guilds/guilds.service';
import { AppError, Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { VersionKind } from '@cube/versions/version.entity';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { type AutomationKind, Automations, type By, type Placed } from '../automations';
import { choosableIn } from '../settings/choosable';
import type { Choosable } from '../settings/setting-checks';
import { type Bond, bond, bondOf, isSamePlace, mostBonds, problemsOfBond, takenEmoji } from './bond';
import { ReactionRole } from './reaction-role.entity';

const noSuchBond = () => new NotFound('There is no such reaction role: somebody may have removed it.');
const problem = (field: string, message: string) => new Invalid(message, [{ field, message }]);

const kind: AutomationKind<ReactionRole> = {
  kind: VersionKind.REACTION_ROLE,
  hint: 'guild_settings',
  noun: 'A reaction role',
  locked: (manager, { id, botId, guildId }) =>
    manager.findOne(ReactionRole, { where: { id, botId, guildId }, lock: { mode: 'pessimistic_write' } }),
  titleOf: ({ emoji }) => `the reaction role ${emoji.includes(':') ? `:${emoji.split(':')[0]}:` : emoji}`,
  stateOf: bondOf,
};

/** The roles that members get by reacting, as admins make them. */
@Injectable()
export class ReactionRoles implements OnModuleInit {
  constructor(
    @InjectRepository(ReactionRole) private readonly rows: Repository<ReactionRole>,
    private readonly automations: Automations,
    private readonly guilds: Guilds,
    private readonly credentials: BotCredentials,
    private readonly discord: DiscordApi,
    private readonly needs: GuildNeeds,
  ) {}

  onModuleInit(): void {
    this.automations.keep(kind.kind, {
      shape: bond,
      get: async (of) => bondOf(await this.get(of)),
      rewrite: async (of, written, by) => {
        await this.prepare(of, written);
        await this.rewrite(of, written, by);
      },
      lay: async (of, written, by) => {
        await this.prepare(of, written);
        await this.lay(of, written, by);
      },
    });
    this.needs.add(async (botId) => {
      const rows = await this.rows.findBy({ botId });
      return rows.map(({ guildId, channelId, roleId }) => ({
        guildId,
        channelId,
        roleIds: [roleId],
        what: 'Reaction roles',
        intents: ['GuildMessageReactions'] as const,
        permissions: ['ManageRoles', 'AddReactions', 'ReadMessageHistory'] as const,
      }));
    });
  }

  list(botId: string, guildId: string): Promise<ReactionRole[]> {
    return this.rows.find({ where: { botId, guildId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async create(of: Omit<Placed, 'id'>, input: Bond, by: By): Promise<ReactionRole> {
    const placed = { ...of, id: uuid() };
    const written = bond.parse(bondOf(input));
    await this.prepare(placed, written);
    await this.lay(placed, written, by);
    return this.get(placed);
  }

  async delete(of: Placed, by: By): Promise<string> {
    const row = await this.get(of);
    await this.erase(of, by);
    await this.clear(of.botId, row);
    return of.id;
  }

  /** Puts the emoji under the message: so it is there to be clicked, and Discord has checked both. */
  async react(botId: string, place: Bond): Promise<void> {
    const [bot] = await this.credentials.open([botId]);
    if (!bot) throw noSuchBot();
    try {
      await this.discord.react(bot.token, place);
    } catch (error) {
      if (error instanceof NotFound) {
        throw problem(
          'messageId',
          'There is no such message in this channel, or the bot may not read and react there.',
        );
      }
      throw error instanceof AppError && error.code === 'INVALID' ? problem('emoji', error.message) : error;
    }
  }

  /** Takes it away, out of courtesy: what matters is gone already, and the message may be too. */
  async clear(botId: string, place: Bond): Promise<void> {
    const [bot] = await this.credentials.open([botId]);
    if (bot) await this.discord.unreact(bot.token, place).catch(() => undefined);
  }

  /**
   * Adds one whose emoji stands under its message. Here as below, a caller who knows what there is in the guild says so:
   * it is not read within a transaction.
   */
  async lay(of: Placed, written: Bond, by: By, there?: Choosable): Promise<void> {
    await this.refuseWrong(of, written, there);
    await this.automations.change(kind, of, by, async (manager) => {
      await refuseTaken(manager, of, written);
      await manager.insert(ReactionRole, { ...of, ...written });
    });
  }

  async rewrite(of: Placed, written: Bond, by: By, there?: Choosable): Promise<void> {
    await this.refuseWrong(of, written, there);
    await this.automations.change(kind, of, by, async (manager, known) => {
      if (!known) throw noSuchBond();
      await refuseTaken(manager, of, written);
      await manager.update(ReactionRole, { id: of.id }, written);
    });
  }

  /** Members keep the roles that they have, and the emoji stays. */
  async erase(of: Placed, by: By): Promise<void> {
    await this.automations.change(kind, of, by, async (manager, known) => {
      if (!known) throw noSuchBond();
      await manager.delete(ReactionRole, { id: of.id });
    });
  }

  /** Nothing is put under a message for what will be refused. */
  private async prepare(of: Placed, written: Bond): Promise<void> {
    await this.refuseWrong(of, written);
    await refuseTaken(this.rows.manager, of, written);
    await this.react(of.botId, written);
  }

  private async get({ id, botId, guildId }: Placed): Promise<ReactionRole> {
    const row = isId(id) ? await this.rows.findOneBy({ id, botId, guildId }) : null;
    if (!row) throw noSuchBond();
    return row;
  }

  private async refuseWrong({ guildId }: Placed, written: Bond, there?: Choosable): Promise<void> {
    const problems = problemsOfBond(written, there ?? (await choosableIn(guildId, this.guilds)));
    if (problems[0]) throw new Invalid(problems[0].message, problems);
  }
}

async function refuseTaken(
  manager: EntityManager,
  { id, botId, guildId }: Placed,
  written: Bond,
): Promise<void> {
  const others = (await manager.findBy(ReactionRole, { botId, guildId })).filter((each) => each.id !== id);
  if (others.length >= mostBonds) {
    throw new Conflict(`There is room for ${mostBonds} reaction roles in a server: remove one first.`);
  }
  if (others.some((other) => isSamePlace(other, written))) {
    throw new Conflict(takenEmoji, [{ field: 'emoji', message: takenEmoji }]);
  }
}
