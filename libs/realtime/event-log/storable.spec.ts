import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import fc from 'fast-check';

import { storableJson, storableName } from './storable';

/** What any of our code, or Discord, might put into an event. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withObjectString: true,
  key: fc.string({ unit: 'binary' }),
  values: [
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `${text}\0\uD800 \uDC00`),
    fc.double(),
    fc.bigInt(),
    fc.date({ noInvalidDate: false }),
    fc.boolean(),
    fc.constant(undefined),
  ],
});

describe('what is storable', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.drop());

  it('[SA-31] is whatever an event holds: PostgreSQL takes its JSON and its names', async () => {
    await fc.assert(
      fc.asyncProperty(anything, fc.string({ unit: 'binary' }), async (data, name) => {
        const [row] = await test.database.query('select $1::jsonb as data, $2::text as name', [
          storableJson(data),
          storableName(name),
        ]);
        expect(row.name.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves alone what was storable before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        if (JSON.stringify(plain).includes('\\u0000') || /\\ud[89a-f]/.test(JSON.stringify(plain))) return;
        expect(JSON.parse(storableJson(plain))).toEqual(plain);
      }),
    );
  });

  it.each([
    [
      'a circle',
      () =>
        Object.assign(Object.create(null), {
          get me() {
            return this;
          },
        }),
    ],
    ['a tower', () => Array.from({ length: 20_000 }).reduce((inner) => ({ inner }), {})],
    [
      'what throws',
      () => ({
        toJSON() {
          throw new Error('no');
        },
      }),
    ],
  ])('says so of %s, which cannot be written', (_, make) => {
    expect(JSON.parse(storableJson(make()))).toEqual({ unreadable: expect.any(String) });
  });

  it('keeps the sentence of an event that is too large', () => {
    const what = 'Somebody changed something.';
    const lists = storableJson({ what, before: Array.from({ length: 9000 }, (_, index) => `item ${index}`) });
    expect(JSON.parse(lists)).toMatchObject({ what, before: { length: 50 } });
    const texts = storableJson({ what, error: '\u0001'.repeat(100_000) });
    expect(JSON.parse(texts).what).toBe(what);
    const maze = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`key ${index}`, [index]]));
    expect(JSON.parse(storableJson({ what, maze }))).toEqual({ what, tooLarge: expect.any(Number) });
    for (const text of [lists, texts]) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024);
  });
});
