import type { APIMessage } from 'discord-api-types/v10';
import { EmbedType, MessageFlags, MessageReferenceType, MessageType } from 'discord-api-types/v10';

import { unknownChannel, unknownMessage, unknownUser } from '../errors';
import type { Files, UploadedFile } from '../world/files';
import { userPayload } from '../world/payloads';
import { snowflake } from '../world/snowflake';
import type { Channel, StoredMessage } from '../world/state';
import type { World } from '../world/world';
import type { MessageBody } from './message-body';

export interface NewMessage {
  channelId: string;
  authorId: string;
  body: MessageBody;
  files?: readonly UploadedFile[];
  readerId?: string | null;
  /** Flags that only Discord itself sets. */
  flags?: number;
  extra?: Partial<APIMessage>;
}

const settableFlags =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/** Writing, editing and deleting messages: what REST, interactions and people do with them. */
export class Messages {
  constructor(
    private readonly world: World,
    private readonly files: Files,
  ) {}

  write({
    channelId,
    authorId,
    body,
    files = [],
    readerId = null,
    flags = 0,
    extra = {},
  }: NewMessage): StoredMessage {
    const author = this.world.users.get(authorId);
    if (!author) throw unknownUser();
    const channel = this.channel(channelId);
    const nonce = body.nonce ?? undefined;
    if (body.enforce_nonce && nonce !== undefined) {
      const twin = this.world
        .messagesOf(channelId)
        .findLast(({ message }) => message.nonce === nonce && message.author.id === authorId);
      if (twin) return twin;
    }
    const message: APIMessage = {
      id: snowflake(),
      type: MessageType.Default,
      channel_id: channel.id,
      author: userPayload(author),
      content: body.content ?? '',
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
      tts: body.tts ?? false,
      mention_everyone: /@everyone|@here/.test(body.content ?? '') && mayPing(body, 'everyone'),
      mentions: this.mentioned(body),
      mention_roles: [],
      attachments: files.map((file) => this.files.keep(file)),
      embeds: (body.embeds ?? []).map((embed) => ({ type: EmbedType.Rich, ...embed })),
      components: body.components ?? [],
      pinned: false,
      flags: flags | ((body.flags ?? 0) & settableFlags) | (readerId === null ? 0 : MessageFlags.Ephemeral),
      ...(nonce === undefined ? {} : { nonce }),
      ...this.reply(channel, body),
      ...extra,
    };
    const stored = { message, readerId };
    this.world.addMessage(stored);
    return stored;
  }

  /** Fields that the body leaves out stay as they are; `null` empties them. */
  edit(stored: StoredMessage, body: MessageBody, files: readonly UploadedFile[] = []): StoredMessage {
    const { message } = stored;
    if (body.content !== undefined) {
      message.content = body.content ?? '';
      message.mentions = this.mentioned(body);
    }
    if (body.embeds !== undefined) message.embeds = body.embeds ?? [];
    if (body.components !== undefined) message.components = body.components ?? [];
    if (body.attachments !== undefined) {
      const kept = new Set(body.attachments?.map(({ id }) => String(id)));
      message.attachments = message.attachments.filter(({ id }) => kept.has(id));
    }
    message.attachments.push(...files.map((file) => this.files.keep(file)));
    if (body.flags !== undefined) {
      const current = message.flags ?? 0;
      message.flags =
        (current & ~settableFlags) |
        ((body.flags ?? 0) & settableFlags) |
        (current & MessageFlags.IsComponentsV2);
    }
    const wasLoading = ((message.flags ?? 0) & MessageFlags.Loading) !== 0;
    message.flags = (message.flags ?? 0) & ~MessageFlags.Loading;
    if (!wasLoading) message.edited_timestamp = new Date().toISOString();
    this.world.editedMessage(stored);
    return stored;
  }

  find(channelId: string, messageId: string): StoredMessage {
    const stored = this.world.message(channelId, messageId);
    if (!stored) throw unknownMessage();
    return stored;
  }

  channel(channelId: string): Channel {
    const channel = this.world.channels.get(channelId);
    if (!channel) throw unknownChannel();
    return channel;
  }

  private mentioned(body: MessageBody) {
    const named = [...(body.content ?? '').matchAll(/<@!?(\d+)>/g)].map(([, id]) => id ?? '');
    const ids = new Set(
      named.filter((id) => mayPing(body, 'users') || body.allowed_mentions?.users?.includes(id)),
    );
    return [...ids].flatMap((id) => this.world.users.get(id) ?? []).map(userPayload);
  }

  private reply(channel: Channel, body: MessageBody): Partial<APIMessage> {
    const id = body.message_reference?.message_id;
    if (!id) return {};
    const target = this.world.message(channel.id, id);
    return {
      type: MessageType.Reply,
      message_reference: {
        type: MessageReferenceType.Default,
        message_id: id,
        channel_id: channel.id,
        ...(channel.guildId ? { guild_id: channel.guildId } : {}),
      },
      referenced_message: target?.message ?? null,
    };
  }
}

/** Whether a message pings what it names: everything, unless it says which. */
const mayPing = ({ allowed_mentions: allowed }: MessageBody, what: 'users' | 'everyone'): boolean =>
  !allowed || allowed.parse?.includes(what) === true;
