/** Where things lie, and what this run is told: .env, the environment, and the keys that are made once. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

import { isPortFree } from '../free-port.mjs';
import { Trouble } from './terminal.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What this clone keeps for itself: data, keys, logs. Git does not see it. CUBE_HOME puts it elsewhere, for a second one beside it. */
const home = process.env.CUBE_HOME ? resolve(process.env.CUBE_HOME) : join(root, '.cube');
export const inCube = (...path) => join(home, ...path);

export const mainOf = (app) => join(root, 'dist/apps', app, 'main.mjs');

/**
 * Node's options for programs that serve; docker/Dockerfile has the same. V8 shrinks the space of young objects to a megabyte while
 * a program has little to do, and then clears it away so often that a long list costs half as much again. More than four megabytes
 * leave the processor's cache: with sixteen a short request costs a fifth more. And it forgets the compiled form of what was not
 * called for a while, so that the first command after a quiet minute would wait for it. And after each burst it collects all garbage
 * up to three times anew, to give memory back that the next burst takes again, and throws away what it compiled for objects of
 * which none lives at that moment.
 */
export const serverFlags = ['--min-semi-space-size=4', '--no-flush-bytecode', '--no-memory-reducer'];

/** A path as a person in the clone would write it. */
export const shown = (path) => (path.startsWith(root) ? relative(root, path) : path);

/** An empty value in .env or in the environment means "not set". */
const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** The settings of .env with those of the environment over them. */
export function readSettings() {
  const file = join(root, '.env');
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...given(written), ...given(process.env) };
}

/** The number of a port variable. */
export function portOf(settings, name, otherwise) {
  const text = settings[name] ?? String(otherwise);
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Trouble(`${name} is "${text}": it must be a port, a number from 1 to 65535.`);
}

/** @param {Readonly<Record<string, number>>} ports by the variable that changes them */
export async function checkPorts(ports) {
  const taken = new Map();
  for (const [name, port] of Object.entries(ports)) {
    const twin = taken.get(port);
    if (twin) throw new Trouble(`${name} and ${twin} are both ${port}: each needs a port of its own.`);
    taken.set(port, name);
    if (!(await isPortFree(port)))
      throw new Trouble(
        `Port ${port} is taken: end what listens there, or set ${name} to another, such as ${name}=${port + 1}.`,
      );
  }
}

/** The server's name and port in an address that may hold a password. */
export function hostOf(name, address) {
  if (URL.canParse(address)) return new URL(address).host;
  throw new Trouble(`${name} is no address: see .env.example for what it looks like.`);
}

/** A secret that is made once and kept in a file that only its owner reads. */
function keep(file, make) {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const secret = make();
  mkdirSync(dirname(file), { recursive: true });
  // By way of a second file: a crash must not leave half a key.
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secret;
}

/** The development key that protects stored secrets, in the form of MASTER_KEYS. */
const masterKey = () => keep(inCube('master-key'), () => `development:${randomBytes(32).toString('base64')}`);

/** What opens the simulator's control API to us. */
export const simulatorKey = () => keep(inCube('simulator-key'), () => randomBytes(24).toString('base64url'));

/** The environment of api, worker and cli: what the person set, and what we made where they set nothing. */
export function environmentOf(settings, made) {
  const env = {
    // Node 22 and newer keep there what they have compiled: the next start is quicker.
    NODE_COMPILE_CACHE: inCube('compile-cache'),
    ...settings,
    MASTER_KEYS: settings.MASTER_KEYS ?? masterKey(),
    ...made,
  };
  // Whoever has an application at the real Discord must not be sent to a simulator that an old .env names.
  if (!made.SIMULATOR_URL) delete env.SIMULATOR_URL;
  return env;
}
