import { readFileSync } from 'node:fs';

import { auditServer } from 'graphql-http';

import { TestApi } from './testing';

describe('GraphQL over HTTP', () => {
  let house: TestApi;
  beforeAll(async () => {
    house = await TestApi.start();
  });
  afterAll(() => house.end());

  it('[DC-06] is as the audits of graphql-http want it, but for what the docs list', async () => {
    const { cookie } = await house.signIn('ada');
    const results = await auditServer({
      url: `${house.url}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...Object(init.headers), cookie } }),
    });
    const idsOf = (...statuses: readonly string[]) =>
      results.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
    expect(results.length).toBeGreaterThan(50);
    const listed = readFileSync('docs/api/graphql-over-http.md', 'utf8').match(/(?<=^\| )[0-9A-F]{4}(?= )/gm);
    expect(idsOf('warn', 'notice').sort()).toEqual(listed?.sort());
  });
});
