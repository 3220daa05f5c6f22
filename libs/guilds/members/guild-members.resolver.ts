import { DiscordApi } from '@cube/discord-api/discord-api';
import { Allow } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
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
  guildMembers(@Args() wanted: GuildMembersArgs): Promise<readonly GuildMember[]> {
    return this.members.find(wanted);
  }

  @ResolveField(() => String, { nullable: true })
  avatarUrl({ id, avatar }: GuildMember): string | null {
    return this.discord.cdn.avatar(id, avatar);
  }
}
