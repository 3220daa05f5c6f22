import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** Where a process listens for as long as it lives. */
const addressOf = (folder: string, owner: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\social-cube-${owner}` : join(folder, `${owner}.alive`);

/**
 * Says that this process lives, to every other one that shares the folder: in containers a pid tells nothing. Node has no
 * flock; a socket that somebody listens on does the same, for the kernel closes it however the process ends.
 */
export async function sayAlive(folder: string, owner: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(addressOf(folder, owner), resolve);
  });
  return server;
}

/** A name is given once, so that whoever is dead stays dead. In doubt it lives. */
export function isAlive(folder: string, owner: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(addressOf(folder, owner));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => resolve(!['ECONNREFUSED', 'ENOENT'].includes(Object(error).code)));
  });
}

/** Clears away what a dead process listened on. */
export const forget = (folder: string, owner: string): Promise<void> =>
  rm(addressOf(folder, owner), { force: true });
