import { compare } from './comparison';

const abc = ['a', 'b', 'c'];

describe('what was produced, stored and seen', () => {
  it('is the same when nothing broke', () => {
    expect(compare({ produced: [abc], stored: abc, seen: abc })).toEqual({
      lost: [],
      unseen: [],
      strange: [],
      doubled: 0,
      disordered: 0,
    });
  });

  it('tells what was lost from what was only not seen, and from what nobody made', () => {
    const compared = compare({ produced: [abc], stored: ['a', 'c', 'x'], seen: ['a', 'y'] });
    expect(compared).toMatchObject({ lost: ['b'], unseen: ['c', 'x'], strange: ['x', 'y'] });
  });

  it('counts every time too many', () => {
    expect(compare({ produced: [abc], stored: abc, seen: ['a', 'a', 'b', 'c', 'a'] }).doubled).toBe(2);
    expect(compare({ produced: [abc], stored: ['a', 'b', 'b', 'c'], seen: abc }).doubled).toBe(1);
  });

  it('knows the order of each producer, and of the log; two producers may take turns', () => {
    const produced = [abc, ['k', 'l']];
    const stored = ['a', 'k', 'b', 'l', 'c'];
    expect(compare({ produced, stored, seen: stored }).disordered).toBe(0);
    expect(compare({ produced, stored, seen: ['a', 'b', 'k', 'l', 'c'] }).disordered).toBe(1);
    const turned = ['a', 'l', 'b', 'k', 'c'];
    expect(compare({ produced, stored: turned, seen: turned }).disordered).toBe(1);
  });
});
