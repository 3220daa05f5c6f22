import { setTimeout as pause } from 'node:timers/promises';

import { Remembered } from './remembered';

/** A database with one value in it, which may be away; counts how often it was asked. */
class Source {
  value = 'old';
  isAway = false;
  reads = 0;

  readonly query = async (): Promise<string> => {
    this.reads += 1;
    const { value } = this;
    await pause(5);
    if (this.isAway) throw new Error('The database is away.');
    return value;
  };
}

async function remembering(believedFor?: number) {
  const source = new Source();
  const remembered = new Remembered(source.query, believedFor);
  await expect(remembered.get('key')).resolves.toBe('old');
  return { source, remembered };
}

describe('what is remembered', () => {
  it('is read once for all who ask meanwhile', async () => {
    const source = new Source();
    const remembered = new Remembered(source.query);
    await expect(Promise.all([remembered.get('key'), remembered.get('key')])).resolves.toEqual([
      'old',
      'old',
    ]);
    await expect(remembered.get('key')).resolves.toBe('old');
    expect(source.reads).toBe(1);
  });

  it('is read anew before anybody hears it, once somebody said that it changed', async () => {
    const { source, remembered } = await remembering();
    source.value = 'new';
    remembered.doubt();
    await expect(remembered.get('key')).resolves.toBe('new');
  });

  it('is still told when it is only due for another look, which is taken behind whoever asked', async () => {
    const { source, remembered } = await remembering(0);
    source.value = 'new';
    await pause(2);
    await expect(remembered.get('key')).resolves.toBe('old');
    expect(source.reads).toBe(1);
    await pause(200);
    expect(source.reads).toBe(2);
    await expect(remembered.get('key')).resolves.toBe('new');
  });

  it('is told as it was while it cannot be read', async () => {
    const { source, remembered } = await remembering();
    source.isAway = true;
    remembered.doubt();
    await expect(remembered.get('key')).resolves.toBe('old');
  });
});
