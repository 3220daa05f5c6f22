import type { FieldProblem } from '@cube/platform/errors';
import { z } from 'zod';

import { discordId } from '../settings/discord-id';
import { type Choosable, notGivable } from '../settings/setting-checks';
import { isSameEmoji, readEmoji } from './emoji';

/** What of a reaction role somebody writes. */
export const bond = z.strictObject({
  channelId: discordId,
  messageId: discordId.meta({ description: 'In Discord: Copy Message ID.' }),
  emoji: z
    .string()
    .max(100)
    .transform((text) => readEmoji(text) ?? text)
    .meta({ description: 'A character, or an emoji of the server as name:id.' }),
  roleId: discordId,
});
export type Bond = Readonly<z.output<typeof bond>>;

/** Reaction roles of one bot in one guild. */
export const mostBonds = 200;

export const bondOf = ({ channelId, messageId, emoji, roleId }: Bond): Bond => ({
  channelId,
  messageId,
  emoji,
  roleId,
});

/** True of two that cannot both be: one emoji under a message stands for one role. */
export const isSamePlace = (one: Bond, other: Bond): boolean =>
  one.messageId === other.messageId && isSameEmoji(one.emoji, other.emoji);

export const takenEmoji = 'This emoji stands for a role under this message already: choose another one.';

/** What is wrong with a reaction role where there are these channels and roles. Whether there is such a message only Discord knows. */
export const problemsOfBond = (
  { emoji, channelId, roleId }: Bond,
  there: Choosable,
): readonly FieldProblem[] => [
  ...problem(readEmoji(emoji) !== null, 'emoji', 'Give one emoji, or one of the server’s own as name:id.'),
  ...problem(there.channels.has(channelId), 'channelId', 'Choose a text channel of this server.'),
  ...problem(there.roles.has(roleId), 'roleId', notGivable),
];

const problem = (isRight: boolean, field: string, message: string): readonly FieldProblem[] =>
  isRight ? [] : [{ field, message }];
