import { EventEmitter } from 'node:events';

import type {
  APIApplicationCommand,
  GatewayActivity,
  PresenceUpdateReceiveStatus,
} from 'discord-api-types/v10';
import { ChannelType } from 'discord-api-types/v10';

import { Refusal } from '../errors';
import { Clock } from './clock';
import { MessageStore } from './message-store';
import { allows, permissionsOf } from './permissions';
import { snowflake } from './snowflake';
import type {
  AccessGrant,
  Application,
  Channel,
  Guild,
  Invite,
  Member,
  State,
  StoredMessage,
  User,
  Webhook,
} from './state';
import { botToken, sameSecret } from './tokens';
import type { WorldEvents } from './world-events';

/** What a person or bot shows beside their name. Not kept in the state file: nobody is there after a restart. */
export interface Status {
  status: PresenceUpdateReceiveStatus;
  activities: readonly GatewayActivity[];
}

/** A channel before anybody has changed anything about it. */
export const blankChannel = () => ({
  position: 0,
  topic: null,
  nsfw: false,
  parentId: null,
  slowmode: 0,
  overwrites: [],
  thread: null,
  recipientIds: [],
});

const byId = <T extends { id: string }>(list: readonly T[] = []) =>
  new Map(list.map((item) => [item.id, item]));

/** The people, guilds, channels, messages and applications of the simulated Discord: all that is known, and who hears of a change. */
export class World extends EventEmitter<WorldEvents> {
  readonly users: Map<string, User>;
  readonly applications: Map<string, Application>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly commands: Map<string, APIApplicationCommand>;
  readonly grants: Map<string, AccessGrant>;
  readonly webhooks: Map<string, Webhook>;
  readonly invites: Map<string, Invite>;
  readonly clock = new Clock();
  private readonly statuses = new Map<string, Status>();
  private readonly messages: MessageStore;

  constructor(state?: State) {
    super();
    this.setMaxListeners(0);
    this.users = byId(state?.users);
    this.applications = byId(state?.applications);
    this.guilds = byId(state?.guilds);
    this.channels = byId(state?.channels);
    this.commands = byId(state?.commands);
    this.grants = new Map(state?.grants.map((grant) => [grant.accessToken, grant]));
    this.webhooks = byId(state?.webhooks);
    this.invites = new Map(state?.invites.map((invite) => [invite.code, invite]));
    this.messages = new MessageStore(state?.messages);
  }

  snapshot(): State {
    return {
      version: 1,
      users: [...this.users.values()],
      applications: [...this.applications.values()],
      guilds: [...this.guilds.values()],
      channels: [...this.channels.values()],
      messages: this.messages.all(),
      commands: [...this.commands.values()],
      grants: [...this.grants.values()],
      webhooks: [...this.webhooks.values()],
      invites: [...this.invites.values()],
    };
  }

  newId(): string {
    return snowflake(this.clock.wall());
  }

  touch(): void {
    this.emit('changed');
  }

  createUser(name: string): User {
    const username = name.toLowerCase();
    if (this.people().some((user) => user.username === username)) {
      throw new Refusal(409, `There is already a user named ${username}.`);
    }
    return this.addUser({ id: this.newId(), username, globalName: name, bot: false });
  }

  addUser(user: User): User {
    this.users.set(user.id, user);
    this.touch();
    return user;
  }

  /** Our tokens carry the id of their application, so that finding it needs no search. */
  applicationOf(token: string): Application | undefined {
    const application = this.applications.get(token.split('.')[1] ?? '');
    return application && sameSecret(application.token, token) ? application : undefined;
  }

  /** The application whose token an Authorization header carries, whatever its scheme. */
  applicationBehind(authorization: string | undefined): Application | undefined {
    const [, token] = authorization?.split(' ') ?? [];
    return token === undefined ? undefined : this.applicationOf(token);
  }

  resetToken(application: Application): string {
    application.token = botToken(application.id);
    this.touch();
    this.emit('tokenReset', application.id);
    return application.token;
  }

  /** The direct messages between a person and a bot. */
  directMessages(userId: string, applicationId: string): Channel {
    const known = [...this.channels.values()].find(
      ({ guildId, recipientIds }) =>
        guildId === null && recipientIds.includes(userId) && recipientIds.includes(applicationId),
    );
    if (known) return known;
    const channel: Channel = {
      ...blankChannel(),
      id: this.newId(),
      guildId: null,
      type: ChannelType.DM,
      name: '',
      recipientIds: [userId, applicationId],
    };
    this.channels.set(channel.id, channel);
    this.touch();
    return channel;
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

  guildOf({ guildId }: Channel): Guild | undefined {
    return guildId === null ? undefined : this.guilds.get(guildId);
  }

  /** The channels of a guild without its threads. */
  channelsOf(guildId: string): Channel[] {
    return [...this.channels.values()].filter(
      (channel) => channel.guildId === guildId && channel.thread === null,
    );
  }

  threadsOf(guildId: string): Channel[] {
    return [...this.channels.values()].filter(
      (channel) => channel.guildId === guildId && channel.thread !== null,
    );
  }

  /** What somebody may do in a channel; a thread has the permissions of the channel that it hangs on. */
  permissionsIn(channel: Channel, userId: string): bigint {
    const place = this.stemOf(channel);
    return permissionsOf(userId, { guild: this.guildOf(channel), channel: place, now: this.clock.now() });
  }

  isAgeRestricted(channel: Channel): boolean {
    return this.stemOf(channel).nsfw;
  }

  permissionsInGuild(guild: Guild, userId: string): bigint {
    return permissionsOf(userId, { guild, now: this.clock.now() });
  }

  mayRead(channel: Channel, userId: string): boolean {
    const isInvited =
      channel.type !== ChannelType.PrivateThread ||
      channel.thread?.members.some((member) => member.userId === userId) === true ||
      allows(this.permissionsIn(channel, userId), 'ManageThreads');
    return isInvited && allows(this.permissionsIn(channel, userId), 'ViewChannel');
  }

  statusOf(userId: string): Status | undefined {
    return this.statuses.get(userId);
  }

  setStatus(userId: string, status: Status | null): void {
    if (status) this.statuses.set(userId, status);
    else this.statuses.delete(userId);
    this.emit('statusChanged', userId);
  }

  /** The commands of one scope: a guild's, or the global ones with `null`. */
  commandsOf(applicationId: string, guildId: string | null): APIApplicationCommand[] {
    return [...this.commands.values()].filter(
      (command) => command.application_id === applicationId && (command.guild_id ?? null) === guildId,
    );
  }

  /** Oldest first. */
  messagesOf(channelId: string): readonly StoredMessage[] {
    return this.messages.of(channelId);
  }

  /** Oldest first. */
  pinsOf(channelId: string): readonly StoredMessage[] {
    return this.messages.pinnedIn(channelId);
  }

  message(channelId: string, messageId: string): StoredMessage | undefined {
    return this.messagesOf(channelId).findLast(({ message }) => message.id === messageId);
  }

  findMessage(messageId: string): StoredMessage | undefined {
    return this.messages.find(messageId);
  }

  addMessage(stored: StoredMessage): void {
    this.messages.add(stored);
    this.touch();
    this.emit('messageCreated', stored);
  }

  editedMessage(stored: StoredMessage): void {
    this.touch();
    this.emit('messageUpdated', stored);
  }

  setPinned(channel: Channel, stored: StoredMessage, isPinned: boolean): void {
    this.messages.setPinned(stored, isPinned);
    this.editedMessage(stored);
    this.emit('pinsChanged', channel);
  }

  deleteMessage(stored: StoredMessage): void {
    this.removeMessage(stored);
    this.emit('messageDeleted', stored);
  }

  deleteMessages(channel: Channel, several: readonly StoredMessage[]): void {
    for (const stored of several) this.removeMessage(stored);
    this.emit('messagesDeleted', channel, several);
  }

  forgetChannel(channel: Channel): void {
    this.channels.delete(channel.id);
    this.messages.forgetChannel(channel.id);
    this.touch();
  }

  /** The channel that a thread hangs on; of another one, itself. */
  private stemOf(channel: Channel): Channel {
    return channel.thread ? (this.channels.get(channel.parentId ?? '') ?? channel) : channel;
  }

  private removeMessage(stored: StoredMessage): void {
    this.messages.remove(stored);
    this.touch();
  }
}
