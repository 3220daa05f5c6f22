import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Routes } from 'discord-api-types/v10';

import { Trial } from '../trial';
import { absentMethods, absentRoutes } from './absent-routes';

const isOneOf = <T extends object>(key: PropertyKey, list: T): key is keyof T => Object.hasOwn(list, key);

/** Methods that discord.js chooses at a distance from the name of the route; all of them are tried. */
const chosenElsewhere: Record<string, readonly string[]> = {
  applicationCommand: ['GET', 'PATCH', 'DELETE'],
  applicationCommands: ['GET', 'POST', 'PUT'],
  applicationCommandPermissions: ['GET', 'PUT'],
  applicationGuildCommand: ['GET', 'PATCH', 'DELETE'],
  applicationGuildCommands: ['GET', 'POST', 'PUT'],
  guildApplicationCommandsPermissions: ['GET'],
  channelJoinedArchivedThreads: ['GET'],
  channelMessageUserReaction: ['DELETE'],
  channelThreads: ['GET'],
  gatewayBot: ['GET'],
  guildPrune: ['GET', 'POST'],
  guildWidgetImage: ['GET'],
  oauth2Authorization: [],
};

/** Every route that the source of discord.js names, with the methods it calls them by. */
function calledByDiscordJs(): { name: keyof typeof Routes; method: string }[] {
  const folder = join(dirname(require.resolve('discord.js')));
  const calls = new Map<string, Set<string>>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.js')) continue;
    const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const { 1: name = '', index } of source.matchAll(/Routes\.(\w+)\(/g)) {
      const [, method] =
        /\.(get|post|put|patch|delete)\([^;]{0,60}$/.exec(source.slice(index - 90, index)) ?? [];
      const methods = calls.get(name) ?? new Set();
      if (method) methods.add(method.toUpperCase());
      calls.set(name, methods);
    }
  }
  return [...calls].flatMap(([name, methods]) => {
    if (!isOneOf(name, Routes)) throw new Error(`discord-api-types has no route ${name}.`);
    return [...new Set([...methods, ...(chosenElsewhere[name] ?? [])])].map((method) => ({ name, method }));
  });
}

/** What discord.js puts into a path where an id that nobody has would not do. */
const parts: Record<string, readonly string[]> = {
  'PATCH user': ['@me'],
  'GET channelThreads': ['900', 'public'],
};

function pathOf(name: keyof typeof Routes, method: string): string {
  const build: unknown = Routes[name];
  if (typeof build !== 'function') throw new Error(`${name} builds no path.`);
  return String(build(...(parts[`${method} ${name}`] ?? Array.from({ length: 5 }, () => '900'))));
}

describe('the routes that discord.js can call', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start({ rateLimit: { limit: 10_000, window: 1_000 } });
  });
  afterAll(() => trial.end());

  const calls = calledByDiscordJs();

  it('are found in its source', () => {
    expect(new Set(calls.map(({ name }) => name)).size).toBeGreaterThan(95);
    expect(calls.length).toBeGreaterThan(150);
  });

  it.each(calls)('$method $name is there, or absent for a reason', async ({ name, method }) => {
    const { status, body } = await trial.call(
      method,
      pathOf(name, method),
      method === 'GET' ? undefined : {},
    );
    const isRouted = status !== 405 && !(status === 404 && Object(body).code === 0);
    const isListed = isOneOf(name, absentRoutes) || isOneOf(`${method} ${name}`, absentMethods);
    expect({ isRouted, isListed }).toEqual({ isRouted: !isListed, isListed });
  });

  it('has no reason left over for a route that discord.js does not call', () => {
    const names = calls.map(({ name }) => name);
    const methods = calls.map(({ method, name }) => `${method} ${name}`);
    expect(Object.keys(absentRoutes).filter((name) => !names.some((known) => known === name))).toEqual([]);
    expect(Object.keys(absentMethods).filter((call) => !methods.includes(call))).toEqual([]);
  });
});
