import { PlanAction } from '@cube/commands/plans/command-plan';
import { type Difference, differencesOf } from '@cube/versions/differences';
import type { State } from '@cube/versions/version.entity';

import type { Bond } from '../reaction-roles/bond';
import type { Schedule } from '../scheduled-messages/schedule';
import type { FileCommand } from './bot-file';
import type { PlannedThing } from './bot-plan';
import type { Pair } from './pairs';

/** A thing of a plan with its place in the file, and with what it takes to do it. */
export interface Planned extends Omit<PlannedThing, 'line'> {
  /** In the file; null for what is to go. */
  readonly path: string | null;
  /** Of the guild, for its settings and for what the bot does there. */
  readonly guildId?: string;
  /** Of the command that is there. */
  readonly commandId?: string;
  /** As it is to be; null for what is to go. */
  readonly wanted: State | null;
  /** Of a custom command: the same, with its type. */
  readonly command?: FileCommand;
  readonly bond?: Pair<Bond>;
  readonly schedule?: Pair<Schedule>;
}

export function planned(
  place: Pick<Planned, 'kind' | 'key' | 'title' | 'path' | 'guildId' | 'commandId'>,
  before: object | null,
  after: object | null,
): Planned {
  const [there, wanted] = [plain(before), plain(after)];
  const changes = differencesOf(there, wanted);
  return { ...place, wanted, changes, action: actionOf(there, wanted, changes) };
}

function actionOf(before: State | null, after: State | null, changes: readonly Difference[]): PlanAction {
  if (!before) return PlanAction.CREATE;
  if (!after) return PlanAction.DELETE;
  return changes.length > 0 ? PlanAction.UPDATE : PlanAction.UNCHANGED;
}

/** As JSON keeps it: what is undefined is left out. */
const plain = (state: object | null): State | null => state && JSON.parse(JSON.stringify(state));
