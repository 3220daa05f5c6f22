import { type Accounts, compare } from './comparison';
import type { FaultGround, Stage } from './stage';

/** Something that breaks while facts are made, and what may come of it. */
export interface Fault {
  readonly name: string;
  /** Kinds of entries that somebody follows, as GraphQL calls them. */
  readonly kinds: readonly string[];
  settings?(ground: FaultGround): Readonly<Record<string, string>>;
  round(stage: Stage): Promise<Round>;
}

/** What came of one round. */
export interface Round {
  readonly accounts: Accounts;
  /** From when what was broken worked again until the follower was live again. */
  readonly secondsToCatchUp: number;
  /** Events whose loss is told, by an entry of the log. */
  readonly told: number;
  /** Those which a killed process may have had in memory; the milliseconds from the oldest of them that was lost to its end. */
  readonly window?: { readonly ids: readonly string[]; readonly milliseconds: number };
  /** What else the promise forbids. */
  readonly broken?: readonly string[];
}

/**
 * Milliseconds for which a fact is in memory alone: 50 until its batch is sealed, and until PostgreSQL has acknowledged
 * that batch or, after a quarter of a second, the disk has it.
 */
const longestWindow = 300;

/** A round as a line of the report. */
export interface Verdict {
  readonly produced: number;
  readonly stored: number;
  readonly seen: number;
  readonly lost: number;
  readonly told: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly gaps: number;
  readonly secondsToCatchUp: number;
  readonly windowMilliseconds: number | null;
  /** In which ways the promise did not hold. */
  readonly broken: readonly string[];
}

/** What the promise says about a round. `gaps` is how often the follower was told that it cannot have something. */
export function judge(round: Round, gaps: number): Verdict {
  const { accounts, told, window } = round;
  const { lost, unseen, strange, doubled, disordered } = compare(accounts);
  const forgivable = new Set(window?.ids);
  const unforgivable = lost.filter((id) => !forgivable.has(id)).length;
  const broken = [
    unforgivable !== told && `${unforgivable} were lost, of which ${told} are told`,
    unseen.length > 0 && gaps === 0 && `${unseen.length} were stored and not seen, without a gap`,
    strange.length > 0 && `${strange.length} were made by nobody`,
    doubled > 0 && `${doubled} came twice`,
    disordered > 0 && `the order is broken ${disordered} times`,
    window && window.milliseconds > longestWindow && `the last ${window.milliseconds} ms were lost`,
    ...(round.broken ?? []),
  ].filter((each) => typeof each === 'string');
  return {
    produced: accounts.produced.reduce((sum, { length }) => sum + length, 0),
    stored: accounts.stored.length,
    seen: accounts.seen.length,
    lost: lost.length,
    told,
    doubled,
    disordered,
    gaps,
    secondsToCatchUp: round.secondsToCatchUp,
    windowMilliseconds: window?.milliseconds ?? null,
    broken,
  };
}
