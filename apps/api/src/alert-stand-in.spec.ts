import { AlertKind, AlertSeverity } from '@cube/alerts/alert-kinds';
import { AlertRules } from '@cube/alerts/alert-rules.service';
import { until } from '@cube/platform/testing';
import { Access, type Viewer } from '@cube/platform/viewer';
import { v7 as uuid } from 'uuid';

import { AlertStandIn } from './alert-stand-in';
import { layBot } from './staging';
import { TestApi } from './testing';

const viewer: Viewer = {
  accountId: uuid(),
  sessionId: uuid(),
  by: 'session',
  name: 'Ada',
  access: Access.of([]),
  origin: { address: '', userAgent: '' },
};

describe('[SA-26] [ND-22] an api beside a worker', () => {
  let house: TestApi;
  let ruleId: string;
  const workerId = uuid();

  beforeAll(async () => {
    house = await TestApi.start();
    // A worker that is well for as long as this spec says so.
    await house.test.database.query(
      `insert into process (id, role, host, pid, master_keys, version, memory_bytes, heartbeat_at)
       values ($1, 'worker', 'elsewhere', 1, '{}', '1', 1, now() + interval '1 hour')`,
      [workerId],
    );
    const { botId } = await layBot(house, 'Demo');
    await house.test.database.query(
      "update bot set wanted = 'ONLINE', observed = 'UNKNOWN', generation = 2 where id = $1",
      [botId],
    );
    ({ id: ruleId } = await house.api.app.get(AlertRules).create(
      {
        name: 'Bots down',
        kind: AlertKind.BOT_OFFLINE,
        forSeconds: 0,
        calmSeconds: 0,
        severity: AlertSeverity.CRITICAL,
        targetIds: [],
        enabled: true,
      },
      viewer,
    ));
  });
  afterAll(() => house.end());

  const look = () => {
    const standIn = house.api.app.get(AlertStandIn);
    const own: () => Promise<void> = Reflect.get(standIn, 'look');
    return own.call(standIn);
  };
  const alerts = () => house.test.database.query('select state from alert where rule_id = $1', [ruleId]);

  it('leaves alerts to a worker that lives, and looks by itself once it is dead', async () => {
    await house.test.database.query('update alert_round set due_at = now()');
    await look();
    expect(await alerts()).toEqual([]);
    const [{ due }] = await house.test.database.query('select due_at <= now() as due from alert_round');
    expect(due).toBe(true);

    await house.test.database.query(
      "update process set heartbeat_at = now() - interval '1 minute' where id = $1",
      [workerId],
    );
    // By its own clock: nobody tells it.
    await until(async () => JSON.stringify(await alerts()) === '[{"state":"FIRING"}]');
  });
});
