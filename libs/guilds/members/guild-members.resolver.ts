import { DiscordApi } from '@cube/discord-api/discord-api';
import { Allow, CurrentViewer } from '@cube/platform/access';
import { Throttle } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { GuildMember, GuildMembersArgs } from './guild-member';
import { GuildMembers } from './guild-members.service';

@Resolver(() => GuildMember)
export class GuildMembersResolver {
  constructor(
    private readonly members: GuildMembers,
    private readonly discord: DiscordApi,
  ) {}

  @Query(() => [GuildMember], {
    description: 'The members of a server whose names begin so, at most ten, and those with these ids.',
  })
  @Allow(Permission.EDIT_COMMANDS, { botInGuild: ['botId', 'guildId'] })
  @Throttle('discord')
  guildMembers(
    @Args() wanted: GuildMembersArgs,
    @CurrentViewer() viewer: Viewer,
  ): Promise<readonly GuildMember[]> {
    return this.members.find(wanted, viewer);
  }

  @ResolveField(() => String, { nullable: true })
  avatarUrl({ id, avatar }: GuildMember): string | null {
    return this.discord.cdn.avatar(id, avatar);
  }
}
