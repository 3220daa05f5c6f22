import { CommandSwitches } from '@cube/commands/gates/command-switches';
import { GuildEvent } from '@cube/guilds/guild.entity';
import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { JsonScalar } from '@cube/platform/json-scalar';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { GuildSetting, GuildSettings, SwitchableCommand } from './guild-settings.entity';
import { GuildSettingsService } from './guild-settings.service';
import { settingsSchema } from './settings-schema';

@Resolver(() => GuildSettings)
export class GuildSettingsResolver {
  constructor(
    private readonly settings: GuildSettingsService,
    private readonly switches: CommandSwitches,
  ) {}

  @Query(() => [GuildSetting], {
    description: 'The settings that every bot has in every server, for a form.',
  })
  @Allow()
  guildSettingsSchema(): readonly GuildSetting[] {
    return settingsSchema;
  }

  @Query(() => GuildSettings, { description: 'How a bot is set in a server; guildChanged tells of changes.' })
  @Allow(Permission.VIEW_GUILDS, { botInGuild: ['botId', 'guildId'] })
  guildSettings(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
  ): Promise<GuildSettings> {
    return this.settings.get(botId, guildId);
  }

  @Mutation(() => GuildSettings, {
    description: 'Changes the settings that are named; the others stay as they are.',
  })
  @Allow(Permission.EDIT_GUILDS, { botInGuild: ['botId', 'guildId'] })
  changeGuildSettings(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('guildId', { type: () => ID }) guildId: string,
    @Args('settings', { type: () => JsonScalar, description: 'Values by the keys of guildSettingsSchema.' })
    settings: unknown,
    @CurrentViewer() viewer: Viewer,
    @Args('reset', {
      type: () => [String],
      nullable: true,
      description: 'Keys of those that go back to their defaults.',
    })
    reset?: string[],
  ): Promise<GuildSettings> {
    return this.settings.change(botId, guildId, { settings, reset: reset ?? [] }, viewer);
  }

  @ResolveField(() => [SwitchableCommand], {
    description: 'The commands of the bot, which can be switched off.',
  })
  commands({ botId }: GuildSettings): Promise<readonly SwitchableCommand[]> {
    return this.switches.commandsOf(botId);
  }
}

@Resolver(() => GuildEvent)
export class GuildEventSettingsResolver {
  constructor(private readonly rows: GuildSettingsService) {}

  @ResolveField(() => GuildSettings, {
    nullable: true,
    description: 'How the bot is set in the server now; null when the news is the synchronisation.',
  })
  settings(event: GuildEvent, _: unknown, { loaders }: RequestContext): Promise<GuildSettings | null> | null {
    if (!event.botId || !event.guildId) return null;
    return loaders.load(this.rows.byId, `${event.botId}/${event.guildId}`);
  }
}
