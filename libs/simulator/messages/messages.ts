import type { APIAttachment, APIEmbed, APIMessage } from 'discord-api-types/v10';
import { EmbedType, MessageFlags, MessageReferenceType, MessageType } from 'discord-api-types/v10';

import { unknownChannel, unknownMessage, unknownUser } from '../errors';
import type { Files, UploadedFile } from '../world/files';
import { userPayload } from '../world/payloads';
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
  /** Otherwise `@everyone` is nothing but a word, as are roles that are not for everybody to mention. */
  mayPingEveryone?: boolean;
}

const settableFlags =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/** Milliseconds; Discord says “a few minutes”: https://discord.com/developers/docs/resources/message#create-message */
const nonceLasts = 5 * 60_000;
const keyOf = (channelId: string, authorId: string, nonce: string | number) =>
  JSON.stringify([channelId, authorId, nonce]);

/** Writing, editing and deleting messages: what REST, interactions and people do with them. */
export class Messages {
  /** What was written with a nonce in the last minutes, oldest first. */
  private readonly said = new Map<string, StoredMessage>();

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
    mayPingEveryone = true,
  }: NewMessage): StoredMessage {
    const author = this.world.users.get(authorId);
    if (!author) throw unknownUser();
    const channel = this.channel(channelId);
    const nonce = body.nonce ?? undefined;
    const twin = body.enforce_nonce && nonce !== undefined && this.twin(channelId, authorId, nonce);
    if (twin) return twin;
    const attachments = this.keep(files, body);
    const message: APIMessage = {
      id: this.world.newId(),
      type: MessageType.Default,
      channel_id: channel.id,
      author: userPayload(author),
      content: body.content ?? '',
      timestamp: this.world.clock.timestamp(),
      edited_timestamp: null,
      tts: body.tts ?? false,
      mention_everyone: mayPingEveryone && namesEveryone(body) && mayPing(body, 'everyone'),
      mentions: this.mentioned(body),
      mention_roles: this.mentionedRoles(channel, body, mayPingEveryone),
      attachments,
      embeds: embedsOf(body, attachments),
      components: body.components ?? [],
      pinned: false,
      flags: flags | ((body.flags ?? 0) & settableFlags) | (readerId === null ? 0 : MessageFlags.Ephemeral),
      ...(nonce === undefined ? {} : { nonce }),
      ...this.reply(channel, body),
      ...extra,
    };
    const stored = { message, readerId, reactions: [] };
    this.world.addMessage(stored);
    if (nonce !== undefined) this.note(keyOf(channelId, authorId, nonce), stored);
    return stored;
  }

  /** What somebody wrote there with the same nonce in the last minutes: by it Discord knows what it got twice. */
  private twin(channelId: string, authorId: string, nonce: string | number): StoredMessage | undefined {
    const said = this.said.get(keyOf(channelId, authorId, nonce));
    return said && this.isRecent(said) ? this.world.message(channelId, said.message.id) : undefined;
  }

  private note(key: string, stored: StoredMessage): void {
    for (const [other, said] of this.said) {
      if (this.isRecent(said)) break;
      this.said.delete(other);
    }
    this.said.delete(key);
    this.said.set(key, stored);
  }

  private isRecent({ message }: StoredMessage): boolean {
    return Date.parse(message.timestamp) >= this.world.clock.wall() - nonceLasts;
  }

  /** Fields that the body leaves out stay as they are; `null` empties them. */
  edit(stored: StoredMessage, body: MessageBody, files: readonly UploadedFile[] = []): StoredMessage {
    const { message } = stored;
    if (body.content !== undefined) {
      message.content = body.content ?? '';
      message.mentions = this.mentioned(body);
    }
    if (body.components !== undefined) message.components = body.components ?? [];
    if (body.attachments !== undefined) {
      const kept = new Set(body.attachments?.map(({ id }) => String(id)));
      message.attachments = message.attachments.filter(({ id }) => kept.has(id));
    }
    message.attachments.push(...this.keep(files, body));
    if (body.embeds !== undefined) message.embeds = embedsOf(body, message.attachments);
    if (body.flags !== undefined) {
      const current = message.flags ?? 0;
      message.flags =
        (current & ~settableFlags) |
        ((body.flags ?? 0) & settableFlags) |
        (current & MessageFlags.IsComponentsV2);
    }
    const wasLoading = ((message.flags ?? 0) & MessageFlags.Loading) !== 0;
    message.flags = (message.flags ?? 0) & ~MessageFlags.Loading;
    if (!wasLoading) message.edited_timestamp = this.world.clock.timestamp();
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
    const named = idsIn(body.content, /<@!?(\d+)>/g);
    if (named.length === 0) return [];
    const ids = new Set(
      named.filter((id) => mayPing(body, 'users') || body.allowed_mentions?.users?.includes(id)),
    );
    return [...ids].flatMap((id) => this.world.users.get(id) ?? []).map(userPayload);
  }

  private mentionedRoles({ guildId }: Channel, body: MessageBody, mayPingAny: boolean): string[] {
    const named = idsIn(body.content, /<@&(\d+)>/g);
    if (named.length === 0) return [];
    const roles = this.world.guilds.get(guildId ?? '')?.roles ?? [];
    return roles
      .filter(({ id, mentionable }) => named.includes(id) && (mentionable || mayPingAny))
      .filter(({ id }) => mayPing(body, 'roles') || body.allowed_mentions?.roles?.includes(id))
      .map(({ id }) => id);
  }

  /** Files with what the body's `attachments` says about them: there the index of a file is its id. */
  private keep(files: readonly UploadedFile[], body: MessageBody): APIAttachment[] {
    return files.map((file, index) => {
      const known = body.attachments?.find(({ id }) => String(id) === String(index));
      const { filename = file.name, description } = known ?? {};
      return {
        ...this.files.keep({ ...file, name: filename }),
        ...(description === undefined ? {} : { description }),
      };
    });
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

const idsIn = (content: string | null | undefined, mention: RegExp): string[] =>
  content?.includes('<@') ? [...content.matchAll(mention)].map(([, id]) => id ?? '') : [];

const namesEveryone = ({ content }: MessageBody): boolean =>
  content?.includes('@') === true && /@everyone|@here/.test(content);

/** Whether a message pings what it names: everything, unless it says which. */
const mayPing = ({ allowed_mentions: allowed }: MessageBody, what: 'users' | 'roles' | 'everyone'): boolean =>
  !allowed || allowed.parse?.includes(what) === true;

/** Pictures that name a file of the message get its address. */
function embedsOf({ embeds }: MessageBody, attachments: readonly APIAttachment[]): APIEmbed[] {
  const addressed = <T extends { url: string }>(picture: T): T => {
    const name = picture.url.replace(/^attachment:\/\//, '');
    const file = attachments.find(({ filename }) => filename === name);
    return file && name !== picture.url ? { ...picture, url: file.url } : picture;
  };
  return (embeds ?? []).map((embed) => ({
    type: EmbedType.Rich,
    ...embed,
    ...(embed.image ? { image: addressed(embed.image) } : {}),
    ...(embed.thumbnail ? { thumbnail: addressed(embed.thumbnail) } : {}),
  }));
}
