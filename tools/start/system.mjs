/**
 * What `npm start` starts, step by step, from an empty clone to two addresses. Until the packages are installed only Node's own
 * modules may be imported here, directly or not.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { arePackagesCurrent, installCall } from '../packages.mjs';
import { program } from './child.mjs';
import {
  checkPorts,
  environmentOf,
  hostOf,
  inCube,
  mainOf,
  portOf,
  readSettings,
  root,
  serverFlags,
  shown,
  simulatorKey,
} from './settings.mjs';
import { Supervisor } from './supervisor.mjs';
import { bold, dim, note, say, secondsSince, step, Trouble, warning } from './terminal.mjs';

const apps = ['api', 'worker', 'cli', 'simulator', 'panel'];

/**
 * Starts Social Cube and keeps it running.
 * @param {{ extra?: Readonly<Record<string, string>>, afterwards?: (supervisor: Supervisor) => Promise<void> }} [options]
 *   `extra` settings go over those of the person
 */
export async function runSocialCube({ extra, afterwards } = {}) {
  const settings = { ...readSettings(), ...extra };
  const supervisor = new Supervisor({ isTalkative: ['debug', 'trace'].includes(settings.LOG_LEVEL) });
  await supervisor.start(async () => {
    await startSystem(supervisor, settings);
    await afterwards?.(supervisor);
  });
}

async function startSystem(supervisor, settings) {
  const began = performance.now();
  const places = placesOf(settings);
  say(`\n${bold('Social Cube')}\n`);
  await supervisor.claim(places.address);
  await checkPorts({
    PORT: places.port,
    ...(places.simulatorPort && { SIMULATOR_PORT: places.simulatorPort }),
  });
  if (!arePackagesCurrent()) await step('install', () => install(supervisor));
  await step('build', () => build(supervisor));

  const made = {};
  await step('postgres', () => providePostgres(supervisor, settings, made));
  await step('redis', () => provideRedis(supervisor, settings, made));
  let demo;
  if (places.simulator) {
    await step('simulator', async () => {
      demo = await startSimulator(supervisor, settings, places);
      made.DISCORD_CLIENT_ID = demo.clientId;
      made.DISCORD_CLIENT_SECRET = demo.clientSecret;
      made.SIMULATOR_URL = places.simulator;
      return 'stands in for Discord';
    });
  }
  supervisor.describe(made);
  const env = environmentOf(settings, made);

  await step('migrate', async () => {
    await supervisor.run('migrate', program({ args: [mainOf('cli'), 'migrate'], env }));
    return 'the database is up to date';
  });
  for (const name of ['api', 'worker'])
    await supervisor.keep(name, program({ args: [...serverFlags, mainOf(name)], env }));
  if (demo)
    await seedOnce(
      supervisor,
      env,
      demo,
      made.DATABASE_URL ? 'embedded' : hostOf('DATABASE_URL', settings.DATABASE_URL),
    );
  await step('health', () => untilWell(places.health));

  say(`\n  Ready in ${secondsSince(began)}\n`);
  say(`  Panel and API   ${bold(places.address)}`);
  if (places.simulator) say(`  Simulator       ${bold(places.simulator)}`);
  say('\n  Open the panel and press "Sign in with Discord".');
  if (places.simulator) say('  Then open the simulator, choose a person and a channel, and type /ping.');
  say(dim(`\n  Ctrl-C stops everything. Logs: ${shown(inCube('logs'))}/\n`));
}

/** Ports and addresses; `simulator` only where no real Discord application is set. */
function placesOf(settings) {
  const port = portOf(settings, 'PORT', 3000);
  const host = ['0.0.0.0', '::', undefined].includes(settings.HOST) ? '127.0.0.1' : settings.HOST;
  const address = (settings.PUBLIC_URL ?? `http://127.0.0.1:${port}`).replace(/\/+$/, '');
  const places = {
    port,
    address,
    health: `http://${host.includes(':') ? `[${host}]` : host}:${port}/health`,
  };
  if (settings.DISCORD_CLIENT_ID) {
    if (!settings.DISCORD_CLIENT_SECRET)
      throw new Trouble('DISCORD_CLIENT_ID is set and DISCORD_CLIENT_SECRET is not: set both, or neither.');
    return places;
  }
  const simulatorPort = portOf(settings, 'SIMULATOR_PORT', 4700);
  return { ...places, simulatorPort, simulator: `http://127.0.0.1:${simulatorPort}` };
}

async function install(supervisor) {
  await supervisor.run('install', program({ ...installCall(), env: process.env }));
  return 'the packages of package-lock.json';
}

async function build(supervisor) {
  const args = ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '-p', apps.join(',')];
  await supervisor.run(
    'build',
    program({ args, env: { ...process.env, NX_TUI: 'false', FORCE_COLOR: '0' } }),
  );
  return apps.join(', ');
}

async function providePostgres(supervisor, settings, made) {
  if (settings.DATABASE_URL) return `yours, at ${hostOf('DATABASE_URL', settings.DATABASE_URL)}`;
  const { embeddedPostgres } = await import('./services.mjs');
  const { launch, facts } = await embeddedPostgres();
  await supervisor.keep('postgres', launch, { signal: 'SIGINT', patience: 15_000 });
  made.DATABASE_URL = facts.url;
  return facts.words;
}

async function provideRedis(supervisor, settings, made) {
  if (settings.REDIS_URL) return `yours, at ${hostOf('REDIS_URL', settings.REDIS_URL)}`;
  const { embeddedRedis } = await import('./services.mjs');
  const { launch, facts } = await embeddedRedis();
  await supervisor.keep('redis', launch);
  made.REDIS_URL = facts.url;
  return facts.words;
}

/** Starts the simulator, and asks it for the credentials of its demo application. */
async function startSimulator(supervisor, settings, { address, simulatorPort, simulator }) {
  const key = simulatorKey();
  const env = {
    ...settings,
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_STATE: inCube('simulator.json'),
    SIMULATOR_SEED: '1',
    SIMULATOR_KEY: key,
    SIMULATOR_REDIRECT_URI: settings.DISCORD_REDIRECT_URI ?? `${address}/auth/discord/callback`,
  };
  // Discord knows nothing of these either.
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'MASTER_KEYS']) delete env[name];
  await supervisor.keep('simulator', program({ args: [...serverFlags, mainOf('simulator')], env }));
  for (const late = Date.now() + 30_000; Date.now() < late; await delay(50)) {
    const answer = await ask(`${simulator}/control/demo`, { 'x-simulator-key': key });
    if (answer?.isWell) return JSON.parse(answer.text);
  }
  throw new Trouble(`The simulator does not answer: see ${shown(inCube('logs/simulator.log'))}.`);
}

/** Adds the demo bot once to each database: a bot that a person has removed does not come back. */
async function seedOnce(supervisor, env, { token }, database) {
  const file = inCube('demo-seeded');
  const seeded = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  if (seeded.includes(database)) return;
  await step('demo', async () => {
    const args = [mainOf('cli'), 'bots', 'add', '--if-missing'];
    await supervisor.run('demo', program({ args, env, input: `${token}\n` }));
    writeFileSync(file, `${database}\n`, { flag: 'a' });
    return 'the bot Cube Demo is added and wanted online';
  });
}

/** The answer of a server on this machine, or undefined where there is none yet. */
async function ask(url, headers = {}) {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
    return { isWell: response.ok, status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

/** Waits for as long as it takes; after a minute it says what is wrong. */
async function untilWell(url) {
  let late = Date.now() + 60_000;
  for (;;) {
    const answer = await ask(url);
    if (answer?.isWell) return 'api, database, Redis and worker are well';
    if (Date.now() > late) {
      note('health', warning(`not well after a minute: ${describeHealth(answer)}`));
      note('', `It goes on trying. Logs: ${shown(inCube('logs'))}/`);
      late = Infinity;
    }
    await delay(100);
  }
}

/** What /health says, in words: `worker: no worker has reported`. */
function describeHealth(answer) {
  if (!answer) return 'nothing answers';
  try {
    const { error } = JSON.parse(answer.text);
    const culprits = Object.entries(error).map(([name, { message = 'down' }]) => `${name}: ${message}`);
    if (culprits.length > 0) return culprits.join('; ');
  } catch {
    // Not the form that is known: the text as it is says more than nothing.
  }
  return `${answer.status} ${answer.text.slice(0, 300)}`;
}
