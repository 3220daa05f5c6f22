import fc from 'fast-check';
import {
  buildSchema,
  execute as executeAnew,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLScalarType,
  parse,
  responsePathAsArray,
} from 'graphql';

import { execute } from './execute';
import { type Plan, planOf } from './plan';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  scalar Odd
  interface Named { name: String! }
  type Leaf implements Named { name: String! colour: Colour odd: Odd at: Float! tags: [String!] grid: [[Int]!] length: Int }
  type Tree implements Named {
    name: String! leaf: Leaf leaves: [Leaf!] must: Leaf! tree: Tree any: Named either: Either sized(by: Int = 1): Int
    slow(fail: Boolean = false, by: Int!): Int! kin: [Tree!] where(of: Place): String! loose: Odd plainly(by: Int!): Int
  }
  input Place { name: String = "here" }
  union Either = Leaf | Tree
  type Live { cursor: String! leaf: Leaf leaves: [Leaf!] tree: Tree }
  type Subscription { live(of: ID): Live! }
  type Told { name: String }
  type Query { live(of: ID): Live! tree: Tree trees: [Tree!] told: Told }
  type Mutation { live: Live }
`);
const typeOf = (name: string): GraphQLObjectType => {
  const type = schema.getType(name);
  if (type instanceof GraphQLObjectType) return type;
  throw new Error(`There is no type ${name}.`);
};
const odd = schema.getType('Odd');
if (odd instanceof GraphQLScalarType) {
  odd.serialize = (value) => {
    if (value === 'bad') throw new GraphQLError('Odd is bad.');
    return value === 'none' ? null : value;
  };
}
typeOf('Told').isTypeOf = () => true;
const tree = typeOf('Tree').getFields();
const resolvers: Readonly<Record<string, GraphQLFieldResolver<never, unknown>>> = {
  slow: async (_source, { fail, by }) => {
    for (let turn = 0; turn < by; turn += 1) await null;
    if (fail) throw Object.assign(new Error('Too slow.'), { extensions: { code: 'SLOW' } });
    return by > 3 ? null : by;
  },
  // Some of them at once, some later, and some never.
  kin: (source: { readonly kin?: readonly unknown[] }) =>
    source.kin?.map((each, index) => (index % 2 === 0 ? each : Promise.resolve(each))),
  where: (
    _source,
    args,
    context,
    { path, parentType, returnType, variableValues, fieldNodes, rootValue, ...info },
  ) =>
    JSON.stringify([
      responsePathAsArray(path),
      path.typename,
      parentType,
      returnType,
      variableValues,
      args,
      context,
      fieldNodes.length,
      info.fieldName,
      Object.keys(info.fragments),
      info.schema === schema,
      info.operation.name?.value,
      typeof rootValue,
    ]),
};
for (const [name, resolve] of Object.entries(resolvers)) Object.assign(tree[name] ?? {}, { resolve });
/** As Nest's fields are made; the others have no resolver. */
for (const type of [typeOf('Tree'), typeOf('Leaf')]) {
  for (const name of ['name', 'colour', 'at', 'leaf', 'must', 'tree', 'plainly']) {
    const field = type.getFields()[name];
    const defaultValue = name === 'colour' ? 'RED' : undefined;
    const rootFieldResolver = (root: unknown): unknown => {
      const value = Object(root)[name];
      return typeof value === 'undefined' ? defaultValue : value;
    };
    if (field) field.resolve = rootFieldResolver;
  }
}

const fragments = `
  fragment Name on Named { __typename name ...More }
  fragment More on Leaf { colour odd }
  fragment Whole on Tree { name leaf { at ...Name } must { tags } }`;

/** What may stand in a document; what no plan is made of is rare, so that most have one. */
const selections = fc.letrec<{ leaf: string; tree: string }>((tie) => {
  const set = (...parts: fc.MaybeWeightedArbitrary<string>[]) =>
    fc.array(fc.oneof(...parts), { minLength: 1, maxLength: 4 }).map((all) => `{ ${all.join(' ')} }`);
  const directive = fc.oneof(
    { weight: 24, arbitrary: fc.constant('') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '@skip(if: true)',
        '@include(if: false)',
        '@include(if: true)',
        '@skip(if: false)',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('@skip(if: $on)', '@include(if: $on) @skip(if: false)') },
  );
  const field = (name: string, inner: fc.Arbitrary<string> = fc.constant('')) =>
    fc
      .tuple(fc.constantFrom('', `other_${name}: `), directive, inner)
      .map(([alias, skip, body]) => `${alias}${name} ${skip} ${body}`);
  const spread = (...what: string[]) =>
    fc.tuple(fc.constantFrom(...what), directive).map(([name, skip]) => `...${name} ${skip}`);
  const leaf = tie('leaf');
  const inner = tie('tree');
  const inline = (type: string, body: fc.Arbitrary<string>) =>
    fc.tuple(directive, body).map(([skip, text]) => `... on ${type} ${skip} ${text}`);
  return {
    leaf: set(
      ...['name', 'colour', 'odd', 'at', 'tags', 'grid', 'length', '__typename'].map((name) => field(name)),
      spread('Name', 'More', 'Whole'),
      inline('Named', fc.constant('{ name }')),
    ),
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.constant('{ name }'),
      set(
        field('name'),
        field('__typename'),
        field('leaf', leaf),
        field('leaves', leaf),
        field('must', leaf),
        field('tree', inner),
        field('loose'),
        fc.constantFrom('plainly', 'plainly(by: 1)'),
        fc
          .constantFrom('(by: 0)', '(by: 1)', '(by: 3)', '(by: 4)', '(by: $by)', '(by: 2, fail: $on)', '')
          .map((given) => `slow${given}`),
        fc.constantFrom('', '(by: 2)', '(by: $by)', '(by: null)').map((given) => `sized${given}`),
        fc.constantFrom('', '(of: {})', '(of: { name: $name })').map((given) => `where${given}`),
        field('kin', inner),
        spread('Name', 'Whole'),
        inline('Tree', inner),
        inline('Either', fc.constant('{ __typename }')),
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            'any { name }',
            'either { ...Whole }',
            '__proto__: name',
            '__schema { description }',
          ),
        },
      ),
    ),
  };
});
const later = fc.constantFrom(
  '',
  'later: tree { slow(by: 2) name }',
  'later: tree { slow(by: 1) must { name } tree { other: slow(by: 3, fail: $on) } }',
  // What is below is nothing any more when the second fails.
  'later: tree { slow(by: 0, fail: true) kin { slow(by: 2, fail: true) } tree { slow(by: 3, fail: true) } }',
  'later: tree { kin { slow(by: $by) must { at } kin { where(of: { name: $name }) } } sized(by: $by) }',
);
const document = fc
  .tuple(
    fc.constantFrom('query', 'query', 'query', 'subscription'),
    selections.leaf,
    selections.leaf,
    selections.tree,
    later,
  )
  .map(
    ([kind, leaf, leaves, whole, more]) =>
      `${kind} Live($id: ID, $on: Boolean = true, $by: Int, $name: String) {
        said: live(of: $id) { cursor leaf ${leaf} leaves ${leaves} tree ${whole} }
        ${kind === 'query' ? `tree ${whole} ${more}` : ''}
      } ${fragments}`,
  );

/** Now and then something that the schema does not allow. */
const mostly = (good: fc.Arbitrary<unknown>, ...bad: unknown[]) =>
  fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...bad) });
const lost = () => Promise.reject(new Error('lost on the way'));
const wrong = [
  null,
  undefined,
  {},
  Promise.resolve('late'),
  { then: (...told: Parameters<Promise<string>['then']>) => Promise.resolve('later').then(...told) },
  lost,
  () => 'called',
  new Error('broken'),
  Symbol.iterator,
];
const leafValue = mostly(
  fc.record({
    __typename: fc.constant('Leaf'),
    name: mostly(fc.string(), ...wrong),
    colour: mostly(fc.constantFrom('RED', 'GREEN', null, undefined), 'BLUE', ...wrong),
    odd: mostly(
      fc.jsonValue({ maxDepth: 1 }),
      'bad',
      'none',
      () => 1,
      new Error('broken'),
      Promise.resolve('late'),
      lost,
    ),
    at: mostly(fc.double({ noNaN: true, noDefaultInfinity: true }), Number.NaN, 'x', ...wrong),
    tags: mostly(fc.option(fc.array(fc.string())), 'x', new Set(['a']), [null], [Promise.resolve('a')], lost),
    grid: mostly(fc.array(fc.array(fc.option(fc.integer({ min: -9, max: 9 })))), [null], [[1.5]], 3),
  }),
  null,
  'leaf',
  Promise.resolve({ name: 'late', at: 1 }),
);
const treeValue = fc.letrec((tie) => ({
  tree: mostly(
    fc.record({
      __typename: fc.constant('Tree'),
      name: mostly(fc.string(), ...wrong),
      leaf: leafValue,
      leaves: mostly(fc.array(leafValue, { maxLength: 3 }), 7, null),
      must: leafValue,
      tree: fc.option(tie('tree'), { maxDepth: 2 }),
      any: leafValue,
      either: leafValue,
      kin: fc.option(fc.array(tie('tree'), { maxLength: 2 }), { maxDepth: 2 }),
      sized: fc.constantFrom(
        3,
        ({ by }: { by: unknown }) => by,
        () => Promise.resolve(4),
        lost,
        null,
      ),
      loose: mostly(fc.jsonValue({ maxDepth: 1 }), ...wrong),
    }),
    null,
    [],
    12,
    Promise.resolve({ name: 'late', must: null }),
  ),
})).tree;
const rootValue = fc.record({
  live: mostly(
    fc.record({
      cursor: mostly(fc.string(), null),
      leaf: leafValue,
      leaves: mostly(fc.array(leafValue, { maxLength: 3 }), null, 'x'),
      tree: treeValue,
    }),
    null,
    new Error('no live'),
    lost,
  ),
  tree: treeValue,
});
const variables = fc.record(
  {
    id: fc.constantFrom('7', null),
    on: fc.boolean(),
    by: fc.constantFrom(1, 2, null, 'much'),
    name: fc.constantFrom('there', 5),
  },
  { requiredKeys: [] },
);

const question = (text: string) => ({ schema, document: parse(text), operationName: 'Live' });
const planFor = ({ document }: ReturnType<typeof question>): Plan | null => {
  const operation = getOperationAST(document);
  return operation ? planOf({ schema, document }, operation) : null;
};

// Errors of fields that nothing waits for any more come in no order.
const told = ({ errors, data }: ExecutionResult) => ({
  data: JSON.stringify(data),
  errors: errors
    ?.map((error) => JSON.stringify([error, error.originalError?.message, error.nodes?.length]))
    .toSorted(),
});

describe('executing by a plan', () => {
  it('answers as graphql-js does, whatever the document, its variables and the data', async () => {
    let planned = 0;
    let broken = 0;
    let late = 0;
    await fc.assert(
      fc.asyncProperty(document, rootValue, variables, async (text, root, variableValues) => {
        const asked = { ...question(text), rootValue: root, variableValues, contextValue: 'context' };
        const plan = planFor(asked);
        const answer = (plan?.execute ?? execute)(asked);
        const expected = await executeAnew(asked);
        expect(told(await answer)).toEqual(told(expected));
        if (!plan) return;
        planned += 1;
        if (expected.errors) broken += 1;
        if (answer instanceof Promise) late += 1;
      }),
      { numRuns: 2000 },
    );
    // Every way was gone often enough to say something.
    expect(planned).toBeGreaterThan(800);
    expect(broken).toBeGreaterThan(400);
    expect(late).toBeGreaterThan(200);
  }, 120_000);

  it.each([
    ['a type that its value tells', 'query Live { live { tree { any { name } } } }'],
    ['a variable that leaves out', 'query Live($on: Boolean!) { live { cursor @skip(if: $on) } }'],
    ['a type that looks at its value', 'query Live { told { name } }'],
    ['introspection', 'query Live { __schema { description } }'],
    ['mutations, which go one by one', 'mutation Live { live { cursor } }'],
  ])('is not done where there is %s', (_, text) => {
    expect(planFor(question(text))).toBeNull();
  });

  it('is not done for a short text that names very many fields', () => {
    const level = (inner: string) => Array.from({ length: 8 }, (_, index) => `f${index}: ${inner}`).join(' ');
    const text = `query Live { live { ${level('tree { ...A }')} } }
      fragment A on Tree { ${level('tree { ...B }')} }
      fragment B on Tree { ${level('name')} }`;
    expect(planFor(question(text))).toBeNull();
    expect(planFor(question(text.replace(/\.\.\.B/g, 'name')))).not.toBeNull();
  });

  const tooSlow = 'slow(by: 3, fail: true)';
  it.each([
    ['an error at the root', `query Live { live { cursor } tree { kin { ${tooSlow} } } }`],
    ['one late and one at once in a list', 'query Live { trees { name } }'],
    ['one late and one at once in an object', `query Live { tree { ${tooSlow} must { at } } }`],
    [
      'very many variables',
      `query Live(${Array.from({ length: 60 }, (_, index) => `$v${index}: Int!`).join()}) { live { cursor } }`,
    ],
  ])('says of %s what graphql-js says, and leaves nothing unobserved', async (_, text) => {
    // Jest fails where a rejection is observed by nobody.
    const lateName = () => Promise.reject(new Error('lost')).finally(() => null);
    const rootValue = {
      live: lost,
      tree: { kin: [{}, {}], must: null },
      trees: () => [{ name: lateName() }, null],
    };
    const asked = { ...question(text), rootValue };
    const answer = await planFor(asked)?.execute(asked);
    const expected = await executeAnew({
      ...asked,
      rootValue: { ...rootValue, trees: [{ name: 'x' }, null] },
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told(Object(answer))).toEqual(told(expected));
  });

  it('is for what is asked again, as far as there is room, which others get a minute later', () => {
    jest.useFakeTimers();
    const rootValue = { live: { cursor: 'c' } };
    // What graphql-js answers has no prototype.
    const isPlanned = (asked: ReturnType<typeof question>) => {
      const answer: unknown = execute({ ...asked, rootValue });
      return Object.getPrototypeOf(Object(answer).data) !== null;
    };
    const often = question('query Live { live { cursor } }');
    expect([often, often, often].map(isPlanned)).toEqual([false, true, true]);
    const fields = Array.from({ length: 280 }, (_, index) => `f${index}: cursor`).join(' ');
    const others = Array.from({ length: 50 }, () => question(`query Live { live { ${fields} } }`));
    others.forEach(isPlanned);
    const planned = others.filter(isPlanned);
    expect(planned.length).toBeGreaterThan(30);
    expect(planned.length).toBeLessThan(37);
    expect([...planned, often].every(isPlanned)).toBe(true);
    jest.advanceTimersByTime(61_000);
    expect([...others.toReversed(), often].filter(isPlanned)).not.toContain(planned[0]);
    expect(isPlanned(others[49] ?? often)).toBe(true);
    jest.useRealTimers();
  });
});
