import { EventEmitter } from 'node:events';

import type { APIApplicationCommand } from 'discord-api-types/v10';

import { Refusal } from '../errors';
import { everyonePermissions } from './permissions';
import { snowflake } from './snowflake';
import type {
  AccessGrant,
  Application,
  Channel,
  Guild,
  Member,
  PrivilegedIntents,
  State,
  StoredMessage,
  User,
} from './state';
import { botToken, sameSecret, secret } from './tokens';

export interface WorldEvents {
  /** Something that the state file holds has changed. */
  changed: [];
  installed: [applicationId: string, guild: Guild];
  uninstalled: [applicationId: string, guildId: string];
  memberAdded: [guild: Guild, member: Member];
  messageCreated: [StoredMessage];
  messageUpdated: [StoredMessage];
  messageDeleted: [StoredMessage];
  tokenReset: [applicationId: string];
  /** The intents that an application may ask for have changed. */
  switched: [Application];
  /** A bot came online or went. */
  presence: [applicationId: string];
}

/** Discord shows the last fifty at a time; older ones than these are forgotten so that a soak test does not fill memory. */
const messagesKeptPerChannel = 300;

const byId = <T extends { id: string }>(list: readonly T[] = []) =>
  new Map(list.map((item) => [item.id, item]));

/** The people, guilds, channels, messages and applications of the simulated Discord, and the only place that changes them. */
export class World extends EventEmitter<WorldEvents> {
  readonly users: Map<string, User>;
  readonly applications: Map<string, Application>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly commands: Map<string, APIApplicationCommand>;
  readonly grants: Map<string, AccessGrant>;
  private readonly messages = new Map<string, StoredMessage[]>();

  constructor(state?: State) {
    super();
    this.setMaxListeners(0);
    this.users = byId(state?.users);
    this.applications = byId(state?.applications);
    this.guilds = byId(state?.guilds);
    this.channels = byId(state?.channels);
    this.commands = byId(state?.commands);
    this.grants = new Map(state?.grants.map((grant) => [grant.accessToken, grant]));
    for (const stored of state?.messages ?? []) this.messagesOf(stored.message.channel_id).push(stored);
  }

  snapshot(): State {
    return {
      version: 1,
      users: [...this.users.values()],
      applications: [...this.applications.values()],
      guilds: [...this.guilds.values()],
      channels: [...this.channels.values()],
      messages: [...this.messages.values()].flat(),
      commands: [...this.commands.values()],
      grants: [...this.grants.values()],
    };
  }

  touch(): void {
    this.emit('changed');
  }

  createUser(name: string): User {
    const username = name.toLowerCase();
    if (this.people().some((user) => user.username === username)) {
      throw new Refusal(409, `There is already a user named ${username}.`);
    }
    return this.addUser({ id: snowflake(), username, globalName: name, bot: false });
  }

  createApplication(wish: {
    name: string;
    redirectUris: string[];
    privilegedIntents: PrivilegedIntents;
  }): Application {
    const id = snowflake();
    const application: Application = {
      ...wish,
      id,
      description: '',
      token: botToken(id),
      clientSecret: secret(),
      publicKey: Buffer.from(secret(32), 'base64url').toString('hex'),
    };
    this.applications.set(id, application);
    this.addUser({ id, username: wish.name, globalName: null, bot: true });
    return application;
  }

  /** Our tokens carry the id of their application, so that finding it needs no search. */
  applicationOf(token: string): Application | undefined {
    const application = this.applications.get(token.split('.')[1] ?? '');
    return application && sameSecret(application.token, token) ? application : undefined;
  }

  resetToken(application: Application): string {
    application.token = botToken(application.id);
    this.touch();
    this.emit('tokenReset', application.id);
    return application.token;
  }

  setApplication(
    application: Application,
    wish: { redirectUris?: string[] | undefined; privilegedIntents?: Partial<PrivilegedIntents> | undefined },
  ): void {
    if (wish.redirectUris) application.redirectUris = wish.redirectUris;
    application.privilegedIntents = { ...application.privilegedIntents, ...wish.privilegedIntents };
    this.touch();
    this.emit('switched', application);
  }

  createGuild(name: string, ownerId: string): Guild {
    const id = snowflake();
    const everyone = { id, name: '@everyone', permissions: everyonePermissions, position: 0, botId: null };
    const guild: Guild = { id, name, ownerId, roles: [everyone], members: [], applicationIds: [] };
    this.guilds.set(id, guild);
    this.addMember(guild, ownerId);
    return guild;
  }

  createChannel(guild: Guild, name: string): Channel {
    const position = this.channelsOf(guild.id).length;
    return this.addChannel({ id: snowflake(), guildId: guild.id, name, position, recipientIds: [] });
  }

  directMessages(userId: string, applicationId: string): Channel {
    const known = [...this.channels.values()].find(
      ({ guildId, recipientIds }) =>
        guildId === null && recipientIds.includes(userId) && recipientIds.includes(applicationId),
    );
    if (known) return known;
    const recipientIds = [userId, applicationId];
    return this.addChannel({ id: snowflake(), guildId: null, name: '', position: 0, recipientIds });
  }

  addMember(guild: Guild, userId: string): Member {
    const known = this.memberOf(guild, userId);
    if (known) return known;
    const member: Member = { userId, nick: null, roleIds: [], joinedAt: new Date().toISOString() };
    guild.members.push(member);
    this.touch();
    this.emit('memberAdded', guild, member);
    return member;
  }

  install(application: Application, guild: Guild, permissions = '0'): void {
    if (guild.applicationIds.includes(application.id)) return;
    const role = { id: snowflake(), name: application.name, permissions, position: 1, botId: application.id };
    guild.roles.push(role);
    guild.applicationIds.push(application.id);
    this.addMember(guild, application.id).roleIds.push(role.id);
    this.emit('installed', application.id, guild);
  }

  uninstall(application: Application, guild: Guild): void {
    if (!guild.applicationIds.includes(application.id)) return;
    guild.applicationIds = guild.applicationIds.filter((id) => id !== application.id);
    guild.members = guild.members.filter(({ userId }) => userId !== application.id);
    guild.roles = guild.roles.filter(({ botId }) => botId !== application.id);
    for (const command of this.commandsOf(application.id, guild.id)) this.commands.delete(command.id);
    this.touch();
    this.emit('uninstalled', application.id, guild.id);
  }

  people(): User[] {
    return [...this.users.values()].filter(({ bot }) => !bot);
  }

  memberOf(guild: Guild, userId: string): Member | undefined {
    return guild.members.find((member) => member.userId === userId);
  }

  guildsOf(userId: string): Guild[] {
    return [...this.guilds.values()].filter((guild) => this.memberOf(guild, userId));
  }

  channelsOf(guildId: string): Channel[] {
    return [...this.channels.values()].filter((channel) => channel.guildId === guildId);
  }

  /** The commands of one scope: a guild's, or the global ones with `null`. */
  commandsOf(applicationId: string, guildId: string | null): APIApplicationCommand[] {
    return [...this.commands.values()].filter(
      (command) => command.application_id === applicationId && (command.guild_id ?? null) === guildId,
    );
  }

  messagesOf(channelId: string): StoredMessage[] {
    const known = this.messages.get(channelId);
    if (known) return known;
    const fresh: StoredMessage[] = [];
    this.messages.set(channelId, fresh);
    return fresh;
  }

  message(channelId: string, messageId: string): StoredMessage | undefined {
    return this.messagesOf(channelId).findLast(({ message }) => message.id === messageId);
  }

  findMessage(messageId: string): StoredMessage | undefined {
    for (const list of this.messages.values()) {
      const found = list.findLast(({ message }) => message.id === messageId);
      if (found) return found;
    }
    return undefined;
  }

  addMessage(stored: StoredMessage): void {
    const list = this.messagesOf(stored.message.channel_id);
    list.push(stored);
    if (list.length > messagesKeptPerChannel) list.shift();
    this.touch();
    this.emit('messageCreated', stored);
  }

  editedMessage(stored: StoredMessage): void {
    this.touch();
    this.emit('messageUpdated', stored);
  }

  deleteMessage(stored: StoredMessage): void {
    const list = this.messagesOf(stored.message.channel_id);
    const index = list.indexOf(stored);
    if (index >= 0) list.splice(index, 1);
    this.touch();
    this.emit('messageDeleted', stored);
  }

  private addUser(user: User): User {
    this.users.set(user.id, user);
    this.touch();
    return user;
  }

  private addChannel(channel: Channel): Channel {
    this.channels.set(channel.id, channel);
    this.touch();
    return channel;
  }
}
