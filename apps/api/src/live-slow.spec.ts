import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { WebSocket } from 'ws';

import { executed } from './staging';
import { TestApi } from './testing';

const query = `subscription ($after: String) {
  commandExecuted(botId: "bot-1", after: $after) { cursor gap { reason } entry { execution { command error } } }
}`;
/** Facts of 40 KB: more than a socket and its buffers hold. */
const facts = 600;
const padding = 'x'.repeat(40_000);

describe('a reader that is slow', () => {
  let house: TestApi;
  let ada = '';
  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const cursorNow = async () => String((await house.ask('{ liveCursor }', {}, ada)).data?.['liveCursor']);
  const ran = (command: string) =>
    house.api.app.get(EventLog).record(executed('bot-1', { command, error: padding }));

  /** A client that reads only while it is told to. */
  const follow = async (after: string) => {
    const socket = new WebSocket(`${house.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { cookie: ada },
    });
    const commands: string[] = [];
    let cursor = after;
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data));
      if (type === 'connection_ack') {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { after } } }));
      }
      if (type !== 'next') return;
      const event = payload.data.commandExecuted;
      expect(event.gap).toBeNull();
      cursor = event.cursor;
      commands.push(event.entry.execution.command);
    });
    socket.on('error', () => undefined);
    let code = 0;
    socket.on('close', (closed) => (code = closed));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"type":"connection_init"}');
    return { socket, commands, code: () => code, cursor: () => cursor };
  };

  it('is cut off, and gets the rest by its cursor: everything once and in order', async () => {
    const slow = await follow(await cursorNow());
    ran('first');
    await until(() => slow.commands.length === 1);
    slow.socket.pause();
    for (let index = 0; index < facts; index += 1) ran(`c${index}`);
    // The api has let it go, though it has not noticed.
    await until(async () => (await house.test.database.query('select from connection')).length === 0);
    slow.socket.resume();
    await until(() => slow.code() !== 0);
    expect(slow.code()).toBe(1006);
    expect(slow.commands.length).toBeLessThan(facts);

    const resumed = await follow(slow.cursor());
    await until(() => slow.commands.length + resumed.commands.length >= facts + 1);
    const expected = ['first', ...Array.from({ length: facts }, (_, index) => `c${index}`)];
    expect([...slow.commands, ...resumed.commands]).toEqual(expected);
    // What it missed was more than may wait, and it was not cut off again: a replay goes as fast as it is read.
    expect(resumed.code()).toBe(0);
    resumed.socket.terminate();
  });
});
