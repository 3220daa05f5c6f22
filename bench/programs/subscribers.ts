/** A load generator: many WebSockets with one subscription each, which only count what reaches them. */
import { once } from 'node:events';

import { WebSocket } from 'ws';

import { offer, setting } from '../kit/commands';
import { botIdOf } from '../kit/facts';

const url = setting('BENCH_URL');
const query = setting('BENCH_QUERY');
/** Each follows another bot, by the variable `botId`; otherwise all ask for the same. */
const isDistinct = process.env['BENCH_DISTINCT'] === 'true';
/** Sockets that shake hands at the same time. */
const atOnce = 20;

let deliveries = 0;
let subscribed = 0;
let awaited = { total: Infinity, done: (): void => undefined };

async function subscribe(): Promise<void> {
  const variables = isDistinct ? { botId: botIdOf((subscribed += 1)) } : {};
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
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
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
