/** The stand-in for Redis, `node tools/redis-stand-in.mjs PORT`: js-redis-server, held to the loopback interface. */
import { createRequire } from 'node:module';
import { Server } from 'node:net';

// js-redis-server listens on every interface and has no option for one; without a password it must not.
const { listen } = Server.prototype;
Server.prototype.listen = function listenOnLoopback(port) {
  return listen.call(this, port, '127.0.0.1');
};
const { createRedisServer } = createRequire(import.meta.url)('js-redis-server');
await createRedisServer({ port: Number(process.argv[2]) });
