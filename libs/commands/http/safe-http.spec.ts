import { gzipSync } from 'node:zlib';

import { at, clientOf, closeAll, get, hello, open, serve, serveTls, testCertificate } from './testing';

afterEach(closeAll);

describe('what is sent and what comes back', () => {
  it.each([
    [{ Host: 'internal' }, 'host'],
    [{ 'Transfer-Encoding': 'chunked' }, 'transfer-encoding'],
    [{ 'Content-Length': '5' }, 'content-length'],
    [{ connection: 'upgrade' }, 'connection'],
    [{ 'Proxy-Authorization': 'x' }, 'proxy-authorization'],
    [{ 'x-a': 'b\r\nHost: internal' }, 'x-a'],
    [{ 'x a': 'b' }, 'x a'],
    [Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`x-${n}`, ''])), 'At most 32'],
    [{ 'x-long': 'x'.repeat(9000) }, 'At most 32'],
  ])('sends no header that is not its to set: %#', async (headers, words) => {
    const asked = clientOf([]).request({ method: 'GET', url: 'http://example.com/', headers });
    await expect(asked).rejects.toMatchObject({ rule: 'header', message: expect.stringContaining(words) });
  });

  it('sends a body with what may have one', async () => {
    const server = await open(
      serve((request, response) => {
        const { method, headers } = request;
        response.setHeader('x-seen', `${method} ${headers['content-length']} ${headers['content-type']}`);
        request.pipe(response);
      }),
    );
    const http = clientOf([server]);
    const headers = { 'Content-Type': 'application/json' };
    const answer = await http.request({
      method: 'POST',
      url: at(server, '/a?b=c#d'),
      headers,
      body: '{"ä":1}',
    });
    expect(answer).toMatchObject({
      status: 200,
      text: '{"ä":1}',
      headers: { 'x-seen': 'POST 8 application/json' },
    });
    expect(server.asked).toEqual([`POST 127.0.0.1:${server.port}/a?b=c`]);
    await expect(http.request({ method: 'GET', url: at(server), body: 'x' })).rejects.toMatchObject({
      rule: 'body',
    });
  });

  it.each([
    ['text/plain; charset=iso-8859-1', Buffer.from([0x67, 0xfc, 0x6e]), 'gün'],
    ['text/plain; charset=nonsense', Buffer.from('grün'), 'grün'],
    ['text/plain', Buffer.from([0x61, 0xff]), 'a\uFFFD'],
    ['text/plain', gzipSync('packed'), 'packed'],
  ])('reads %s as text', async (type, bytes, text) => {
    const packed = bytes[0] === 0x1f && { 'content-encoding': 'gzip' };
    const server = await open(
      serve((_, response) => response.writeHead(200, { 'content-type': type, ...packed }).end(bytes)),
    );
    await expect(get(clientOf([server]), at(server))).resolves.toMatchObject({ text });
  });

  it('reads headers of a body that is not there', async () => {
    const server = await open(
      serve((_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '9' }).end(),
      ),
    );
    const answer = await clientOf([server]).request({ method: 'HEAD', url: at(server) });
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '9' } });
  });

  it('believes a certificate for the name that was asked for, and no other', async () => {
    const server = await open(serveTls(hello));
    const options = { resolve: async () => ['127.0.0.1'], certificates: [testCertificate] };
    const http = clientOf([server], options);
    await expect(get(http, `https://secure.example:${server.port}/`)).resolves.toMatchObject({
      text: 'hello',
    });
    await expect(get(http, `https://other.example:${server.port}/`)).rejects.toMatchObject({
      failure: 'certificate',
    });
    const stranger = clientOf([server], { resolve: options.resolve });
    await expect(get(stranger, `https://secure.example:${server.port}/`)).rejects.toMatchObject({
      failure: 'certificate',
    });
    expect(server.asked).toHaveLength(1);
  });

  it('says that nobody is there', async () => {
    const server = await serve(hello);
    await server.close();
    await expect(get(clientOf([server]), at(server))).rejects.toMatchObject({
      failure: 'connection',
      message: 'The connection failed (ECONNREFUSED).',
    });
  });

  it('asks no proxy that the environment names', async () => {
    const server = await open(serve(hello));
    const proxy = await open(serve(hello));
    const names = ['http_proxy', 'HTTP_PROXY', 'NODE_USE_ENV_PROXY'];
    for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : at(proxy);
    await get(clientOf([server]), at(server)).finally(() =>
      names.forEach((name) => Reflect.deleteProperty(process.env, name)),
    );
    expect([server.asked.length, proxy.asked.length]).toEqual([1, 0]);
  });
});
