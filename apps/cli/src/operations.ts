import { DiscordPeople } from '@cube/auth/discord-people.service';
import { BotWish, statusOf } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { FeaturesModule } from '@cube/features/features.module';
import { refuseOldSchema } from '@cube/features/migrate';
import { readConfig } from '@cube/platform/config';
import { Conflict, NotFound } from '@cube/platform/errors';
import { PlatformModule } from '@cube/platform/platform.module';
import { Secrets } from '@cube/platform/secrets';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/**
 * What the commands do with the features of the product. They load this file when they run, so that help and `migrate`,
 * which `npm start` runs each time, are quick.
 */
async function withFeatures<Result>(
  work: (app: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env);
  await refuseOldSchema(config);

  @Module({ imports: [PlatformModule.for('cli', config), FeaturesModule] })
  class CliFeatures {}

  const app = await NestFactory.createApplicationContext(CliFeatures, {
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

export const createSuperuser = (discordId: string) =>
  withFeatures((app) => app.get(DiscordPeople).makeOwner(discordId));

export const botStatuses = () =>
  withFeatures(async (app) => {
    const bots = await app.get(Bots).all();
    return bots.map((bot) => ({ name: bot.name, status: statusOf(bot).toLowerCase(), reason: bot.reason }));
  });

/** Resolves with the name of the bot. */
export const wantBot = (nameOrId: string, wish: keyof typeof BotWish) =>
  withFeatures(async (app) => {
    const bots = app.get(Bots);
    const [bot, another] = (await bots.all()).filter(({ id, name }) => id === nameOrId || name === nameOrId);
    if (!bot) throw new NotFound(`There is no bot “${nameOrId}”: “cube bots status” lists them.`);
    if (another) throw new Conflict(`Several bots are called “${nameOrId}”: name it by its id.`);
    await bots.want(bot.id, BotWish[wish]);
    return bot.name;
  });

/** Resolves with the name of the bot. */
export const addBot = (token: string) =>
  withFeatures(async (app) => (await app.get(Bots).add({ token }, null)).name);

/** Resolves with the number of data keys. */
export const rotateSecrets = () => withFeatures((app) => app.get(Secrets).rotate());
