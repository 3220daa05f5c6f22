/** The id under which a person's conversations with bots stand beside the guilds. */
export const direct = '@me';

/** What the page knows of the simulated Discord: the state as the control API tells it, and questions about it. */
export class World {
  applications = [];
  users = [];
  guilds = [];
  commands = [];
  directMessages = [];

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
        return { id, botId, name: this.user(botId) };
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

  /** A guild's own command hides the global one of the same bot, type and name. */
  commandsIn(guild, type) {
    const here = this.commands.filter(
      (command) =>
        command.type === type &&
        guild.applicationIds.includes(command.applicationId) &&
        (command.guildId === null || command.guildId === guild.id),
    );
    const isHidden = (command) =>
      command.guildId === null &&
      here.some(
        (other) =>
          other.guildId !== null &&
          other.name === command.name &&
          other.applicationId === command.applicationId,
      );
    return here
      .filter((command) => !isHidden(command))
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
      channels: guild.channels.map(asChoice('#')),
    };
  }
}
