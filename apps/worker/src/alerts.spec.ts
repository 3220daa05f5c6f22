import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import { AlertCourier } from '@cube/alerts/alert-courier';
import { AlertDeliveries } from '@cube/alerts/alert-deliveries';
import { AlertKind, AlertSeverity, AlertTargetKind } from '@cube/alerts/alert-kinds';
import { AlertRules } from '@cube/alerts/alert-rules.service';
import { AlertTargets } from '@cube/alerts/alert-targets.service';
import { AlertWatch } from '@cube/alerts/alert-watch';
import type { AlertRuleInput } from '@cube/alerts/alerts.inputs';
import { BotObservation, BotWish } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { Destinations } from '@cube/commands/http/destination';
import { SafeHttp } from '@cube/commands/http/safe-http';
import { at, closeAll, open, serve } from '@cube/commands/http/testing';
import { legible, TestMailServer } from '@cube/mail/testing';
import { freePort, until } from '@cube/platform/testing';
import { Access, type Viewer } from '@cube/platform/viewer';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Pool } from 'pg';
import { v7 as uuid } from 'uuid';

import type { RunningWorker } from './start-worker';
import { TestWorkers, untilObserved } from './testing';

const viewer: Viewer = {
  accountId: uuid(),
  sessionId: uuid(),
  by: 'session',
  name: 'Ada',
  access: Access.of([]),
  origin: { address: '', userAgent: '' },
};
const canary = 'path-of-a-webhook-4711';

interface Told {
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

describe('[SA-26] [SA-32] [ND-22] alerts', () => {
  let house: TestWorkers;
  let worker: RunningWorker;
  let post: TestMailServer;
  let botId: string;
  const calls: Told[] = [];
  /** What the webhook answers next; 200 when nothing is left. */
  const answers: number[] = [];
  let hookId: string;
  let hookKey: string;
  let mailId: string;
  let channelTarget: string;
  let hookPort: number;

  /** The one address of this machine that a webhook of this spec may have. */
  const openTheHook = ({ app }: RunningWorker) => {
    const own = new Destinations([{ host: '127.0.0.1', port: hookPort }], async () => []);
    Reflect.set(app.get(SafeHttp), 'destinations', own);
  };

  beforeAll(async () => {
    post = new TestMailServer(await freePort());
    await post.start();
    house = await TestWorkers.prepare({ SMTP_URL: post.url, MAIL_FROM: 'cube@example.org' });
    worker = await house.start();
    ({ id: botId } = await worker.app.get(Bots).add({ token: house.trial.application.token }, null));
    await untilObserved(worker, botId, BotObservation.ONLINE);
    await until(async () => {
      const sql = 'select 1 from channel where id = $1';
      return (await house.test.database.query(sql, [house.trial.channelId])).length > 0;
    });
    const server = await open(
      serve((request, response) => {
        void text(request).then((body) => {
          calls.push({ body, headers: request.headers });
          response.writeHead(answers.shift() ?? 200).end();
        });
      }),
    );
    hookPort = server.port;
    openTheHook(worker);
    const targets = worker.app.get(AlertTargets);
    const nowhere = { name: 'Nobody', kind: AlertTargetKind.EMAIL, email: 'nobody@example.org' };
    const first = await targets
      .create({ name: 'Hook', kind: AlertTargetKind.WEBHOOK, url: 'https://192.0.0.9/' }, viewer)
      .catch(() => null);
    expect(first).toBeNull();
    ({ hookId, hookKey } = await layHook(at(server, `/${canary}`)));
    mailId = (await targets.create({ ...nowhere, name: 'Ops', email: 'ops@example.org' }, viewer)).target.id;
    const channel = { botId, channelId: house.trial.channelId };
    channelTarget = (await targets.create({ name: 'Lab', kind: AlertTargetKind.CHANNEL, ...channel }, viewer))
      .target.id;
  }, 90_000);
  afterAll(async () => {
    await house.end();
    await post.stop();
    await closeAll();
  }, 60_000);

  /** A webhook on this machine, which people may not have: made of a public one. */
  async function layHook(url: string) {
    const { target, secret } = await worker.app
      .get(AlertTargets)
      .create({ name: 'Hook', kind: AlertTargetKind.WEBHOOK, url: 'https://1.1.1.1/' }, viewer);
    const courier = worker.app.get(AlertCourier);
    const secrets: { seal(text: string, owner: object): Promise<string> } = Reflect.get(courier, 'secrets');
    const owner = { table: 'alert_target', column: 'secret', row: target.id };
    const sealed = await secrets.seal(JSON.stringify({ url, key: secret }), owner);
    await house.test.database.query('update alert_target set secret = $2 where id = $1', [target.id, sealed]);
    return { hookId: target.id, hookKey: secret ?? '' };
  }

  const rule = (input: Partial<AlertRuleInput>) =>
    worker.app.get(AlertRules).create(
      {
        name: `Rule ${uuid()}`,
        kind: AlertKind.BOT_OFFLINE,
        forSeconds: 0,
        calmSeconds: 0,
        severity: AlertSeverity.CRITICAL,
        targetIds: [],
        enabled: true,
        ...input,
      },
      viewer,
    );
  const alertsOf = (ruleId: string) =>
    house.test.database.query('select * from alert where rule_id = $1 order by id', [ruleId]);
  /** Rounds come every few seconds; nobody waits for the clock. */
  const look = async () => {
    await house.test.database.query('update alert_round set due_at = now()');
    await worker.app.get(AlertWatch).round();
  };
  const untilStates = (ruleId: string, ...states: string[]) =>
    until(async () => {
      await look();
      const rows: { state: string }[] = await alertsOf(ruleId);
      return JSON.stringify(rows.map(({ state }) => state)) === JSON.stringify(states);
    });
  /** What waits for its next attempt is due. */
  const hasten = () => house.test.database.query('update alert_delivery set due_at = now()');
  const called = (ruleId: string) =>
    calls.map(({ body }) => JSON.parse(body)).filter((notice) => notice.rule.id === ruleId);
  const remove = (id: string) => worker.app.get(AlertRules).delete(id, viewer);

  it('fire once when a bot is not online, with evidence and the last change, and resolve themselves', async () => {
    const bots = worker.app.get(Bots);
    await bots.update(botId, { description: 'Changed before it fell.' }, viewer);
    const { id } = await rule({ name: 'Bots down', botId, targetIds: [hookId] });
    await look();
    expect(await alertsOf(id)).toEqual([]);
    // Whoever takes the token away leaves a bot that is wanted and cannot be there.
    await house.test.database.query(
      "update bot set observed = 'FAILING', reason = 'Discord says no.' where id = $1",
      [botId],
    );
    await untilStates(id, 'FIRING');
    await look();
    await look();
    const [alert, ...others] = await alertsOf(id);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      subject: botId,
      bot_id: botId,
      rule_name: 'Bots down',
      severity: 'CRITICAL',
    });
    expect(alert.what).toMatch(/ is not online: Discord says no\.$/);
    expect(alert.evidence.figures).toEqual([{ name: 'last seen as', value: 'FAILING' }]);
    expect(alert.evidence.entryIds.length).toBeGreaterThan(0);
    expect(alert.last_change).toMatchObject({ who: 'Ada', botId, what: expect.stringContaining('version') });
    const [version] = await house.test.database.query(
      'select id from version where bot_id = $1 order by at desc limit 1',
      [botId],
    );
    expect(alert.last_change.versionId).toBe(version.id);
    await until(() => called(id).length === 1);
    await house.test.database.query("update bot set observed = 'ONLINE', reason = null where id = $1", [
      botId,
    ]);
    await untilStates(id, 'RESOLVED');
    await until(() => called(id).length === 2);
    expect(called(id).map(({ event }) => event)).toEqual(['FIRING', 'RESOLVED']);
    expect(called(id)[0].alerts[0]).toMatchObject({
      id: alert.id,
      evidence: alert.evidence,
      lastChange: alert.last_change,
    });
    const log = await house.test.database.query(
      "select level, topic, data from event_log where kind = 'alert.changed' and subject_id = $1 order by seq",
      [alert.id],
    );
    expect(log).toMatchObject([
      { level: 'ERROR', topic: botId },
      { level: 'INFO', topic: botId },
    ]);
    await remove(id);
  }, 60_000);

  it('wait until it has been so, and well again, for as long as their rule says', async () => {
    const { id } = await rule({ botId, forSeconds: 600, calmSeconds: 600 });
    await house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    await untilStates(id, 'PENDING');
    await house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
    await untilStates(id);
    await house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    await untilStates(id, 'PENDING');
    await house.test.database.query(
      "update alert set since = now() - interval '11 minutes' where rule_id = $1",
      [id],
    );
    await untilStates(id, 'FIRING');
    await house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
    await until(async () => {
      await look();
      return (await alertsOf(id))[0].calm_since !== null;
    });
    await house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    await until(async () => {
      await look();
      return (await alertsOf(id))[0].calm_since === null;
    });
    expect(await alertsOf(id)).toMatchObject([{ state: 'FIRING' }]);
    await house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
    await until(async () => {
      await look();
      return (await alertsOf(id))[0].calm_since !== null;
    });
    await house.test.database.query(
      "update alert set calm_since = now() - interval '11 minutes' where rule_id = $1",
      [id],
    );
    await untilStates(id, 'RESOLVED');
    await remove(id);
  }, 60_000);

  it('tell of what comes and goes once each way, and are over only when it was well for ten minutes', async () => {
    const { id } = await rule({ botId, targetIds: [hookId] });
    const fall = () =>
      house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    const rise = () => house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
    const events = async () => {
      const rows: { event: string }[] = await house.test.database.query(
        `select notice->>'event' as event from alert_delivery where notice->'rule'->>'id' = $1 order by created_at, id`,
        [id],
      );
      return rows.map(({ event }) => event);
    };
    const untilCalm = (isCalm: boolean) =>
      until(async () => {
        await look();
        return ((await alertsOf(id)).at(-1).calm_since !== null) === isCalm;
      });
    await fall();
    await untilStates(id, 'FIRING');
    await rise();
    await untilStates(id, 'RESOLVED');
    await fall();
    await untilStates(id, 'RESOLVED', 'FIRING');
    for (let times = 0; times < 3; times += 1) {
      await rise();
      await untilCalm(true);
      await fall();
      await untilCalm(false);
    }
    expect((await alertsOf(id)).map(({ state }: { state: string }) => state)).toEqual(['RESOLVED', 'FIRING']);
    expect(await events()).toEqual(['FIRING', 'RESOLVED', 'FIRING']);
    const [first, second] = await alertsOf(id);
    expect(first.what).not.toContain('comes and goes');
    expect(second.what).toMatch(/ It comes and goes: it is over once it was well for 10 minutes\.$/);
    await rise();
    await untilCalm(true);
    await house.test.database.query(
      "update alert set calm_since = now() - interval '11 minutes' where rule_id = $1",
      [id],
    );
    await untilStates(id, 'RESOLVED', 'RESOLVED');
    // What falls later than that is news again, and its rule says when it is over.
    await house.test.database.query(
      "update alert set resolved_at = now() - interval '11 minutes' where rule_id = $1",
      [id],
    );
    await fall();
    await untilStates(id, 'RESOLVED', 'RESOLVED', 'FIRING');
    await rise();
    await untilStates(id, 'RESOLVED', 'RESOLVED', 'RESOLVED');
    expect(await events()).toEqual(['FIRING', 'RESOLVED', 'FIRING', 'RESOLVED', 'FIRING', 'RESOLVED']);
    await remove(id);
  }, 60_000);

  it('do not fire for what was found by a rule that was changed meanwhile', async () => {
    const { id } = await rule({ kind: AlertKind.DISK, threshold: 1, forSeconds: 600 });
    await until(async () => {
      await look();
      return (await alertsOf(id)).length > 0;
    });
    const pool = new Pool({ connectionString: house.test.config.database.url, max: 1 });
    const client = await pool.connect();
    await client.query('begin');
    await client.query("update alert_rule set kind = 'LOG_LAG', threshold = 80000 where id = $1", [id]);
    await client.query('delete from alert where rule_id = $1', [id]);
    const looked = look();
    // It has found what it compares, and waits for the rule.
    await until(async () => {
      const waiting = await house.test.database.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%alert_rule%for update%'",
      );
      return waiting.length > 0;
    });
    await client.query('commit');
    client.release();
    await pool.end();
    await looked;
    expect(await alertsOf(id)).toEqual([]);
    await remove(id);
  }, 60_000);

  it('fire for errors that come fast, and show which', async () => {
    const { id } = await rule({ kind: AlertKind.ERROR_RATE, botId, threshold: 3, windowSeconds: 60 });
    const reporter = worker.app.get(ErrorReporter);
    const ids = [1, 2].map((n) => reporter.report(new Error(`Fault ${n}`), { botId, where: 'a spec' }));
    const inLog = async () =>
      (
        await house.test.database.query(
          "select id from event_log where kind = 'error.raised' and topic = $1",
          [botId],
        )
      ).length;
    await until(async () => (await inLog()) === 2);
    await look();
    expect(await alertsOf(id)).toEqual([]);
    ids.push(reporter.report(new Error('Fault 3'), { botId, where: 'a spec' }));
    await untilStates(id, 'FIRING');
    const [{ evidence, what }] = await alertsOf(id);
    expect(what).toMatch(/had 3 errors in 1 minute\.$/);
    expect([...evidence.entryIds].sort()).toEqual([...ids].sort());
    // An hour later there were none in the last minute.
    await house.test.database.query("delete from event_log where kind = 'error.raised' and topic = $1", [
      botId,
    ]);
    await untilStates(id, 'RESOLVED');
    await remove(id);
  }, 60_000);

  it('fire for commands that nobody got an answer to', async () => {
    const { id } = await rule({ kind: AlertKind.COMMAND_UNANSWERED, threshold: 1, windowSeconds: 60 });
    const run = (outcome: 'ANSWERED' | 'UNANSWERED') =>
      worker.app.get(EventLog).record({
        kind: 'command.executed',
        topic: botId,
        subject: null,
        data: {
          botId,
          command: 'weather',
          type: 'CHAT_INPUT',
          commandId: null,
          version: null,
          interactionId: '1',
          userId: '2',
          userName: 'ada',
          guildId: null,
          guildName: null,
          channelId: null,
          channelName: null,
          outcome,
          gate: null,
          duration: 1,
          error: null,
        },
      });
    run('ANSWERED');
    const entry = run('UNANSWERED');
    await untilStates(id, 'FIRING');
    const [{ evidence, what }] = await alertsOf(id);
    expect(evidence.entryIds).toEqual([entry]);
    expect(what).toMatch(/left 1 command without an answer in 1 minute: weather\.$/);
    await house.test.database.query("delete from event_log where kind = 'command.executed' and topic = $1", [
      botId,
    ]);
    await untilStates(id, 'RESOLVED');
    await remove(id);
  }, 60_000);

  it('fire while the log is written late', async () => {
    const { id } = await rule({ kind: AlertKind.LOG_LAG, threshold: 1 });
    const pool = new Pool({ connectionString: house.test.config.database.url, max: 1 });
    const client = await pool.connect();
    await client.query("begin; select pg_advisory_xact_lock(hashtext('event_log'))");
    // Something to write, which waits for the lock.
    void worker.app.get(Bots).update(botId, { description: 'Written late.' }, viewer);
    await untilStates(id, 'FIRING');
    await client.query('rollback');
    client.release();
    await pool.end();
    await untilStates(id, 'RESOLVED');
    const [{ what, evidence }] = await alertsOf(id);
    expect(what).toMatch(/^The event log is \d+ seconds late\.$/);
    expect(evidence.figures.map(({ name }: { name: string }) => name)).toContain('seconds not written');
    await remove(id);
  }, 90_000);

  it('fire while a disk is full', async () => {
    const { id, ...input } = await rule({ kind: AlertKind.DISK, threshold: 1 });
    await until(async () => {
      await look();
      return (await alertsOf(id)).length > 0;
    });
    const [{ what, evidence }] = await alertsOf(id);
    expect(what).toMatch(/^The disk of .* is \d+\.\d percent full\.$/);
    expect(evidence.figures.map(({ name }: { name: string }) => name)).toEqual(['percent used', 'MB free']);
    await worker.app.get(AlertRules).update(id, { ...input, threshold: 100 }, viewer);
    await until(async () => {
      await look();
      const rows: { state: string }[] = await alertsOf(id);
      return rows.every(({ state }) => state === 'RESOLVED');
    });
    await remove(id);
  }, 60_000);

  it('reach a webhook signed, again after it failed, and say so meanwhile', async () => {
    const { id } = await rule({ name: 'Signed', targetIds: [hookId] });
    answers.push(500, 500);
    await worker.app.get(AlertRules).test(id, viewer);
    await until(async () => {
      await hasten();
      return called(id).length >= 3;
    });
    const told = calls.filter(({ body }) => JSON.parse(body).rule.id === id);
    for (const { body, headers } of told) {
      const signed = `${String(headers['x-cube-timestamp'])}.${body}`;
      const signature = createHmac('sha256', hookKey).update(signed).digest('hex');
      expect(headers['x-cube-signature']).toBe(`v1=${signature}`);
    }
    // The same delivery each time, by which whoever gets it twice knows it.
    expect(new Set(told.map(({ headers }) => headers['x-cube-delivery'])).size).toBe(1);
    const target = async () =>
      (await house.test.database.query('select * from alert_target where id = $1', [hookId]))[0];
    await until(async () => (await target()).last_error === null);
    expect(called(id)).toMatchObject([{ event: 'TEST' }, { event: 'TEST' }, { event: 'TEST' }]);
    await until(async () => {
      const rows: { data: { what: string } }[] = await house.test.database.query(
        "select data from event_log where kind = 'alert.changed' and subject_id = $1",
        [hookId],
      );
      return rows.some(({ data }) => data.what.includes('It answered with the status 500.'));
    });
    await remove(id);
  }, 60_000);

  it('reach nothing that is not public', async () => {
    const targets = worker.app.get(AlertTargets);
    for (const url of [
      'http://127.0.0.1/',
      'http://169.254.169.254/x',
      'http://localhost:9000',
      'ftp://1.1.1.1',
    ]) {
      const made = targets.create({ name: 'In', kind: AlertTargetKind.WEBHOOK, url }, viewer);
      await expect(made).rejects.toMatchObject({ code: 'INVALID', fields: [{ field: 'url' }] });
    }
    // A name that led elsewhere once it was taken is refused when something is sent, and not tried again.
    const inner = await layHook('http://127.0.0.1:1/');
    const { id } = await rule({ targetIds: [inner.hookId] });
    await worker.app.get(AlertRules).test(id, viewer);
    const delivery = async () =>
      (
        await house.test.database.query('select * from alert_delivery where target_id = $1', [inner.hookId])
      )[0];
    await until(async () => (await delivery())?.state === 'FAILED');
    expect(await delivery()).toMatchObject({ attempts: 1, last_error: expect.stringContaining('refused') });
    await remove(id);
  }, 60_000);

  it('wait for a mail server that is dead, and reach the channel meanwhile', async () => {
    await post.stop();
    const { id } = await rule({ name: 'Everywhere', targetIds: [mailId, channelTarget] });
    await worker.app.get(AlertRules).test(id, viewer);
    const messages = async () =>
      (await house.trial.control.messages(house.trial.channelId, 'ada')).map(({ content }) => content);
    await until(async () =>
      (await messages()).some((content) => content.includes('Test of an alert: Everywhere')),
    );
    const mail = async () =>
      (await house.test.database.query("select * from mail where recipient = 'ops@example.org'"))[0];
    await until(async () => (await mail())?.last_error !== null && (await mail()) !== undefined);
    await post.start();
    await until(async () => {
      await house.test.database.query('update mail set due_at = now()');
      return post.to('ops@example.org').length > 0;
    });
    const [letter, ...others] = post.to('ops@example.org');
    expect(others).toEqual([]);
    expect(legible(letter!)).toContain('Test of an alert: Everywhere');
    await remove(id);
  }, 90_000);

  it('fire once from two workers that look at the same moment', async () => {
    const second = await house.start();
    // It takes deliveries from the queue as the first one does.
    openTheHook(second);
    const watches = [worker, second].map(({ app }) => app.get(AlertWatch));
    const { id } = await rule({ targetIds: [hookId] });
    await house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    // Both believe that the round is theirs: what is open is unique all the same.
    await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        await house.test.database.query('update alert_round set due_at = now()');
        await watches[n % 2]?.round();
      }),
    );
    await untilStates(id, 'FIRING');
    const sent = async () =>
      house.test.database.query(
        "select id from alert_delivery where notice->'rule'->>'id' = $1 and notice->>'event' = 'FIRING'",
        [id],
      );
    expect(await sent()).toHaveLength(1);
    await until(() => called(id).length > 0);
    await house.test.database.query("update alert_round set due_at = now() + interval '1 hour'");
    expect(await Promise.all(watches.map((watch) => watch.round()))).toEqual([false, false]);
    await house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
    await house.stop(second);
    await remove(id);
  }, 90_000);

  it('go on when one rule cannot be looked at, and say so in the log', async () => {
    const broken = await rule({ name: 'Broken' });
    await house.test.database.query("update alert_rule set kind = 'NONSENSE' where id = $1", [broken.id]);
    const { id } = await rule({});
    await house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    await untilStates(id, 'FIRING');
    await until(async () => {
      const rows = await house.test.database.query(
        "select 1 from event_log where kind = 'error.raised' and data->>'where' like '%“Broken”%'",
      );
      return rows.length > 0;
    });
    await house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
    await house.test.database.query('delete from alert_rule where id = $1', [broken.id]);
    await remove(id);
  }, 60_000);

  it('are over when their rule is switched off or deleted, and stay to be read', async () => {
    const { id, ...input } = await rule({ targetIds: [] });
    await house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    await untilStates(id, 'FIRING');
    await worker.app.get(AlertRules).update(id, { ...input, enabled: false }, viewer);
    expect(await alertsOf(id)).toMatchObject([{ state: 'RESOLVED' }]);
    const [{ id: alertId }] = await alertsOf(id);
    await remove(id);
    const kept = await house.test.database.query('select rule_id from alert where id = $1', [alertId]);
    expect(kept).toEqual([{ rule_id: null }]);
    await house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
  }, 60_000);

  it('are over when the bot goes that their rule was about, and its rule with it', async () => {
    const { id } = await rule({ botId });
    await house.test.database.query("update bot set observed = 'FAILING' where id = $1", [botId]);
    await untilStates(id, 'FIRING');
    const [{ id: alertId }] = await alertsOf(id);
    // As PostgreSQL does when the bot goes; the others here still need theirs.
    await house.test.database.query('delete from alert_rule where id = $1', [id]);
    await until(async () => {
      await look();
      const [{ state }] = await house.test.database.query('select state from alert where id = $1', [alertId]);
      return state === 'RESOLVED';
    });
    const told = async () => {
      const rows: { data: { change: string } }[] = await house.test.database.query(
        "select data from event_log where kind = 'alert.changed' and subject_id = $1 order by seq",
        [alertId],
      );
      return rows.map(({ data }) => data.change);
    };
    await until(async () => (await told()).length === 2);
    expect(await told()).toEqual(['ADDED', 'UPDATED']);
    await house.test.database.query("update bot set observed = 'ONLINE' where id = $1", [botId]);
  }, 60_000);

  it('are not told again when something breaks behind their being sent', async () => {
    const { id } = await rule({ targetIds: [hookId] });
    await worker.app.get(AlertRules).test(id, viewer);
    const delivery = async () =>
      (
        await house.test.database.query(
          "select * from alert_delivery where notice->'rule'->>'id' = $1 and state = 'SENT'",
          [id],
        )
      )[0];
    await until(async () => (await delivery()) !== undefined);
    const sent = await delivery();
    const target = { id: hookId, name: 'Hook', kind: AlertTargetKind.WEBHOOK, address: null };
    const held = { ...sent, target: { ...target, botId: null, channelId: null, secret: null } };
    await worker.app.get(AlertDeliveries).refused(held, 'Too late.', false);
    expect(await delivery()).toEqual(sent);
    const [{ last_error: error }] = await house.test.database.query(
      'select last_error from alert_target where id = $1',
      [hookId],
    );
    expect(error).not.toBe('Too late.');
    await remove(id);
  }, 60_000);

  it('keep the address and the key of a webhook out of every row', async () => {
    await worker.app.get(Bots).want(botId, BotWish.OFFLINE);
    const tables: { name: string }[] = await house.test.database.query(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    for (const { name } of tables) {
      const rows = JSON.stringify(
        await house.test.database.query(`select to_jsonb(t)::text as row from ${name} t`),
      );
      expect({ name, has: rows.includes(canary) || rows.includes(hookKey) }).toEqual({ name, has: false });
    }
  }, 60_000);
});
