import type { StoredMessage } from './state';

/** Discord shows the last fifty at a time; older ones than these are forgotten so that a soak test does not fill memory. */
const keptPerChannel = 300;

/** The messages of every channel, oldest first, and which of them are pinned. */
export class MessageStore {
  private readonly lists = new Map<string, StoredMessage[]>();
  private readonly pins = new Map<string, readonly StoredMessage[]>();

  constructor(messages: readonly StoredMessage[] = []) {
    for (const stored of messages) this.listOf(stored.message.channel_id).push(stored);
    for (const channelId of this.lists.keys()) this.gatherPins(channelId);
  }

  all(): StoredMessage[] {
    return [...this.lists.values()].flat();
  }

  of(channelId: string): readonly StoredMessage[] {
    return this.listOf(channelId);
  }

  pinnedIn(channelId: string): readonly StoredMessage[] {
    return this.pins.get(channelId) ?? [];
  }

  find(messageId: string): StoredMessage | undefined {
    for (const list of this.lists.values()) {
      const found = list.findLast(({ message }) => message.id === messageId);
      if (found) return found;
    }
    return undefined;
  }

  add(stored: StoredMessage): void {
    const { channel_id: channelId } = stored.message;
    const list = this.listOf(channelId);
    list.push(stored);
    if (list.length > keptPerChannel && list.shift()?.message.pinned) this.gatherPins(channelId);
  }

  setPinned(stored: StoredMessage, isPinned: boolean): void {
    stored.message.pinned = isPinned;
    this.gatherPins(stored.message.channel_id);
  }

  remove(stored: StoredMessage): void {
    const { channel_id: channelId, pinned } = stored.message;
    const list = this.listOf(channelId);
    const index = list.indexOf(stored);
    if (index >= 0) list.splice(index, 1);
    if (pinned) this.gatherPins(channelId);
  }

  forgetChannel(channelId: string): void {
    this.lists.delete(channelId);
    this.pins.delete(channelId);
  }

  private listOf(channelId: string): StoredMessage[] {
    const known = this.lists.get(channelId);
    if (known) return known;
    const fresh: StoredMessage[] = [];
    this.lists.set(channelId, fresh);
    return fresh;
  }

  /** Rarely, so that every channel's payload can tell of its last pin without a search. */
  private gatherPins(channelId: string): void {
    const pinned = this.listOf(channelId).filter(({ message }) => message.pinned);
    this.pins.set(channelId, pinned);
  }
}
