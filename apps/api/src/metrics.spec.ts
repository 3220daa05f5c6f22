import { request } from 'node:http';

import { metricsOfDashboard, type Sample, samplesIn } from '@cube/platform/metrics/testing';
import { freePort, until } from '@cube/platform/testing';
import { Wire } from '@cube/realtime/testing';

import { mintKey } from './staging';
import { collect, TestApi } from './testing';
import manifest from './trusted-documents.generated.json';

/** Asks as whoever sends these headers; `host` too, which fetch would not send. */
const ask = (port: number, headers: Readonly<Record<string, string>> = {}, path = '/metrics') =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += String(part)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });

describe('the metrics of the api', () => {
  let house: TestApi;
  let port: number;
  let ada = '';

  beforeAll(async () => {
    port = await freePort();
    house = await TestApi.start(undefined, { METRICS_PORT: String(port) });
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const read = async (): Promise<readonly Sample[]> => samplesIn((await ask(port)).text);
  const valueOf = (samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}) =>
    samples.find(
      (each) =>
        each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
    )?.value;
  const trusted = Object.values(manifest).find(({ name }) => name === 'PeopleCounts');

  it('[SA-32] [ND-22] count operations by the names of our own documents', async () => {
    const { name, text } = trusted!;
    await house.ask(text, {}, ada);
    await house.ask(`query ${name} { liveCursor }`, {}, ada);
    const { secret } = await mintKey(house, ada);
    await fetch(`${house.url}/api/v1/bots`, { headers: { authorization: `Bearer ${secret}` } });
    const samples = await read();
    const counted = (operation: string) =>
      samples
        .filter(
          ({ name: each, labels }) =>
            each === 'cube_graphql_operations_total' && labels['operation'] === operation,
        )
        .reduce((sum, { value }) => sum + value, 0);
    // What only bears the name of one of ours is not it.
    expect(counted(name)).toBe(1);
    expect(counted('other')).toBeGreaterThan(0);
    expect(counted('GET /bots')).toBe(1);
    expect(valueOf(samples, 'cube_graphql_operation_duration_seconds_count', { operation: name })).toBe(1);
    expect(samples.every(({ labels }) => labels['role'] === 'api')).toBe(true);
  });

  it('[SA-32] stay bounded, whatever operations are called and however they fail', async () => {
    const series = async () => (await read()).filter(({ name }) => name.startsWith('cube_graphql_')).length;
    for (const query of ['{ liveCursor }', '{ nothing }', '{', '']) await house.ask(query, {}, ada);
    await house.ask('{ liveCursor }');
    const before = await series();
    for (let index = 0; index < 40; index += 1) {
      await house.ask(`query Hostile${index} { liveCursor }`, {}, ada);
      await house.ask(`query Hostile${index} { nothing${index} }`, {}, ada);
      await house.ask(`query Hostile${index} {`, {}, ada);
      await house.ask(`query Stranger${index} { liveCursor }`);
    }
    expect(await series()).toBe(before);
    expect((await ask(port)).text).not.toMatch(/Hostile|Stranger/);
  });

  it('[SA-32] tell what fails by our fault from what was refused', async () => {
    const statuses = async () => {
      const counted = (await read()).filter(({ name }) => name === 'cube_graphql_operations_total');
      return new Set(counted.map(({ labels }) => labels['status']));
    };
    expect(await statuses()).toEqual(new Set(['OK', 'REFUSED']));
    const { database } = house.test;
    await database.query('alter table bot rename to bot_away');
    const { errors } = await house.ask('{ bots { nodes { name } } }', {}, ada);
    await database.query('alter table bot_away rename to bot');
    expect(errors?.[0]?.extensions.code).toBe('INTERNAL');
    expect(await statuses()).toEqual(new Set(['OK', 'REFUSED', 'FAILED']));
  });

  it('[SA-32] [PS-31] show pools, queues, the log, sockets and the process itself', async () => {
    const client = house.live(ada);
    collect(client, 'subscription { sessionChanged { cursor } }');
    collect(client, 'subscription { botChanged { cursor } }');
    await until(async () => valueOf(await read(), 'cube_live_subscriptions') === 2);
    const samples = await read();
    expect(valueOf(samples, 'cube_live_sockets')).toBe(1);
    expect(valueOf(samples, 'cube_live_groups')).toBe(2);
    for (const pool of ['requests', 'event log']) {
      expect(valueOf(samples, 'cube_postgres_connections', { pool, state: 'idle' })).toBeGreaterThanOrEqual(
        0,
      );
      expect(valueOf(samples, 'cube_postgres_waiting', { pool })).toBe(0);
    }
    expect(valueOf(samples, 'cube_postgres_connections_most', { pool: 'requests' })).toBe(4);
    for (const queue of ['mail', 'guild-sync']) {
      for (const state of ['waiting', 'active', 'delayed', 'failed'])
        expect({ queue, state, value: valueOf(samples, 'cube_queue_jobs', { queue, state }) }).toEqual({
          queue,
          state,
          value: expect.any(Number),
        });
    }
    expect(valueOf(samples, 'cube_log_facts_total')).toBeGreaterThan(0);
    expect(valueOf(samples, 'cube_log_dropped_total')).toBe(0);
    expect(valueOf(samples, 'cube_log_spilled_bytes')).toBe(0);
    expect(valueOf(samples, 'cube_log_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(valueOf(samples, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(valueOf(samples, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    await client.dispose();
    await until(async () => valueOf(await read(), 'cube_live_subscriptions') === 0);
  });

  it('[ND-22] are all that the dashboard of Grafana asks of an api', async () => {
    const names = new Set((await read()).map(({ name }) => name));
    const asked = metricsOfDashboard().filter((name) => !/^cube_(bots|command|gateway)/.test(name));
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });

  it('[SA-32] are nothing for strangers: not at the public door, not through a proxy, not for a page of another name', async () => {
    const publicDoor = await fetch(`${house.url}/metrics`, { headers: { cookie: ada } });
    expect(publicDoor.status).toBe(404);
    expect(await publicDoor.text()).not.toContain('cube_');
    const suspect: readonly Readonly<Record<string, string>>[] = [
      { 'x-forwarded-for': '127.0.0.1' },
      { forwarded: 'for=127.0.0.1' },
      { 'x-real-ip': '127.0.0.1' },
      { host: 'evil.example.org' },
      { host: `metrics.example.org:${port}` },
    ];
    for (const headers of suspect) {
      const { status, text } = await ask(port, headers);
      expect({ headers, status }).toEqual({ headers, status: 403 });
      expect(text).not.toContain('cube_');
    }
    expect((await ask(port, {}, '/')).status).toBe(404);
    expect((await ask(port, {}, '/metrics?x=1')).status).toBe(200);
  });

  it('[SA-32] come without the queues while Redis is frozen, and with them again afterwards', async () => {
    const own = await freePort();
    const wire = await Wire.to(process.env['CUBE_TEST_REDIS_URL'] ?? '');
    const other = await TestApi.start(undefined, { METRICS_PORT: String(own), REDIS_URL: wire.url });
    const names = async () => new Set(samplesIn((await ask(own)).text).map(({ name }) => name));
    try {
      await until(async () => (await names()).has('cube_queue_jobs'));
      wire.freeze();
      const meanwhile = await names();
      expect(meanwhile.has('cube_queue_jobs')).toBe(false);
      expect(meanwhile.has('cube_postgres_waiting') && meanwhile.has('process_cpu_seconds_total')).toBe(true);
      wire.mend();
      await until(async () => (await names()).has('cube_queue_jobs'));
    } finally {
      wire.mend();
      await other.end();
      await wire.close();
    }
  });

  it('[SA-32] are for whoever has the token, where there is one', async () => {
    const token = 'a-token-of-the-specs-0123456789';
    const own = await freePort();
    const other = await TestApi.start(undefined, { METRICS_PORT: String(own), METRICS_TOKEN: token });
    try {
      for (const authorization of [
        '',
        'Bearer ',
        `Bearer ${token}x`,
        `Bearer ${token.slice(1)}`,
        `Basic ${token}`,
        token,
      ]) {
        const { status, text } = await ask(own, authorization ? { authorization } : {});
        expect({ authorization, status }).toEqual({ authorization, status: 401 });
        expect(text).not.toContain('cube_');
      }
      // A proxy may stand between, for the token says who asks.
      const answer = await ask(own, { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' });
      expect(answer.status).toBe(200);
      expect(samplesIn(answer.text).length).toBeGreaterThan(50);
    } finally {
      await other.end();
    }
  });
});
