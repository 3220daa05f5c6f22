import { BotCredentials } from '@cube/bots/bot-credentials';
import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { GuildNeeds } from '@cube/guilds/guild-needs';
import { guildChanged, Guilds } from '@cube/guilds/guilds.service';
import { AppError, Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { isId } from '@cube/platform/ids';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { choosableIn } from '../settings/choosable';
import { notGivable } from '../settings/setting-checks';
import { isSameEmoji, readEmoji } from './emoji';
import { ReactionRole } from './reaction-role.entity';
import type { ReactionRoleInput } from './reaction-roles.inputs';

/** Reaction roles of one bot in one guild. */
const most = 200;

const problem = (field: string, message: string) => new Invalid(message, [{ field, message }]);

/** The roles that members get by reacting, as admins make them. */
@Injectable()
export class ReactionRoles implements OnModuleInit {
  constructor(
    @InjectRepository(ReactionRole) private readonly rows: Repository<ReactionRole>,
    private readonly bots: Bots,
    private readonly guilds: Guilds,
    private readonly credentials: BotCredentials,
    private readonly discord: DiscordApi,
    private readonly log: EventLog,
    private readonly hints: Hints,
    private readonly needs: GuildNeeds,
  ) {}

  onModuleInit(): void {
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

  /** The bot puts the emoji under the message itself: so it is there to be clicked, and Discord has checked both. */
  async create(botId: string, guildId: string, input: ReactionRoleInput): Promise<ReactionRole> {
    const emoji = readEmoji(input.emoji);
    if (emoji === null) throw problem('emoji', 'Give one emoji, or one of the server’s own as name:id.');
    const there = await choosableIn(guildId, this.guilds);
    if (!there.channels.has(input.channelId))
      throw problem('channelId', 'Choose a text channel of this server.');
    if (!there.roles.has(input.roleId)) throw problem('roleId', notGivable);
    await this.refuseTaken(botId, guildId, { ...input, emoji });
    await this.react(botId, { ...input, emoji });
    const id = uuid();
    const row = { id, botId, guildId, ...input, emoji };
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, botId))) throw noSuchBot();
      await manager.insert(ReactionRole, row);
      await emit(guildChanged(botId, guildId, 'UPDATED', `A reaction role was added: ${emoji}.`));
      await this.hints.give('guild_settings', manager);
    });
    return this.rows.findOneByOrFail({ id });
  }

  async delete(botId: string, guildId: string, id: string): Promise<string> {
    const row = isId(id) ? await this.rows.findOneBy({ id, botId, guildId }) : null;
    if (!row) throw new NotFound('There is no such reaction role: somebody may have removed it.');
    await this.log.transact(async (manager, emit) => {
      await manager.delete(ReactionRole, { id });
      await emit(guildChanged(botId, guildId, 'UPDATED', `A reaction role was removed: ${row.emoji}.`));
      await this.hints.give('guild_settings', manager);
    });
    const [bot] = await this.credentials.open([botId]);
    // Out of courtesy: what matters is gone already, and the message may be too.
    if (bot) await this.discord.unreact(bot.token, row).catch(() => undefined);
    return id;
  }

  private async refuseTaken(
    botId: string,
    guildId: string,
    { messageId, emoji }: { readonly messageId: string; readonly emoji: string },
  ): Promise<void> {
    const known = await this.list(botId, guildId);
    if (known.length >= most) {
      throw new Conflict(`There is room for ${most} reaction roles in a server: remove one first.`);
    }
    if (known.some((each) => each.messageId === messageId && isSameEmoji(each.emoji, emoji))) {
      const message = 'This emoji stands for a role under this message already: choose another one.';
      throw new Conflict(message, [{ field: 'emoji', message }]);
    }
  }

  private async react(
    botId: string,
    place: { readonly channelId: string; readonly messageId: string; readonly emoji: string },
  ): Promise<void> {
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
}
