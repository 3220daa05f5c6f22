import { GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10';

import type { RawGateway } from '../trial';
import { Trial } from '../trial';

const {
  Guilds,
  GuildMembers,
  GuildModeration,
  GuildExpressions,
  GuildWebhooks,
  GuildInvites,
  GuildPresences,
  GuildMessages,
  GuildMessageReactions,
  GuildMessageTyping,
  DirectMessages,
  MessageContent,
} = GatewayIntentBits;

const everyIntent = Object.values(GatewayIntentBits).reduce<number>(
  (sum, bit) => (typeof bit === 'number' ? sum | bit : sum),
  0,
);
const administrator = String(PermissionFlagsBits.Administrator);

describe('an intent', () => {
  let trial: Trial;
  let messageId: string;
  let directId: string;
  let renamed = 0;

  beforeAll(async () => {
    trial = await Trial.start();
    const { id } = trial.application;
    const privilegedIntents = { members: true, presence: true, messageContent: true };
    await trial.control.setApplication(id, { privilegedIntents });
    await trial.control.install(id, 'Lab', { permissions: administrator });
    await trial.control.createUser({ name: 'linus' });
    messageId = (await trial.control.say('Hello.', { as: 'ada', in: '#general' })).id;
    directId = await trial.control.directMessages({ as: 'ada', with: 'Trial' });
  });
  afterAll(() => trial.end());

  const listener = async (intents: number): Promise<RawGateway> => {
    const socket = trial.socket();
    await socket.identify(trial.application.token, { intents });
    await socket.take(({ t }) => t === 'READY');
    return socket;
  };

  /** What a socket has heard up to a change of the bot's own name, of which every session is told. */
  const heardBy = async (socket: RawGateway): Promise<(string | null | undefined)[]> => {
    renamed += 1;
    const username = `Trial ${renamed}`;
    await trial.call('PATCH', '/users/@me', { username });
    await socket.take(({ t, d }) => t === 'USER_UPDATE' && Object(d).username === username);
    return socket.heard.map(({ t }) => t);
  };

  const guild = () => `/guilds/${trial.guild.id}`;
  const channel = () => `/channels/${trial.channelId}`;
  const here = { as: 'ada', in: '#general' };

  it.each<[event: string, intent: number, deed: () => Promise<unknown>]>([
    ['GUILD_ROLE_CREATE', Guilds, () => trial.control.createRole('Lab', { name: 'New' })],
    ['CHANNEL_CREATE', Guilds, () => trial.control.createChannel('Lab', { name: 'new' })],
    ['THREAD_CREATE', Guilds, () => trial.control.beginThread('New', here)],
    ['GUILD_MEMBER_ADD', GuildMembers, () => trial.control.addMember('Lab', 'linus')],
    ['GUILD_MEMBER_UPDATE', GuildMembers, () => trial.control.setMember('Lab', 'grace', { nick: 'G' })],
    ['GUILD_MEMBER_REMOVE', GuildMembers, () => trial.control.removeMember('Lab', 'linus')],
    ['GUILD_BAN_ADD', GuildModeration, () => trial.control.ban('Lab', 'linus')],
    ['GUILD_BAN_REMOVE', GuildModeration, () => trial.control.unban('Lab', 'linus')],
    [
      'GUILD_EMOJIS_UPDATE',
      GuildExpressions,
      () => trial.call('POST', `${guild()}/emojis`, { name: 'cube', image: 'data:image/png;base64,AAAA' }),
    ],
    ['WEBHOOKS_UPDATE', GuildWebhooks, () => trial.call('POST', `${channel()}/webhooks`, { name: 'Hook' })],
    ['INVITE_CREATE', GuildInvites, () => trial.call('POST', `${channel()}/invites`, { unique: true })],
    ['PRESENCE_UPDATE', GuildPresences, () => trial.control.setStatus('grace', 'dnd')],
    ['MESSAGE_CREATE', GuildMessages, () => trial.control.say('News.', here)],
    ['MESSAGE_UPDATE', GuildMessages, () => trial.control.editMessage(messageId, 'Hi.', { as: 'ada' })],
    [
      'MESSAGE_REACTION_ADD',
      GuildMessageReactions,
      () => trial.control.react(messageId, '👋', { as: 'ada' }),
    ],
    ['TYPING_START', GuildMessageTyping, () => trial.control.type(here)],
    ['MESSAGE_CREATE', DirectMessages, () => trial.control.say('Psst.', { as: 'ada', in: directId })],
  ])('lets %s through to who has it (%i), and to nobody else', async (event, intent, deed) => {
    const [hearing, deaf] = [await listener(intent), await listener(everyIntent & ~intent)];
    await deed();
    expect(await heardBy(hearing)).toContain(event);
    expect(await heardBy(deaf)).not.toContain(event);
    for (const socket of [hearing, deaf]) socket.close(1_000);
  });

  it.each([
    ['is empty without it', GuildMessages, () => 'Secret.', ''],
    ['is whole with it', GuildMessages | MessageContent, () => 'Secret.', 'Secret.'],
    ['is whole where the bot is mentioned', GuildMessages, () => `<@${trial.application.id}>!`, undefined],
  ])('for content: a message %s', async (_what, intents, text, content) => {
    const socket = await listener(intents);
    const said = text();
    await trial.control.say(said, here);
    const { d } = await socket.take(({ t }) => t === 'MESSAGE_CREATE');
    expect(Object(d).content).toBe(content ?? said);
    socket.close(1_000);
  });

  it('is not needed to hear of oneself', async () => {
    const socket = await listener(Guilds);
    await trial.call('PATCH', `${guild()}/members/@me`, { nick: 'Me' });
    const { d } = await socket.take(({ t }) => t === 'GUILD_MEMBER_UPDATE');
    expect(d).toMatchObject({ nick: 'Me', user: { id: trial.application.id } });
    socket.close(1_000);
  });

  it('does not open a channel that the bot may not see', async () => {
    await trial.control.install(trial.application.id, 'Lab', { permissions: '0' });
    const secret = await trial.control.createChannel('Lab', { name: 'secret' });
    const view = String(PermissionFlagsBits.ViewChannel);
    await trial.control.setOverwrite(secret, { for: '@everyone', deny: view });
    const socket = await listener(GuildMessages);
    await trial.control.say('Among us.', { as: 'ada', in: secret });
    expect(await heardBy(socket)).not.toContain('MESSAGE_CREATE');
    expect(await trial.call('GET', `/channels/${secret}`)).toMatchObject({
      status: 403,
      body: { code: 50_001 },
    });
    await trial.control.say('In the open.', here);
    await socket.take(({ t }) => t === 'MESSAGE_CREATE');
    socket.close(1_000);
  });

  it('that is taken away ends the sessions that use it with 4014', async () => {
    const socket = await listener(GuildPresences);
    await trial.control.setApplication(trial.application.id, { privilegedIntents: { presence: false } });
    expect(await socket.closed).toBe(4_014);
  });
});
