import { Account } from '@cube/auth/account.entity';
import { Accounts } from '@cube/auth/accounts.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { LogEntry } from '@cube/logging/log-entry';
import { Allow, CurrentViewer, Permission, type RequestContext, type Viewer } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Bot, BotConnection, BotEvent, BotStatus, BotWish, statusOf } from './bot.entity';
import { AddBotInput, UpdateBotInput } from './bots.inputs';
import { Bots } from './bots.service';

@Resolver(() => Bot)
export class BotsResolver {
  constructor(
    private readonly bots: Bots,
    private readonly accounts: Accounts,
    private readonly discord: DiscordApi,
  ) {}

  @Query(() => BotConnection, { name: 'bots', description: 'The bots of this installation, by name.' })
  @Allow(Permission.VIEW_BOTS)
  list(
    @Args() page: PageArgs,
    @Args('search', { type: () => String, nullable: true, description: 'Part of a name.' }) search?: string,
  ): Promise<Connection<Bot>> {
    return this.bots.list(page, search);
  }

  @Query(() => Bot)
  @Allow(Permission.VIEW_BOTS)
  bot(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.get(id);
  }

  @Mutation(() => Bot, { description: 'Adds a bot by its token and wants it online.' })
  @Allow(Permission.EDIT_BOTS)
  addBot(@Args('input') input: AddBotInput, @CurrentViewer() viewer: Viewer): Promise<Bot> {
    return this.bots.add(input, viewer);
  }

  @Mutation(() => Bot)
  @Allow(Permission.EDIT_BOTS)
  updateBot(@Args('id', { type: () => ID }) id: string, @Args('input') input: UpdateBotInput): Promise<Bot> {
    return this.bots.update(id, input);
  }

  @Mutation(() => ID, { description: 'Takes a bot offline and forgets it, its token and its commands.' })
  @Allow(Permission.EDIT_BOTS)
  removeBot(@Args('id', { type: () => ID }) id: string): Promise<string> {
    return this.bots.remove(id);
  }

  @Mutation(() => Bot, { description: 'Wants a bot online; botChanged tells when it is.' })
  @Allow(Permission.RUN_BOTS)
  startBot(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.want(id, BotWish.ONLINE);
  }

  @Mutation(() => Bot, { description: 'Wants a bot offline; botChanged tells when it is.' })
  @Allow(Permission.RUN_BOTS)
  stopBot(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.want(id, BotWish.OFFLINE);
  }

  @Mutation(() => Bot, { description: 'Connects a bot anew; botChanged tells when it is back.' })
  @Allow(Permission.RUN_BOTS)
  restartBot(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.want(id, BotWish.ONLINE);
  }

  @Subscription(() => BotEvent, { description: 'Every change of one bot, or of all.' })
  @Allow(Permission.VIEW_BOTS)
  botChanged(
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return follow(['bot.changed', 'bot.measured'], botId ?? null, ({ data }) => ({
      change: 'UPDATED',
      ...data,
    }));
  }

  @ResolveField(() => BotStatus)
  status(bot: Bot): BotStatus {
    return statusOf(bot);
  }

  @ResolveField(() => String, { nullable: true })
  avatarUrl(bot: Bot): string | null {
    return this.discord.cdn.avatar(bot.userId, bot.avatar);
  }

  @ResolveField(() => String, {
    description: 'The page on which somebody adds the bot to a server of theirs.',
  })
  inviteUrl(bot: Bot): string {
    return this.discord.inviteUrl(bot.applicationId);
  }

  @ResolveField(() => Account, { nullable: true, description: 'Who added it.' })
  owner(bot: Bot, _: unknown, { loaders }: RequestContext): Promise<Account | null> | null {
    return bot.ownerId ? loaders.load(this.accounts.byId, bot.ownerId) : null;
  }
}

@Resolver(() => BotEvent)
export class BotEventResolver {
  constructor(private readonly bots: Bots) {}

  @ResolveField(() => Bot, { nullable: true })
  bot(event: BotEvent, _: unknown, { loaders }: RequestContext): Promise<Bot | null> | null {
    return event.botId ? loaders.load(this.bots.byId, event.botId) : null;
  }
}

@Resolver(() => LogEntry)
export class LogEntryBotResolver {
  constructor(private readonly bots: Bots) {}

  @ResolveField(() => Bot, { nullable: true, description: 'The bot it is about, while there is one.' })
  bot(entry: LogEntry, _: unknown, { loaders }: RequestContext): Promise<Bot | null> | null {
    return entry.botId ? loaders.load(this.bots.byId, entry.botId) : null;
  }
}
