import { PermissionFlagsBits, Routes } from 'discord-api-types/v10';

import { SimulatorClient } from '../client';
import { startSimulator } from '../server';

const bodies: readonly string[] = [
  '{',
  '[]',
  'null',
  '"text"',
  '[null, 7, {"id": {}}]',
  JSON.stringify({
    name: 7,
    content: { a: [] },
    embeds: [null],
    components: [{ type: 1, components: [{}] }],
    type: 'x',
    options: 'none',
    messages: [{}],
    roles: {},
    data: 5,
    permission_overwrites: [7],
    position: -1,
    message_reference: 'x',
    attachments: [null],
    allowed_mentions: { parse: 'x' },
  }),
  JSON.stringify({ name: '\u0000', content: '\ud800', nick: '\u202e', type: 4, data: { flags: 1e308 } }),
  JSON.stringify({ name: 'x', description: 'x', content: 'x', type: 1, max_age: 1, recipient_id: '1' }),
];

describe('the REST API under nonsense', () => {
  const faults: unknown[] = [];

  it('answers every route and method with an error of Discord’s and none of its own', async () => {
    const simulator = await startSimulator({
      rateLimit: { limit: 1_000_000, window: 1_000 },
      onFault: (error) => faults.push(error),
    });
    const control = new SimulatorClient(simulator.url);
    const { id: ada } = await control.createUser({ name: 'ada' });
    const { id, token } = await control.createApplication({ name: 'Trial' });
    const guild = await control.createGuild({ name: 'Lab', owner: 'ada', channels: ['general'] });
    await control.install(id, 'Lab', { permissions: String(PermissionFlagsBits.Administrator) });
    const { id: message } = await control.say('Hello.', { as: 'ada', in: '#general' });
    const channel = guild.channels[0]?.id ?? '';

    const paths = new Set(
      Object.values(Routes).flatMap((build: unknown) => {
        if (typeof build !== 'function') return [];
        const chains = [
          [guild.id, ada, guild.id, ada],
          [channel, message, '👍', ada, channel],
          [id, guild.id, id, id],
          [id, 'token', '@original'],
        ];
        return chains.map((ids) => String(build(...ids, '1', '1')));
      }),
    );
    const bad: string[] = [];
    let refused = 0;
    /** Answers whether there is such a route and method. */
    const send = async (method: string, path: string, body?: string): Promise<boolean> => {
      const response = await fetch(`${simulator.url}/api/v10${path}`, {
        method,
        headers: {
          authorization: `Bot ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      if (response.status >= 500) bad.push(`${method} ${path} ${body}: ${text}`);
      if (response.status === 400) refused += 1;
      return response.status !== 405 && !text.includes('404: Not Found');
    };
    for (const path of paths) {
      for (const query of ['', '?limit=-1', '?before=x', '?after=%00']) await send('GET', `${path}${query}`);
      for (const method of ['POST', 'PATCH', 'PUT']) {
        if (!(await send(method, path, '{}'))) continue;
        for (const body of bodies) await send(method, path, body);
      }
    }
    for (const path of paths) await send('DELETE', path);
    expect(refused).toBeGreaterThan(300);
    expect(bad).toEqual([]);
    expect(faults).toEqual([]);
    expect((await fetch(`${simulator.url}/api/v10/gateway`)).status).toBe(200);
    await simulator.close();
  }, 60_000);

  it.each(['/%', '/api/v10/users/%E0%A4%A', '/api/v10/channels/%zz/messages', '/control/%', '/gateway/%'])(
    'answers the malformed address %s with 400',
    async (path) => {
      const simulator = await startSimulator();
      const response = await fetch(`${simulator.url}${path}`);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual({ message: '400: Bad Request', code: 0 });
      await simulator.close();
    },
  );
});
