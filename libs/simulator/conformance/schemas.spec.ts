import { GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10';

import type { RawGateway } from '../trial';
import { Trial } from '../trial';
import { Schemas } from './schemas';
import type { Answers } from './wire-types';

const everyIntent = Object.values(GatewayIntentBits).reduce<number>(
  (sum, bit) => (typeof bit === 'number' ? sum | bit : sum),
  0,
);

const idOf = (value: unknown): string => String(Object(value).id);

describe('what the simulator sends, by the schemas of discord-api-types', () => {
  const schemas = new Schemas();
  let trial: Trial;
  let socket: RawGateway;

  beforeAll(async () => {
    trial = await Trial.start();
    const { id, token } = trial.application;
    await trial.control.setApplication(id, {
      privilegedIntents: { members: true, presence: true, messageContent: true },
    });
    await trial.control.install(id, 'Lab', { permissions: String(PermissionFlagsBits.Administrator) });
    socket = trial.socket();
    await socket.identify(token, { intents: everyIntent });
    await socket.take(({ t }) => t === 'GUILD_CREATE');
  });
  afterAll(() => trial.end());

  /** Calls, and expects an answer of this shape. */
  async function get(name: keyof Answers, method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await trial.call(method, path, body);
    const problems = schemas.ofAnswer(name, answer.body);
    expect({ path, isFine: answer.status < 300, problems }).toEqual({ path, isFine: true, problems: [] });
    return answer.body;
  }

  const done = async (method: string, path: string, body?: unknown) => {
    const { status } = await trial.call(method, path, body);
    expect({ path, status }).toEqual({ path, status: 204 });
  };

  it('tells a fault from a sound payload', () => {
    const user = { id: '1', username: 'ada', discriminator: '0', global_name: null, avatar: null };
    expect(schemas.ofAnswer('user', user)).toEqual([]);
    expect(schemas.ofAnswer('user', { ...user, username: 7 })).not.toEqual([]);
    expect(schemas.ofAnswer('users', [user, {}])).not.toEqual([]);
    expect(schemas.ofDispatch('NO_SUCH_EVENT', {})).not.toEqual([]);
  });

  it('is sound in REST: applications, users and commands', async () => {
    const { id } = trial.application;
    await get('gatewayBot', 'GET', '/gateway/bot');
    await get('user', 'GET', '/users/@me');
    await get('user', 'PATCH', '/users/@me', { username: 'Trial' });
    await get('guilds', 'GET', '/users/@me/guilds');
    await get('user', 'GET', `/users/${trial.guild.ownerId}`);
    await get('application', 'GET', '/applications/@me');
    await get('application', 'PATCH', '/applications/@me', { description: 'Tries.' });
    const command = await get('command', 'POST', `/applications/${id}/commands`, {
      name: 'ping',
      description: 'Says pong.',
      options: [{ type: 3, name: 'word', description: 'A word', choices: [{ name: 'One', value: 'one' }] }],
    });
    await get('command', 'GET', `/applications/${id}/commands/${idOf(command)}`);
    await get('commands', 'PUT', `/applications/${id}/guilds/${trial.guild.id}/commands`, [
      { name: 'Greet', type: 2 },
    ]);
  });

  it('is sound in REST: a guild with its people, roles and channels', async () => {
    const guild = `/guilds/${trial.guild.id}`;
    const owner = `${guild}/members/${trial.guild.ownerId}`;
    await get('guild', 'GET', guild);
    await get('guild', 'PATCH', guild, { description: 'A place.' });
    await get('preview', 'GET', `${guild}/preview`);
    await get('members', 'GET', `${guild}/members?limit=10`);
    await get('members', 'GET', `${guild}/members/search?query=a`);
    await get('member', 'GET', owner);
    await get('member', 'PATCH', `${guild}/members/@me`, { nick: 'Tester' });
    const role = await get('role', 'POST', `${guild}/roles`, { name: 'Role', color: 255 });
    await get('role', 'PATCH', `${guild}/roles/${idOf(role)}`, { hoist: true });
    await done('PUT', `${owner}/roles/${idOf(role)}`);
    await get('roles', 'GET', `${guild}/roles`);
    await done('DELETE', `${guild}/roles/${idOf(role)}`);
    const picture = 'data:image/png;base64,AAAA';
    const emoji = await get('emoji', 'POST', `${guild}/emojis`, { name: 'cube', image: picture });
    await done('DELETE', `${guild}/emojis/${idOf(emoji)}`);
    for (const type of [0, 2, 4, 5, 13, 15]) {
      const channel = await get('channel', 'POST', `${guild}/channels`, { name: 'made', type });
      await get('channel', 'PATCH', `/channels/${idOf(channel)}`, { name: 'renamed' });
      await get('channel', 'DELETE', `/channels/${idOf(channel)}`);
    }
    await get('channels', 'GET', `${guild}/channels`);
    const { id: mallory } = await trial.control.createUser({ name: 'mallory' });
    await trial.control.addMember('Lab', 'mallory');
    await done('PUT', `${guild}/bans/${mallory}`, {});
    await get('bans', 'GET', `${guild}/bans`);
    await done('DELETE', `${guild}/bans/${mallory}`);
  });

  it('is sound in REST: messages, reactions, threads, webhooks and invitations', async () => {
    const channel = `/channels/${trial.channelId}`;
    const button = { type: 2, style: 1, label: 'Press', custom_id: 'press' };
    const message = await get('message', 'POST', `${channel}/messages`, {
      content: 'Hello.',
      embeds: [{ title: 'Title', fields: [{ name: 'a', value: 'b' }] }],
      components: [{ type: 1, components: [button] }],
    });
    const one = `${channel}/messages/${idOf(message)}`;
    await get('message', 'PATCH', one, { content: 'Hello!' });
    const reaction = `${one}/reactions/${encodeURIComponent('👍')}`;
    await done('PUT', `${reaction}/@me`);
    await trial.control.react(idOf(message), '👍', { as: 'ada' });
    await get('users', 'GET', reaction);
    await get('message', 'GET', one);
    await done('DELETE', `${reaction}/${trial.guild.ownerId}`);
    await done('PUT', `${reaction}/@me`);
    await done('DELETE', reaction);
    await done('PUT', `${reaction}/@me`);
    await done('DELETE', `${one}/reactions`);
    await done('PUT', `${channel}/messages/pins/${idOf(message)}`);
    await get('pins', 'GET', `${channel}/messages/pins`);
    const thread = await get('channel', 'POST', `${one}/threads`, { name: 'Thread' });
    await get('threadMembers', 'GET', `/channels/${idOf(thread)}/thread-members`);
    await done('PUT', `/channels/${idOf(thread)}/thread-members/${trial.guild.ownerId}`);
    await get('threads', 'GET', `/guilds/${trial.guild.id}/threads/active`);
    await get('channel', 'PATCH', `/channels/${idOf(thread)}`, { archived: true });
    await get('messages', 'GET', `${channel}/messages`);
    await get('channel', 'DELETE', `/channels/${idOf(thread)}`);
    const webhook = await get('webhook', 'POST', `${channel}/webhooks`, { name: 'Hook' });
    const address = `/webhooks/${idOf(webhook)}/${String(Object(webhook).token)}`;
    await get('message', 'POST', `${address}?wait=true`, { content: 'Beep.' });
    await done('DELETE', address);
    const invite = await get('invite', 'POST', `${channel}/invites`, {});
    await get('invite', 'DELETE', `/invites/${String(Object(invite).code)}`);
    const second = await get('message', 'POST', `${channel}/messages`, { content: 'Two.' });
    await done('POST', `${channel}/messages/bulk-delete`, { messages: [idOf(message), idOf(second)] });
    const third = await get('message', 'POST', `${channel}/messages`, { content: 'Three.' });
    await done('DELETE', `${channel}/messages/${idOf(third)}`);
    await get('channel', 'POST', '/users/@me/channels', { recipient_id: trial.guild.ownerId });
  });

  it('is sound in the answers to interactions', async () => {
    const outcome = trial.control.run('/ping', { as: 'ada', in: '#general', options: { word: 'one' } });
    const { d } = await socket.take(({ t }) => t === 'INTERACTION_CREATE');
    const { id, token } = Object(d);
    await get('callback', 'POST', `/interactions/${id}/${token}/callback?with_response=true`, {
      type: 4,
      data: { content: 'Pong.' },
    });
    await outcome;
    const webhook = `/webhooks/${trial.application.id}/${token}`;
    const followUp = await get('message', 'POST', webhook, { content: 'Again.', flags: 64 });
    await get('message', 'PATCH', `${webhook}/messages/${idOf(followUp)}`, { content: 'Edited.' });
    await get('message', 'GET', `${webhook}/messages/@original`);
  });

  it('is sound in every event of the gateway', async () => {
    await trial.control.type({ as: 'ada', in: '#general' });
    await trial.control.setStatus('ada', 'online');
    await trial.control.createGuild({ name: 'Annex', owner: 'ada' });
    await trial.control.install(trial.application.id, 'Annex');
    await trial.control.uninstall(trial.application.id, 'Annex');
    await trial.control.createUser({ name: 'linus' });
    await trial.control.addMember('Lab', 'linus');
    await trial.control.removeMember('Lab', 'linus');
    const direct = await trial.control.directMessages({ as: 'ada', with: 'Trial' });
    await trial.control.say('Between us.', { as: 'ada', in: direct });
    await socket.send(8, { guild_id: trial.guild.id, query: '', limit: 0, presences: true });
    await socket.send(31, { guild_ids: [trial.guild.id] });
    await socket.take(({ t }) => t === 'SOUNDBOARD_SOUNDS');
    const events = socket.heard.filter(({ op }) => op === 0);
    const problems = events.flatMap(({ t, d }) =>
      schemas.ofDispatch(t ?? '', d).map((problem) => `${t}: ${problem}`),
    );
    expect(problems).toEqual([]);
    expect(new Set(events.map(({ t }) => t)).size).toBe(38);
  });
});
