import { AppError, messageOf } from '@cube/platform/errors';
import { redact } from '@cube/platform/redaction';
import type { CommandExecutedData } from '@cube/realtime/event-log/events';
import { ForbiddenException } from '@nestjs/common';

import type { KnownCommand } from '../command-table';

/** How a command ended, as its record says it. */
export type Ending = Pick<CommandExecutedData, 'outcome' | 'gate' | 'error'>;

/** A command and how it ended; it is null where the bot has none of that name. */
export interface Run {
  readonly command: KnownCommand | null;
  readonly ending: Ending;
}

/** What the log keeps of the command itself. */
export const servedBy = (
  command: KnownCommand | null,
): Pick<CommandExecutedData, 'commandId' | 'version'> => ({
  commandId: command?.id ?? null,
  version: command?.versionNumber ?? null,
});

export const answered: Ending = { outcome: 'ANSWERED', gate: null, error: null };
export const unanswered: Ending = { outcome: 'UNANSWERED', gate: null, error: null };
export const refused = (why: string, gate: Ending['gate'] = null): Ending => ({
  outcome: 'REFUSED',
  gate,
  error: why,
});
/** What went wrong is for the admins of the bot, but no secret that a message may quote is. */
export const failed = (error: unknown): Ending => ({
  outcome: 'FAILED',
  gate: null,
  error: redact(messageOf(error)).slice(0, 2000),
});

/** The sentence for whoever ran the command when what was thrown is meant for them; null when it is a fault. */
export function refusalIn(error: unknown): string | null {
  if (error instanceof AppError) return error.message;
  // What Nest throws when a guard says no.
  if (error instanceof ForbiddenException) return 'You may not use this here.';
  return null;
}

/** What people hear of a fault: nothing of its inside, but the name by which an operator finds it. */
export const apology = (errorId: string) =>
  `Something went wrong, and it was written down. If it lasts, name this error to whoever runs this bot: ${errorId}`;

/** What people hear of a step that did not work; the reason is for the admins of the bot. */
export const brokenStep =
  'This command could not be finished. Its admins can read in their log which step did not work, and why.';
