import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';

import { BotRole, Role } from '@cube/auth/roles';
import { buildSchema, getNamedType, type GraphQLObjectType, isLeafType, isObjectType } from 'graphql';
import { Client } from 'pg';

import { enter, layBot, makeMember, mintKey } from './staging';
import { TestApi } from './testing';
import manifest from './trusted-documents.generated.json';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

const statements = new AsyncLocalStorage<string[]>();

/** The statements that a piece of work sends to PostgreSQL, less the look at its session, which is believed for a second. */
async function sentBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const sent: string[] = [];
  await statements.run(sent, work);
  return sent.filter((statement) => !statement.includes('token_hash'));
}

/** What can be asked of a type without arguments, each with an id where it is an object. */
const selectable = (type: GraphQLObjectType): readonly string[] =>
  Object.values(type.getFields()).flatMap(({ name, type: of, args }) => {
    const inner = getNamedType(of);
    if (args.length > 0) return [];
    if (isLeafType(inner)) return [name];
    if (!isObjectType(inner)) return [];
    const leaf = Object.values(inner.getFields()).find((each) => isLeafType(getNamedType(each.type)));
    return leaf ? [`${name} { ${leaf.name} }`] : [];
  });

const withoutRows = ['LogEntryConnection!', 'MailboxLetterConnection!'];
const lists = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
  ({ type }) => /Connection!$/.test(String(type)) && !withoutRows.includes(String(type)),
);

describe('lists', () => {
  let house: TestApi;
  let owner: Awaited<ReturnType<typeof enter>>;
  let ids: Record<string, string>;
  let bots = 0;

  /** A bot with what bots have, and a member. */
  const lay = async () => {
    bots += 1;
    const things = await layBot(house, `bot ${bots}`);
    const member = await enter(house, `member ${bots}`, Role.VIEWER);
    await makeMember(house, things.botId, member.id, BotRole.VIEWER);
    await house.test.database.query('update bot set owner_id = $1 where id = $2', [member.id, things.botId]);
    return things;
  };

  beforeAll(async () => {
    const send: (...given: unknown[]) => unknown = Reflect.get(Client.prototype, 'query');
    jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...given: unknown[]) {
      const [query] = given;
      statements.getStore()?.push(typeof query === 'string' ? query : String(Object(query).text));
      return Reflect.apply(send, this, given);
    });
    house = await TestApi.start();
    owner = await enter(house, 'ada', Role.OWNER);
    const { botId, commandId, guildId, versionId } = await lay();
    await lay();
    await mintKey(house, owner.cookie);
    ids = { botId, commandId, guildId, versionId };
  });
  afterAll(async () => {
    await house.end();
    jest.restoreAllMocks();
  });

  const ask = async (query: string, variables: object = {}) => {
    const { api } = house;
    const response = await api.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { cookie: owner.cookie, host: new URL(house.url).host },
      payload: { query, variables },
    });
    return response.json();
  };

  describe('[SC-55] read the columns that are asked for', () => {
    it.each(lists.map(({ name }) => name))(
      '%s answers each field alone as it answers all together',
      async (name) => {
        const list = lists.find((each) => each.name === name);
        const connection = getNamedType(list?.type);
        const node = isObjectType(connection)
          ? getNamedType(connection.getFields()['nodes']?.type)
          : undefined;
        if (!isObjectType(node)) throw new Error(`${name} is no list.`);
        const needed = list?.args.some(
          (argument) => argument.name === 'botId' && String(argument.type) === 'ID!',
        );
        const of = (fields: string) =>
          `{ ${name}${needed ? `(botId: "${ids['botId']}")` : ''} { nodes { ${fields} } edges { cursor } } }`;
        const fields = selectable(node);
        const together = await ask(of(fields.join(' ')));
        expect(together.errors).toBeUndefined();
        for (const field of fields) {
          const alone = await ask(of(field));
          const [key = ''] = field.split(' ');
          expect(alone.data[name].nodes).toEqual(
            together.data[name].nodes.map((each: Record<string, unknown>) => ({ [key]: each[key] })),
          );
          expect(alone.data[name].edges).toEqual(together.data[name].edges);
        }
      },
    );

    it('names no other column of the rows', async () => {
      const sent = await sentBy(() => ask('{ bots { nodes { name status guildCount } } }'));
      const list = sent.find((each) => each.includes('from "bot"') || each.includes('FROM "bot"')) ?? '';
      for (const column of ['name', 'wanted', 'generation', 'observed', 'observed_generation', 'id']) {
        expect(list).toContain(`"${column}"`);
      }
      for (const column of [
        'description',
        'token_fingerprint',
        'avatar',
        'reason',
        'latency',
        'created_at',
      ]) {
        expect(list).not.toContain(`"${column}"`);
      }
    });
  });

  describe('[SC-54] ask the database as often for many rows as for few', () => {
    it('on every page of the panel', async () => {
      const pages = Object.values(manifest).filter(({ text }) => text.includes('query '));
      const variables = { ...ids, first: 100, everybody: true };
      /** Statements of each page. */
      const count = async () => {
        const counts: Record<string, number> = {};
        for (const { name, text } of pages) {
          const id = text.includes('guild(id: $id)')
            ? ids['guildId']
            : text.includes('command(id: $id)')
              ? ids['commandId']
              : text.includes('version(id: $id)')
                ? ids['versionId']
                : ids['botId'];
          const sent = await sentBy(() => ask(text, { ...variables, id }));
          counts[name] = sent.length;
        }
        return counts;
      };
      const few = await count();
      for (let more = 0; more < 8; more += 1) await lay();
      const many = await count();
      // Fewer where something is remembered for a while, such as the sizes of the log.
      expect(Object.entries(many).filter(([name, statements]) => statements > (few[name] ?? 0))).toEqual([]);
      expect(few['Bots']).toBeGreaterThan(0);
    });
  });
});
