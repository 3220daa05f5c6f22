import { once } from 'node:events';
import { constants, createInflate, inflateSync } from 'node:zlib';

import { WebSocket } from 'ws';

import { Trial } from '../trial';

const syncFlush = Buffer.from([0x00, 0x00, 0xff, 0xff]);

describe('a compressed connection', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start();
  });
  afterAll(() => trial.end());

  const open = (query: string) =>
    new WebSocket(`${trial.simulator.url.replace('http', 'ws')}/gateway?v=10&encoding=json${query}`);
  const identify = (compress: boolean) =>
    JSON.stringify({
      op: 2,
      d: { token: trial.application.token, intents: 1, properties: {}, compress },
    });

  it('is one stream from its first frame to its last, each ending in a sync flush', async () => {
    const socket = open('&compress=zlib-stream');
    const inflate = createInflate({ flush: constants.Z_SYNC_FLUSH });
    let text = '';
    inflate.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ends: boolean[] = [];
    socket.on('message', (data: Buffer, isBinary) => {
      ends.push(isBinary && data.subarray(-4).equals(syncFlush));
      inflate.write(data, () => socket.emit('read'));
    });
    const has = async (word: string) => {
      while (!text.includes(word)) await once(socket, 'read');
    };
    await has('heartbeat_interval');
    socket.send(identify(false));
    await has('"t":"READY"');
    await has('"t":"GUILD_CREATE"');
    await trial.control.dropGateway(trial.application.id, { how: 'reconnect' });
    await has('{"op":7');
    expect(ends.length).toBeGreaterThanOrEqual(4);
    expect(new Set(ends)).toEqual(new Set([true]));
    expect(text.startsWith('{"op":10')).toBe(true);
    socket.close(1_000);
  });

  it('says why it closes after everything that it had to say', async () => {
    const socket = open('&compress=zlib-stream');
    const [first] = await once(socket, 'message');
    expect(Buffer.isBuffer(first)).toBe(true);
    socket.send('{');
    const [code] = await once(socket, 'close');
    expect(code).toBe(4_002);
  });

  it('packs dispatches one by one when IDENTIFY asks for that', async () => {
    const socket = open('');
    await once(socket, 'message');
    socket.send(identify(true));
    const [data, isBinary] = await once(socket, 'message');
    expect(isBinary).toBe(true);
    expect(JSON.parse(inflateSync(data).toString())).toMatchObject({ t: 'READY' });
    socket.close(1_000);
  });

  it.each(['&compress=zstd-stream', '&compress=gzip'])('is refused with %s', async (query) => {
    const [code] = await once(open(query), 'close');
    expect(code).toBe(4_002);
  });
});
