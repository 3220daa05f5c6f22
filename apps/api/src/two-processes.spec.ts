import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';

import { freePort, type TestDatabase, testDatabase, until } from '@cube/platform/testing';
import { type Client, createClient } from 'graphql-ws';
import { v7 as uuid } from 'uuid';
import { WebSocket } from 'ws';

const folder = 'node_modules/.cache/cube/two-processes';

/** Hands every connection on to whichever process is chosen at that moment, and ends it with that process. */
class Proxy {
  target = 0;
  private readonly open = new Set<Socket>();
  private readonly server: Server = createServer((client) => {
    const upstream = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.open.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('two api processes behind a proxy', () => {
  let test: TestDatabase;
  let url = '';
  const proxy = new Proxy();
  const processes = new Map<number, ChildProcess>();
  const botId = uuid();
  const cookie = 'cube-session=of-this-spec';

  beforeAll(async () => {
    // The program as operators run it, and a page in the place of the panel.
    const build = `(await import('./tools/bundle.mjs')).bundle('apps/api/src/main.ts', '${folder}/api/main.mjs')`;
    spawnSync(process.execPath, ['--input-type=module', '--eval', `await ${build}`], { stdio: 'inherit' });
    mkdirSync(`${folder}/panel/browser`, { recursive: true });
    writeFileSync(`${folder}/panel/browser/index.html`, '<!doctype html>');
    test = await testDatabase();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    await proxy.listen(port);
    await Promise.all([start(), start()]);
    await settle();
  }, 180_000);
  afterAll(async () => {
    processes.forEach((child) => child.kill('SIGKILL'));
    await proxy.close();
    await test.drop();
  });

  async function start(): Promise<void> {
    const port = await freePort();
    const { config } = test;
    const masterKeys = config.masterKeys
      .map(({ name, key }) => `${name}:${key.toString('base64')}`)
      .join(',');
    const child = spawn(process.execPath, [`${folder}/api/main.mjs`], {
      env: {
        PATH: process.env['PATH'],
        CUBE_PROFILE: 'test',
        HOST: '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: url,
        DATABASE_URL: config.database.url,
        REDIS_URL: config.redisUrl,
        REDIS_PREFIX: config.redisPrefix,
        MASTER_KEYS: masterKeys,
        DISCORD_CLIENT_ID: config.discord.clientId,
        DISCORD_CLIENT_SECRET: config.discord.clientSecret,
        SIMULATOR_URL: 'http://127.0.0.1:4700',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.set(port, child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
    const failed = new Promise((_, reject) => child.once('exit', () => reject(new Error(output))));
    // Later on a process is killed on purpose.
    failed.catch(() => undefined);
    await Promise.race([until(() => answers(port)), failed]);
  }
  const answers = (port: number) =>
    fetch(`http://127.0.0.1:${port}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );

  /** An owner who is signed in, and a bot. */
  async function settle(): Promise<void> {
    const accountId = uuid();
    const hash = createHash('sha256').update('of-this-spec').digest('hex');
    await test.database.query(
      "insert into account (id, network, discord_id, name, role, state) values ($1, 'simulator', 1, 'ada', 'OWNER', 'APPROVED')",
      [accountId],
    );
    await test.database.query(
      `insert into session (id, account_id, token_hash, device, address, expires_at)
       values ($1, $2, $3, 'a spec', '127.0.0.1', now() + interval '1 hour')`,
      [uuid(), accountId, hash],
    );
    await test.database.query(
      `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint,
         wanted, generation, observed, observed_generation)
       values ($1, 'simulator', 1, 1, 'Demo', '', 'sealed', 'none', 'OFFLINE', 1, 'OFFLINE', 1)`,
      [botId],
    );
  }

  const ports = () => [...processes.keys()];
  /** By its own door, past the proxy, and with the proxy's name. */
  async function rename(name: string, port: number): Promise<void> {
    const body = JSON.stringify({
      query: 'mutation ($id: ID!, $name: String) { updateBot(id: $id, input: { name: $name }) { name } }',
      variables: { id: botId, name },
    });
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { host: new URL(url).host, 'content-type': 'application/json', cookie };
      const sent = request(
        { host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers },
        (answer) => {
          let read = '';
          answer.on('data', (chunk) => (read += chunk));
          answer.on('end', () => resolve(read));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    expect(JSON.parse(text)).toMatchObject({ data: { updateBot: { name } } });
  }

  /** A client that keeps its cursor and comes back, as the panel does. */
  function follow(): {
    readonly client: Client;
    readonly summaries: string[];
    readonly cursors: string[];
    codes: unknown[];
  } {
    const summaries: string[] = [];
    const cursors: string[] = [];
    const codes: unknown[] = [];
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string | string[]) {
          super(address, protocols, { headers: { cookie } });
        }
      },
    });
    client.on('closed', (event) => codes.push(Object(event).code));
    const variables: Record<string, unknown> = {};
    const query = `subscription ($after: String) {
      logAdded(filter: { kinds: [BOT_CHANGED] }, after: $after) { cursor gap { reason } entry { summary } }
    }`;
    client.subscribe(
      { query, variables },
      {
        next: ({ data }) => {
          const { cursor, gap, entry } = Object(data?.['logAdded']);
          expect(gap).toBeNull();
          variables['after'] = cursor;
          cursors.push(cursor);
          summaries.push(entry.summary);
        },
        error: (problem) => summaries.push(`an error: ${JSON.stringify(problem)}`),
        complete: () => undefined,
      },
    );
    return { client, summaries, cursors, codes };
  }

  it('a subscriber of one sees what a mutation of the other does, and moves there with its cursor when its own is killed', async () => {
    const [a = 0, b = 0] = ports();
    proxy.target = a;
    const followers = [follow(), follow(), follow()];
    // It stands once the first event has reached it, whichever that is.
    let sent = 0;
    const expected: string[] = [];
    const next = async (port: number) => {
      sent += 1;
      await rename(`Demo ${sent}`, port);
      expected.push(`Demo ${sent} was changed.`);
    };
    while (!followers.every(({ summaries }) => summaries.length > 0)) await next(b);
    const begun = followers.map(({ summaries }) => expected.indexOf(summaries[0] ?? ''));
    for (let index = 0; index < 10; index += 1) await next(b);

    // kill -9, in the middle of the events: nobody says good-bye.
    proxy.target = b;
    const changes = (async () => {
      for (let index = 0; index < 20; index += 1) await next(b);
    })();
    processes.get(a)?.kill('SIGKILL');
    await changes;
    for (const [index, { summaries, cursors, codes }] of followers.entries()) {
      const wanted = expected.slice(begun[index]);
      await until(() => summaries.length >= wanted.length);
      expect(summaries).toEqual(wanted);
      expect(new Set(cursors).size).toBe(cursors.length);
      expect(codes.length).toBeGreaterThan(0);
    }
    await Promise.all(followers.map(({ client }) => client.dispose()));
  });

  it('what a killed process left is listed no more, and its end is told by the one that lives', async () => {
    const [, b = 0] = ports();
    await until(async () => {
      const rows: unknown[] = await test.database.query('select from connection');
      return rows.length === 0;
    });
    expect(await answers(b)).toBe(true);
  });
});
