import { BotObservation } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { type TestDatabase, testDatabase, until } from '@cube/platform/testing';
import type { SimulatorOptions } from '@cube/simulator/server';
import { Trial } from '@cube/simulator/trial';

import { type RunningWorker, startWorker } from './start-worker';

/** Workers on a database of their own, beside a simulator with one application in one guild. */
export class TestWorkers {
  private readonly workers: RunningWorker[] = [];

  private constructor(
    readonly trial: Trial,
    readonly test: TestDatabase,
  ) {}

  static async prepare(
    settings: Readonly<Record<string, string>> = {},
    simulator: SimulatorOptions = {},
  ): Promise<TestWorkers> {
    const trial = await Trial.start(simulator);
    const test = await testDatabase([], { SIMULATOR_URL: trial.simulator.url, ...settings });
    return new TestWorkers(trial, test);
  }

  async start(): Promise<RunningWorker> {
    const worker = await startWorker(this.test.config, () => undefined);
    this.workers.push(worker);
    return worker;
  }

  async stop(worker: RunningWorker): Promise<void> {
    this.workers.splice(this.workers.indexOf(worker), 1);
    await worker.close();
  }

  async end(): Promise<void> {
    for (const worker of [...this.workers]) await this.stop(worker);
    await this.test.drop();
    await this.trial.end();
  }
}

/** Waits until a bot is observed so, in answer to what was last wanted of it. */
export async function untilObserved({ app }: RunningWorker, id: string, observed: BotObservation) {
  const bots = app.get(Bots);
  await until(async () => {
    const bot = await bots.get(id);
    return bot.observed === observed && bot.observedGeneration === bot.generation;
  });
  return bots.get(id);
}
