import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import type { LoggedEvent } from '@cube/realtime/event-log/events';

import { Sought } from './log-filter';
import { wordsOf } from './log-words';

const run = (more: object): LoggedEvent => ({
  id: '019aa000-0000-7000-8000-000000000000',
  seq: 1,
  kind: 'command.executed',
  topic: '019aa000-0000-7000-8000-00000000000b',
  subject: { kind: 'bot', id: '019aa000-0000-7000-8000-00000000000b' },
  level: 'INFO',
  data: {
    botId: '019aa000-0000-7000-8000-00000000000b',
    command: 'ban add',
    type: 'CHAT_INPUT',
    commandId: null,
    version: null,
    interactionId: '1300000000000000001',
    userId: '1200000000000000007',
    userName: 'Grace',
    guildId: null,
    guildName: null,
    channelId: null,
    channelName: null,
    outcome: 'ANSWERED',
    gate: null,
    duration: 12.5,
    error: null,
    ...more,
  },
});
const change = (what: string): LoggedEvent => ({
  ...run({}),
  kind: 'bot.changed',
  data: { botId: 'bot-1', change: 'UPDATED', what, failing: false },
});
const request: LoggedEvent = {
  ...run({}),
  kind: 'request.served',
  topic: null,
  subject: null,
  data: {
    what: 'Ada, by an API key, called Rename (updateBot), and was refused: INVALID.',
    via: 'GRAPHQL',
    operation: 'Rename',
    type: 'MUTATION',
    fields: ['updateBot'],
    accountId: 'account-1',
    accountName: 'Ada',
    by: 'key',
    keyId: 'key-1',
    cost: 3,
    duration: 1.5,
    code: 'INVALID',
    address: '127.0.0.1',
    unrecorded: 0,
  },
};
const deed: LoggedEvent = {
  ...run({}),
  kind: 'audit.recorded',
  topic: null,
  subject: { kind: 'member', id: 'Ünit/7' },
  data: {
    actorId: 'account-1',
    actorName: 'Ada',
    by: 'session',
    deed: 'member.add',
    what: 'Ada added Grace.',
    before: null,
    after: { secretive: true },
    address: '127.0.0.1',
    userAgent: 'a spec',
    botId: null,
  },
};

/** What people, and those who mean no good, put into names and messages. */
const events = [
  run({}),
  run({ guildId: '1100000000000000003', guildName: 'Ländliche Straße · “Nord”', channelName: 'allgemein-2' }),
  run({ error: 'ECONNREFUSED 10.0.0.1:443; tried 3×', userName: `o'Neil \\ "x"`, outcome: 'FAILED' }),
  run({ userName: ':l:ERROR :o:FAILED', guildName: '東京 サーバー、部屋。', command: 'a'.repeat(3000) }),
  change('😀'.repeat(700) + ' end ' + 'é'.repeat(3000)),
  change(`${'x'.repeat(60)},${'y'.repeat(60)} ${'word '.repeat(1500)} unreachable`),
  change('   \t\n … — '),
  deed,
  request,
];

describe('[SC-18] what an entry of the log is found by', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.drop());

  async function wordsBySql({ kind, topic, subject, level, data }: LoggedEvent): Promise<string[]> {
    const [{ found }] = await test.database.query(
      'select tsvector_to_array(event_log_words($1, $2, $3, $4, $5)) as found',
      [kind, topic, subject?.id, level, JSON.stringify(data)],
    );
    return found;
  }

  it.each(events.map((event, index) => [index, event] as const))(
    'is the same for PostgreSQL and for live entries (%i)',
    async (_, event) => {
      expect(new Set(await wordsBySql(event))).toEqual(wordsOf(event));
    },
  );

  it.each([
    ['grace', true],
    ['GRACE ban', true],
    ['grac*', true],
    ['grac', false],
    ['grace nobody', false],
    ['1200000000000000007', true],
    ['019aa000-0000-7000-8000-00000000000B', true],
    ['l*', false],
    [':o:ANSWERED', false],
    ["'a' | !b:* \\", false],
    ['…', true],
  ])('finds %s: %s, here and there', async (text, isFound) => {
    const [event] = events;
    if (!event) throw new Error('There is no event.');
    const sought = Sought.by({ text });
    expect(sought.isIn(event)).toBe(isFound);
    const words = await wordsBySql(event);
    const [{ hit }] = await test.database.query(
      'select coalesce(array_to_tsvector($1::text[]) @@ $2::tsquery, true) as hit',
      [words, sought.tsquery],
    );
    expect(hit).toBe(isFound);
  });
});
