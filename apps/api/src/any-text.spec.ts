import { Role } from '@cube/auth/roles';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
} from 'graphql';

import { enter, layBot } from './staging';
import { TestApi } from './testing';

/** They end what asks, and say nothing of texts. */
const farewells = new Set(['signOut', 'revokeOtherSessions']);

interface Slot {
  readonly name: string;
  readonly type: GraphQLInputType;
}
const plain: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2026-11-22T00:00:00Z',
};

/** What stands where an id belongs, and where any other text does. */
interface Texts {
  readonly id: string;
  readonly word: string;
  /** A bot that there is: what comes behind it is looked at too. */
  readonly botId?: string;
}

/** A value of a type, of these texts. */
function valueOf({ name, type }: Slot, texts: Texts): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [valueOf({ name, type: inner.ofType }, texts)];
  if (isInputObjectType(inner))
    return Object.fromEntries(
      Object.values(inner.getFields()).map((field) => [field.name, valueOf(field, texts)]),
    );
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  const { name: typeName } = getNamedType(inner);
  if (name === 'botId' && texts.botId) return texts.botId;
  return plain[typeName] ?? (typeName === 'ID' ? texts.id : texts.word);
}

const documentOf = (kind: string, { name, args, type }: GraphQLField<unknown, unknown>) => {
  const inBrackets = (parts: readonly string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  const head = inBrackets(args.map((each) => `$${each.name}: ${String(each.type)}`));
  const given = inBrackets(args.map((each) => `${each.name}: $${each.name}`));
  return `${kind} ${head} { ${name}${given} ${isLeafType(getNamedType(type)) ? '' : '{ __typename }'} }`;
};

describe('[SA-23] whatever text stands where an id or a name belongs', () => {
  let house: TestApi;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    house = await TestApi.start(undefined, { LOG_LEVEL: 'error' });
    ({ schema } = house.api.app.get(GraphQLSchemaHost));
  }, 60_000);
  afterAll(() => house?.end());

  it.each([
    'not an id',
    '__proto__',
    '9223372036854775808',
    '\ud800',
    '01890000-0000-7000-8000-000000000000/1',
    "'); drop table bot; --%_\\",
  ])(
    '%j is somebody’s mistake and never ours',
    async (text) => {
      const { cookie } = await enter(house, 'tester', Role.OWNER);
      const { botId } = await layBot(house, 'Demo');
      const broken: unknown[] = [];
      for (const [kind, root] of [
        ['query', schema.getQueryType()],
        ['mutation', schema.getMutationType()],
      ] as const) {
        for (const field of Object.values(root?.getFields() ?? {})) {
          if (farewells.has(field.name)) continue;
          for (const texts of [
            { id: text, word: text },
            { id: text, word: 'HELLO' },
            { id: text, word: 'HELLO', botId },
          ]) {
            const variables = Object.fromEntries(field.args.map((each) => [each.name, valueOf(each, texts)]));
            const { errors } = await house.ask(documentOf(kind, field), variables, cookie);
            const isOurs = errors?.some(({ extensions }) => extensions.code === 'INTERNAL');
            if (isOurs) broken.push([field.name, variables]);
          }
        }
      }
      expect(broken).toEqual([]);
    },
    300_000,
  );
});
