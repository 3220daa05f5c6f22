import { GatewayIntentBits } from 'discord-api-types/v10';

import { Trial } from './trial';

describe('what goes from the simulated Discord', () => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await Trial.start();
  });
  afterEach(() => trial.end());

  /** A second bot in the guild that hears of its members. */
  async function witness() {
    const { id, token } = await trial.control.createApplication({
      name: 'Witness',
      intents: { members: true },
    });
    await trial.control.install(id, 'Lab');
    const socket = trial.socket();
    await socket.identify(token, { intents: GatewayIntentBits.Guilds | GatewayIntentBits.GuildMembers });
    await socket.take(({ t }) => t === 'GUILD_CREATE');
    return socket;
  }

  it('is an application with all that hangs on it', async () => {
    const { id, token } = trial.application;
    await trial.call('PUT', `/applications/${id}/commands`, [{ name: 'ping', description: 'Pong.' }]);
    await trial.control.directMessages({ as: 'ada', with: 'Trial' });
    const other = await witness();
    const own = trial.socket();
    await own.identify(token);
    await own.take(({ t }) => t === 'GUILD_CREATE');

    await trial.control.deleteApplication('Trial');

    expect(await own.take(({ t }) => t === 'GUILD_DELETE')).toMatchObject({ d: { id: trial.guild.id } });
    expect(await own.closed).toBe(4004);
    expect(await other.take(({ t }) => t === 'GUILD_MEMBER_REMOVE')).toMatchObject({ d: { user: { id } } });
    expect(await other.take(({ t }) => t === 'GUILD_ROLE_DELETE')).toMatchObject({
      d: { guild_id: trial.guild.id },
    });
    expect(await trial.call('GET', '/users/@me')).toMatchObject({ status: 401 });
    const state = await trial.control.state();
    expect(JSON.stringify(state)).not.toContain(id);
    expect(state).toMatchObject({ commands: [], directMessages: [] });
    other.close(1000);
  });

  it('is a bot that others see come and go', async () => {
    const other = await witness();
    const { id } = await trial.control.createApplication({ name: 'Guest' });
    await trial.control.install(id, 'Lab');
    expect(await other.take(({ t }) => t === 'GUILD_ROLE_CREATE')).toMatchObject({
      d: { role: { name: 'Guest', managed: true } },
    });
    expect(await other.take(({ t }) => t === 'GUILD_MEMBER_ADD')).toMatchObject({ d: { user: { id } } });
    await trial.control.uninstall(id, 'Lab');
    expect(await other.take(({ t }) => t === 'GUILD_MEMBER_REMOVE')).toMatchObject({ d: { user: { id } } });
    other.close(1000);
  });

  it('is a guild, which its bots leave', async () => {
    const other = await witness();
    await trial.control.setGuild('Lab', { name: 'Laboratory', description: 'Where things are tried.' });
    expect(await other.take(({ t }) => t === 'GUILD_UPDATE')).toMatchObject({ d: { name: 'Laboratory' } });
    await trial.control.deleteGuild('Laboratory');
    expect(await other.take(({ t }) => t === 'GUILD_DELETE')).toMatchObject({ d: { id: trial.guild.id } });
    expect(await trial.call('GET', `/channels/${trial.channelId}`)).toMatchObject({ status: 404 });
    expect((await trial.control.state()).guilds).toEqual([]);
    other.close(1000);
  });
});
