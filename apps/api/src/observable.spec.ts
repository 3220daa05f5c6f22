import { Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';

import { enter } from './staging';
import { collect, TestApi } from './testing';

/** What must be observable: emitted on the bus (its own spec), written down, and there for subscribers. */
describe('[PS-17] who comes and goes', () => {
  let house: TestApi;
  let ada = '';
  const lines: string[] = [];

  beforeAll(async () => {
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
    house = await TestApi.start(undefined, { LOG_LEVEL: 'debug' });
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(async () => {
    await house.end();
    jest.restoreAllMocks();
  });

  const followed = async (query: string) => {
    const after = String((await house.ask('{ liveCursor }', {}, ada)).data?.['liveCursor']);
    const client = house.live(ada);
    return { client, ...collect(client, query, { after }) };
  };
  const entries =
    'subscription ($after: String) { logAdded(after: $after) { entry { kind level summary } } }';
  const tryPassword = (email: string) =>
    fetch(`${house.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: house.url },
      body: JSON.stringify({ email, password: 'a-secret-that-is-wrong' }),
    });

  it('a sign-in that works, and those that do not, are entries of the log for whoever may read it', async () => {
    const { client, results } = await followed(entries);
    await house.signIn('ada');
    await house.signIn('ada', 'deny');
    expect((await tryPassword('nobody@example.org')).status).toBe(401);
    const found = () => results.map(({ data }) => Object(data?.['logAdded']).entry);
    // Whoever signs in may leave more entries than one.
    await until(() => found().some(({ summary }) => String(summary).includes('a password')));
    expect(found()).toEqual(
      expect.arrayContaining([
        { kind: 'SESSION_CHANGED', level: 'INFO', summary: expect.stringMatching(/^ada signed in with /) },
        {
          kind: 'SIGN_IN_FAILED',
          level: 'WARNING',
          summary: expect.stringMatching(/with Discord from 127\.0\.0\.1 was refused/),
        },
        {
          kind: 'SIGN_IN_FAILED',
          level: 'WARNING',
          summary: expect.stringMatching(/with a password from .* was refused/),
        },
      ]),
    );
    await client.dispose();
  });

  it('[SA-18] are no business of whoever sees bots and their logs, and not people', async () => {
    await house.signIn('ada', 'deny');
    const viewer = (await enter(house, 'victor', Role.VIEWER)).cookie;
    const operator = (await enter(house, 'olga', Role.OPERATOR)).cookie;
    const query = 'query ($filter: LogFilter) { logs(filter: $filter) { nodes { kind summary } } }';
    const read = async (cookie: string, filter: object = {}) =>
      JSON.stringify(await house.ask(query, { filter }, cookie));
    await until(async () => {
      const seen = await read(operator);
      return seen.includes('signed in with') && seen.includes('127.0.0.1 was refused');
    });
    expect(await read(viewer)).not.toMatch(/signed in|127\.0\.0\.1/);
    for (const kind of ['SESSION_CHANGED', 'SIGN_IN_FAILED'])
      expect(await read(viewer, { kinds: [kind] })).toContain('FORBIDDEN');
    const [{ id }] = await house.test.database.query(
      "select id from event_log where kind = 'sign_in.failed' limit 1",
    );
    const entry = 'query ($id: ID!) { logEntry(id: $id) { summary } }';
    expect((await house.ask(entry, { id }, viewer)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await house.ask(entry, { id }, operator)).errors).toBeUndefined();
    const facets = 'query { logFacets { kinds { value } } }';
    expect(JSON.stringify(await house.ask(facets, {}, viewer))).not.toMatch(/SESSION_CHANGED|SIGN_IN_FAILED/);
  });

  it('what somebody typed who was refused stands nowhere', async () => {
    await tryPassword('my-password-in-the-wrong-field@example.org');
    await until(async () => {
      const rows = await house.test.database.query("select from event_log where kind = 'sign_in.failed'");
      return rows.length >= 2;
    });
    const rows = await house.test.database.query('select data::text from event_log');
    expect(JSON.stringify(rows)).not.toMatch(/wrong-field|a-secret-that-is-wrong/);
    expect(lines.join('')).not.toMatch(/wrong-field|a-secret-that-is-wrong/);
  });

  it('a connection and its end are events that a page follows, and rows of the log', async () => {
    const { client, results } = await followed(
      'subscription ($after: String) { connectionChanged(after: $after) { change connectionId } }',
    );
    const changed = (kind: 'ADDED' | 'REMOVED') =>
      results.flatMap(({ data }) => {
        const { change, connectionId } = Object(data?.['connectionChanged']);
        return change === kind ? [String(connectionId)] : [];
      });
    // Its own first: of two sockets opened at once, either may be written down before the other.
    await until(() => changed('ADDED').length > 0);
    const before = new Set(changed('ADDED'));
    const visitor = house.live(ada);
    collect(visitor, 'subscription { sessionChanged { cursor } }');
    await until(() => changed('ADDED').some((id) => !before.has(id)));
    const came = changed('ADDED').filter((id) => !before.has(id));
    visitor.terminate();
    await until(() => changed('REMOVED').some((id) => came.includes(id)));
    await client.dispose();
  });

  it('a message over a socket is heard in its process, whose log tells of it when it is asked for details', async () => {
    const client = house.live(ada);
    collect(client, 'subscription { sessionChanged { cursor } }');
    await until(() => lines.some((line) => line.includes('ada asked for sessionChanged.')));
    await client.dispose();
  });
});
