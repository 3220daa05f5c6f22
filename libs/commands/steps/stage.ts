import type { MessageBody, ModalBody } from './message-shapes';

/** A file of a message. */
export interface OutFile {
  readonly name: string;
  readonly data: Buffer;
}

/** A message as a step wants it said, with nothing left to render. */
export interface OutMessage extends MessageBody {
  readonly files: readonly OutFile[];
  /** Only whoever ran the command sees it. */
  readonly isPrivate: boolean;
}

/** Where a command runs, on whatever platform: all that steps can do there. */
export interface Stage {
  readonly botId: string;
  /** Null in direct messages. */
  readonly guildId: string | null;
  /** What is known of the place: user, member, guild, channel, bot, command, options, args. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** True once whoever waits has heard something. */
  readonly hasAnswered: boolean;
  /** The first answer, or one more. */
  reply(message: OutMessage): Promise<void>;
  /** Promises an answer within fifteen minutes. */
  defer(isPrivate: boolean): Promise<void>;
  send(channelId: string, message: OutMessage): Promise<void>;
  giveRole(userId: string, roleId: string): Promise<void>;
  takeRole(userId: string, roleId: string): Promise<void>;
  /** Only as the first answer. */
  ask(modal: ModalBody & { readonly customId: string }): Promise<void>;
}
