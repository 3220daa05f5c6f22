import type { ReactionEmoji, StoredMessage } from '../world/state';
import type { World } from '../world/world';

export const sameEmoji = (left: ReactionEmoji, right: ReactionEmoji): boolean =>
  left.id === null ? right.id === null && left.name === right.name : left.id === right.id;

/** Who put which emoji under which message. */
export class Reactions {
  constructor(private readonly world: World) {}

  of({ reactions }: StoredMessage, emoji: ReactionEmoji): readonly string[] {
    return reactions.find((reaction) => sameEmoji(reaction.emoji, emoji))?.userIds ?? [];
  }

  add(stored: StoredMessage, emoji: ReactionEmoji, userId: string): void {
    const known = stored.reactions.find((reaction) => sameEmoji(reaction.emoji, emoji));
    if (known?.userIds.includes(userId)) return;
    if (known) known.userIds.push(userId);
    else stored.reactions.push({ emoji, userIds: [userId] });
    this.world.touch();
    this.world.emit('reactionAdded', stored, emoji, userId);
  }

  remove(stored: StoredMessage, emoji: ReactionEmoji, userId: string): void {
    const known = stored.reactions.find((reaction) => sameEmoji(reaction.emoji, emoji));
    if (!known?.userIds.includes(userId)) return;
    known.userIds = known.userIds.filter((id) => id !== userId);
    stored.reactions = stored.reactions.filter(({ userIds }) => userIds.length > 0);
    this.world.touch();
    this.world.emit('reactionRemoved', stored, emoji, userId);
  }

  /** All of a message, or all with one emoji. */
  clear(stored: StoredMessage, emoji: ReactionEmoji | null): void {
    stored.reactions = emoji ? stored.reactions.filter((reaction) => !sameEmoji(reaction.emoji, emoji)) : [];
    this.world.touch();
    this.world.emit('reactionsCleared', stored, emoji);
  }
}
