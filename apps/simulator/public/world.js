/** What the page knows of the simulated Discord: the state as the control API tells it, and questions about it. */
export class World {
  applications = [];
  users = [];
  guilds = [];
  commands = [];

  take(state) {
    Object.assign(this, state);
  }

  guild(id) {
    return this.guilds.find((guild) => guild.id === id);
  }

  user = (id) => this.users.find((user) => user.id === id)?.name ?? id;
  role = (id) => this.guilds.flatMap(({ roles }) => roles).find((role) => role.id === id)?.name ?? id;
  channel = (id) =>
    this.guilds.flatMap(({ channels }) => channels).find((channel) => channel.id === id)?.name ?? id;

  people(guild) {
    return this.users.filter(({ id, bot }) => !bot && (!guild || guild.memberIds.includes(id)));
  }

  bots(guild) {
    return this.applications.filter(({ id }) => guild.applicationIds.includes(id));
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
    const users = this.users.filter(({ id }) => guild.memberIds.includes(id));
    const asChoice =
      (mark) =>
      ({ id, name }) => ({ value: id, label: `${mark}${name}` });
    return {
      users: users.map(asChoice('')),
      roles: guild.roles
        .map(asChoice('@'))
        .map((choice) => ({ ...choice, label: choice.label.replace(/^@@/, '@') })),
      channels: guild.channels.map(asChoice('#')),
    };
  }
}
