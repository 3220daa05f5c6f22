/** The id under which a person's conversations with bots stand beside the guilds. */
export const direct = '@me';

/** Discord's numbers for what a channel can be, with the mark and the word that the page has for each. */
export const channelKinds = {
  0: { mark: '#', word: 'Text' },
  2: { mark: '♪', word: 'Voice' },
  4: { mark: '', word: 'Category' },
  5: { mark: '!', word: 'Announcements' },
  13: { mark: '♫', word: 'Stage' },
  15: { mark: '≡', word: 'Forum' },
};

/** Nobody writes in a category, nor in a forum besides its threads. */
export const isWritable = ({ type }) => type !== 4 && type !== 15;

/** What the page knows of the simulated Discord: the state as the control API tells it, and questions about it. */
export class World {
  applications = [];
  users = [];
  guilds = [];
  directMessages = [];
  /** What the person may run in the open channel, as the simulator says. */
  offered = [];

  take(state) {
    Object.assign(this, state);
  }

  user = (id) => this.users.find((user) => user.id === id)?.name ?? id;
  role = (id) => this.guilds.flatMap(({ roles }) => roles).find((role) => role.id === id)?.name ?? id;
  channel = (id) =>
    this.guilds.flatMap(({ channels }) => channels).find((channel) => channel.id === id)?.name ?? id;

  people() {
    return this.users.filter(({ bot }) => !bot);
  }

  guildsOf(userId) {
    return this.guilds.filter(({ memberIds }) => memberIds.includes(userId));
  }

  /** Somebody's conversations with bots in the shape of a guild, whose members are those of the open one. */
  conversations(userId, openChannelId) {
    const channels = this.directMessages
      .filter(({ recipientIds }) => recipientIds.includes(userId))
      .map(({ id, recipientIds }) => {
        const botId = recipientIds.find((recipientId) => recipientId !== userId);
        return { id, botId, type: 1, name: this.user(botId) };
      });
    const bots = channels.filter(({ id }) => id === openChannelId).map(({ botId }) => botId);
    return {
      id: direct,
      name: 'Direct messages',
      channels,
      roles: [],
      memberIds: [userId, ...bots],
      applicationIds: bots,
    };
  }

  members(guild) {
    return this.users.filter(({ id }) => guild.memberIds.includes(id));
  }

  isOnline(botId) {
    return this.applications.some(({ id, isOnline }) => id === botId && isOnline);
  }

  /** Permissions, places and age restrictions are the simulator's affair: what is not offered cannot be run. */
  runnable(type) {
    return this.offered
      .filter((command) => command.type === type)
      .sort((left, right) => left.name.localeCompare(right.name));
  }

  /** What user, role, channel and mentionable fields offer in a guild. */
  namesIn(guild) {
    const asChoice =
      (mark) =>
      ({ id, name }) => ({ value: id, label: name.startsWith(mark) ? name : `${mark}${name}` });
    return {
      users: this.members(guild).map(asChoice('')),
      roles: guild.roles.map(asChoice('@')),
      channels: guild.channels.map((channel) => ({ ...asChoice('#')(channel), type: channel.type })),
    };
  }
}
