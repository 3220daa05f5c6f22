import { Allow, CurrentViewer } from '@cube/platform/access';
import { Throttle } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, ID, Mutation, ResolveField, Resolver } from '@nestjs/graphql';

import { ReactionRole } from './reaction-roles/reaction-role.entity';
import { ReactionRoleInput } from './reaction-roles/reaction-roles.inputs';
import { ReactionRoles } from './reaction-roles/reaction-roles.service';
import { ScheduledMessage } from './scheduled-messages/scheduled-message.entity';
import { ScheduledMessageInput } from './scheduled-messages/scheduled-messages.inputs';
import { ScheduledMessages } from './scheduled-messages/scheduled-messages.service';
import { GuildSettings, SettingVariable } from './settings/guild-settings.entity';
import { variablesWithin } from './settings/settings-schema';

const inGuild = { botInGuild: ['botId', 'guildId'] } as const;

@Resolver(() => GuildSettings)
export class AutomationsResolver {
  constructor(
    private readonly reactions: ReactionRoles,
    private readonly messages: ScheduledMessages,
  ) {}

  @Mutation(() => ReactionRole, {
    description: 'Lets members get a role by an emoji under a message, where the bot puts it.',
  })
  @Allow(Permission.EDIT_GUILDS, inGuild)
  @Throttle('discord')
  createReactionRole(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
    @Args('input') input: ReactionRoleInput,
    @CurrentViewer() author: Viewer,
  ): Promise<ReactionRole> {
    return this.reactions.create({ botId, guildId }, input, { author });
  }

  @Mutation(() => ID, { description: 'Members keep the roles that they have.' })
  @Allow(Permission.EDIT_GUILDS, inGuild)
  @Throttle('discord')
  deleteReactionRole(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() author: Viewer,
  ): Promise<string> {
    return this.reactions.delete({ botId, guildId, id }, { author });
  }

  @Mutation(() => ScheduledMessage)
  @Allow(Permission.EDIT_GUILDS, inGuild)
  createScheduledMessage(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
    @Args('input') input: ScheduledMessageInput,
    @CurrentViewer() author: Viewer,
  ): Promise<ScheduledMessage> {
    return this.messages.create({ botId, guildId }, input, { author });
  }

  @Mutation(() => ScheduledMessage)
  @Allow(Permission.EDIT_GUILDS, inGuild)
  updateScheduledMessage(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
    @Args('id', { type: () => ID }) id: string,
    @Args('input') input: ScheduledMessageInput,
    @CurrentViewer() author: Viewer,
  ): Promise<ScheduledMessage> {
    return this.messages.update({ botId, guildId, id }, input, { author });
  }

  @Mutation(() => ID)
  @Allow(Permission.EDIT_GUILDS, inGuild)
  deleteScheduledMessage(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() author: Viewer,
  ): Promise<string> {
    return this.messages.delete({ botId, guildId, id }, { author });
  }

  @ResolveField(() => [ReactionRole], { description: 'The roles that members get by reacting.' })
  reactionRoles({ botId, guildId }: GuildSettings): Promise<ReactionRole[]> {
    return this.reactions.list(botId, guildId);
  }

  @ResolveField(() => [ScheduledMessage])
  scheduledMessages({ botId, guildId }: GuildSettings): Promise<ScheduledMessage[]> {
    return this.messages.list(botId, guildId);
  }

  @ResolveField(() => [SettingVariable], { description: 'What a scheduled message may name.' })
  scheduledVariables(): readonly SettingVariable[] {
    return variablesWithin(['guild', 'channel', 'bot', 'now']);
  }
}
