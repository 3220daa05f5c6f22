import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import type { HttpFailed } from './http-errors';
import { SafeHttp } from './safe-http';
import { at, clientOf, closeAll, get, open, serve, serveRaw } from './testing';

afterEach(closeAll);

describe('what a request may take [SA-34]', () => {
  it('is not more bytes than it was told, whether declared or not', async () => {
    const endless = await open(
      serve((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        };
        response.on('drain', more);
        more();
      }),
    );
    const declared = await open(
      serve((_, response) => response.writeHead(200, { 'content-length': '1000000000' }).write('x')),
    );
    for (const server of [endless, declared]) {
      const asked = clientOf([server]).request({ method: 'GET', url: at(server), maxBytes: 100_000 });
      await expect(asked).rejects.toMatchObject({
        rule: 'size',
        message: 'The answer is larger than 100,000 bytes.',
      });
    }
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(50_000_000))],
  ])('is not more bytes than it was told when %s unpacks them', async (encoding, bomb) => {
    const server = await open(
      serve((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb)),
    );
    expect(bomb.length).toBeLessThan(100_000);
    const asked = clientOf([server]).request({ method: 'GET', url: at(server), maxBytes: 100_000 });
    await expect(asked).rejects.toMatchObject({ rule: 'size' });
  });

  it('[SA-23] is no more than two of the threads that look names up, however slow a name server is', async () => {
    const slow: (() => void)[] = [];
    const resolve = jest.fn(
      () => new Promise<string[]>((found) => slow.push(() => found(['93.184.216.34']))),
    );
    const http = clientOf([], { resolve });
    const stop = new AbortController();
    const asked = Array.from({ length: 20 }, (_, index) =>
      http.request({ method: 'GET', url: `https://slow-${index}.example/`, signal: stop.signal }),
    );
    const ended = Promise.allSettled(asked);
    // What needs no name server waits for none.
    await expect(get(http, 'http://127.0.0.1/')).rejects.toMatchObject({ rule: 'address' });
    expect(resolve).toHaveBeenCalledTimes(2);
    stop.abort();
    expect((await ended).every(({ status }) => status === 'rejected')).toBe(true);
    // Whoever has gone is looked up for no more.
    slow.forEach((found) => found());
    await expect(get(http, 'http://127.0.0.1/')).rejects.toMatchObject({ rule: 'address' });
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  it('is no packing within a packing', async () => {
    const twice = gzipSync(gzipSync('hello'));
    const server = await open(
      serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(twice)),
    );
    await expect(get(clientOf([server]), at(server))).rejects.toMatchObject({ rule: 'encoding' });
  });

  it.each([
    ['never answers', () => undefined],
    [
      'answers drop by drop',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        const drops = setInterval(() => socket.write('x'), 20);
        socket.once('close', () => clearInterval(drops));
      },
    ],
    [
      'sends headers without end',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drops = setInterval(() => socket.write('x: y\r\n'), 20);
        socket.once('close', () => clearInterval(drops));
      },
    ],
  ])('is no longer than its time when the server %s', async (_, behaviour) => {
    const server = await open(serveRaw(behaviour));
    const asked = clientOf([server]).request({ method: 'GET', url: at(server), timeoutMs: 300 });
    await expect(asked).rejects.toMatchObject({
      failure: 'timeout',
      message: 'No whole answer came within 300 ms.',
    });
  });

  it('is no longer than its time when the name service is silent', async () => {
    const http = new SafeHttp({ resolve: () => new Promise(() => undefined) });
    const asked = http.request({ method: 'GET', url: 'http://silent.example/', timeoutMs: 100 });
    await expect(asked).rejects.toMatchObject({ failure: 'timeout' });
  });

  it('is not more headers than fit', async () => {
    const server = await open(
      serve((_, response) => response.writeHead(200, { long: 'x'.repeat(20_000) }).end()),
    );
    await expect(get(clientOf([server]), at(server))).rejects.toMatchObject({ failure: 'answer' });
  });

  it('ends when whoever asked does not want it any more', async () => {
    const server = await open(serve(() => undefined));
    const stop = new AbortController();
    const asked = clientOf([server]).request({ method: 'GET', url: at(server), signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ failure: 'aborted' });
  });

  it('is a turn: so many at once, so many with one host, and a queue that has an end', async () => {
    let running = 0;
    let most = 0;
    const held: (() => void)[] = [];
    const server = await open(
      serve((_, response) => {
        running += 1;
        most = Math.max(most, running);
        held.push(() => {
          running -= 1;
          response.end();
        });
        if (held.length === 2) held.splice(0).forEach((go) => go());
      }),
    );
    const http = clientOf([server], { turns: { atOnce: 3, perHost: 2, waiting: 4 } });
    const asked = Array.from({ length: 7 }, () =>
      get(http, at(server)).then(
        () => 'done',
        (error: HttpFailed) => error.failure,
      ),
    );
    await expect(Promise.all(asked)).resolves.toEqual([...Array.from({ length: 6 }, () => 'done'), 'busy']);
    expect(most).toBe(2);
  });
});
