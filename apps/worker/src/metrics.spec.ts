import { BotObservation } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { metricsOfDashboard, type Sample, samplesIn } from '@cube/platform/metrics/testing';
import { freePort, until } from '@cube/platform/testing';

import type { RunningWorker } from './start-worker';
import { TestWorkers, untilObserved } from './testing';

describe('the metrics of a worker', () => {
  let house: TestWorkers;
  let worker: RunningWorker;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    // The worker is one above the api.
    house = await TestWorkers.prepare({ METRICS_PORT: String(port - 1) }, { heartbeatInterval: 300 });
    worker = await house.start();
    const { id } = await worker.app.get(Bots).add({ token: house.trial.application.token }, null);
    await untilObserved(worker, id, BotObservation.ONLINE);
    await until(async () => (await house.trial.control.state()).commands.some(({ name }) => name === 'ping'));
  }, 60_000);
  afterAll(() => house.end(), 60_000);

  const read = async (): Promise<readonly Sample[]> =>
    samplesIn(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  const valueOf = (samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}) =>
    samples.find(
      (each) =>
        each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
    )?.value;

  it('[SA-32] [ND-22] count commands by how they ended, and never by what people call them', async () => {
    const before = valueOf(await read(), 'cube_commands_total', { outcome: 'ANSWERED' }) ?? 0;
    await house.trial.control.run('/ping', { as: 'ada', in: '#general' });
    const labels = { outcome: 'ANSWERED', source: 'BUILTIN' };
    await until(async () => valueOf(await read(), 'cube_commands_total', labels) === before + 1);
    const samples = await read();
    expect(valueOf(samples, 'cube_command_duration_seconds_count', { outcome: 'ANSWERED' })).toBe(before + 1);
    const ofCommands = samples.filter(({ name }) => name.startsWith('cube_command'));
    expect(JSON.stringify(ofCommands)).not.toContain('ping');
    expect(samples.every(({ labels: { role } }) => role === 'worker')).toBe(true);
  });

  it('[SA-32] show the bots by their states, and what the gateway takes to answer', async () => {
    await until(async () => (valueOf(await read(), 'cube_gateway_latency_seconds_count') ?? 0) > 0);
    const samples = await read();
    const states = samples.filter(({ name }) => name === 'cube_bots');
    expect(Object.fromEntries(states.map(({ labels, value }) => [labels['state'], value]))).toEqual({
      OFFLINE: 0,
      STARTING: 0,
      ONLINE: 1,
      FAILING: 0,
    });
  });

  it('[ND-22] [PS-31] show the process, its pools and its queues', async () => {
    const samples = await read();
    expect(valueOf(samples, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(valueOf(samples, 'process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(valueOf(samples, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(valueOf(samples, 'cube_postgres_waiting', { pool: 'requests' })).toBe(0);
    for (const queue of ['mail', 'guild-sync', 'scheduled-messages'])
      expect(valueOf(samples, 'cube_queue_jobs', { queue, state: 'waiting' })).toEqual(expect.any(Number));
  });

  it('[ND-22] are all that the dashboard of Grafana asks of a worker', async () => {
    const names = new Set((await read()).map(({ name }) => name));
    const asked = metricsOfDashboard().filter((name) => /^cube_(bots|command|gateway)/.test(name));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });

  it('[SA-32] are nothing for whoever comes through a proxy', async () => {
    const headers = { 'x-forwarded-for': '127.0.0.1' };
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('cube_');
  });

  it('keep no second worker of the same machine from its work', async () => {
    const second = await house.start();
    await house.stop(second);
    expect((await read()).length).toBeGreaterThan(50);
  });
});
