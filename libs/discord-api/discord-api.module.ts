import { Global, Module } from '@nestjs/common';

import { DiscordApi } from './discord-api';

@Global()
@Module({ providers: [DiscordApi], exports: [DiscordApi] })
export class DiscordApiModule {}
