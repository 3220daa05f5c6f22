import fc from 'fast-check';
import {
  buildSchema,
  execute,
  type ExecutionResult,
  GraphQLError,
  GraphQLObjectType,
  GraphQLScalarType,
  parse,
} from 'graphql';

import type { LoggedEvent } from '../event-log/events';
import { Follow } from './follow';
import { LiveGroup } from './live-group';
import { plainAnswerTo } from './plain-answer';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  scalar Odd
  interface Named { name: String! }
  type Leaf implements Named { name: String! colour: Colour odd: Odd at: Float! tags: [String!] grid: [[Int]!] }
  type Tree implements Named {
    name: String! leaf: Leaf leaves: [Leaf!] must: Leaf! tree: Tree any: Named either: Either sized(by: Int = 1): Int shout: String
  }
  union Either = Leaf | Tree
  type Live { cursor: String! leaf: Leaf leaves: [Leaf!] tree: Tree }
  type Subscription { live(of: ID): Live! }
  type Query { nothing: Int }
`);
const odd = schema.getType('Odd');
if (odd instanceof GraphQLScalarType) {
  odd.serialize = (value) => {
    if (value === 'bad') throw new GraphQLError('Odd is bad.');
    return value === 'none' ? null : value;
  };
}
const fragments = `
  fragment Name on Named { __typename name ...More }
  fragment More on Leaf { colour odd }
  fragment Whole on Tree { name leaf { at ...Name } must { tags } }`;
const tree = schema.getType('Tree');
const shout = tree instanceof GraphQLObjectType && tree.getFields()['shout'];
if (shout) shout.resolve = () => 'resolved';
/** As Nest's fields are made; the others are left to graphql-js. */
for (const type of [tree, schema.getType('Leaf')]) {
  const fields = type instanceof GraphQLObjectType ? type.getFields() : {};
  for (const field of ['name', 'colour', 'at', 'leaf', 'must', 'tree'].flatMap(
    (name) => fields[name] ?? [],
  )) {
    const defaultValue = field.name === 'colour' ? 'RED' : undefined;
    const rootFieldResolver = (root: unknown): unknown => {
      const value = Object(root)[field.name];
      return typeof value === 'undefined' ? defaultValue : value;
    };
    field.resolve = rootFieldResolver;
  }
}

/** What may stand in a document; what takes a resolver or a value's type is rare, so that most of them are plain. */
const selections = fc.letrec<{ leaf: string; tree: string }>((tie) => {
  const set = (...parts: fc.Arbitrary<string>[]) =>
    fc.array(fc.oneof(...parts), { minLength: 1, maxLength: 4 }).map((all) => `{ ${all.join(' ')} }`);
  const directive = fc.oneof(
    { weight: 12, arbitrary: fc.constant('') },
    fc.constantFrom('@skip(if: true)', '@include(if: false)', '@include(if: true)', '@skip(if: false)'),
    fc.constantFrom('@skip(if: $on)', '@include(if: $on) @skip(if: false)'),
  );
  const field = (name: string, inner: fc.Arbitrary<string> = fc.constant('')) =>
    fc
      .tuple(fc.constantFrom('', `other_${name}: `), directive, inner)
      .map(([alias, skip, body]) => `${alias}${name} ${skip} ${body}`);
  const spread = (...what: string[]) =>
    fc.tuple(fc.constantFrom(...what), directive).map(([name, skip]) => `...${name} ${skip}`);
  const leaf = tie('leaf');
  const tree = tie('tree');
  const inline = (type: string, inner: fc.Arbitrary<string>) =>
    fc.tuple(directive, inner).map(([skip, body]) => `... on ${type} ${skip} ${body}`);
  return {
    leaf: set(
      ...['name', 'colour', 'odd', 'at', 'tags', 'grid', '__typename'].map((name) => field(name)),
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
        field('tree', tree),
        spread('Name', 'Whole'),
        inline('Tree', tree),
        inline('Either', fc.constant('{ __typename }')),
        fc.constantFrom(
          'any { name }',
          'either { ...Whole }',
          'sized(by: 2)',
          'sized',
          '__proto__: name',
          'shout',
        ),
      ),
    ),
  };
});
const document = fc
  .tuple(selections.leaf, selections.leaf, selections.tree)
  .map(
    ([leaf, leaves, tree]) =>
      `subscription Live($id: ID, $on: Boolean = true) { said: live(of: $id) { cursor leaf ${leaf} leaves ${leaves} tree ${tree} } } ${fragments}`,
  );

/** Now and then something that the schema does not allow. */
const mostly = (good: fc.Arbitrary<unknown>, ...bad: unknown[]) =>
  fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...bad) });
const wrong = [
  null,
  undefined,
  {},
  Promise.resolve('late'),
  () => 'called',
  new Error('broken'),
  Symbol.iterator,
];
const leafValue = mostly(
  fc.record({
    __typename: fc.constant('Leaf'),
    name: mostly(fc.string(), ...wrong),
    colour: mostly(fc.constantFrom('RED', 'GREEN', null, undefined), 'BLUE', ...wrong),
    odd: mostly(fc.jsonValue(), 'bad', 'none', () => 1, new Error('broken'), Promise.resolve('late')),
    at: mostly(fc.double({ noNaN: true, noDefaultInfinity: true }), Number.NaN, 'x', ...wrong),
    tags: mostly(fc.option(fc.array(fc.string())), 'x', new Set(['a']), [null], [Promise.resolve('a')]),
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
      tree: fc.option(tie('tree'), { maxDepth: 3 }),
      any: leafValue,
      either: leafValue,
      sized: fc.integer({ min: 0, max: 9 }),
    }),
    null,
    [],
    12,
  ),
})).tree;
const payload = fc.record({
  cursor: mostly(fc.string(), null),
  leaf: leafValue,
  leaves: mostly(fc.array(leafValue, { maxLength: 3 }), null, 'x'),
  tree: treeValue,
});

const viewer = Object(null);
const event: LoggedEvent = Object({ seq: 1 });
const present = (result: ExecutionResult) => result;
const question = (text: string, variables: Readonly<Record<string, unknown>> = {}) => ({
  schema,
  document: parse(text),
  operationName: 'Live',
  variableValues: { ...variables },
});

describe('the plain answer to a subscription', () => {
  it('is what graphql-js answers, or is left to it, whatever the document and its data', async () => {
    let plain = 0;
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(document, payload, fc.boolean(), async (text, live, on) => {
        const asked = question(text, { on });
        const group = new LiveGroup(
          '',
          new Follow(Object(null), () => live, 'everybody'),
          { ...asked, viewer },
          present,
          () => undefined,
        );
        const sent = await group.render(event, 'epoch');
        const expected = await execute({ ...asked, rootValue: { live } });
        expect(payloadOf(sent?.frameFor('1'))).toBe(JSON.stringify(expected));
        if (expected.errors) broken += 1;
        else if (succeeds(() => plainAnswerTo(asked)?.(live))) plain += 1;
      }),
      { numRuns: 3000 },
    );
    // Both ways were gone often enough to say something.
    expect(plain).toBeGreaterThan(300);
    expect(broken).toBeGreaterThan(300);
  });

  it.each([
    ['a field with a resolver', '{ live { tree { shout } } }'],
    ['arguments', '{ live { tree { sized(by: 2) } } }'],
    ['a type that its value tells', '{ live { tree { any { name } } } }'],
    ['a variable that leaves out', 'subscription Live($on: Boolean!) { live { cursor @skip(if: $on) } }'],
  ])('is not given where there is %s', (_, text) => {
    const whole = text.startsWith('{') ? `subscription Live ${text}` : text;
    expect(plainAnswerTo(question(whole))).toBeNull();
  });

  it('is not given for a short text that names very many fields', () => {
    const level = (inner: string) => Array.from({ length: 8 }, (_, index) => `f${index}: ${inner}`).join(' ');
    const text = `subscription Live { live { ${level('tree { ...A }')} } }
      fragment A on Tree { ${level('tree { ...B }')} }
      fragment B on Tree { ${level('name')} }`;
    expect(plainAnswerTo(question(text))).toBeNull();
    expect(plainAnswerTo(question(text.replace(/\.\.\.B/g, 'name')))).not.toBeNull();
  });

  it('is worked out once for all who ask in the same words', () => {
    const asked = question('subscription Live { live { cursor } }');
    expect(plainAnswerTo(asked)).not.toBeNull();
    expect(plainAnswerTo({ ...asked })).toBe(plainAnswerTo(asked));
  });
});

function payloadOf(frame: Buffer | undefined): string {
  const text = String(frame);
  return text.slice(text.indexOf('"payload":') + '"payload":'.length, -1);
}

function succeeds(act: () => unknown): boolean {
  try {
    return (act() ?? null) !== null;
  } catch {
    return false;
  }
}
