import { ChannelType } from 'discord-api-types/v10';

import type { Channel, Thread } from '../world/state';
import type { World } from '../world/world';
import { blankChannel } from '../world/world';

export interface NewThread {
  parent: Channel;
  ownerId: string;
  name: string;
  type: ChannelType.PublicThread | ChannelType.PrivateThread | ChannelType.AnnouncementThread;
  autoArchiveDuration?: number | undefined;
  isInvitable?: boolean | undefined;
  slowmode?: number | undefined;
  /** A thread that grows from a message has the message's id. */
  messageId?: string | undefined;
}

export type ThreadChange = Partial<Pick<Channel, 'name' | 'slowmode'>> &
  Partial<Pick<Thread, 'isArchived' | 'isLocked' | 'isInvitable' | 'autoArchiveDuration'>>;

/** Threads: small channels that hang on others, with members of their own. */
export class Threads {
  constructor(private readonly world: World) {}

  create(wish: NewThread): Channel {
    const { parent, ownerId } = wish;
    const createdAt = this.world.clock.timestamp();
    const channel: Channel = {
      ...blankChannel(),
      id: wish.messageId ?? this.world.newId(),
      guildId: parent.guildId,
      type: wish.type,
      name: wish.name,
      parentId: parent.id,
      slowmode: wish.slowmode ?? 0,
      thread: {
        ownerId,
        isArchived: false,
        isLocked: false,
        isInvitable: wish.isInvitable ?? true,
        autoArchiveDuration: wish.autoArchiveDuration ?? 4_320,
        archivedAt: createdAt,
        createdAt,
        members: [{ userId: ownerId, joinedAt: createdAt }],
      },
    };
    this.world.channels.set(channel.id, channel);
    this.world.touch();
    this.world.emit('threadCreated', channel);
    return channel;
  }

  edit(channel: Channel, { name, slowmode, ...change }: ThreadChange): Channel {
    const { thread } = channel;
    if (!thread) return channel;
    if (name !== undefined) channel.name = name;
    if (slowmode !== undefined) channel.slowmode = slowmode;
    if (change.isArchived !== undefined) thread.archivedAt = this.world.clock.timestamp();
    Object.assign(thread, change);
    this.world.touch();
    this.world.emit('threadChanged', channel);
    return channel;
  }

  delete(channel: Channel): void {
    this.world.forgetChannel(channel);
    this.world.emit('threadDeleted', channel);
  }

  join(channel: Channel, userId: string): void {
    const { thread } = channel;
    if (!thread || thread.members.some((member) => member.userId === userId)) return;
    thread.members.push({ userId, joinedAt: this.world.clock.timestamp() });
    this.world.touch();
    this.world.emit('threadMembersChanged', channel, { added: [userId], removed: [] });
  }

  leave(channel: Channel, userId: string): void {
    const { thread } = channel;
    if (!thread?.members.some((member) => member.userId === userId)) return;
    thread.members = thread.members.filter((member) => member.userId !== userId);
    this.world.touch();
    this.world.emit('threadMembersChanged', channel, { added: [], removed: [userId] });
  }
}
