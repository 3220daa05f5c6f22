import { freePort, until } from '@cube/platform/testing';
import { Collector, type ReceivedSpan } from '@cube/platform/tracing/testing';
import { tracing } from '@cube/platform/tracing/tracing';

import { layBot } from './staging';
import { TestApi } from './testing';
import manifest from './trusted-documents.generated.json';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const caller = 'b7ad6b7169203331';

describe('[SA-32] the traces of the api', () => {
  let collector: Collector;
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    collector = await Collector.start();
    house = await TestApi.start(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(async () => {
    await house.end();
    await collector.close();
  });

  const post = (headers: Readonly<Record<string, string>>, body: object, path = '/graphql') =>
    fetch(`${house.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: ada, ...headers },
      body: JSON.stringify(body),
    });
  const rootOf = async (id: string): Promise<ReceivedSpan> => {
    const find = () => collector.spans.find((span) => span.traceId === id && span.parentSpanId === caller);
    await until(() => find() !== undefined);
    return find()!;
  };

  it('have a request, its operation and its statements, below whoever asked', async () => {
    await layBot(house, 'Demo');
    const { name, text } = Object.values(manifest).find((each) => each.name === 'Bots')!;
    const answer = await post({ traceparent: `00-${traceId}-${caller}-01` }, { query: text });
    expect(answer.status).toBe(200);
    const root = await rootOf(traceId);
    expect(root).toMatchObject({
      name: 'POST /graphql',
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
      },
    });
    const [operation, ...others] = collector
      .below(root)
      .filter(({ name: each }) => each.startsWith('GraphQL'));
    expect(others).toEqual([]);
    expect(operation).toMatchObject({
      name: `GraphQL query ${name}`,
      attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': name },
    });
    const statements = collector.below(operation!);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.every(({ name: verb }) => verb === 'SELECT' || verb === 'WITH')).toBe(true);
    expect(statements.every(({ attributes }) => attributes['db.system.name'] === 'postgresql')).toBe(true);
    expect(statements.map(({ attributes }) => String(attributes['db.query.text'])).join()).toMatch(
      /from.+bot/is,
    );
  });

  it('hold nothing that somebody typed, no header, no cookie and no name that others chose', async () => {
    const secret = 'hunter2-of-ada';
    const id = 'c'.repeat(32);
    await post(
      { traceparent: `00-${id}-${caller}-01`, 'x-secret': secret, authorization: `Bearer ${secret}` },
      {},
    );
    await post(
      { traceparent: `00-${id}-${caller}-01` },
      {
        query: `query hunter2($search: String) { bots(search: $search) { nodes { name } } }`,
        variables: { search: secret },
      },
      `/graphql?token=${secret}`,
    );
    await fetch(`${house.url}/auth/sign-in?next=${secret}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${id}-${caller}-01` },
      body: JSON.stringify({ email: `${secret}@example.org`, password: secret }),
    });
    await until(
      () =>
        collector.spans.filter(({ traceId: each, parentSpanId }) => each === id && parentSpanId === caller)
          .length === 3,
    );
    expect(collector.text).not.toContain('hunter2');
    expect(collector.text).not.toContain(ada.split('=')[1]);
    expect(collector.text).not.toContain('example.org');
  });

  it('begin anew where a header is no traceparent', async () => {
    const before = collector.spans.length;
    for (const traceparent of ['', 'nonsense', `00-${'0'.repeat(32)}-${caller}-01`, 'x'.repeat(5000)])
      await post({ traceparent }, { query: '{ liveCursor }' });
    await until(
      () =>
        collector.spans
          .slice(before)
          .filter(({ name, parentSpanId }) => name === 'POST /graphql' && !parentSpanId).length === 4,
    );
  });
});

describe('[SA-32] a collector', () => {
  it('that is dead slows and ends nothing, nor does its being silent', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    const house = await TestApi.start(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: dead });
    const { cookie } = await house.signIn('ada');
    for (let index = 0; index < 20; index += 1) {
      expect((await house.ask('{ liveCursor }', {}, cookie)).errors).toBeUndefined();
    }
    await house.end();
    expect(tracing()).toBeUndefined();
  });

  it('that takes what it is sent and never answers holds up no request, and has few spans held for it', async () => {
    const collector = await Collector.start();
    collector.fallSilent();
    const house = await TestApi.start(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const { cookie } = await house.signIn('ada');
    await until(() => collector.held.length > 0);
    for (let index = 0; index < 20; index += 1) {
      expect((await house.ask('{ liveCursor }', {}, cookie)).errors).toBeUndefined();
    }
    // Until it speaks again, it holds whatever it got.
    for (let index = 0; index < 20_000; index += 1) tracing()?.open('flood', {}).end();
    collector.speak();
    const flood = () =>
      new Set(collector.spans.filter(({ name }) => name === 'flood').map(({ spanId }) => spanId));
    await until(() => flood().size > 0);
    await house.end();
    expect(flood().size).toBeLessThanOrEqual(2048);
    await collector.close();
  });

  it('is none where none is set: then there are no traces', async () => {
    const house = await TestApi.start();
    expect(tracing()).toBeUndefined();
    await house.end();
  });
});
