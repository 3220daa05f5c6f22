import { Global, Module } from '@nestjs/common';

import { DiscordApi } from './discord-api';
import { DiscordLimits } from './discord-limits';

@Global()
@Module({ providers: [DiscordApi, DiscordLimits], exports: [DiscordApi, DiscordLimits] })
export class DiscordApiModule {}
