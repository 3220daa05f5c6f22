import { Command, CommandRunner } from 'nest-commander';

import { AddBotCommand } from './bots-add.command';
import { BotsStatusCommand } from './bots-status.command';
import { StartBotCommand, StopBotCommand } from './bots-want.command';

@Command({
  name: 'bots',
  description: 'The bots of this installation.',
  subCommands: [BotsStatusCommand, StartBotCommand, StopBotCommand, AddBotCommand],
})
export class BotsCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}
