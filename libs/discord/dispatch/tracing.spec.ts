import { createServer } from 'node:http';

import type { RunnableBot } from '@cube/bots/bot-adapter';
import { CommandSource } from '@cube/commands/command-kinds';
import { SafeHttp } from '@cube/commands/http/safe-http';
import type { StepData } from '@cube/commands/steps/step-kind';
import { readConfig } from '@cube/platform/config';
import { until } from '@cube/platform/testing';
import { Collector } from '@cube/platform/tracing/testing';
import { startTracing } from '@cube/platform/tracing/tracing';
import { v7 as uuid } from 'uuid';

import { FleetTrial } from '../testing';

/** Steps as somebody would write them. */
const steps = (...list: object[]) => list as StepData[];

describe('[SA-32] the traces of a bot', () => {
  let collector: Collector;
  let stop: () => Promise<void>;
  let trial: FleetTrial;
  let bot: RunnableBot;

  beforeAll(async () => {
    collector = await Collector.start();
    const config = readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: 'postgres://localhost/none',
      REDIS_URL: 'redis://localhost',
      MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    stop = await startTracing(config, 'worker');
    trial = await FleetTrial.start();
    bot = await trial.application('Gamma');
    await trial.control.install(bot.applicationId, trial.guild.id);
    await trial.fleet.sync(bot, [
      {
        name: 'talk',
        description: 'Talks.',
        options: [{ type: 3, name: 'text', description: 'Some text.' }],
      },
    ]);
    trial.fleet.start(bot);
    await trial.reported(bot, 'ONLINE');
  }, 60_000);
  afterAll(async () => {
    await trial?.end();
    await stop?.();
    await collector?.close();
  }, 60_000);

  it('have a command from the interaction to its answer, with its gates and its steps, and nothing that was said', async () => {
    trial.table.set(bot.id, 'talk', {
      id: uuid(),
      source: CommandSource.CUSTOM,
      steps: steps(
        { kind: 'defer' },
        { kind: 'reply', content: 'You said {{ options.text }}, and hunter2 too.' },
      ),
      version: 'v1',
      usesVariables: false,
    });
    await trial.control.run('/talk', {
      as: 'ada',
      in: '#general',
      application: bot.applicationId,
      options: { text: 'hunter2' },
    });
    const found = () => collector.spans.find(({ name }) => name === 'command');
    await until(() => found() !== undefined);
    const root = found()!;
    expect(root.parentSpanId).toBeUndefined();
    expect(root.attributes).toEqual({
      'cube.bot.id': bot.id,
      'cube.command.name': 'talk',
      'cube.command.outcome': 'ANSWERED',
    });
    expect(collector.below(root).map(({ name, attributes }) => [name, attributes['cube.step.path']])).toEqual(
      [
        ['gates', undefined],
        ['step defer', '0'],
        ['step reply', '1'],
      ],
    );
    expect(collector.text).not.toContain('hunter2');
    expect(collector.text).not.toContain(bot.token);
  });

  it('name of a call to elsewhere the host alone', async () => {
    const server = createServer((_, response) => response.writeHead(201).end('hunter3'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const http = new SafeHttp({ allowed: [{ host: '127.0.0.1', port }] });
    await http.request({
      method: 'POST',
      url: `http://127.0.0.1:${port}/hooks/hunter3?key=hunter3`,
      headers: { 'x-key': 'hunter3' },
      body: 'hunter3',
    });
    await until(() => collector.spans.some(({ name }) => name === 'HTTP POST'));
    expect(collector.spans.find(({ name }) => name === 'HTTP POST')?.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': '127.0.0.1',
      'http.response.status_code': 201,
    });
    expect(collector.text).not.toContain('hunter3');
    await new Promise((resolve) => server.close(resolve));
  });
});
