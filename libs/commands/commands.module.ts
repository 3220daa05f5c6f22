import { BotsModule } from '@cube/bots/bots.module';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { BuiltinCommands } from './builtin-commands.service';
import { Command } from './command.entity';
import { CommandSync } from './command-sync.entity';
import { CommandSyncs } from './command-syncs.service';
import { CommandTable } from './command-table';
import { BotCommandsResolver, CommandEventResolver, CommandsResolver } from './commands.resolver';
import { Commands } from './commands.service';

/** The commands of the bots: what they are, and whether Discord knows of them. */
@Module({
  imports: [TypeOrmModule.forFeature([Command, CommandSync]), BotsModule],
  providers: [
    Commands,
    BuiltinCommands,
    CommandSyncs,
    CommandTable,
    CommandsResolver,
    CommandEventResolver,
    BotCommandsResolver,
  ],
  exports: [Commands, BuiltinCommands, CommandSyncs, CommandTable],
})
export class CommandsModule {}
