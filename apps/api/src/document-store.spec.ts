import { parse } from 'graphql';

import { documentStore } from './document-store';

describe('the store of parsed documents', () => {
  it('weighs the text of a document, comments included, and forgets what was asked for longest ago', async () => {
    const store = documentStore();
    const often = parse('{ me { name } }');
    await store.set('often', often);
    const comment = `# ${'so '.repeat(20_000)}`;
    for (let index = 0; index < 20; index += 1) {
      await store.set(`long ${index}`, parse(`{ me { name } } ${comment}`));
      expect(await store.get('often')).toBe(often);
    }
    const left = await Promise.all(Array.from({ length: 20 }, (_, index) => store.get(`long ${index}`)));
    expect(left.filter(Boolean)).toHaveLength(6);
    expect(left[0]).toBeUndefined();
    expect(left[19]).toBeDefined();
  });
});
