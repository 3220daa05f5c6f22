import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';
import type { RequestServedData } from '@cube/realtime/event-log/events';
import { RequestLog } from '@cube/realtime/event-log/request-log';

import { layBot, mintKey } from './staging';
import { TestApi } from './testing';

describe('the log of requests', () => {
  let house: TestApi;
  let ada = '';
  let botId = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
    ({ botId } = await layBot(house, 'Demo'));
  });
  afterAll(() => house.end());

  const recorded = async (operation: string): Promise<readonly RequestServedData[]> => {
    const rows = await house.test.database.query(
      `select data from event_log where kind = 'request.served' and data->>'operation' = $1 order by seq`,
      [operation],
    );
    return rows.map(({ data }: { data: RequestServedData }) => data);
  };
  const one = async (operation: string) => {
    await until(async () => (await recorded(operation)).length > 0);
    return (await recorded(operation))[0];
  };

  it('[SA-31] [SC-21] [SA-09] says who asked for what, what it took, and never what they asked with', async () => {
    await house.ask(
      'mutation Rename($id: ID!, $name: String!) { renamed: updateBot(id: $id, input: { name: $name }) { id } }',
      { id: botId, name: 'canary-4711' },
      ada,
    );
    expect(await one('Rename')).toMatchObject({
      via: 'GRAPHQL',
      type: 'MUTATION',
      fields: ['updateBot'],
      accountName: 'ada',
      by: 'session',
      keyId: null,
      address: '127.0.0.1',
      cost: expect.any(Number),
      duration: expect.any(Number),
    });
    expect(JSON.stringify(await recorded('Rename'))).not.toContain('canary-4711');
    await house.ask('query Wrong { bot(id: "nobody") { id } }', {}, ada);
    expect((await one('Wrong'))?.code).not.toBeNull();
  });

  it('[SA-31] knows REST by its routes, and API keys by their ids', async () => {
    const { secret, id } = await mintKey(house, ada);
    await fetch(`${house.url}/api/v1/bots/${botId}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(await one('GET /bots/:id')).toMatchObject({ via: 'REST', by: 'key', keyId: id, fields: ['bot'] });
    expect(JSON.stringify(await recorded('GET /bots/:id'))).not.toContain(botId);
  });

  it('is bounded: a flood of queries is counted, and hides no change', async () => {
    const written = new RequestLog(house.api.app.get(EventLog));
    const flood = {
      via: 'GRAPHQL' as const,
      operation: 'Flood',
      fields: [],
      accountId: null,
      accountName: null,
      by: null,
      keyId: null,
      cost: 1,
      duration: 1,
      code: null,
      address: '127.0.0.1',
    };
    for (let index = 0; index < 2000; index += 1) written.add({ ...flood, type: 'QUERY' });
    written.add({ ...flood, operation: 'Change', type: 'MUTATION' });
    await one('Change');
    const all = [...(await recorded('Flood')), ...(await recorded('Change'))];
    expect(all.length).toBeLessThan(1500);
    expect(all.length + all.reduce((sum, { unrecorded }) => sum + unrecorded, 0)).toBe(2001);
  });
});
