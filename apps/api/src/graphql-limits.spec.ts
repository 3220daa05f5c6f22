import { TooComplex } from '@cube/platform/errors';
import { graphqlLimits, measure, measureWithinLimits } from '@cube/platform/graphql-limits';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { buildSchema, getIntrospectionQuery, getOperationAST, parse } from 'graphql';

import { type Answer, TestApi } from './testing';
import manifest from './trusted-documents.generated.json';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

describe('the limits of one GraphQL request', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const ask = (query: string, variables: object = {}) => house.ask(query, variables, ada);
  const send = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: ada, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const measured = (text: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('There is no operation.');
    const { schema } = house.api.app.get(GraphQLSchemaHost);
    return measure({ schema, document, operation, variables });
  };
  const times = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => text(index)).join(' ');

  it('[SA-02] leave every document of the panel far below them', () => {
    for (const { name, text } of Object.values(manifest)) {
      const { cost, depth, aliases, directives, rootFields } = measured(text);
      expect([name, cost <= graphqlLimits.cost / 2]).toEqual([name, true]);
      expect([name, depth <= graphqlLimits.depth * 0.75]).toEqual([name, true]);
      expect([name, Math.max(aliases, directives, rootFields) <= 10]).toEqual([name, true]);
    }
  });

  it('count what a list may hold, by first as it was given, as a variable, or left out', () => {
    const nodes = (first: string) => `{ bots${first} { nodes { id name } totalCount } }`;
    // bots, nodes, totalCount: 1 each; two fields for each node.
    expect(measured(nodes('(first: 7)')).cost).toBe(3 + 7 * 2);
    expect(measured(nodes('')).cost).toBe(3 + 50 * 2);
    expect(measured(nodes('(first: 1000)')).cost).toBe(3 + 100 * 2);
    const byVariable = `query ($n: Int = 5) ${nodes('(first: $n)')}`;
    expect(measured(byVariable, { n: 20 }).cost).toBe(3 + 20 * 2);
    expect(measured(byVariable, {}).cost).toBe(3 + 5 * 2);
    expect(measured(byVariable, JSON.parse('{"__proto__": {"n": 1}}')).cost).toBe(3 + 5 * 2);
    expect(measured('mutation { signOut }').cost).toBe(10);
  });

  it('know a document that comes again by the length of its pages', () => {
    const { schema } = house.api.app.get(GraphQLSchemaHost);
    const document = parse(
      'query ($a: Int = 2, $b: Int, $c: Int) { bots(first: $a) { nodes { id } } guilds(first: $b) { nodes { id } } commands(botId: "x", first: $c) { nodes { id } } }',
    );
    const costWith = (variables: Record<string, unknown>) => {
      const operation = getOperationAST(document);
      return operation && measure({ schema, document, operation, variables }).cost;
    };
    const costs = () => [
      costWith({}),
      costWith({ a: 1, b: 2, c: 3 }),
      costWith({ a: 3, b: 2, c: 1 }),
      costWith({ a: 12, c: 3 }),
      costWith({ a: 1, b: 23 }),
    ];
    const expected = [6 + 2 + 50 + 50, 6 + 6, 6 + 6, 6 + 12 + 50 + 3, 6 + 1 + 23 + 50];
    expect([costs(), costs()]).toEqual([expected, expected]);
  });

  it('count a fragment wherever it is used, and one that doubles itself without end in no time', () => {
    const doubling = times(60, (index) => `fragment F${index} on Bot { ...F${index + 1} ...F${index + 1} }`);
    const text = `{ bots { nodes { ...F0 } } } ${doubling} fragment F60 on Bot { id }`;
    expect(measured(text).cost).toBeGreaterThan(2 ** 60);
  });

  it('[SA-02] are told with each answer: what it cost, and what the most is', async () => {
    const { body, headers } = await send({ query: '{ bots(first: 10) { nodes { id name } } }' });
    expect(body).toMatchObject({ extensions: { cost: { requested: 22, limit: graphqlLimits.cost } } });
    expect(headers.get('ratelimit-policy')).toMatch(/^"graphql";q=\d+;w=60$/);
    expect(headers.get('ratelimit')).toMatch(/^"graphql";r=\d+;t=\d+$/);
  });

  it.each([
    ['full of aliases', 'aliases', () => `{ bots { nodes { ${times(31, (index) => `a${index}: name`)} } } }`],
    [
      'full of directives',
      'directives',
      () => `{ bots { nodes { ${times(31, () => 'id @skip(if: false)')} } } }`,
    ],
    ['broad', 'root fields', () => `{ ${times(21, () => 'liveCursor')} }`],
    ['dear', 'cost', () => `{ guilds(first: 100) { nodes { ${times(101, () => 'name')} } } }`],
  ])('[SA-02] [ND-04] refuse a request that is %s', async (_, word, text) => {
    const { status, body } = await send({ query: text() });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [{ message: expect.stringContaining(word), extensions: { code: 'TOO_COMPLEX' } }],
    });
  });

  it('[ND-04] refuse a request that is deep, by fragments as well', () => {
    const schema = buildSchema('type Query { self: Query, name: String }');
    const within = (text: string) => {
      const document = parse(text);
      const operation = getOperationAST(document);
      return operation && measureWithinLimits({ schema, document, operation, variables: {} }).depth;
    };
    const deep = (levels: number) => `${'{ self '.repeat(levels)}{ name }${' }'.repeat(levels)}`;
    expect(within(deep(11))).toBe(12);
    expect(() => within(deep(12))).toThrow(TooComplex);
    expect(() => within(`{ self { self { ...F } } } fragment F on Query ${deep(10)}`)).toThrow(/depth/);
  });

  it('[SA-23] refuse a cost that hides in a variable, also once the document is known', async () => {
    const body = times(
      12,
      (index) => `a${index}: guilds(first: $n) { nodes { ${times(10, () => 'name')} } }`,
    );
    const query = `query ($n: Int) { ${body} }`;
    expect(codeOf(await ask(query, { n: 2 }))).toBeUndefined();
    expect(codeOf(await ask(query, { n: 100 }))).toBe('TOO_COMPLEX');
    expect(codeOf(await ask(query, { n: 2 }))).toBeUndefined();
  });

  it('refuse several requests in one body with a sentence', async () => {
    const query = { query: '{ liveCursor }' };
    const { status, body } = await send([query, query]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [{ message: expect.stringContaining('batching'), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('refuse more words than anybody writes', async () => {
    const { status, body } = await send({ query: `{ ${'liveCursor '.repeat(3000)} }` });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] });
  });

  it('let whoever may ask for the schema have it, and nobody ask for it without end', async () => {
    const whole = await ask(getIntrospectionQuery());
    expect(whole.errors).toBeUndefined();
    expect(Object(whole.data?.['__schema']).types.length).toBeGreaterThan(20);
    const deep = `{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} }'.repeat(8)} } } }`;
    expect(codeOf(await ask(deep))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(measured('{ __schema { types { name } } a: __type(name: "Bot") { name } }')).toMatchObject({
      introspects: true,
      cost: 1000,
    });
  });
});
