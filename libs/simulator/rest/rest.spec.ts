import { z } from 'zod';

import { Trial } from '../trial';

const command = (name: string, rest: object = {}) => ({ name, description: 'Does it.', ...rest });

describe('the REST API', () => {
  let trial: Trial;
  let global: string;
  let local: string;

  beforeAll(async () => {
    trial = await Trial.start();
    global = `/applications/${trial.application.id}/commands`;
    local = `/applications/${trial.application.id}/guilds/${trial.guild.id}/commands`;
  });

  afterAll(() => trial.end());

  it('knows only its own tokens', async () => {
    expect(await trial.call('GET', '/users/@me', undefined, { token: null })).toMatchObject({
      status: 401,
      body: { code: 0 },
    });
    expect((await trial.call('GET', '/users/@me', undefined, { token: 'Bot sim.1.x' })).status).toBe(401);
    const real = `Bot ${'MTAw'.repeat(6)}.GabcdE.${'x'.repeat(38)}`;
    expect(await trial.call('GET', '/users/@me', undefined, { token: real })).toMatchObject({
      status: 401,
      body: { message: expect.stringContaining('real Discord') },
    });
  });

  it.each([
    ['an unknown route', 'GET', '/nowhere', undefined, 404, 0],
    ['a wrong method', 'DELETE', '/gateway', undefined, 405, 0],
    ['an id that is none', 'GET', '/guilds/abc', undefined, 400, 50_035],
    ['wrong JSON', 'POST', '/channels/:channel/messages', '{"content":', 400, 50_109],
    ['an empty message', 'POST', '/channels/:channel/messages', {}, 400, 50_006],
    [
      'too long a message',
      'POST',
      '/channels/:channel/messages',
      { content: 'x'.repeat(2_001) },
      400,
      50_035,
    ],
    ['an unknown channel', 'GET', '/channels/1', undefined, 404, 10_003],
    ['an unknown guild', 'GET', '/guilds/1', undefined, 404, 10_004],
    ['an unknown user', 'GET', '/users/1', undefined, 404, 10_013],
    ['an unknown interaction', 'POST', '/interactions/1/abc/callback', { type: 4 }, 404, 10_062],
    ['an unknown webhook', 'POST', '/webhooks/1/abc', { content: 'x' }, 404, 10_015],
    ['the members of a guild without the intent', 'GET', '/guilds/:guild/members', undefined, 403, 50_001],
  ])('answers %s as Discord does', async (_what, method, path, body, status, code) => {
    const address = path.replace(':channel', trial.channelId).replace(':guild', trial.guild.id);
    expect(await trial.call(method, address, body)).toMatchObject({ status, body: { code } });
  });

  it('answers an oversized body with 413, and lives on', async () => {
    const body = { content: 'x'.repeat(26 * 1024 * 1024) };
    expect(await trial.call('POST', `/channels/${trial.channelId}/messages`, body)).toMatchObject({
      status: 413,
    });
    expect((await trial.call('GET', '/gateway')).status).toBe(200);
  });

  it('shows the application with the flags of its switches', async () => {
    await trial.control.setApplication(trial.application.id, {
      privilegedIntents: { presence: true, messageContent: true },
    });
    expect(await trial.call('GET', '/applications/@me')).toMatchObject({
      body: { id: trial.application.id, flags: (1 << 13) | (1 << 19), bot: { username: 'Trial' } },
    });
  });

  it('tells of rate limits in headers, and enforces them when they are tight', async () => {
    const { headers } = await trial.call('GET', '/users/@me');
    expect(headers.get('x-ratelimit-limit')).toBe('1000');
    expect(headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/);
    expect(headers.get('x-ratelimit-bucket')).toBeTruthy();
    const tight = await Trial.start({ rateLimit: { limit: 2, window: 60_000 } });
    for (const status of [200, 200, 429]) expect((await tight.call('GET', '/users/@me')).status).toBe(status);
    expect((await tight.call('GET', '/users/@me')).body).toMatchObject({
      retry_after: expect.any(Number),
      global: false,
    });
    await tight.end();
  });

  describe('commands', () => {
    it('creates with 201, overwrites the same name with 200, edits and deletes', async () => {
      const made = await trial.call('POST', global, command('one'));
      expect(made).toMatchObject({
        status: 201,
        body: { name: 'one', type: 1, default_member_permissions: null },
      });
      const again = await trial.call('POST', global, { ...command('one'), description: 'Anew.' });
      expect(again).toMatchObject({ status: 200, body: { description: 'Anew.', id: idOf(made.body) } });
      const one = `${global}/${idOf(made.body)}`;
      expect(await trial.call('PATCH', one, { name: 'uno' })).toMatchObject({
        status: 200,
        body: { name: 'uno', description: 'Anew.' },
      });
      expect(await trial.call('GET', one)).toMatchObject({ body: { name: 'uno' } });
      expect((await trial.call('DELETE', one)).status).toBe(204);
      expect(await trial.call('GET', one)).toMatchObject({ status: 404, body: { code: 10_063 } });
    });

    it('keeps the ids of names that stay when the whole list is put, and drops the rest', async () => {
      const first = await trial.call('PUT', local, [command('stay'), command('go')]);
      const second = await trial.call('PUT', local, [command('stay'), command('come')]);
      expect(names(second.body)).toEqual(['stay', 'come']);
      expect(idOf(item(second.body, 0))).toBe(idOf(item(first.body, 0)));
      expect((await trial.call('PUT', local, [])).body).toEqual([]);
      expect((await trial.call('GET', local)).body).toEqual([]);
    });

    it('refuses a guild that the application is not in', async () => {
      expect(
        await trial.call('PUT', `/applications/${trial.application.id}/guilds/1/commands`, []),
      ).toMatchObject({
        status: 403,
        body: { code: 50_001 },
      });
    });

    it('refuses the commands of another application', async () => {
      expect((await trial.call('GET', '/applications/1/commands')).status).toBe(403);
    });

    it('refuses more than a hundred', async () => {
      const many = Array.from({ length: 101 }, (_, index) => command(`c${index}`));
      expect(await trial.call('PUT', global, many)).toMatchObject({ status: 400, body: { code: 30_032 } });
    });

    it('names the fault of a single command by its path', async () => {
      expect(await trial.call('POST', global, { name: 'No Spaces', description: '' })).toMatchObject({
        status: 400,
        body: {
          code: 50_035,
          message: 'Invalid Form Body',
          errors: {
            name: {
              _errors: [
                { code: 'STRING_TYPE_REGEX', message: 'String value did not match validation regex.' },
              ],
            },
            description: {
              _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 100 in length.' }],
            },
          },
        },
      });
    });

    const text = { type: 3, name: 'a', description: 'A' };
    it.each([
      ['an upper-case name', command('Ping'), { name: '_' }],
      ['no name', { description: 'x' }, { name: '_' }],
      ['a long name', command('x'.repeat(33)), { name: '_' }],
      ['no description', { name: 'x' }, { description: '_' }],
      ['a long description', { name: 'x', description: 'd'.repeat(101) }, { description: '_' }],
      ['a description on a menu', { name: 'x', type: 2, description: 'd' }, { description: '_' }],
      ['options on a menu', { name: 'x', type: 3, options: [text] }, { options: '_' }],
      ['an unknown type', command('x', { type: 9 }), { type: '_' }],
      [
        'an option without a type',
        command('x', { options: [{ name: 'a', description: 'A' }] }),
        { options: { 0: { type: '_' } } },
      ],
      ['an option twice', command('x', { options: [text, text] }), { options: { 1: { name: '_' } } }],
      [
        'too many options',
        command('x', { options: Array.from({ length: 26 }, (_, n) => ({ ...text, name: `o${n}` })) }),
        { options: '_' },
      ],
      [
        'a required option after an optional one',
        command('x', { options: [text, { ...text, name: 'b', required: true }] }),
        { options: { 1: '_' } },
      ],
      [
        'sub-commands beside values',
        command('x', {
          options: [
            { ...text, type: 1 },
            { ...text, name: 'b' },
          ],
        }),
        { options: '_' },
      ],
      [
        'a group in a group',
        command('x', { options: [{ ...text, type: 2, options: [{ ...text, type: 2 }] }] }),
        { options: { 0: { options: { 0: { type: '_' } } } } },
      ],
      [
        'a choice of the wrong kind',
        command('x', { options: [{ ...text, type: 4, choices: [{ name: 'one', value: 'one' }] }] }),
        { options: { 0: { choices: { 0: { value: '_' } } } } },
      ],
      [
        'choices with autocomplete',
        command('x', { options: [{ ...text, autocomplete: true, choices: [{ name: 'o', value: 'o' }] }] }),
        { options: { 0: { autocomplete: '_' } } },
      ],
      [
        'a range upside down',
        command('x', { options: [{ ...text, type: 4, min_value: 5, max_value: 1 }] }),
        { options: { 0: { min_value: '_' } } },
      ],
      ['what is no command', 7, '_'],
    ])('refuses %s, by its path in the list', async (_what, wrong, path) => {
      const { status, body } = await trial.call('PUT', global, [command('fine'), wrong]);
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: 50_035, errors: { 1: nested(path) } });
    });

    it('refuses a name twice in a list', async () => {
      const { body } = await trial.call('PUT', global, [command('same'), command('same')]);
      expect(body).toMatchObject({
        errors: { 1: { name: { _errors: [{ code: 'APPLICATION_COMMANDS_DUPLICATE_NAME' }] } } },
      });
    });
  });

  describe('messages', () => {
    it('takes files beside their JSON, and remembers what they were called', async () => {
      const form = new FormData();
      form.set('payload_json', JSON.stringify({ content: 'With a file.' }));
      form.set('files[0]', new Blob(['hello'], { type: 'text/plain' }), 'hello.txt');
      const response = await fetch(`${trial.simulator.url}/api/v10/channels/${trial.channelId}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${trial.application.token}` },
        body: form,
      });
      expect(await response.json()).toMatchObject({
        content: 'With a file.',
        attachments: [{ filename: 'hello.txt', size: 5 }],
      });
    });

    it('hands a file out again, a picture to look at and anything else to save', async () => {
      const form = new FormData();
      form.set('payload_json', '{}');
      form.set('files[0]', new Blob(['<script>'], { type: 'text/html' }), 'page.html');
      form.set('files[1]', new Blob(['pixels'], { type: 'image/png' }), 'dot.png');
      const posted = await fetch(`${trial.simulator.url}/api/v10/channels/${trial.channelId}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${trial.application.token}` },
        body: form,
      });
      const { attachments } = z
        .object({ attachments: z.array(z.object({ url: z.string() })) })
        .parse(await posted.json());
      const [page, picture] = await Promise.all(attachments.map(({ url }) => fetch(url)));
      expect(await page?.text()).toBe('<script>');
      expect(page?.headers.get('content-disposition')).toMatch(/^attachment;/);
      expect(page?.headers.get('content-type')).toBe('application/octet-stream');
      expect(page?.headers.get('content-security-policy')).toMatch(/sandbox/);
      expect(picture?.headers.get('content-disposition')).toMatch(/^inline;/);
      expect(picture?.headers.get('content-type')).toBe('image/png');
    });

    it('does not repeat a message whose nonce it enforces', async () => {
      const body = { content: 'Once.', nonce: 'n1', enforce_nonce: true };
      const path = `/channels/${trial.channelId}/messages`;
      const [first, second] = [await trial.call('POST', path, body), await trial.call('POST', path, body)];
      expect(idOf(second.body)).toBe(idOf(first.body));
      const elsewhere = await trial.call('POST', `/channels/${trial.guild.channels[1]?.id}/messages`, body);
      expect(idOf(elsewhere.body)).not.toBe(idOf(first.body));
      const free = await trial.call('POST', path, { ...body, enforce_nonce: false });
      expect(idOf(free.body)).not.toBe(idOf(first.body));
    });

    it('does not enforce a nonce that is minutes old, nor one of a message that is gone, and takes none that is too long', async () => {
      const path = `/channels/${trial.channelId}/messages`;
      const body = { content: 'Twice.', nonce: 'n2', enforce_nonce: true };
      const first = await trial.call('POST', path, body);
      await trial.call('DELETE', `${path}/${idOf(first.body)}`);
      const second = await trial.call('POST', path, body);
      expect(idOf(second.body)).not.toBe(idOf(first.body));
      await trial.control.advance(6 * 60_000);
      const third = await trial.call('POST', path, body);
      expect(idOf(third.body)).not.toBe(idOf(second.body));
      expect(await trial.call('POST', path, { ...body, nonce: 'x'.repeat(26) })).toMatchObject({
        status: 400,
        body: { code: 50_035, errors: { nonce: nested('_') } },
      });
    });

    it('lets a bot change its own messages only', async () => {
      const { id } = await trial.control.say('Mine.', { as: 'ada', in: '#general' });
      const path = `/channels/${trial.channelId}/messages/${id}`;
      expect(await trial.call('PATCH', path, { content: 'Yours.' })).toMatchObject({
        status: 403,
        body: { code: 50_005 },
      });
      expect(await trial.call('DELETE', path)).toMatchObject({ status: 403, body: { code: 50_013 } });
    });

    it('names the faults of a message by their paths', async () => {
      const button = { type: 2, style: 1, label: 'x', custom_id: 'same' };
      const body = {
        embeds: [{ title: 't'.repeat(257), fields: [{ name: '', value: 'v' }] }],
        components: [{ type: 1, components: [button, button] }],
      };
      expect(await trial.call('POST', `/channels/${trial.channelId}/messages`, body)).toMatchObject({
        body: {
          errors: {
            embeds: { 0: { title: nested('_'), fields: { 0: { name: nested('_') } } } },
            components: {
              0: {
                components: { 1: { custom_id: { _errors: [{ code: 'COMPONENT_CUSTOM_ID_DUPLICATED' }] } } },
              },
            },
          },
        },
      });
    });
  });
});

/** Turns `{ name: '_' }` into `{ name: { _errors: [anything] } }`. */
function nested(path: unknown): unknown {
  if (path === '_')
    return { _errors: expect.arrayContaining([expect.objectContaining({ code: expect.any(String) })]) };
  return Object.fromEntries(Object.entries(Object(path)).map(([key, value]) => [key, nested(value)]));
}

const idOf = (value: unknown): unknown => Object(value).id;
const item = (list: unknown, index: number): unknown => (Array.isArray(list) ? list[index] : undefined);
const names = (list: unknown): unknown => (Array.isArray(list) ? list.map(({ name }) => name) : undefined);
