import { Bot } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Throttle } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import { Loads, Reads, Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Int, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Channel, channelTypeName } from './channel.entity';
import { Guild, GuildConnection, GuildEvent } from './guild.entity';
import { GuildSync } from './guild-sync.entity';
import { GuildSyncs } from './guild-syncs.service';
import { Guilds } from './guilds.service';
import { isGivable, Role } from './role.entity';

@Resolver(() => Guild)
export class GuildsResolver {
  constructor(
    private readonly servers: Guilds,
    private readonly syncs: GuildSyncs,
    private readonly bots: Bots,
    private readonly discord: DiscordApi,
  ) {}

  @Query(() => GuildConnection, { description: 'The servers of one bot, or of all, by name.' })
  @Allow(Permission.VIEW_GUILDS, { bot: 'botId' })
  guilds(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Selected() selection: Selection,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
  ): Promise<Connection<Guild>> {
    return this.servers.list(page, viewer.access.reach(Permission.VIEW_GUILDS), botId, selection);
  }

  @Query(() => Guild)
  @Allow(Permission.VIEW_GUILDS, { guild: 'id' })
  guild(@Args('id', { type: () => ID }) id: string): Promise<Guild> {
    return this.servers.get(id);
  }

  @Mutation(() => GuildSync, {
    description: 'Reads all servers of a bot anew; guildChanged tells how far it is.',
  })
  @Allow(Permission.EDIT_GUILDS, { bot: 'botId' })
  syncGuilds(@Args('botId', { type: () => ID }) botId: string): Promise<GuildSync> {
    return this.syncs.request(botId);
  }

  @Mutation(() => Guild, { description: 'Makes a bot leave a server.' })
  @Allow(Permission.EDIT_GUILDS, { bot: 'botId' })
  @Throttle('discord')
  leaveGuild(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Guild> {
    return this.servers.leave(botId, guildId, viewer);
  }

  @Subscription(() => GuildEvent, { description: 'What happens to the servers of one bot, or of all.' })
  @Allow(Permission.VIEW_GUILDS, { bot: 'botId' })
  guildChanged(
    @CurrentViewer() viewer: Viewer,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    const { botIds, guildIds } = viewer.access.reach(Permission.VIEW_GUILDS);
    if (botId !== undefined || botIds === null)
      return follow(['guild.changed'], botId ?? null, ({ data }) => data);
    return follow(['guild.changed'], null, ({ data }) =>
      botIds.includes(data.botId) || (data.guildId !== null && guildIds?.includes(data.guildId))
        ? data
        : null,
    );
  }

  @ResolveField(() => String, { nullable: true })
  @Reads<Guild>('id', 'icon')
  iconUrl(guild: Guild): string | null {
    return this.discord.cdn.guildIcon(guild.id, guild.icon);
  }

  @ResolveField(() => [Channel], { description: 'From the top of the list down.' })
  @Loads('id', ({ servers }: GuildsResolver) => servers.channelsOf)
  channels(found: Channel[] | null): Channel[] {
    return found ?? [];
  }

  @ResolveField(() => [Role], { description: 'From the highest down; the last is @everyone.' })
  @Loads('id', ({ servers }: GuildsResolver) => servers.rolesOf)
  roles(found: Role[] | null): Role[] {
    return found ?? [];
  }

  @ResolveField(() => [Bot], {
    name: 'bots',
    description: 'The bots that are in it, of those that you may see.',
  })
  @Reads<Guild>('id')
  async botsIn(guild: Guild, _: unknown, context: RequestContext): Promise<Bot[]> {
    const ids = (await context.loaders.load(this.servers.botIdsOf, guild.id)) ?? [];
    const bots = await Promise.all(ids.map((id) => this.bots.seenBy(context, id)));
    return bots.filter((bot) => bot !== null);
  }
}

@Resolver(() => Channel)
export class ChannelResolver {
  @ResolveField(() => String, { description: 'Discord’s name for its kind, for example GuildText.' })
  type(channel: Channel): string {
    return channelTypeName(channel.kind);
  }
}

@Resolver(() => Role)
export class RoleResolver {
  @ResolveField(() => Boolean, {
    name: 'isGivable',
    description: 'Whether a bot may hand it out by itself: nothing that gives power over others.',
  })
  givable(role: Role): boolean {
    return isGivable(role);
  }
}

@Resolver(() => GuildEvent)
export class GuildEventResolver {
  constructor(
    private readonly guilds: Guilds,
    private readonly syncs: GuildSyncs,
  ) {}

  @ResolveField(() => Guild, { nullable: true })
  guild(event: GuildEvent, _: unknown, { loaders }: RequestContext): Promise<Guild | null> | null {
    return event.guildId ? loaders.load(this.guilds.byId, event.guildId) : null;
  }

  @ResolveField(() => GuildSync, { nullable: true })
  sync(event: GuildEvent, _: unknown, { loaders }: RequestContext): Promise<GuildSync | null> | null {
    return event.botId ? loaders.load(this.syncs.byBot, event.botId) : null;
  }
}

@Resolver(() => Bot)
export class BotGuildsResolver {
  constructor(
    private readonly guilds: Guilds,
    private readonly syncs: GuildSyncs,
  ) {}

  @ResolveField(() => Int)
  @Loads('id', ({ guilds }: BotGuildsResolver) => guilds.countOf)
  guildCount(count: number | null): number {
    return count ?? 0;
  }

  @ResolveField(() => GuildSync, { nullable: true, description: 'The last full reading of its servers.' })
  @Loads('id', ({ syncs }: BotGuildsResolver) => syncs.byBot)
  guildSync(found: GuildSync | null): GuildSync | null {
    return found;
  }
}
