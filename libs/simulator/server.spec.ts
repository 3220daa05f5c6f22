import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { SimulatorClient } from './client';
import type { Simulator } from './server';
import { startSimulator } from './server';
import { Trial } from './trial';

const attached = z.object({ attachments: z.array(z.object({ url: z.string() })) });

/** fetch chooses its own Host header; this does not. */
function statusWith(
  simulator: Simulator,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: simulator.port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the simulator', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start({ key: 'k1', seed: true });
  });
  afterAll(() => trial.end());

  it('refuses a host name that was rebound to this machine', async () => {
    const { simulator } = trial;
    expect(await statusWith(simulator, '/api/v10/gateway', { host: `evil.test:${simulator.port}` })).toBe(
      421,
    );
    expect(await statusWith(simulator, '/api/v10/gateway', { host: `127.0.0.1:${simulator.port + 1}` })).toBe(
      421,
    );
    expect(await statusWith(simulator, '/api/v10/gateway', { host: `localhost:${simulator.port}` })).toBe(
      200,
    );
    const upgrade = { host: 'evil.test', connection: 'upgrade', upgrade: 'websocket' };
    expect(await statusWith(simulator, '/gateway?v=10', upgrade)).toBe(403);
  });

  it('lets no foreign page steer it', async () => {
    const { simulator } = trial;
    const host = `127.0.0.1:${simulator.port}`;
    expect(await statusWith(simulator, '/control/state', { host, origin: 'http://evil.test' })).toBe(403);
    expect(await statusWith(simulator, '/control/state', { host, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusWith(simulator, '/control/state', { host, origin: `http://${host}` })).toBe(200);
    const form = await fetch(`${simulator.url}/control/users`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'x' }),
    });
    expect(form.status).toBe(415);
  });

  it('tells the demo credentials to whoever holds the key, and to nobody without one', async () => {
    const path = `${trial.simulator.url}/control/demo`;
    expect((await fetch(path)).status).toBe(404);
    expect((await fetch(path, { headers: { 'x-simulator-key': 'guess' } })).status).toBe(404);
    const answer = await fetch(path, { headers: { 'x-simulator-key': 'k1' } });
    expect(await answer.json()).toMatchObject({
      token: expect.stringMatching(/^sim\.\d+\./),
      clientSecret: expect.any(String),
    });
  });

  it('shows its state without a secret', async () => {
    const text = JSON.stringify(await trial.control.state());
    expect(text).toContain('Cube Café');
    expect(text).not.toContain(trial.application.token);
    expect(text).not.toContain(trial.application.clientSecret);
  });

  it('tells a secret of an application only when it is asked for that one', async () => {
    const { id, token, clientSecret } = trial.application;
    const ask = async (what: string) => {
      const headers = { 'content-type': 'application/json' };
      const address = `${trial.simulator.url}/control/applications/${id}/${what}`;
      return (await fetch(address, { method: 'POST', headers, body: '{}' })).json();
    };
    expect(await ask('reveal-token')).toEqual({ token });
    expect(await ask('reveal-secret')).toEqual({ clientSecret });
  });

  it('refuses a token that looks real, wherever it is pasted', async () => {
    const token = `${'MTAw'.repeat(6)}.GabcdE.${'x'.repeat(38)}`;
    const refusal = 'looks like one of real Discord';
    const here = { as: 'ada', in: '#general' };
    await expect(trial.control.createUser({ name: token })).rejects.toThrow(refusal);
    await expect(trial.control.run('/x', { ...here, options: { token } })).rejects.toThrow(refusal);
  });

  it('plays a queued fault as often as it was told', async () => {
    await trial.control.fault({
      route: '/users/*',
      method: 'GET',
      status: 503,
      body: { message: 'Away' },
      times: 2,
    });
    for (const status of [503, 503, 200]) expect((await trial.call('GET', '/users/@me')).status).toBe(status);
    await trial.control.fault({ route: '/guilds/**', status: 500, times: 9 });
    expect((await trial.call('GET', `/guilds/${trial.guild.id}/roles`)).status).toBe(500);
    await trial.control.clearFaults();
    expect((await trial.call('GET', `/guilds/${trial.guild.id}/roles`)).status).toBe(200);
  });

  it('delays a call when it was told', async () => {
    await trial.control.fault({ route: '/gateway', delay: 60 });
    const start = performance.now();
    expect((await trial.call('GET', '/gateway')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(55);
  });

  it('remembers the latest REST calls without their tokens', async () => {
    await trial.call('POST', '/interactions/123/a-secret-token/callback?with_response=true', { type: 4 });
    const last = (await trial.control.requests({ limit: 1 }))[0];
    expect(last).toMatchObject({ method: 'POST', path: '/api/v10/interactions/123/…/callback', status: 404 });
  });

  it('says plainly what is wrong with a wish', async () => {
    const { control } = trial;
    await expect(control.run('/nothing', { as: 'ada', in: '#general' })).rejects.toThrow(
      'No bot here has the command nothing.',
    );
    await expect(control.run('/x', { as: 'nobody', in: '#general' })).rejects.toThrow(
      'There is no user nobody.',
    );
    await expect(control.say('x', { as: 'ada', in: '#nowhere' })).rejects.toThrow('#nowhere');
    await expect(control.createUser({ name: '' })).rejects.toMatchObject({ status: 400 });
  });

  it('tells a reader live of the messages that they may see', async () => {
    const controller = new AbortController();
    const response = await fetch(`${trial.simulator.url}/control/live?as=ada`, { signal: controller.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    await trial.control.say('Hear, hear.', { as: 'grace', in: '#general', guild: 'Lab' });
    let seen = '';
    while (!seen.includes('Hear, hear.')) seen += (await reader?.read())?.value ?? '';
    expect(seen).toContain('"kind":"created"');
    controller.abort();
  });
});

describe('the pages of the simulator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  let simulator: Simulator;
  beforeAll(async () => {
    writeFileSync(join(folder, 'index.html'), '<h1>Hello</h1>');
    writeFileSync(join(folder, 'notes.txt'), 'not for the browser');
    simulator = await startSimulator({ publicFolder: folder });
  });
  afterAll(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  it('run only scripts and styles of their own', async () => {
    const response = await fetch(simulator.url);
    expect(await response.text()).toBe('<h1>Hello</h1>');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
  });

  it('are the pages of the folder and nothing else of it', async () => {
    expect((await fetch(`${simulator.url}/notes.txt`)).status).toBe(404);
    expect((await fetch(`${simulator.url}/..%2fpackage.json`)).status).toBe(404);
  });

  it('are not shown under a name that was rebound to this machine', async () => {
    expect(await statusWith(simulator, '/', { host: `evil.test:${simulator.port}` })).toBe(421);
  });
});

describe('the state file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  const stateFile = join(folder, 'state.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('brings the files of messages back, byte for byte and for nobody else to read', async () => {
    const options = { stateFile: join(folder, 'with-files.json') };
    const first = await startSimulator(options);
    const before = new SimulatorClient(first.url);
    await before.createUser({ name: 'ada' });
    const application = await before.createApplication({ name: 'Painter' });
    const guild = await before.createGuild({ name: 'Lab', owner: 'ada', channels: ['general'] });
    await before.install(application.id, guild.id);
    const bytes = Buffer.from([0x89, 0x50, 0x0a, 0x00, 0xff, 0x0a]);
    const body = new FormData();
    body.append('files[0]', new Blob([bytes], { type: 'image/png' }), 'a picture.png');
    const channelId = guild.channels[0]?.id ?? '';
    const sent = await fetch(`${first.url}/api/v10/channels/${channelId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${application.token}` },
      body,
    });
    const { attachments } = attached.parse(await sent.json());
    const path = new URL(attachments[0]?.url ?? '').pathname;
    await first.close();
    for (const name of readdirSync(`${options.stateFile}.files`))
      expect(statSync(join(`${options.stateFile}.files`, name)).mode & 0o777).toBe(0o600);

    const second = await startSimulator(options);
    const file = await fetch(second.url + path);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
    await second.close();
  });

  it('brings everything back after a restart, and the seed adds nothing twice', async () => {
    const options = { stateFile, seed: true, redirectUri: 'http://127.0.0.1:9/callback' };
    const first = await startSimulator(options);
    const before = new SimulatorClient(first.url);
    const guild = (await before.state()).guilds[0];
    const channelId = guild?.channels[0]?.id ?? '';
    await before.say('Remember me.', { as: 'ada', in: channelId });
    const application = await before.createApplication({ name: 'Kept' });
    const headers = { authorization: `Bot ${application.token}` };
    await before.install(application.id, guild?.id ?? '');
    await fetch(`${first.url}/api/v10/applications/${application.id}/commands`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify([{ name: 'kept', description: 'Survives.' }]),
    });
    const state = await before.state();
    await first.close();
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);

    const second = await startSimulator({ ...options, redirectUri: 'http://127.0.0.1:9/other' });
    const after = new SimulatorClient(second.url);
    const demo = (await after.state()).applications.find(({ name }) => name === 'Cube Demo');
    expect(demo?.redirectUris).toEqual(['http://127.0.0.1:9/callback', 'http://127.0.0.1:9/other']);
    expect({ ...(await after.state()), applications: [] }).toEqual({ ...state, applications: [] });
    expect((await after.messages(channelId, 'grace')).map(({ content }) => content)).toEqual([
      'Remember me.',
    ]);
    expect(state.commands).toMatchObject([{ name: 'kept', applicationId: application.id }]);
    expect((await fetch(`${second.url}/api/v10/users/@me`, { headers })).status).toBe(200);
    await second.close();
  });

  it('is a whole JSON document at every moment', async () => {
    const simulator = await startSimulator({ stateFile });
    await new SimulatorClient(simulator.url).createUser({ name: 'hedy' });
    expect(() => JSON.parse(readFileSync(stateFile, 'utf8'))).not.toThrow();
    await simulator.close();
    expect(readFileSync(stateFile, 'utf8')).toContain('hedy');
  });

  it('reads a file that an older simulator wrote, with less in it', async () => {
    const role = { id: '2', name: '@everyone', permissions: '3072', position: 0, botId: null };
    const member = { userId: '1', nick: null, roleIds: [], joinedAt: '2020-01-01T00:00:00.000Z' };
    const old = {
      version: 1,
      users: [{ id: '1', username: 'ada', globalName: 'ada', bot: false }],
      applications: [],
      guilds: [{ id: '2', name: 'Old', ownerId: '1', roles: [role], members: [member], applicationIds: [] }],
      channels: [{ id: '3', guildId: '2', name: 'general', position: 0, recipientIds: [] }],
      messages: [],
      commands: [],
      grants: [],
    };
    const oldFile = join(folder, 'old.json');
    writeFileSync(oldFile, JSON.stringify(old));
    const simulator = await startSimulator({ stateFile: oldFile });
    const control = new SimulatorClient(simulator.url);
    const { id } = await control.say('Still here.', { as: 'ada', in: '#general' });
    await control.react(id, '👴', { as: 'ada' });
    await control.beginThread('New times', { as: 'ada', in: '#general' });
    await simulator.close();
    const again = await startSimulator({ stateFile: oldFile });
    const [message] = await new SimulatorClient(again.url).messages('3', 'ada');
    expect(message?.content).toBe('Still here.');
    await again.close();
  });
});
