import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

import { readConfig } from '@cube/platform/config';
import { Trial } from '@cube/simulator/trial';
import { v7 as uuid } from 'uuid';

import { DiscordApi } from './discord-api';

describe('[SA-26] what is posted at Discord', () => {
  let trial: Trial;
  let way: Server;
  let discord: DiscordApi;
  /** Requests that arrive at Discord, and whose answers are lost. */
  let lost = 0;
  let arrived = 0;

  beforeAll(async () => {
    trial = await Trial.start();
    way = createServer((request, response) => {
      void (async () => {
        const answer = await fetch(`${trial.simulator.url}${request.url}`, {
          method: request.method ?? 'GET',
          headers: {
            authorization: request.headers.authorization ?? '',
            'content-type': request.headers['content-type'] ?? '',
          },
          body: await text(request),
        });
        const body = await answer.text();
        arrived += 1;
        if (arrived > lost)
          response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
      })();
    });
    way.listen(0, '127.0.0.1');
    await once(way, 'listening');
    const address = way.address();
    discord = new DiscordApi(
      readConfig({
        CUBE_PROFILE: 'test',
        DATABASE_URL: process.env['CUBE_TEST_DATABASE_URL'] ?? '',
        REDIS_URL: process.env['CUBE_TEST_REDIS_URL'] ?? '',
        MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
        DISCORD_CLIENT_ID: '100000000000000001',
        DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
        SIMULATOR_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
      }),
    );
  });
  beforeEach(() => {
    arrived = 0;
    lost = 0;
  });
  afterAll(async () => {
    way.closeAllConnections();
    way.close();
    await trial.end();
  });

  const post = (content: string, key: string) =>
    discord.post(trial.application.token, trial.channelId, content, key);
  const standing = async (content: string) =>
    (await trial.control.messages(trial.channelId, 'ada')).filter((message) => message.content === content)
      .length;

  it('stands there once when it arrived, its answer was lost, and it was tried again', async () => {
    const key = uuid();
    lost = 1;
    // @discordjs/rest tries again by itself, but not in Jest, whose errors are of another realm: then the outbox does.
    await post('Asked twice.', key).catch(() => post('Asked twice.', key));
    expect({ arrived, standing: await standing('Asked twice.') }).toEqual({ arrived: 2, standing: 1 });
  });

  it('stands there once however often it is tried anew, and again for something else', async () => {
    const key = `a key that is longer than what Discord takes ${uuid()}`;
    for (let times = 0; times < 3; times += 1) await post('Tried anew.', key);
    expect(await standing('Tried anew.')).toBe(1);
    await post('Tried anew.', uuid());
    expect(await standing('Tried anew.')).toBe(2);
  });
});
