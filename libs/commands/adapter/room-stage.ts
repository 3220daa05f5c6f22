import { Unavailable } from '@cube/platform/errors';

import type { OutMessage, Stage } from '../steps/stage';
import type { Said } from './chat-room';

/** Where a command runs in a chat room, which knows texts, and neither channels, roles nor forms. */
export class RoomStage implements Stage {
  readonly facts: Stage['facts'];
  hasAnswered = false;
  private readonly texts: string[] = [];
  private isPrivate = false;

  constructor(
    readonly botId: string,
    readonly guildId: string,
    by: string,
  ) {
    this.facts = { user: { id: by, name: by, displayName: by }, guild: { id: guildId } };
  }

  /** All that was answered. */
  get said(): Said {
    return { botId: this.botId, text: this.texts.join('\n'), isPrivate: this.isPrivate };
  }

  /** Something that only whoever asked hears. */
  tell(sentence: string): void {
    this.hasAnswered = true;
    this.isPrivate = true;
    this.texts.push(sentence);
  }

  async reply({ content, isPrivate }: OutMessage): Promise<void> {
    this.hasAnswered = true;
    this.isPrivate = isPrivate;
    this.texts.push(content ?? '');
  }

  async defer(): Promise<void> {
    this.hasAnswered = true;
  }

  send = unknownInRoom;
  giveRole = unknownInRoom;
  takeRole = unknownInRoom;
  ask = unknownInRoom;
}

async function unknownInRoom(): Promise<never> {
  throw new Unavailable('The room has no such thing: it knows texts only.');
}
