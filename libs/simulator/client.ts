import type { z } from 'zod';

import { Trouble } from './client-trouble';
import type * as deeds from './control/deed-shapes';
import * as shapes from './control-shapes';
import type { LoadOutcome } from './load/load-shapes';
import { loadOutcome, loadWish } from './load/load-shapes';
import type { WireEntry } from './wire/wire-shapes';
import { wirePage } from './wire/wire-shapes';

type Wish<T extends z.ZodType> = z.input<T>;
type OptionValues = NonNullable<Wish<typeof shapes.commandRun>['options']>;

export interface Place {
  /** The person, by name or id. */
  as: string;
  /** The channel, as `#name` or id. */
  in: string;
  /** The guild of a `#name`, by name or id, when several have one. */
  guild?: string;
}

export interface RunOptions extends Place {
  /** The application by name or id, when several have a command of this name. */
  application?: string;
  /** Values by option name; people, channels and roles by name or id. */
  options?: OptionValues;
  /** Milliseconds to wait for the edit that a deferred answer promises (15,000). */
  waitForEdit?: number;
}

export interface UseOptions {
  as: string;
  waitForEdit?: number;
}

/** Steers a running simulator: arranges its world, does what people would do there, and makes trouble. */
export class SimulatorClient extends Trouble {
  createApplication(wish: Wish<typeof shapes.applicationWish>): Promise<shapes.NewApplication> {
    return this.send('POST', '/applications', wish, shapes.newApplication);
  }

  /** Ends every session of the application; answers the new token. */
  async resetToken(applicationId: string): Promise<string> {
    const { token } = await this.send(
      'POST',
      `/applications/${applicationId}/reset-token`,
      {},
      shapes.tokenView,
    );
    return token;
  }

  /** The token that the application has. */
  async revealToken(applicationId: string): Promise<string> {
    const path = `/applications/${applicationId}/reveal-token`;
    return (await this.send('POST', path, {}, shapes.tokenView)).token;
  }

  async setApplication(applicationId: string, change: Wish<typeof shapes.applicationChange>): Promise<void> {
    await this.send('PATCH', `/applications/${applicationId}`, change, shapes.nothing);
  }

  /** Takes the application out of every guild and ends its sessions; whoever signed in with it is signed out. */
  deleteApplication(applicationId: string): Promise<void> {
    return this.do('DELETE', `/applications/${encodeURIComponent(applicationId)}`, {});
  }

  createUser(wish: Wish<typeof shapes.userWish>): Promise<shapes.UserView> {
    return this.send('POST', '/users', wish, shapes.userView);
  }

  createGuild(wish: Wish<typeof shapes.guildWish>): Promise<shapes.GuildView> {
    return this.send('POST', '/guilds', wish, shapes.guildView);
  }

  setGuild(guild: string, change: Wish<typeof deeds.guildChange>): Promise<void> {
    return this.do('PATCH', `/guilds/${encodeURIComponent(guild)}`, change);
  }

  deleteGuild(guild: string): Promise<void> {
    return this.do('DELETE', `/guilds/${encodeURIComponent(guild)}`, {});
  }

  async addMember(guild: string, user: string): Promise<void> {
    await this.send('POST', `/guilds/${encodeURIComponent(guild)}/members`, { user }, shapes.nothing);
  }

  /** Adds a bot, or gives the one that is there other permissions (decimal bits; none by default). */
  async install(
    applicationId: string,
    guild: string,
    wish: Wish<typeof deeds.installWish> = {},
  ): Promise<void> {
    await this.send('PUT', installation(applicationId, guild), wish, shapes.nothing);
  }

  async uninstall(applicationId: string, guild: string): Promise<void> {
    await this.send('DELETE', installation(applicationId, guild), {}, shapes.nothing);
  }

  /** Hands a file over, to be the value of an attachment option by its id. */
  async upload(wish: Wish<typeof shapes.upload>): Promise<string> {
    const { id } = await this.send('POST', '/uploads', wish, shapes.made);
    return id;
  }

  /** The channel between a person and a bot. */
  async directMessages(wish: Wish<typeof shapes.conversation>): Promise<string> {
    const { id } = await this.send('POST', '/direct-messages', wish, shapes.made);
    return id;
  }

  state(): Promise<shapes.StateView> {
    return this.get('/state', shapes.stateView);
  }

  /** Runs a slash command, `'/config set'` with its sub-commands, and waits for the bot's answer. */
  run(command: string, options: RunOptions): Promise<shapes.Outcome> {
    return this.send('POST', '/run', { command, ...options }, shapes.outcome);
  }

  /** The choices that a bot suggests while a person types the option `focused`. */
  async autocomplete(command: string, options: RunOptions & { focused: string }) {
    const { choices } = await this.send('POST', '/autocomplete', { command, ...options }, shapes.suggestions);
    return choices;
  }

  /** Runs a context-menu command on a user (by name or id) or a message (by id). */
  contextMenu(
    command: string,
    options: Omit<RunOptions, 'options'> & { target: { user: string } | { message: string } },
  ): Promise<shapes.Outcome> {
    return this.send('POST', '/context-menu', { command, ...options }, shapes.outcome);
  }

  click(message: string, customId: string, options: UseOptions): Promise<shapes.Outcome> {
    return this.send('POST', '/use', { message, customId, ...options }, shapes.outcome);
  }

  selectMenu(
    message: string,
    customId: string,
    values: string[],
    options: UseOptions,
  ): Promise<shapes.Outcome> {
    return this.send('POST', '/use', { message, customId, values, ...options }, shapes.outcome);
  }

  /** Fills in the form that `interaction` opened; values by the fields' custom ids. */
  submitModal(
    interaction: string,
    values: Record<string, string>,
    options: UseOptions,
  ): Promise<shapes.Outcome> {
    return this.send('POST', '/submit-modal', { interaction, values, ...options }, shapes.outcome);
  }

  async say(text: string, place: Place) {
    const { message } = await this.send('POST', '/say', { text, ...place }, shapes.written);
    return message;
  }

  /** The commands that a person is offered in a channel, of all types. */
  async commands(channelId: string, as: string): Promise<shapes.CommandView[]> {
    const path = `/channels/${channelId}/commands?as=${encodeURIComponent(as)}`;
    return (await this.get(path, shapes.commandsView)).commands;
  }

  /** The messages of a channel that a person can see, oldest first. */
  async messages(channelId: string, as: string) {
    const path = `/channels/${channelId}/messages?as=${encodeURIComponent(as)}`;
    const { messages } = await this.get(path, shapes.history);
    return messages;
  }

  /** Puts an emoji under a message: a character, or the name of one of the guild's own. */
  react(message: string, emoji: string, { as }: { as: string }): Promise<void> {
    return this.do('POST', '/react', { as, message, emoji });
  }

  unreact(message: string, emoji: string, { as }: { as: string }): Promise<void> {
    return this.do('POST', '/unreact', { as, message, emoji });
  }

  editMessage(message: string, text: string, { as }: { as: string }): Promise<void> {
    return this.do('POST', '/edit-message', { as, message, text });
  }

  deleteMessage(message: string, { as }: { as: string }): Promise<void> {
    return this.do('POST', '/delete-message', { as, message });
  }

  /** Lets a person be seen typing. */
  type(place: Place): Promise<void> {
    return this.do('POST', '/type', place);
  }

  setStatus(as: string, status: Wish<typeof deeds.statusWish>['status']): Promise<void> {
    return this.do('POST', '/status', { as, status });
  }

  /** Begins a thread, from a message or by itself; answers its id. */
  beginThread(name: string, wish: Omit<Wish<typeof deeds.threadWish>, 'name'>): Promise<string> {
    return this.make('/threads', { name, ...wish });
  }

  setThread(id: string, change: Wish<typeof deeds.threadChange>): Promise<void> {
    return this.do('PATCH', `/threads/${id}`, change);
  }

  deleteThread(id: string): Promise<void> {
    return this.do('DELETE', `/threads/${id}`, {});
  }

  /** A nickname, roles by name or id, or a time-out in milliseconds. */
  setMember(guild: string, person: string, change: Wish<typeof deeds.memberChange>): Promise<void> {
    return this.do('PATCH', inGuild(guild, 'members', person), change);
  }

  /** They leave, or are sent away: a bot cannot tell. */
  removeMember(guild: string, person: string): Promise<void> {
    return this.do('DELETE', inGuild(guild, 'members', person), {});
  }

  ban(guild: string, person: string, wish: Wish<typeof deeds.banWish> = {}): Promise<void> {
    return this.do('PUT', inGuild(guild, 'bans', person), wish);
  }

  unban(guild: string, person: string): Promise<void> {
    return this.do('DELETE', inGuild(guild, 'bans', person), {});
  }

  /** Somebody follows the code of an invitation. */
  join(code: string, { as }: { as: string }): Promise<void> {
    return this.do('POST', '/join', { as, code });
  }

  createRole(guild: string, wish: Wish<typeof deeds.roleWish>): Promise<string> {
    return this.make(inGuild(guild, 'roles'), wish);
  }

  /** The role by name or id; `@everyone` is one too. */
  setRole(guild: string, role: string, change: Wish<typeof deeds.roleChange>): Promise<void> {
    return this.do('PATCH', inGuild(guild, 'roles', role), change);
  }

  deleteRole(guild: string, role: string): Promise<void> {
    return this.do('DELETE', inGuild(guild, 'roles', role), {});
  }

  createChannel(guild: string, wish: Wish<typeof deeds.channelWish>): Promise<string> {
    return this.make(inGuild(guild, 'channels'), wish);
  }

  setChannel(id: string, change: Wish<typeof deeds.channelChange>): Promise<void> {
    return this.do('PATCH', `/channels/${id}`, change);
  }

  deleteChannel(id: string): Promise<void> {
    return this.do('DELETE', `/channels/${id}`, {});
  }

  /** What a role or a member may and may not do in one channel, in decimal bits. */
  setOverwrite(channelId: string, wish: Wish<typeof deeds.overwriteWish>): Promise<void> {
    return this.do('PUT', `/channels/${channelId}/overwrites`, wish);
  }

  async sessions(applicationId: string): Promise<shapes.GatewaySessionView[]> {
    const { sessions } = await this.get(`/gateway/${applicationId}/sessions`, shapes.sessionsView);
    return sessions;
  }

  /** The latest REST calls, newest last. */
  async requests({ limit = 100 }: { limit?: number } = {}): Promise<shapes.RequestView[]> {
    const { requests } = await this.get(`/requests?limit=${limit}`, shapes.requestsView);
    return requests;
  }

  /** Offers a command so many times a second to the bots that have it; resolves when all are answered or given up. */
  load(wish: Wish<typeof loadWish>): Promise<LoadOutcome> {
    return this.send('POST', '/load', wish, loadOutcome);
  }

  /** The latest gateway frames and REST calls without their secrets, oldest first. */
  async wire({ after = 0, limit = 1_000 }: { after?: number; limit?: number } = {}): Promise<WireEntry[]> {
    const { entries } = await this.get(`/wire?after=${after}&limit=${limit}`, wirePage);
    return entries;
  }
}

const installation = (applicationId: string, guild: string) =>
  `/guilds/${encodeURIComponent(guild)}/applications/${encodeURIComponent(applicationId)}`;

const inGuild = (guild: string, what: string, which?: string) =>
  `/guilds/${encodeURIComponent(guild)}/${what}${which === undefined ? '' : `/${encodeURIComponent(which)}`}`;
