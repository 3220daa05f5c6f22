import { Global, Module } from '@nestjs/common';

import { DiscordApi } from './discord-api';
import { DiscordCache } from './discord-cache';
import { DiscordLimits } from './discord-limits';
import { DiscordMembers } from './discord-members';

@Global()
@Module({
  providers: [DiscordApi, DiscordCache, DiscordLimits, DiscordMembers],
  exports: [DiscordApi, DiscordLimits, DiscordMembers],
})
export class DiscordApiModule {}
