import { CommandRunner, SubCommand } from 'nest-commander';

import { say, withFeatures } from './with-features';

@SubCommand({ name: 'status', description: 'What each bot is, and why.' })
export class BotsStatusCommand extends CommandRunner {
  async run(): Promise<void> {
    const { statusOf } = await import('@cube/bots/bot.entity');
    const { Bots } = await import('@cube/bots/bots.service');
    const bots = await withFeatures((app) => app.get(Bots).all());
    if (bots.length === 0) say('There is no bot yet: add one in the panel.');
    const width = Math.max(...bots.map(({ name }) => name.length));
    for (const bot of bots) {
      const status = statusOf(bot).toLowerCase().padEnd(9);
      say(`${bot.name.padEnd(width)}  ${status} ${bot.reason ?? ''}`.trimEnd());
    }
  }
}
