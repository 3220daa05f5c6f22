import { once } from 'node:events';
import { connect } from 'node:net';

import { until } from '@cube/platform/testing';
import { buildSchema } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';

import { LiveSocket } from './live-socket';
import { Pulse } from './pulse';

/** Milliseconds. */
const pingEvery = 40;

describe('the sweep of dead sockets', () => {
  const webSockets = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols });
  const server = makeServer<Record<string, unknown>, LiveSocket>({
    schema: buildSchema('type Query { a: Int }'),
  });
  const pulse = new Pulse(pingEvery);
  let port = 0;

  beforeAll(async () => {
    await once(webSockets, 'listening');
    port = Number(Object(webSockets.address()).port);
    webSockets.on('connection', (socket, request) => {
      const knock = { address: '', headers: {} };
      const closing = { code: 1011, reason: '' };
      new LiveSocket(socket, request.socket, knock, () => closing).open(server, pulse);
    });
  });
  afterAll(async () => {
    pulse.stop();
    webSockets.clients.forEach((client) => client.terminate());
    await new Promise((resolve) => webSockets.close(resolve));
  });

  it('ends a socket behind which nobody answers a ping any more', async () => {
    const socket = connect(port, '127.0.0.1');
    const ended = once(socket, 'close');
    socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    // It reads, and says nothing: as a machine does whose program hangs.
    socket.resume();
    await ended;
    await until(() => webSockets.clients.size === 0);
  });

  it('leaves one alone that answers, however long it has nothing to say', async () => {
    const client = new WebSocket(`ws://127.0.0.1:${port}`, 'graphql-transport-ws');
    let pings = 0;
    client.on('ping', () => (pings += 1));
    while (pings < 5) await once(client, 'ping');
    expect(client.readyState).toBe(WebSocket.OPEN);
    client.terminate();
  });
});
