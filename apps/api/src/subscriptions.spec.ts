import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';
import type { NewEvent } from '@cube/realtime/event-log/events';
import { buildSchema, getNamedType, isObjectType, parse, visit } from 'graphql';

import { enter, executed, layBot } from './staging';
import { collect, TestApi } from './testing';

interface Stage {
  readonly botId: string;
  /** The viewer's own. */
  readonly accountId: string;
}

interface Row {
  readonly args?: (stage: Stage) => string;
  /** Something that subscribers of this field get. */
  readonly event: (stage: Stage) => NewEvent;
}

const ofBot = ({ botId }: Stage) => `botId: "${botId}"`;
const change = 'UPDATED' as const;
const what = 'Something changed.';

/** Every subscription that there is, and what it follows. */
const subscriptions: Readonly<Record<string, Row>> = {
  accountChanged: {
    event: ({ accountId }) => ({
      kind: 'account.changed',
      topic: accountId,
      subject: null,
      // Of nobody who is here: a change of one's own account closes the socket.
      data: { accountId: '0199aaaa-bbbb-7ccc-8ddd-000000000001', change, what },
    }),
  },
  alertChanged: {
    event: () => ({
      kind: 'alert.changed',
      topic: null,
      subject: null,
      data: { alertId: null, ruleId: null, targetId: null, botId: null, change, attention: 'INFO', what },
    }),
  },
  apiKeyChanged: {
    event: ({ accountId }) => ({
      kind: 'key.changed',
      topic: accountId,
      subject: null,
      data: { keyId: 'k', accountId, change, what },
    }),
  },
  botChanged: { args: ofBot, event: ({ botId }) => botChanged(botId) },
  botMemberChanged: {
    args: ofBot,
    event: ({ botId, accountId }) => ({
      kind: 'member.changed',
      topic: botId,
      subject: null,
      data: { botId, accountId, change, what },
    }),
  },
  botsLive: { event: ({ botId }) => botChanged(botId) },
  commandChanged: {
    args: ofBot,
    event: ({ botId }) => ({
      kind: 'command.changed',
      topic: botId,
      subject: null,
      data: { botId, commandId: null, change, what, refused: false },
    }),
  },
  commandExecuted: { args: ofBot, event: ({ botId }) => executed(botId) },
  connectionChanged: {
    event: () => ({
      kind: 'connection.changed',
      topic: null,
      subject: null,
      data: { connectionId: '0199aaaa-bbbb-7ccc-8ddd-000000000002', change, isClosing: false },
    }),
  },
  errorChanged: {
    args: ofBot,
    event: ({ botId }) => ({
      kind: 'error.resolved',
      topic: botId,
      subject: null,
      data: { fingerprint: 'f', by: 'ada' },
    }),
  },
  guildChanged: {
    args: ofBot,
    event: ({ botId }) => ({
      kind: 'guild.changed',
      topic: botId,
      subject: null,
      data: { botId, guildId: null, change, what },
    }),
  },
  jobProgress: {
    args: ofBot,
    event: ({ botId }) => ({
      kind: 'job.progressed',
      topic: botId,
      subject: null,
      data: {
        job: 'GUILD_READING',
        subjectId: botId,
        botId,
        state: 'RUNNING',
        done: 1,
        total: 2,
        problem: null,
      },
    }),
  },
  logAdded: { args: ({ botId }) => `filter: { botId: "${botId}" }`, event: ({ botId }) => executed(botId) },
  mailChanged: {
    event: () => ({ kind: 'mail.changed', topic: null, subject: null, data: { mailId: 'm', change } }),
  },
  missingChanged: { args: ofBot, event: ({ botId }) => botChanged(botId) },
  presence: {
    args: ofBot,
    event: ({ botId }) => ({ kind: 'presence.changed', topic: botId, subject: null, data: { botId } }),
  },
  proposalChanged: {
    event: ({ accountId }) => ({
      kind: 'proposal.changed',
      topic: null,
      subject: null,
      data: { proposalId: 'p', accountId, change, what },
    }),
  },
  sessionChanged: {
    event: ({ accountId }) => ({
      kind: 'session.changed',
      topic: accountId,
      subject: null,
      data: { accountId, sessionId: '0199aaaa-bbbb-7ccc-8ddd-000000000003', change, what },
    }),
  },
  systemHealth: { event: () => ({ kind: 'system.measured', topic: null, subject: null, data: {} }) },
  versionAdded: {
    args: ofBot,
    event: ({ botId }) => ({
      kind: 'version.added',
      topic: botId,
      subject: null,
      data: { botId, versionId: '0199aaaa-bbbb-7ccc-8ddd-000000000004', kind: 'BOT' },
    }),
  },
};

const botChanged = (botId: string): NewEvent<'bot.changed'> => ({
  kind: 'bot.changed',
  topic: botId,
  subject: null,
  data: { botId, change, what, failing: false },
});

describe('every subscription', () => {
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  let house: TestApi;
  let cookie = '';
  let stage: Stage;

  beforeAll(async () => {
    house = await TestApi.start();
    const ada = await enter(house, 'ada', Role.OWNER);
    cookie = ada.cookie;
    stage = { botId: (await layBot(house, 'Demo')).botId, accountId: ada.id };
  });
  afterAll(() => house.end());

  it('is one of this list', () => {
    expect(fields.map(({ name }) => name).sort()).toEqual(Object.keys(subscriptions).sort());
  });

  it.each(fields.map((field) => [field.name, field] as const))(
    '%s takes a cursor and gives one, or a gap',
    (_, field) => {
      expect(String(field.args.find(({ name }) => name === 'after')?.type)).toBe('String');
      const type = getNamedType(field.type);
      const given = isObjectType(type) ? type.getFields() : {};
      expect([String(given['cursor']?.type), String(given['gap']?.type)]).toEqual(['String!', 'Gap']);
    },
  );

  it.each(Object.keys(subscriptions))(
    '%s replays what was missed, once and in order, and says when it cannot',
    async (name) => {
      const row = subscriptions[name]!;
      const args = [...(row.args ? [row.args(stage)] : []), 'after: $after'].join(', ');
      const query = `subscription ($after: String) { ${name}(${args}) { cursor gap { reason } } }`;
      const log = house.api.app.get(EventLog);
      const happen = () => log.transact((_, emit) => emit(row.event(stage)));
      const begin = String((await house.ask('{ liveCursor }', {}, cookie)).data?.['liveCursor']);
      const client = house.live(cookie);
      const follow = (after: string) => {
        const { results, problems, stop } = collect(client, query, { after });
        return {
          stop,
          problems,
          cursors: () => results.map(({ data }) => String(Object(data?.[name]).cursor)),
          gaps: () => results.map(({ data }) => Object(data?.[name]).gap),
        };
      };

      for (let index = 0; index < 3; index += 1) await happen();
      const first = follow(begin);
      await until(() => first.cursors().length >= 3);
      const [one = '', two = '', three = ''] = first.cursors();
      first.stop();
      await happen();
      const second = follow(one);
      await until(() => second.cursors().length >= 3);
      expect(second.cursors().slice(0, 2)).toEqual([two, three]);
      expect(new Set(second.cursors()).size).toBe(second.cursors().length);
      expect(second.gaps().every((gap) => gap === null)).toBe(true);

      const lost = follow(Buffer.from('deadbeef:5').toString('base64url'));
      await until(() => lost.gaps().length > 0);
      expect(lost.gaps()[0]).toEqual({ reason: expect.any(String) });
      expect([...first.problems, ...second.problems, ...lost.problems]).toEqual([]);
      await client.dispose();
    },
  );
});

describe('the panel', () => {
  const folder = 'apps/panel/src';
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  const source = (name: string) => readFileSync(name, 'utf8');

  it('hands every subscription a cursor, and reads the one of each event and whether there is a gap', () => {
    const found: string[] = [];
    for (const name of files.filter((each) => each.endsWith('.graphql'))) {
      visit(parse(source(name)), {
        OperationDefinition: (operation) => {
          if (operation.operation !== 'subscription') return;
          const text = source(name).slice(operation.loc?.start, operation.loc?.end);
          found.push(operation.name?.value ?? '');
          expect([name, text]).toEqual([
            name,
            expect.stringMatching(/after: \$after[\s\S]*\bcursor\b[\s\S]*\bgap\b/),
          ]);
        },
      });
    }
    expect(found.length).toBeGreaterThan(15);
  });

  it('reads nothing anew by a timer', () => {
    const timed = files
      .filter((name) => name.endsWith('.ts') && !name.endsWith('generated.ts'))
      .filter((name) => /pollInterval|startPolling|setInterval|\binterval\(|\btimer\(/.test(source(name)));
    // The clock by which “3 minutes ago” grows older asks nobody.
    expect(timed).toEqual([join(folder, 'ui/clock.ts')]);
  });
});
