import { inspect } from 'node:util';

import { Secrets } from '@cube/platform/secrets';
import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';

import { SafeHttp } from '../../http/safe-http';
import { clientOf, closeAll, open, serve, type TestServer } from '../../http/testing';
import { SecretStore } from '../../secrets/secret-store';
import { Templates } from '../../templates/templates';
import type { StepRun } from '../step-kind';
import { HttpStep } from './http.step';

const reaching = (...servers: readonly TestServer[]) =>
  clientOf(servers, { resolve: async () => ['127.0.0.1'] });
const value = 'p@ss "word"/4711';

describe('[SA-20] [SA-34] an HTTP step that sends a secret', () => {
  let test: TestDatabase;
  let store: SecretStore;
  const botId = uuid();

  beforeAll(async () => {
    test = await testDatabase();
    store = new SecretStore(new Secrets(test.database, test.config), test.database);
    await test.database.query(
      `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint,
         wanted, generation, observed, observed_generation)
       values ($1, 'simulator', 1, 1, 'Demo', '', '', '', 'OFFLINE', 1, 'OFFLINE', 1)`,
      [botId],
    );
  }, 60_000);
  afterEach(closeAll);
  afterAll(() => test.drop());

  const keep = async (hosts: readonly string[]) => {
    const id = uuid();
    await test.database.query('delete from bot_secret');
    await test.database.query(
      `insert into bot_secret (id, bot_id, name, value, hosts, changed_by) values ($1, $2, 'KEY', $3, $4, 'ada')`,
      [id, botId, await store.seal(id, value), hosts],
    );
  };
  /** What templates may name after the step. */
  const ran = async (step: HttpStep, data: object): Promise<Record<string, unknown>> => {
    const templates = new Templates();
    const variables: Record<string, unknown> = { options: {} };
    const run: StepRun = {
      stage: Object({ botId }),
      variables,
      signal: new AbortController().signal,
      render: (text, more) => templates.render(text, { ...variables, ...more }),
      run: () => Promise.resolve(),
      runCommand: () => Promise.resolve(),
      idOf: (path) => path,
    };
    await step.run(step.shape.parse({ kind: 'http', ...data }), run);
    return variables;
  };
  const headers = { authorization: 'Basic {{ secret.KEY }}' };

  it('sends it, and takes it out of an answer that repeats it in whatever form', async () => {
    const heard: unknown[] = [];
    const server = await open(
      serve((request, response) => {
        const sent = request.headers.authorization ?? '';
        heard.push(sent);
        response.setHeader('x-echo', sent);
        response.end(JSON.stringify({ sent, base64: Buffer.from(value).toString('base64') }));
      }),
    );
    const host = `api.example:${server.port}`;
    await keep([host]);
    const variables = await ran(new HttpStep(reaching(server), store), { url: `http://${host}/`, headers });
    expect(heard).toEqual([`Basic ${value}`]);
    expect(variables['http']).toMatchObject({
      status: 200,
      json: { sent: 'Basic [secret KEY]', base64: '[secret KEY]' },
    });
    expect(JSON.stringify(variables)).not.toContain('4711');
    expect(variables).not.toHaveProperty('secret');
  });

  it('takes it out of JSON that writes its letters as escapes', async () => {
    const escaped = JSON.stringify(value).replaceAll('/', '\\/').replaceAll('@', '\\u0040');
    const body = `{ "sent": ${escaped}, "in": [{ ${escaped}: "a\\/b", "long": 12345678901234567890 }] }`;
    const server = await open(serve((_, response) => response.end(body)));
    const host = `api.example:${server.port}`;
    await keep([host]);
    const { http } = await ran(new HttpStep(reaching(server), store), { url: `http://${host}/`, headers });
    expect(Object(http).json).toMatchObject({ sent: '[secret KEY]', in: [{ '[secret KEY]': 'a/b' }] });
    expect(JSON.parse(Object(http).text)).toEqual(Object(http).json);
    expect(JSON.stringify(http)).not.toContain('4711');
  });

  it('sends it to no other host, neither by its address nor by a redirect', async () => {
    const heard: unknown[] = [];
    const thief = await open(
      serve((request, response) => {
        heard.push(request.headers.authorization);
        response.end('got it');
      }),
    );
    const server = await open(
      serve((_, response) => {
        response.writeHead(302, { location: `http://thief.example:${thief.port}/` }).end();
      }),
    );
    const host = `api.example:${server.port}`;
    await keep([host]);
    const http = reaching(server, thief);
    await ran(new HttpStep(http, store), { url: `http://${host}/`, headers });
    expect(heard).toEqual([undefined]);
    const elsewhere = ran(new HttpStep(http, store), { url: `http://thief.example:${thief.port}/`, headers });
    await expect(elsewhere).rejects.toThrow('The secret KEY may be sent to api.example');
    expect(heard).toHaveLength(1);
  });

  it('sends it over plain http to no public host, whatever made the address', async () => {
    await keep(['api.example']);
    const http = new SafeHttp({ resolve: async () => ['93.184.215.14'] });
    for (const url of ['http://api.example/', '{{ "HTTP" | downcase }}://api.example/'])
      await expect(ran(new HttpStep(http, store), { url, headers })).rejects.toThrow('over https only');
  });

  it('sends what a template makes of it to nobody', async () => {
    const heard: unknown[] = [];
    const server = await open(
      serve((request, response) => {
        request.on('data', (sent: Buffer) => heard.push(sent.toString()));
        request.on('end', () => response.end('heard'));
      }),
    );
    const host = `api.example:${server.port}`;
    await keep([host]);
    const step = new HttpStep(reaching(server), store);
    const send = (body: string) => ran(step, { url: `http://${host}/`, method: 'POST', headers, body });
    for (const body of [
      '{{ secret.KEY | upcase }}',
      '{% assign key = secret.KEY %}{{ key }}',
      '{% if secret.KEY contains "4" %}4{% endif %}',
      '{{ secret | json }}',
    ])
      await expect(send(body)).rejects.toThrow('stands by itself');
    await send(
      '{% capture key %}{{ secret.KEY }}{% endcapture %}{{ key | upcase }} {{ key | slice: 0, 20 }}',
    );
    await send('{{ "}}" | append: secret.KEY | upcase }} {{- secret.KEY -}} ');
    expect(heard.map((sent) => String(sent).toLowerCase().split('4711').length - 1)).toEqual([0, 1]);
  });

  it('says of what went wrong nothing of what was sent', async () => {
    const server = await open(serve((_, response) => response.end('unused')));
    const host = `api.example:${server.port}`;
    await keep([host]);
    const step = new HttpStep(reaching(server), store);
    const refused = ran(step, { url: `http://${host}/`, headers: { a: '{{ secret.KEY }}\n' } });
    await expect(refused).rejects.toThrow(/has a character that no header may have/);
    await expect(refused).rejects.not.toThrow(/4711/);
    const broken = ran(step, { url: `http://${host}/`, headers: { a: '{{ 1 | divided_by: secret.KEY }}' } });
    await expect(broken).rejects.toThrow('stands by itself');
    expect(server.asked).toEqual([]);
    // Sent, and then cut off: the error is of whoever had it in hand.
    const heard: unknown[] = [];
    const cutting = await open(
      serve((request) => {
        heard.push(request.headers['a']);
        request.socket.destroy();
      }),
    );
    await keep([`api.example:${cutting.port}`]);
    const cut = ran(new HttpStep(reaching(cutting), store), {
      url: `http://api.example:${cutting.port}/`,
      headers: { a: '{{ secret.KEY }}' },
    }).then(
      () => 'It was answered.',
      (error: unknown) => `Refused: ${inspect(error, { depth: 5 })}`,
    );
    expect(await cut).toMatch(/^Refused: /);
    expect(await cut).not.toContain('4711');
    expect(heard).toEqual([expect.stringContaining('4711')]);
    await test.database.query('delete from bot_secret');
    await expect(ran(step, { url: `http://${host}/`, headers })).rejects.toThrow('There is no secret KEY');
  });
});
