import { setTimeout as pause } from 'node:timers/promises';

import { Accounts } from '@cube/auth/accounts.service';
import { DiscordPeople } from '@cube/auth/discord-people.service';
import { SecondFactor } from '@cube/auth/own-account/second-factor';
import { People } from '@cube/auth/people/people.service';
import { DangerousDeed, ProposalState } from '@cube/auth/proposals/proposal.entity';
import { Proposals } from '@cube/auth/proposals/proposals.service';
import { Role } from '@cube/auth/roles';
import { BotFiles } from '@cube/automation/bot-file/bot-files.service';
import { readFile } from '@cube/automation/bot-file/read-file';
import { type Bot, BotWish, statusOf } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { FeaturesModule } from '@cube/features/features.module';
import { refuseOldSchema } from '@cube/features/migrate';
import { sealedColumns } from '@cube/features/sealed-columns';
import { readConfig } from '@cube/platform/config';
import { Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { PlatformModule } from '@cube/platform/platform.module';
import { SecretRotation } from '@cube/platform/secret-rotation';
import { AuditChain, type ChainHead } from '@cube/realtime/event-log/audit-chain';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory, repl } from '@nestjs/core';

/** All features, as a program of their own. */
async function features(): Promise<new () => object> {
  const config = readConfig(process.env);
  await refuseOldSchema(config);

  @Module({ imports: [PlatformModule.for('cli', config), FeaturesModule] })
  class CliFeatures {}

  return CliFeatures;
}

/**
 * What the commands do with the features of the product. They load this file when they run, so that help and `migrate`,
 * which `npm start` runs each time, are quick.
 */
async function withFeatures<Result>(
  work: (app: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  const app = await NestFactory.createApplicationContext(await features(), {
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

export const listPeople = () => withFeatures((app) => app.get(Accounts).all());

/** Resolves with the link of the invitation. */
export const invite = (email: string, role: keyof typeof Role) =>
  withFeatures(async (app) => (await app.get(People).inviteWithLink(email, Role[role], null)).link);

/** What is done to somebody who is named by an e-mail or an id. */
const withPerson = <Result>(
  emailOrId: string,
  work: (app: INestApplicationContext, id: string) => Promise<Result>,
): Promise<Result> => withFeatures(async (app) => work(app, (await app.get(Accounts).named(emailOrId)).id));

/** Resolves with their name, as the others do. */
export const approve = (emailOrId: string) =>
  withPerson(emailOrId, async (app, id) => (await app.get(People).approve(id, undefined, null)).name);

export const setRole = (emailOrId: string, role: keyof typeof Role) =>
  withPerson(emailOrId, async (app, id) => (await app.get(Accounts).setRole(id, Role[role], null)).name);

export const disableCodes = (emailOrId: string) =>
  withPerson(emailOrId, async (app, id) => (await app.get(SecondFactor).disable(id, null)).name);

/** Resolves with the link at which they choose one. */
export const resetPassword = (emailOrId: string) =>
  withPerson(emailOrId, (app, id) => app.get(People).passwordLink(id));

export const botStatuses = () =>
  withFeatures(async (app) => {
    const bots = await app.get(Bots).all();
    return bots.map((bot) => ({ name: bot.name, status: statusOf(bot).toLowerCase(), reason: bot.reason }));
  });

/** What is done to a bot that is named by its name or its id. */
const withBot = <Result>(
  nameOrId: string,
  work: (app: INestApplicationContext, bot: Bot) => Promise<Result>,
): Promise<Result> =>
  withFeatures(async (app) => {
    const bots = await app.get(Bots).all();
    const [bot, another] = bots.filter(({ id, name }) => id === nameOrId || name === nameOrId);
    if (!bot) throw new NotFound(`There is no bot “${nameOrId}”: “cube bots status” lists them.`);
    if (another) throw new Conflict(`Several bots are called “${nameOrId}”: name it by its id.`);
    return work(app, bot);
  });

/** Resolves with the name of the bot. */
export const wantBot = (nameOrId: string, wish: keyof typeof BotWish) =>
  withBot(nameOrId, async (app, { id, name }) => {
    await app.get(Bots).want(id, BotWish[wish]);
    return name;
  });

export const exportBot = (nameOrId: string) =>
  withBot(nameOrId, (app, { id }) => app.get(BotFiles).export(id, null));

/** Without a name it is the bot of the name that the file gives. */
export const planBot = (yaml: string, nameOrId: string | null) =>
  withBot(nameOrId ?? namedIn(yaml), (app, { id }) => app.get(BotFiles).plan(id, yaml, null));

export const applyBot = (yaml: string, nameOrId: string | null) =>
  withBot(nameOrId ?? namedIn(yaml), async (app, { id }) => {
    const files = app.get(BotFiles);
    const { hash } = await files.plan(id, yaml, null);
    return files.apply(id, yaml, hash, null);
  });

function namedIn(yaml: string): string {
  const { bot } = readFile(yaml).file;
  if (!bot) throw new Invalid('The file does not say which bot it is of: name one by --bot.');
  return bot.name;
}

/** Resolves with the name of the bot. */
export const addBot = (token: string) =>
  withFeatures(async (app) => (await app.get(Bots).add({ token }, null)).name);

/** Where two people must agree, it waits for the second one, who answers on the page of proposals. */
export const rotateSecrets = (tell: (line: string) => void, breakGlass?: string) =>
  withFeatures(async (app) => {
    await untilAgreed(app.get(Proposals), tell, breakGlass);
    return app.get(SecretRotation).rotate(sealedColumns);
  });

async function untilAgreed(
  proposals: Proposals,
  tell: (line: string) => void,
  breakGlass?: string,
): Promise<void> {
  const deed = DangerousDeed.ROTATE_SECRETS;
  if (!(await proposals.isNeeded(deed))) return;
  const what = 'All secrets are sealed anew, under the first of MASTER_KEYS.';
  const id = await proposals.propose({ deed, details: {}, what }, null);
  if (breakGlass !== undefined) return proposals.breakFromTerminal(id, breakGlass);
  tell('Two people must agree to this: somebody has to say yes on the page of proposals. Waiting …');
  for (;;) {
    const { state, deciderName, reason } = await proposals.stateOf(id);
    if (state === ProposalState.DONE) return;
    if (state !== ProposalState.OPEN) {
      throw new Conflict(`${deciderName ?? 'Somebody'} refused it${reason ? `: ${reason}` : ''}.`);
    }
    await pause(500);
  }
}

export const secretsStatus = () => withFeatures((app) => app.get(SecretRotation).status(sealedColumns));

/** Opens Nest’s prompt on all services; resolves when it is left. What is typed there is kept nowhere. */
export async function openPrompt(): Promise<void> {
  const prompt = await repl(await features(), { prompt: 'cube> ' });
  await new Promise((resolve) => prompt.once('exit', resolve));
}

export const verifyAudit = (noted: ChainHead | null) =>
  withFeatures((app) => app.get(AuditChain).verify(noted));
