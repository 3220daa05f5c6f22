import { once } from 'node:events';

import { freePort } from '@cube/platform/testing';
import { WebSocket, WebSocketServer } from 'ws';

import { NextMessage } from './next-message';

describe('a next message', () => {
  const ids = ['1', 'e5a1b8f0-4f0a-4d3e-9f41-0a7a5b1c2d3e', 'quote " and \\ and é'];

  it.each([0, 80, 125, 126, 200, 65_400, 65_535, 65_536, 300_000])(
    'of %d letters reads as ws would have written it, for every operation id',
    async (length) => {
      const port = await freePort();
      const server = new WebSocketServer({ port });
      const text = 'é'.repeat(length / 2) + 'x'.repeat(length % 2);
      const message = new NextMessage(JSON.stringify({ data: { text } }));
      server.on('connection', (_, { socket }) => ids.forEach((id) => socket.write(message.frameFor(id))));
      const client = new WebSocket(`ws://127.0.0.1:${port}`);
      const got: unknown[] = [];
      client.on('message', (data, isBinary) => got.push(isBinary ? 'binary' : JSON.parse(String(data))));
      while (got.length < ids.length) await once(client, 'message');
      expect(got).toEqual(ids.map((id) => ({ id, type: 'next', payload: { data: { text } } })));
      client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  );

  it('is the very same bytes for subscribers with the same operation id', () => {
    const message = new NextMessage('{"data":null}');
    expect(message.frameFor('1')).toBe(message.frameFor('1'));
  });
});
