import { Invalid } from '@cube/platform/errors';
import { type ExecutionArgs, getOperationAST, Kind } from 'graphql';

import { fromCursor, type Position } from '../event-log/cursor';
import { rootFieldOf } from './live-group';

/** The cursor that the root field was given as `after`, and the variable that brought it, if one did. */
export function cursorOf(args: ExecutionArgs): { readonly variable?: string; readonly cursor?: string } {
  const value = rootFieldOf(args).arguments?.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind === Kind.STRING) return { cursor: value.value };
  if (value?.kind !== Kind.VARIABLE) return {};
  const variable = value.name.value;
  const cursor: unknown = Object(args.variableValues)[variable];
  if (cursor === undefined) return { variable, ...defaultOf(variable, args) };
  return typeof cursor === 'string' ? { variable, cursor } : { variable };
}

function defaultOf(variable: string, args: ExecutionArgs): { readonly cursor?: string } {
  const definition = getOperationAST(args.document, args.operationName)?.variableDefinitions?.find(
    (each) => each.variable.name.value === variable,
  );
  return definition?.defaultValue?.kind === Kind.STRING ? { cursor: definition.defaultValue.value } : {};
}

/** Null for a text that is no cursor of ours. */
export function fromCursorOrNull(cursor: string): Position | null {
  try {
    return fromCursor(cursor);
  } catch (error) {
    if (error instanceof Invalid) return null;
    throw error;
  }
}

/** Why a subscriber cannot get everything that it missed; null when it can. */
export function gapBetween(from: Position, ends: Position & { readonly dropped: number }): string | null {
  if (from.epoch !== ends.epoch) return 'The log was started anew since your cursor was given.';
  if (from.seq < ends.dropped) return 'Events after your cursor were removed by retention.';
  return from.seq > ends.seq ? 'Your cursor lies ahead of the log.' : null;
}
