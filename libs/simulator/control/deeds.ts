import { ChannelType, MessageFlags, OverwriteType } from 'discord-api-types/v10';
import type { z } from 'zod';

import type { Engine } from '../engine';
import { Refusal } from '../errors';
import { allows } from '../world/permissions';
import type { Channel, Guild, Member, ReactionEmoji, Role, StoredMessage, User } from '../world/state';
import type * as shapes from './deed-shapes';

/** What people do besides using bots: react, edit, begin threads, come and go, and what moderators do to them. */
export class Deeds {
  constructor(private readonly engine: Engine) {}

  react(wish: z.infer<typeof shapes.reactionWish>): void {
    const { user, stored, channel } = this.see(wish);
    this.engine.reactions.add(stored, this.emoji(wish.emoji, channel), user.id);
  }

  unreact(wish: z.infer<typeof shapes.reactionWish>): void {
    const { user, stored, channel } = this.see(wish);
    this.engine.reactions.remove(stored, this.emoji(wish.emoji, channel), user.id);
  }

  editMessage(wish: z.infer<typeof shapes.messageEdit>): void {
    const { user, stored } = this.see(wish);
    if (stored.message.author.id !== user.id)
      throw new Refusal(403, 'Only who wrote a message can change it.');
    this.engine.messages.edit(stored, { content: wish.text });
  }

  deleteMessage(wish: z.infer<typeof shapes.messageDeletion>): void {
    const { world } = this.engine;
    const { user, stored, channel } = this.see(wish);
    const isOwn = stored.message.author.id === user.id || stored.readerId === user.id;
    if (!isOwn && !allows(world.permissionsIn(channel, user.id), 'ManageMessages'))
      throw new Refusal(403, `${user.username} cannot delete the messages of others here.`);
    world.deleteMessage(stored);
  }

  type(wish: z.infer<typeof shapes.typing>): void {
    const { user, channel } = this.place(wish);
    this.engine.world.emit('typed', channel, user.id);
  }

  beginThread(wish: z.infer<typeof shapes.threadWish>): Channel {
    const { world, threads } = this.engine;
    const { user, channel } = this.place(wish);
    if (channel.guildId === null) throw new Refusal(400, 'Direct messages have no threads.');
    const stored = wish.message === undefined ? undefined : world.message(channel.id, wish.message);
    const thread = threads.create({
      parent: channel,
      ownerId: user.id,
      name: wish.name,
      type: wish.isPrivate ? ChannelType.PrivateThread : ChannelType.PublicThread,
      messageId: stored?.message.id,
    });
    if (stored) {
      stored.message.flags = (stored.message.flags ?? 0) | MessageFlags.HasThread;
      world.editedMessage(stored);
    }
    return thread;
  }

  changeThread(id: string, change: z.infer<typeof shapes.threadChange>): void {
    const thread = this.engine.messages.channel(id);
    if (!thread.thread) throw new Refusal(404, 'This is no thread.');
    this.engine.threads.edit(thread, change);
  }

  changeMember(guildName: string, person: string, wish: z.infer<typeof shapes.memberChange>): void {
    const { world, members } = this.engine;
    const { guild, member } = this.member(guildName, person);
    const { nick, roles, timeout } = wish;
    members.edit(guild, member, {
      ...(nick === undefined ? {} : { nick }),
      ...(roles === undefined ? {} : { roleIds: roles.map((role) => this.role(guild, role).id) }),
      ...(timeout === undefined
        ? {}
        : { timeoutUntil: timeout === 0 ? null : new Date(world.clock.wall() + timeout).toISOString() }),
    });
  }

  removeMember(guildName: string, person: string): void {
    const { guild, member } = this.member(guildName, person);
    const application = this.engine.world.applications.get(member.userId);
    if (application) this.engine.guilds.uninstall(application, guild);
    else this.engine.members.remove(guild, member);
  }

  ban(guildName: string, person: string, { reason }: z.infer<typeof shapes.banWish>): void {
    const { directory, members } = this.engine;
    members.ban(directory.guild(guildName), directory.person(person).id, reason);
  }

  unban(guildName: string, person: string): void {
    const { directory, members } = this.engine;
    members.unban(directory.guild(guildName), directory.person(person).id);
  }

  /** Somebody follows an invitation. */
  join({ as, code }: z.infer<typeof shapes.joinWish>): void {
    const { world, directory, members } = this.engine;
    const invite = world.invites.get(code);
    const guild = invite && world.guilds.get(invite.guildId);
    if (!guild) throw new Refusal(404, 'This invitation is not known, or no longer good.');
    const { id, username } = directory.person(as);
    if (guild.bans.some(({ userId }) => userId === id))
      throw new Refusal(403, `${username} is banned from ${guild.name}.`);
    members.add(guild, id);
    invite.uses += 1;
    if (invite.maxUses > 0 && invite.uses >= invite.maxUses) world.invites.delete(code);
    world.touch();
  }

  setOverwrite(channelId: string, wish: z.infer<typeof shapes.overwriteWish>): void {
    const { world, directory, channels, messages } = this.engine;
    const channel = messages.channel(channelId);
    const guild = world.guildOf(channel);
    if (!guild) throw new Refusal(400, 'Direct messages have no permissions to set.');
    const isRole = wish.type === OverwriteType.Role;
    const id = isRole ? this.role(guild, wish.for).id : directory.user(wish.for).id;
    channels.setOverwrite(channel, { id, type: wish.type, allow: wish.allow, deny: wish.deny });
  }

  role(guild: Guild, nameOrId: string): Role {
    const name = nameOrId.replace(/^@(?!everyone$)/, '');
    const role = guild.roles.find((known) => known.id === nameOrId || known.name === name);
    if (!role) throw new Refusal(404, `${guild.name} has no role ${nameOrId}.`);
    return role;
  }

  private member(guildName: string, person: string): { guild: Guild; member: Member } {
    const { world, directory } = this.engine;
    const guild = directory.guild(guildName);
    const user = directory.user(person);
    const member = world.memberOf(guild, user.id);
    if (!member) throw new Refusal(404, `${user.username} is not in ${guild.name}.`);
    return { guild, member };
  }

  private place(wish: { as: string; in: string; guild?: string | undefined }) {
    const user = this.engine.directory.person(wish.as);
    const channel = this.engine.directory.channel(wish.in, { guild: wish.guild, readerId: user.id });
    this.mustSee(user, channel);
    return { user, channel };
  }

  private see({ as, message }: { as: string; message: string }): {
    user: User;
    stored: StoredMessage;
    channel: Channel;
  } {
    const user = this.engine.directory.person(as);
    const stored = this.engine.world.findMessage(message);
    if (!stored || (stored.readerId !== null && stored.readerId !== user.id))
      throw new Refusal(404, 'There is no such message for this person.');
    const channel = this.engine.messages.channel(stored.message.channel_id);
    this.mustSee(user, channel);
    return { user, stored, channel };
  }

  private mustSee(user: User, channel: Channel): void {
    if (!this.engine.world.mayRead(channel, user.id))
      throw new Refusal(403, `${user.username} cannot see this channel.`);
  }

  private emoji(word: string, channel: Channel): ReactionEmoji {
    const own = this.engine.world
      .guildOf(channel)
      ?.emojis.find(({ id, name }) => id === word || name === word);
    return own ? { id: own.id, name: own.name } : { id: null, name: word };
  }
}
