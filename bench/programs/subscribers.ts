/** A load generator: many WebSockets with one subscription each, which only count what reaches them. */
import { once } from 'node:events';

import { WebSocket } from 'ws';

import { offer, setting } from '../kit/commands';

const url = setting('BENCH_URL');
const payload = { query: setting('BENCH_QUERY') };
/** Sockets that shake hands at the same time. */
const atOnce = 20;

let deliveries = 0;
let awaited = { total: Infinity, done: (): void => undefined };

async function subscribe(): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { cookie: 'cube-session=bench-0' } });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.on('message', (data) => {
    const frame = String(data);
    if (frame.includes('"type":"next"')) deliveries += 1;
    else if (frame.includes('"type":"ping"')) socket.send('{"type":"pong"}');
    else throw new Error(`Unexpected: ${frame}`);
    if (deliveries >= awaited.total) awaited.done();
  });
  socket.on('close', (code) => {
    throw new Error(`A socket was closed with ${code}.`);
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
}

offer({
  async subscribe(amount) {
    let left = amount;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await subscribe();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return amount;
  },
  /** Answers when so many events have been delivered since the beginning, to all sockets together. */
  delivered(total) {
    if (deliveries >= total) return deliveries;
    return new Promise((resolve) => {
      awaited = { total, done: () => resolve(deliveries) };
    });
  },
});
