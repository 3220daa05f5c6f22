import { Metrics } from './metrics';
import { samplesIn } from './testing';

describe('the metrics of a process', () => {
  const labelled = { name: 'cube_things', help: 'Things.', labelNames: ['kind'] as const };
  const plain = { name: 'cube_age_seconds', help: 'An age.' };

  it('[SA-32] leave out what cannot be read, and show the rest', async () => {
    const metrics = new Metrics();
    metrics.counter({ name: 'cube_deeds_total', help: 'Deeds.' }).inc();
    let isAway = false;
    const read = <Answer>(value: Answer) => {
      if (isAway) throw new Error('The store is away');
      return value;
    };
    metrics.watch(labelled, () => read([{ labels: { kind: 'small' }, value: 3 }]));
    metrics.watch(plain, async () => read([{ value: 7 }]));
    const names = async () => samplesIn(await metrics.text()).map(({ name, value }) => `${name} ${value}`);
    expect(await names()).toEqual(['cube_deeds_total 1', 'cube_things 3', 'cube_age_seconds 7']);
    isAway = true;
    expect(await names()).toEqual(['cube_deeds_total 1']);
    isAway = false;
    expect(await names()).toEqual(['cube_deeds_total 1', 'cube_things 3', 'cube_age_seconds 7']);
  });

  it('[SA-32] wait for no store that does not answer', async () => {
    const metrics = new Metrics();
    metrics.watch(plain, () => new Promise<never>(() => undefined));
    expect(samplesIn(await metrics.text())).toEqual([]);
  });

  it('[SA-32] read a store once for all who ask at the same time', async () => {
    const metrics = new Metrics();
    let readings = 0;
    metrics.watch(plain, () => [{ value: (readings += 1) }]);
    const answers = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    expect(new Set(answers).size).toBe(1);
    expect(readings).toBe(1);
  });

  it('[SA-32] take sums that somebody else keeps', async () => {
    const metrics = new Metrics();
    let sum = 5;
    metrics.watchSum({ name: 'cube_sum_total', help: 'A sum.' }, () => sum);
    await metrics.text();
    sum = 8;
    expect(samplesIn(await metrics.text())).toEqual([{ name: 'cube_sum_total', labels: {}, value: 8 }]);
  });
});
