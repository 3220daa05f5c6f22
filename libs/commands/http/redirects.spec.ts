import type { RequestListener } from 'node:http';

import { HttpRefused } from './http-errors';
import { at, clientOf, closeAll, get, hello, open, serve } from './testing';

afterEach(closeAll);

describe('a redirect [SA-34]', () => {
  const to =
    (location: string, status = 302): RequestListener =>
    (_, response) =>
      response.writeHead(status, { location }).end();

  it.each([
    'http://127.0.0.1:PORT/secret',
    'http://[::1]:PORT/secret',
    'http://169.254.169.254/latest/meta-data/',
    'http://2130706433:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://127.1:PORT/',
    '//localhost:PORT/',
    'http://ada:secret@example.com/',
    'file:///etc/passwd',
    'http://rebinding.example:PORT/',
  ])('to %s is refused', async (location) => {
    const inside = await open(serve(hello));
    const outside = await open(serve(to(location.replace('PORT', String(inside.port)))));
    const http = clientOf([outside], { resolve: async () => ['127.0.0.1'] });
    await expect(get(http, at(outside))).rejects.toThrow(HttpRefused);
    expect(inside.asked).toEqual([]);
  });

  it('is followed, three times and no more', async () => {
    const server = await open(
      serve(({ url = '' }, response) => {
        const left = Number(url.slice(1));
        if (left > 0) response.writeHead(307, { location: `/${left - 1}` });
        response.end('there');
      }),
    );
    await expect(get(clientOf([server]), at(server, '/3'))).resolves.toMatchObject({
      status: 200,
      text: 'there',
    });
    await expect(get(clientOf([server]), at(server, '/4'))).rejects.toMatchObject({ rule: 'redirect' });
  });

  it('in a circle ends', async () => {
    const server = await open(serve(to('/')));
    await expect(get(clientOf([server]), at(server))).rejects.toMatchObject({ rule: 'redirect' });
    expect(server.asked).toHaveLength(4);
  });

  it('takes secrets to the same origin, and to no other', async () => {
    const seen: unknown[] = [];
    const record: RequestListener = ({ headers }, response) => {
      seen.push([headers.authorization, headers['x-api-key'], headers.cookie, headers.accept]);
      response.end();
    };
    const other = await open(serve(record));
    const server = await open(
      serve((request, response) => {
        if (request.url === '/same') return record(request, response);
        response.writeHead(302, { location: request.url === '/away' ? at(other) : '/same' }).end();
      }),
    );
    const headers = { Authorization: 'Bearer s', 'X-Api-Key': 'k', Cookie: 'c=1', Accept: 'text/plain' };
    const http = clientOf([server, other]);
    await http.request({ method: 'GET', url: at(server, '/home'), headers });
    await http.request({ method: 'GET', url: at(server, '/away'), headers });
    expect(seen).toEqual([
      ['Bearer s', 'k', 'c=1', 'text/plain'],
      [undefined, undefined, undefined, 'text/plain'],
    ]);
  });

  it('is the answer of a request that changes something', async () => {
    const server = await open(serve(to('/again', 307)));
    const answer = await clientOf([server]).request({ method: 'POST', url: at(server), body: 'x' });
    expect(answer).toMatchObject({ status: 307, headers: { location: '/again' } });
    expect(server.asked).toHaveLength(1);
  });
});
