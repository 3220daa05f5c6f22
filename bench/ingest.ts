import assert from 'node:assert/strict';

import { alternate, type Bench, type Ground } from './kit/ground';
import { House } from './kit/house';
import { Program } from './kit/program';

const rows = 40_000;
/** Enough for some seconds at 5,000 a second, and at the few hundred that `save` holds. */
const paced = 15_000;
const saved = 2000;

/** As many facts as fit into the producer's memory, until they stand in the log, against COPY of the same rows. */
export const ingest: Bench = {
  name: 'ingest',
  unit: 'events/s',
  goal: 0.4,
  better: 'higher',
  async measure(ground) {
    const { house, producer } = await writing(ground);
    const copy = await Program.start(ground, 'copy', house.env);
    const perSecond = (milliseconds: number) => (rows * 1000) / milliseconds;

    // The rows of the first burst, which warms ours up, are what COPY copies.
    await producer.ask('burst', rows);
    assert.equal(await copy.ask('take'), rows);
    await copy.ask('copy');
    const figures = await alternate(
      5,
      async () => {
        const took = await producer.ask('burst', rows);
        await house.database.query('truncate event_log');
        return perSecond(took);
      },
      async () => perSecond(await copy.ask('copy')),
    );
    await Promise.all([producer.stop(), copy.stop()]);
    await house.leave();
    return figures;
  },
};

/** What one event costs all Node processes: ours records it and an api reads it back for its subscribers; the peer only saves. */
export const ingestCpu: Bench = {
  name: 'ingest-cpu',
  unit: 'CPU µs/event',
  goal: 0.25,
  better: 'lower',
  async measure(ground) {
    const { house, producer } = await writing(ground);
    const api = await house.serve();
    const peer = await Program.start(ground, 'typeorm-save', house.env);
    const costOf = async (processes: readonly Program[], amount: number, work: () => Promise<number>) => {
      const used = async () => {
        const cpus = await Promise.all(processes.map((process) => process.cpu()));
        return cpus.reduce((sum, cpu) => sum + cpu, 0);
      };
      const before = await used();
      await work();
      return ((await used()) - before) / amount;
    };

    await producer.ask('pace', paced / 3);
    await peer.ask('save', saved / 2);
    const figures = await alternate(
      5,
      () => costOf([producer, api], paced, () => producer.ask('pace', paced)),
      () => costOf([peer], saved, () => peer.ask('save', saved)),
    );
    await Promise.all([producer, api, peer].map((each) => each.stop()));
    await house.leave();
    return figures;
  },
};

async function writing(ground: Ground) {
  const house = await House.build(ground);
  return { house, producer: await Program.start(ground, 'producer', house.env) };
}
