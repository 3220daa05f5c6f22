import { SimulatorClient } from '../client';
import type { Simulator } from '../server';
import { startSimulator } from '../server';
import { Trial } from '../trial';
import { LoadBots } from './load-bots';

describe('a load', () => {
  let simulator: Simulator;
  let control: SimulatorClient;
  let bots: LoadBots;
  beforeAll(async () => {
    simulator = await startSimulator({ answerWithin: 30_000 });
    control = new SimulatorClient(simulator.url);
    bots = await LoadBots.start(simulator.url, { bots: 4, guilds: 2 });
  });
  afterAll(async () => {
    await bots.close();
    await simulator.close();
  });
  beforeEach(() => bots.answered.clear());

  /** How many each bot has answered, once they know of all; the load may know first. */
  async function answered(total: number): Promise<number[]> {
    for (;;) {
      const counts = [...bots.answered.values()];
      if (counts.reduce((sum, count) => sum + count, 0) >= total) return counts;
      await control.state();
    }
  }

  it('is spread over all bots and guilds, and told with its latencies', async () => {
    const outcome = await control.load({ perSecond: 400, seconds: 0.25 });
    expect(outcome).toMatchObject({ offered: 100, answered: 100, unanswered: 0 });
    expect(await answered(100)).toEqual([25, 25, 25, 25]);
    const { p50 = 0, p95 = 0, p99 = 0, max = 0 } = outcome.latency ?? {};
    expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].toSorted((left, right) => left - right));
    expect(p50).toBeGreaterThan(0);
    const guild = (await control.state()).guilds.find(({ name }) => name === 'Load guild 1');
    const written = await Promise.all(guild?.channels.map(({ id }) => control.messages(id, 'load')) ?? []);
    expect(written.flat()).toHaveLength(50);
  });

  it('goes to the bots and guilds that were named only', async () => {
    await control.load({ perSecond: 1_000, seconds: 0.01, applications: ['Load 1', 'Load 2'] });
    expect(await answered(10)).toEqual([5, 5]);
    bots.answered.clear();
    await control.load({ perSecond: 1_000, seconds: 0.01, guilds: ['Load guild 2'] });
    expect(await answered(10)).toEqual([5, 5]);
  });

  it('counts whom nobody answers', async () => {
    const application = await control.createApplication({ name: 'Deaf' });
    await control.install(application.id, 'Load guild 1');
    await fetch(`${simulator.url}/api/v10/applications/${application.id}/commands`, {
      method: 'PUT',
      headers: { authorization: `Bot ${application.token}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ name: 'deaf', description: 'Says nothing.' }]),
    });
    const wish = { command: '/deaf', perSecond: 100, seconds: 0.05 };
    expect(await control.load(wish)).toMatchObject({ offered: 5, answered: 0, unanswered: 5, latency: null });
  });

  it('is one at a time, and ends when its caller goes', async () => {
    const controller = new AbortController();
    const long = fetch(`${simulator.url}/control/load`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ perSecond: 50, seconds: 60 }),
      signal: controller.signal,
    });
    while (bots.answered.size === 0) await control.state();
    const short = { perSecond: 1, seconds: 1 };
    await expect(control.load(short)).rejects.toMatchObject({ status: 409 });
    controller.abort();
    await expect(long).rejects.toThrow('abort');
    for (;;) {
      const outcome = await control.load(short).catch(() => null);
      if (outcome) return expect(outcome.offered).toBe(1);
    }
  });

  it('has bounds, and says what it cannot do', async () => {
    await expect(control.load({ perSecond: 20_000, seconds: 1 })).rejects.toMatchObject({ status: 400 });
    await expect(control.load({ perSecond: 10_000, seconds: 120 })).rejects.toThrow('at most 300000');
    await expect(control.load({ perSecond: 1, seconds: 1, command: '/other' })).rejects.toThrow(
      'No bot in these guilds has the command other.',
    );
  });

  it('finds its bots and guilds again', async () => {
    const before = await control.state();
    const more = await LoadBots.start(simulator.url, { bots: 5, guilds: 2 });
    const after = await control.state();
    expect(after.applications).toHaveLength(before.applications.length + 1);
    expect(after.guilds).toHaveLength(before.guilds.length);
    await more.close();
  });
});

describe('the answers of a load', () => {
  it('count when they are late as missing', async () => {
    const trial = await Trial.start({ answerWithin: 20 });
    await trial.call('PUT', `/applications/${trial.application.id}/commands`, [
      { name: 'load', description: 'Never answers.' },
    ]);
    const socket = trial.socket();
    await socket.identify(trial.application.token);
    await socket.take(({ t }) => t === 'READY');
    expect(await trial.control.load({ perSecond: 100, seconds: 0.05 })).toMatchObject({
      offered: 5,
      unanswered: 5,
    });
    socket.close(1000);
    await trial.end();
  });
});
