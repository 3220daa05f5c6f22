import { CommandRunner, SubCommand } from 'nest-commander';

import { say } from './say';

@SubCommand({ name: 'status', description: 'What each bot is, and why.' })
export class BotsStatusCommand extends CommandRunner {
  async run(): Promise<void> {
    const { botStatuses } = await import('./operations');
    const bots = await botStatuses();
    if (bots.length === 0) say('There is no bot yet: add one in the panel.');
    const width = Math.max(...bots.map(({ name }) => name.length));
    for (const { name, status, reason } of bots) {
      say(`${name.padEnd(width)}  ${status.padEnd(9)} ${reason ?? ''}`.trimEnd());
    }
  }
}
