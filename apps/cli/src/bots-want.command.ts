import { Conflict, NotFound } from '@cube/platform/errors';
import { CommandRunner, SubCommand } from 'nest-commander';

import { say, withFeatures } from './with-features';

const which = '<name-or-id>';

@SubCommand({ name: 'start', arguments: which, description: 'Wants a bot online.' })
export class StartBotCommand extends CommandRunner {
  run([which]: string[]): Promise<void> {
    return want(which, 'ONLINE');
  }
}

@SubCommand({ name: 'stop', arguments: which, description: 'Wants a bot offline.' })
export class StopBotCommand extends CommandRunner {
  run([which]: string[]): Promise<void> {
    return want(which, 'OFFLINE');
  }
}

async function want(nameOrId = '', wish: 'ONLINE' | 'OFFLINE'): Promise<void> {
  const { BotWish } = await import('@cube/bots/bot.entity');
  const { Bots } = await import('@cube/bots/bots.service');
  await withFeatures(async (app) => {
    const bots = app.get(Bots);
    const [bot, another] = (await bots.all()).filter(({ id, name }) => id === nameOrId || name === nameOrId);
    if (!bot) throw new NotFound(`There is no bot “${nameOrId}”: “cube bots status” lists them.`);
    if (another) throw new Conflict(`Several bots are called “${nameOrId}”: name it by its id.`);
    await bots.want(bot.id, BotWish[wish]);
    say(`${bot.name} is wanted ${wish.toLowerCase()}.`);
  });
}
