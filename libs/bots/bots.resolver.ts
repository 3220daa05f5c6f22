import { Account } from '@cube/auth/account.entity';
import { Accounts } from '@cube/auth/accounts.service';
import { Membership } from '@cube/auth/membership.entity';
import { Memberships } from '@cube/auth/memberships.service';
import { Uploads } from '@cube/auth/uploads/uploads.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { LogEntry } from '@cube/logging/log-entry';
import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Throttle } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import { Loads, Reads, Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
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
    private readonly memberships: Memberships,
    private readonly discord: DiscordApi,
    private readonly uploads: Uploads,
  ) {}

  @Query(() => BotConnection, { name: 'bots', description: 'The bots of this installation, by name.' })
  @Allow(Permission.VIEW_BOTS, 'reach')
  list(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Selected() selection: Selection,
    @Args('search', { type: () => String, nullable: true, description: 'Part of a name.' }) search?: string,
  ): Promise<Connection<Bot>> {
    return this.bots.list(page, viewer.access.reach(Permission.VIEW_BOTS), search, selection);
  }

  @Query(() => Bot)
  @Allow(Permission.VIEW_BOTS, { bot: 'id' })
  bot(@Args('id', { type: () => ID }) id: string, @Selected() selection: Selection): Promise<Bot> {
    return this.bots.read(id, selection);
  }

  @Mutation(() => Bot, { description: 'Adds a bot by its token and wants it online.' })
  @Allow(Permission.ADD_BOTS)
  @Throttle('discord')
  addBot(@Args('input') input: AddBotInput, @CurrentViewer() viewer: Viewer): Promise<Bot> {
    return this.bots.add(input, viewer);
  }

  @Mutation(() => Bot)
  @Allow(Permission.EDIT_BOTS, { bot: 'id' })
  @Throttle('discord')
  updateBot(
    @Args('id', { type: () => ID }) id: string,
    @Args('input') input: UpdateBotInput,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Bot> {
    return this.bots.update(id, input, viewer);
  }

  @Mutation(() => Bot, {
    description: 'Asks Discord anew which privileged intents the application of a bot has.',
  })
  @Allow(Permission.EDIT_BOTS, { bot: 'id' })
  @Throttle('discord')
  readBotIntents(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.readFlags(id);
  }

  @Mutation(() => ID, { description: 'Takes a bot offline and forgets it, its token and its commands.' })
  @Allow(Permission.REMOVE_BOTS, { bot: 'id' })
  removeBot(@Args('id', { type: () => ID }) id: string, @CurrentViewer() viewer: Viewer): Promise<string> {
    return this.bots.remove(id, viewer);
  }

  @Mutation(() => Bot, { description: 'Wants a bot online; botChanged tells when it is.' })
  @Allow(Permission.RUN_BOTS, { bot: 'id' })
  startBot(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.want(id, BotWish.ONLINE);
  }

  @Mutation(() => Bot, { description: 'Wants a bot offline; botChanged tells when it is.' })
  @Allow(Permission.RUN_BOTS, { bot: 'id' })
  stopBot(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.want(id, BotWish.OFFLINE);
  }

  @Mutation(() => Bot, { description: 'Connects a bot anew; botChanged tells when it is back.' })
  @Allow(Permission.RUN_BOTS, { bot: 'id' })
  restartBot(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.want(id, BotWish.ONLINE);
  }

  @Subscription(() => BotEvent, { description: 'Every change of one bot, or of all.' })
  @Allow(Permission.VIEW_BOTS, { bot: 'botId' })
  botChanged(
    @CurrentViewer() viewer: Viewer,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return follow(
      ['bot.changed', 'bot.measured'],
      botId ?? viewer.access.reach(Permission.VIEW_BOTS).botIds,
      ({ data }) => ({
        change: 'UPDATED',
        ...data,
      }),
    );
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Tells two tokens apart without giving either away: the start of the token’s SHA-256. Null without VIEW_SECRETS.',
  })
  @Reads<Bot>('id', 'tokenFingerprint')
  tokenFingerprint(bot: Bot, _: unknown, { viewer }: RequestContext): string | null {
    return viewer?.access.may(Permission.VIEW_SECRETS, { botIds: [bot.id] }) ? bot.tokenFingerprint : null;
  }

  @ResolveField(() => [Membership], {
    description: 'Who is what for it, beside the roles that hold everywhere.',
  })
  @Loads('id', ({ memberships }: BotsResolver) => memberships.ofBot)
  members(found: Membership[] | null): Membership[] {
    return found ?? [];
  }

  @ResolveField(() => BotStatus)
  @Reads<Bot>('wanted', 'generation', 'observed', 'observedGeneration')
  status(bot: Bot): BotStatus {
    return statusOf(bot);
  }

  @ResolveField(() => String, { nullable: true })
  @Reads<Bot>('userId', 'avatar')
  @Loads('id', ({ uploads }: BotsResolver) => uploads.addresses)
  avatarUrl(uploaded: string | null, { userId, avatar }: Bot): string | null {
    return uploaded ?? this.discord.cdn.avatar(userId, avatar);
  }

  @ResolveField(() => String, {
    description: 'The page on which somebody adds the bot to a server of theirs.',
  })
  @Reads<Bot>('applicationId')
  inviteUrl(bot: Bot): string {
    return this.discord.inviteUrl(bot.applicationId);
  }

  @ResolveField(() => Account, { nullable: true, description: 'Who added it.' })
  @Loads('ownerId', ({ accounts }: BotsResolver) => accounts.byId)
  owner(found: Account | null): Account | null {
    return found;
  }
}

@Resolver(() => BotEvent)
export class BotEventResolver {
  constructor(private readonly bots: Bots) {}

  @ResolveField(() => Bot, { nullable: true })
  bot(event: BotEvent, _: unknown, context: RequestContext): Promise<Bot | null> | null {
    return event.botId ? this.bots.seenBy(context, event.botId) : null;
  }
}

@Resolver(() => LogEntry)
export class LogEntryBotResolver {
  constructor(private readonly bots: Bots) {}

  @ResolveField(() => Bot, { nullable: true, description: 'The bot it is about, while there is one.' })
  bot(entry: LogEntry, _: unknown, context: RequestContext): Promise<Bot | null> | null {
    return entry.botId ? this.bots.seenBy(context, entry.botId) : null;
  }
}
