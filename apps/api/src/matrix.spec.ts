import { readFileSync } from 'node:fs';

import { ApiKeys } from '@cube/auth/keys/api-keys.service';
import { BotRole, Role, rulesOf } from '@cube/auth/roles';
import { botPermissions, Permission } from '@cube/platform/permission';
import { Access, type Viewer } from '@cube/platform/viewer';
import { buildSchema, getNamedType, type GraphQLObjectType, isLeafType } from 'graphql';

import { type Caller, callers, matrix, type Things } from './access-matrix';
import { enter, layBot, makeMember } from './staging';
import { type Answer, collect, TestApi } from './testing';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
  (type): type is GraphQLObjectType => Boolean(type),
);
const fields = roots.flatMap((root) => Object.keys(root.getFields()).map((name) => `${root.name}.${name}`));

const roleOf: Partial<Record<Caller, Role>> = {
  viewer: Role.VIEWER,
  operator: Role.OPERATOR,
  admin: Role.ADMIN,
  owner: Role.OWNER,
  revoked: Role.OWNER,
  'key of all': Role.OWNER,
  'key of the bot': Role.OWNER,
  'key without scope': Role.OWNER,
  'expired key': Role.OWNER,
};
const botRoleOf: Partial<Record<Caller, BotRole>> = {
  'bot viewer': BotRole.VIEWER,
  'bot operator': BotRole.OPERATOR,
  'bot editor': BotRole.EDITOR,
  'bot manager': BotRole.MANAGER,
};

const bound: readonly Permission[] = botPermissions;
/** What the keys carry; their owner may do everything. */
const keys: Partial<Record<Caller, { readonly scopes: readonly Permission[]; readonly isOfBot?: true }>> = {
  'key of all': { scopes: Object.values(Permission) },
  'key of the bot': { scopes: bound, isOfBot: true },
  'key without scope': { scopes: [Permission.INTROSPECT] },
  'expired key': { scopes: Object.values(Permission) },
};

/** What a caller got, as the matrix writes it. */
function letterOf({ errors }: Answer): string {
  const code = errors?.[0]?.extensions.code;
  // What the door let in may still lack something else by that id.
  if (code === 'NOT_FOUND')
    return errors?.[0]?.message.match(/such (a )?(bot|server|command|version)/) ? '?' : '+';
  return { UNAUTHENTICATED: '!', FORBIDDEN: '-' }[code ?? ''] ?? '+';
}

describe('[SA-18] [ND-06] the matrix of who may do what', () => {
  let house: TestApi;

  beforeAll(async () => {
    house = await TestApi.start();
  });
  afterAll(() => house.end());

  /** The stage of one cell: a caller who has just signed in, and a bot of which only the right people are members. */
  async function stage(
    caller: Caller,
  ): Promise<{ readonly cookie: string; readonly key: string | null; readonly things: Things }> {
    const { database } = house.test;
    const { id, cookie } = await enter(house, caller, roleOf[caller] ?? Role.MEMBER);
    const things = { ...(await layBot(house, 'Demo')), accountId: id };
    const botRole = botRoleOf[caller];
    if (botRole) await makeMember(house, things.botId, id, botRole);
    if (caller === 'stranger') {
      await makeMember(house, (await layBot(house, 'Other')).botId, id, BotRole.MANAGER);
    }
    if (caller === 'guild manager') {
      await database.query('insert into managed_guild (account_id, guild_id) values ($1, $2)', [
        id,
        things.guildId,
      ]);
    }
    if (caller === 'revoked') await database.query('delete from session where account_id = $1', [id]);
    const key = await keyOf(caller, id, things.botId);
    return { cookie: caller === 'anonymous' || key ? '' : cookie, key, things };
  }

  /** An API key of an owner; null for who is no program. */
  async function keyOf(caller: Caller, accountId: string, botId: string): Promise<string | null> {
    const wish = keys[caller];
    if (!wish) return null;
    const owner: Viewer = {
      accountId,
      sessionId: accountId,
      by: 'session',
      name: caller,
      access: Access.of(rulesOf(Role.OWNER, { bots: {}, guildIds: [] })),
      origin: { address: '127.0.0.1', userAgent: 'a spec' },
    };
    const botIds = wish.isOfBot ? [botId] : undefined;
    const input = { name: caller, scopes: [...wish.scopes], ...(botIds && { botIds }) };
    const { apiKey, secret } = await house.api.app.get(ApiKeys).create(input, owner);
    if (caller === 'expired key') {
      await house.test.database.query(
        "update api_key set expires_at = now() - interval '1 s' where id = $1",
        [apiKey.id],
      );
    }
    return secret;
  }

  async function ask(field: string, caller: Caller): Promise<string> {
    const { cookie, key, things } = await stage(caller);
    const [root = '', name = ''] = field.split('.');
    const returned = getNamedType((schema.getType(root) as GraphQLObjectType).getFields()[name]?.type);
    const selection = returned && isLeafType(returned) ? '' : '{ __typename }';
    const args = matrix[field]?.args(things) ?? '';
    if (root === 'Subscription') {
      // Behind the door a cursor of nowhere is refused: the socket need not wait for an event.
      const given = args ? args.replace(/\)$/, ', after: "x")') : '(after: "x")';
      return follow(`subscription { ${name}${given} ${selection} }`, cookie, key);
    }
    const document = `${root.toLowerCase()} { ${name}${args} ${selection} }`;
    return letterOf(key ? await house.askWithKey(key, document) : await house.ask(document, {}, cookie));
  }

  async function follow(document: string, cookie: string, key: string | null): Promise<string> {
    const client = house.live(cookie, key ? { authorization: `Bearer ${key}` } : {});
    const { results, problems, stop } = collect(client, document);
    const ended = Date.now() + 5000;
    while (results.length + problems.length === 0 && Date.now() < ended) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    stop();
    await client.dispose();
    const [problem] = problems;
    if (results[0]) return letterOf(results[0]);
    if (Array.isArray(problem)) return letterOf({ errors: problem });
    return '!';
  }

  it('has a row for every root field, and none for a field that is gone', () => {
    expect(Object.keys(matrix).sort()).toEqual([...fields].sort());
    for (const { cells } of Object.values(matrix)) expect(cells).toHaveLength(callers.length);
  });

  it.each(Object.keys(matrix))('%s', async (field) => {
    let got = '';
    for (const caller of callers) got += await ask(field, caller);
    expect(got).toBe(matrix[field]?.cells);
  });
});
