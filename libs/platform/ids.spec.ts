import { isId, nextId } from './ids';

describe('ids', () => {
  it('are version 7, each higher than the last, and told from what is none', () => {
    const ids = Array.from({ length: 10_000 }, nextId);
    expect(ids.every(isId)).toBe(true);
    expect(ids.every((id) => id[14] === '7')).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(isId('no id')).toBe(false);
    expect(isId(nextId().toUpperCase())).toBe(false);
  });
});
