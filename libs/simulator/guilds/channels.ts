import { ChannelType } from 'discord-api-types/v10';

import type { Channel, Guild, Overwrite } from '../world/state';
import type { World } from '../world/world';
import { blankChannel } from '../world/world';

export type ChannelChange = Partial<
  Pick<Channel, 'name' | 'type' | 'topic' | 'nsfw' | 'parentId' | 'slowmode' | 'position' | 'overwrites'>
>;

/** The channels of guilds. Threads have a room of their own. */
export class Channels {
  constructor(private readonly world: World) {}

  create(guild: Guild, wish: ChannelChange & { name: string }): Channel {
    const channel: Channel = {
      ...blankChannel(),
      type: ChannelType.GuildText,
      position: this.world.channelsOf(guild.id).length,
      ...wish,
      id: this.world.newId(),
      guildId: guild.id,
    };
    this.world.channels.set(channel.id, channel);
    this.world.touch();
    this.world.emit('channelCreated', channel);
    return channel;
  }

  edit(channel: Channel, change: ChannelChange): Channel {
    Object.assign(channel, change);
    this.world.touch();
    this.world.emit('channelChanged', channel);
    return channel;
  }

  setOverwrite(channel: Channel, overwrite: Overwrite): void {
    this.edit(channel, {
      overwrites: [...channel.overwrites.filter(({ id }) => id !== overwrite.id), overwrite],
    });
  }

  removeOverwrite(channel: Channel, id: string): void {
    this.edit(channel, { overwrites: channel.overwrites.filter((overwrite) => overwrite.id !== id) });
  }

  /** Its threads, webhooks and invites go with it; the channels of a category stay. */
  delete(channel: Channel): void {
    for (const other of [...this.world.channels.values()]) {
      if (other.parentId !== channel.id) continue;
      if (other.thread) this.world.forgetChannel(other);
      else this.edit(other, { parentId: null });
    }
    for (const { id, channelId } of this.world.webhooks.values()) {
      if (channelId === channel.id) this.world.webhooks.delete(id);
    }
    for (const { code, channelId } of this.world.invites.values()) {
      if (channelId === channel.id) this.world.invites.delete(code);
    }
    this.world.forgetChannel(channel);
    this.world.emit('channelDeleted', channel);
  }
}
