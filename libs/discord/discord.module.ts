import { BotAdapter } from '@cube/bots/bot-adapter';
import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule, MetadataScanner, ModuleRef } from '@nestjs/core';
import { Client, GatewayIntentBits } from 'discord.js';
import {
  ContextMenusModule,
  MessageComponentsModule,
  ModalsModule,
  NecordModule,
  SlashCommandsModule,
  TextCommandsModule,
} from 'necord';

import { BuiltinCatalogue } from './commands/builtin-catalogue';
import { CodeNeeds } from './commands/code-needs';
import { DISCORD_OPTIONS, type DiscordOptions } from './discord-options';
import { BuiltinHandlers } from './dispatch/builtin-handlers';
import { CodeHandlers } from './dispatch/code-handlers';
import { CommandMetrics } from './dispatch/command-metrics';
import { CustomHandlers } from './dispatch/custom-handlers';
import { Dispatcher } from './dispatch/dispatcher';
import { HandOn } from './dispatch/hand-on';
import { Hub } from './dispatch/hub';
import { Suggestions } from './dispatch/suggestions';
import { Automations } from './events/automations';
import { Greetings } from './events/greetings';
import { GuildLog } from './events/guild-log';
import { ReactionRoles } from './events/reaction-roles';
import { DiscordFleet } from './fleet/discord-fleet';
import { FleetMetrics } from './fleet/fleet-metrics';

/** The modules of Necord that would answer interactions by themselves, in whatever bot. */
const answering = [
  SlashCommandsModule,
  ContextMenusModule,
  MessageComponentsModule,
  ModalsModule,
  TextCommandsModule,
];

/** Bots on Discord: Necord finds what our code does, the fleet connects the bots, the dispatcher brings the two together. */
@Module({})
export class DiscordModule implements OnModuleInit {
  constructor(private readonly modules: ModuleRef) {}

  static forRoot({
    intents = [GatewayIntentBits.Guilds],
    prefix = '!',
    imports = [],
  }: Partial<DiscordOptions> = {}): DynamicModule {
    const necord = NecordModule.forRoot({ token: '', intents: [], prefix, skipRegistration: true });
    const options: DiscordOptions = { intents, prefix, imports };
    return {
      module: DiscordModule,
      imports: [
        DiscoveryModule,
        ...imports,
        { ...necord, providers: [...(necord.providers ?? []), { provide: Client, useClass: Hub }] },
      ],
      providers: [
        { provide: DISCORD_OPTIONS, useValue: options },
        { provide: APP_FILTER, useClass: HandOn },
        BuiltinHandlers,
        CodeHandlers,
        CustomHandlers,
        Suggestions,
        MetadataScanner,
        BuiltinCatalogue,
        GuildLog,
        Automations,
        Greetings,
        ReactionRoles,
        CodeNeeds,
        CommandMetrics,
        Dispatcher,
        FleetMetrics,
        DiscordFleet,
        { provide: BotAdapter, useExisting: DiscordFleet },
      ],
      exports: [BotAdapter, BuiltinCatalogue, CodeHandlers, CodeNeeds],
    };
  }

  /** At bootstrap, which comes next, they would start to listen; their registries are filled all the same. */
  onModuleInit(): void {
    for (const module of answering) {
      const instance = this.modules.get(module, { strict: false });
      instance.onApplicationBootstrap = () => this.modules.get(Client, { strict: false });
    }
  }
}
