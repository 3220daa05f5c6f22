import { CommandRunner, SubCommand } from 'nest-commander';

import { say } from './say';

const which = '<name-or-id>';

@SubCommand({ name: 'start', arguments: which, description: 'Wants a bot online.' })
export class StartBotCommand extends CommandRunner {
  async run([nameOrId = '']: string[]): Promise<void> {
    const { wantBot } = await import('./operations');
    say(`${await wantBot(nameOrId, 'ONLINE')} is wanted online.`);
  }
}

@SubCommand({ name: 'stop', arguments: which, description: 'Wants a bot offline.' })
export class StopBotCommand extends CommandRunner {
  async run([nameOrId = '']: string[]): Promise<void> {
    const { wantBot } = await import('./operations');
    say(`${await wantBot(nameOrId, 'OFFLINE')} is wanted offline.`);
  }
}
