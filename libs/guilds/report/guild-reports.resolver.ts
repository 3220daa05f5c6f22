import { Bot, BotEvent } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { isPrivileged, knownIntents, mayAsk, portalSwitch } from '@cube/discord-rules/intents';
import { Allow, type RequestContext } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { BotInGuild } from '../bot-in-guild.entity';
import { neededFor } from '../bot-intents.service';
import { Guild } from '../guild.entity';
import { GuildNeeds } from '../guild-needs';
import { Guilds } from '../guilds.service';
import { BotIntentsView } from './bot-intents.type';
import { GuildReports } from './guild-reports.service';
import { Missing } from './missing.type';

/** A report names the commands of a bot and its servers: it is for whoever may see both. */
const maySee = ({ viewer }: RequestContext, botId: string): boolean =>
  [Permission.VIEW_COMMANDS, Permission.VIEW_GUILDS].every((permission) =>
    viewer?.access.may(permission, { botIds: [botId] }),
  );

@Resolver(() => Bot)
export class BotReportResolver {
  constructor(
    private readonly reports: GuildReports,
    private readonly needs: GuildNeeds,
  ) {}

  @Subscription(() => BotEvent, {
    description: 'Comes with every change after which a bot may lack more or less than before.',
  })
  @Allow(Permission.VIEW_BOTS, { bot: 'botId' })
  missingChanged(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return follow(['bot.changed', 'command.changed', 'guild.changed'], botId, () => ({
      botId,
      change: 'UPDATED',
    }));
  }

  @ResolveField(() => [Missing], {
    nullable: true,
    description:
      'What does not work for lack of a permission, a role or an intent; null for whoever may not see its commands and servers.',
  })
  missing(bot: Bot, _: unknown, context: RequestContext): Promise<readonly Missing[] | null> | null {
    return maySee(context, bot.id) ? context.loaders.load(this.reports.ofBot, bot.id) : null;
  }

  @ResolveField(() => [String], {
    description: 'Permissions that its commands and settings take, for example BanMembers.',
  })
  async neededPermissions(bot: Bot, _: unknown, { loaders }: RequestContext): Promise<readonly string[]> {
    const needs = (await loaders.load(this.needs.ofBot, bot.id)) ?? [];
    return [...new Set(needs.flatMap(({ permissions }) => permissions))];
  }

  @ResolveField(() => BotIntentsView, { description: 'What it asks Discord to hear of.' })
  async intents(bot: Bot, _: unknown, context: RequestContext): Promise<BotIntentsView> {
    const needs = (await context.loaders.load(this.needs.ofBot, bot.id)) ?? [];
    const isShown = maySee(context, bot.id);
    return {
      chosen: bot.intents,
      needed: neededFor(needs),
      asked: bot.askedIntents,
      readAt: bot.flagsReadAt,
      privileged: knownIntents.filter(isPrivileged).map((name) => ({
        name,
        portalSwitch: portalSwitch(name),
        allowed: mayAsk(name, bot.applicationFlags),
        neededBy: isShown
          ? [...new Set(needs.filter(({ intents }) => intents.includes(name)).map(({ what }) => what))]
          : [],
      })),
    };
  }
}

@Resolver(() => Guild)
export class GuildBotsResolver {
  constructor(
    private readonly guilds: Guilds,
    private readonly bots: Bots,
  ) {}

  @ResolveField(() => [BotInGuild], { description: 'The bots that are in it, as its members.' })
  async botMembers(guild: Guild, _: unknown, context: RequestContext): Promise<BotInGuild[]> {
    const members = (await context.loaders.load(this.guilds.membersOf, guild.id)) ?? [];
    const seen = await Promise.all(members.map(({ botId }) => this.bots.seenBy(context, botId)));
    return members.filter((_member, index) => seen[index] !== null);
  }
}

@Resolver(() => BotInGuild)
export class BotInGuildResolver {
  constructor(
    private readonly reports: GuildReports,
    private readonly bots: Bots,
  ) {}

  @ResolveField(() => Bot, { nullable: true })
  bot({ botId }: BotInGuild, _: unknown, context: RequestContext): Promise<Bot | null> {
    return this.bots.seenBy(context, botId);
  }

  @ResolveField(() => [String], {
    nullable: true,
    description:
      'What its roles allow it here, for example BanMembers; Administrator stands for all. Null until Discord has told.',
  })
  permissions(
    { botId, guildId }: BotInGuild,
    _: unknown,
    { loaders }: RequestContext,
  ): Promise<readonly string[] | null> {
    return loaders.load(this.reports.permissionsIn, `${botId}/${guildId}`);
  }

  @ResolveField(() => [Missing], {
    nullable: true,
    description: 'What does not work here; null for whoever may not see the commands and servers of the bot.',
  })
  missing(
    { botId, guildId }: BotInGuild,
    _: unknown,
    context: RequestContext,
  ): Promise<readonly Missing[] | null> | null {
    if (!maySee(context, botId)) return null;
    return context.loaders.load(this.reports.ofBotInGuild, `${botId}/${guildId}`);
  }
}
