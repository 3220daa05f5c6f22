import { GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';

import { bareMember, guildCreatePayload, memberPayload } from '../world/payloads';
import type { Guild, StoredMessage } from '../world/state';
import type { World } from '../world/world';
import type { Gateway } from './gateway';
import type { GatewaySession } from './gateway-session';

/** Tells the bots whose intents allow it what happened in the world. */
export function broadcast(world: World, gateway: Gateway): void {
  const { Guilds, GuildMembers } = GatewayIntentBits;

  world.on('installed', (applicationId, guild) => {
    const payload = (session: GatewaySession) =>
      guildCreatePayload(world, guild, {
        applicationId,
        seesMembers: (session.intents & GuildMembers) !== 0,
      });
    gateway.dispatch(applicationId, GatewayDispatchEvents.GuildCreate, payload, {
      guildId: guild.id,
      intent: Guilds,
    });
  });

  world.on('uninstalled', (applicationId, guildId) => {
    gateway.dispatch(
      applicationId,
      GatewayDispatchEvents.GuildDelete,
      { id: guildId },
      { guildId, intent: Guilds },
    );
  });

  world.on('memberAdded', (guild: Guild, member) => {
    const payload = { ...memberPayload(world, member), guild_id: guild.id };
    for (const applicationId of guild.applicationIds) {
      if (applicationId === member.userId) continue;
      gateway.dispatch(applicationId, GatewayDispatchEvents.GuildMemberAdd, payload, {
        guildId: guild.id,
        intent: GuildMembers,
      });
    }
  });

  world.on('messageCreated', (stored) => tellOfMessage(GatewayDispatchEvents.MessageCreate, stored));
  world.on('messageUpdated', (stored) => tellOfMessage(GatewayDispatchEvents.MessageUpdate, stored));
  world.on('messageDeleted', (stored) => tellOfMessage(GatewayDispatchEvents.MessageDelete, stored));

  /** Ephemeral messages never travel over the gateway. */
  function tellOfMessage(event: GatewayDispatchEvents, stored: StoredMessage): void {
    const channel = world.channels.get(stored.message.channel_id);
    if (!channel || stored.readerId !== null) return;
    const { guildId } = channel;
    const guild = guildId === null ? undefined : world.guilds.get(guildId);
    const readers = guild ? guild.applicationIds : channel.recipientIds;
    const intent = guild ? GatewayIntentBits.GuildMessages : GatewayIntentBits.DirectMessages;
    for (const applicationId of readers) {
      const payload = (session: GatewaySession) =>
        event === GatewayDispatchEvents.MessageDelete
          ? { id: stored.message.id, channel_id: channel.id, ...(guildId ? { guild_id: guildId } : {}) }
          : { ...asSeenBy(stored, session, guildId), ...whereabouts(guild, stored.message.author.id) };
      gateway.dispatch(applicationId, event, payload, { guildId, intent });
    }
  }

  function whereabouts(guild: Guild | undefined, authorId: string): object {
    if (!guild) return {};
    const member = world.memberOf(guild, authorId);
    if (!member) return { guild_id: guild.id };
    return { guild_id: guild.id, member: { ...bareMember(member), deaf: false, mute: false } };
  }
}

/** Without MessageContent a bot reads only its own messages, direct messages, and those that mention it. */
function asSeenBy({ message }: StoredMessage, session: GatewaySession, guildId: string | null) {
  const botId = session.application.id;
  const mayRead =
    guildId === null ||
    (session.intents & GatewayIntentBits.MessageContent) !== 0 ||
    message.author.id === botId ||
    message.mentions.some(({ id }) => id === botId);
  return mayRead ? message : { ...message, content: '', embeds: [], attachments: [], components: [] };
}
