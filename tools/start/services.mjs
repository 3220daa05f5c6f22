/** PostgreSQL and Redis for whoever has none, as launchers for the supervisor. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { freePort } from '../free-port.mjs';
import { dataDirectory, startPostgres } from '../postgres.mjs';
import { startRedis } from '../redis.mjs';
import { inCube, shown } from './settings.mjs';
import { note } from './terminal.mjs';

/**
 * Where the data lies. Its server may not enter every clone; data that must lie outside outlives a removed `.cube/`, and with
 * it the key that opens its secrets: data that is not of this `.cube/` is put aside.
 */
function placeData() {
  const wanted = inCube('postgres');
  const directory = dataDirectory(wanted);
  if (directory === wanted) return { directory, words: shown(directory) };
  const owner = inCube('postgres.path');
  const isOurs = existsSync(owner) && readFileSync(owner, 'utf8').trim() === directory;
  if (!isOurs && existsSync(directory)) {
    const aside = `${directory}-until-${new Date().toISOString().replace(/\W/g, '')}`;
    for (const suffix of ['', '.password'])
      if (existsSync(directory + suffix)) renameSync(directory + suffix, aside + suffix);
    note('postgres', `put aside data that is not of this clone: ${aside}`);
  }
  writeFileSync(owner, `${directory}\n`);
  return { directory, words: directory };
}

/** `facts` are known once it has been launched. */
export async function embeddedPostgres() {
  const port = await freePort();
  const { directory, words } = placeData();
  const facts = { url: '', words: `embedded, data in ${words}` };
  const launch = async (listeners) => {
    const { url, exited } = await startPostgres({ directory, port, ...listeners });
    facts.url = url;
    return { exited };
  };
  return { launch, facts };
}

const kinds = {
  'redis-server': 'redis-server of this machine',
  'stand-in': 'stand-in from npm: fine to try, not to run',
};

export async function embeddedRedis() {
  const port = await freePort();
  const facts = { url: '', words: '' };
  const launch = async (listeners) => {
    const { url, kind, exited } = await startRedis({ port, ...listeners });
    Object.assign(facts, { url, words: kinds[kind] });
    return { exited };
  };
  return { launch, facts };
}
