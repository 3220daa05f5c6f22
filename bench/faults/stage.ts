import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

import { timeOf } from '@cube/realtime/event-log/events';

import type { Ground } from '../kit/ground';
import { House } from '../kit/house';
import { Program } from '../kit/program';
import { Follower } from './follower';

/** The runner (tools/faults.mjs) lends a PostgreSQL that may die, and a disk that is soon full. */
export interface FaultGround extends Ground {
  readonly postgres: {
    kill(): Promise<void>;
    start(): Promise<void>;
    freeze(): void;
    thaw(): void;
    /** Whatever was done to it: it serves again. */
    revive(): Promise<void>;
  };
  readonly disk: {
    /** A folder of this run, for whatever. */
    readonly folder: string;
    /** A folder for the spill of about one megabyte. */
    readonly small: string;
    /** Settings that keep the spill as small where the folder is an ordinary one. */
    readonly settings: Readonly<Record<string, string>>;
  };
}

/** A process that records facts, and the file in which it notes them. */
export interface Producer {
  readonly program: Program;
  readonly notes: string;
}

/** An entry of the log as PostgreSQL has it. */
export interface StoredEntry {
  readonly id: string;
  readonly kind: string;
  readonly subject_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const perSecond = 1000;
/** Milliseconds after which something that must happen has failed to. */
const patience = 120_000;

/** What a fault is played on: our api on a database of its own, somebody who follows its log, and producers. */
export class Stage {
  private readonly producers: Producer[] = [];

  private constructor(
    readonly ground: FaultGround,
    readonly house: House,
    readonly follower: Follower,
    private api: Program,
  ) {}

  static async build(
    ground: FaultGround,
    kinds: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Stage> {
    const house = await House.build(ground, { SPILL_DIR: join(ground.disk.folder, 'spill'), ...settings });
    await house.signIn(1);
    const api = await house.serve();
    return new Stage(ground, house, await Follower.of(house, kinds), api);
  }

  /** Starts a producer, which makes its first facts before this resolves. */
  async produce(): Promise<Producer> {
    const notes = join(this.ground.disk.folder, `${randomUUID()}.ids`);
    const program = await Program.start(this.ground, 'producer', { ...this.house.env, BENCH_NOTES: notes });
    const producer = { program, notes };
    this.producers.push(producer);
    await program.ask('begin', perSecond);
    return producer;
  }

  async killApi(): Promise<void> {
    await this.api.kill();
  }

  async restartApi(): Promise<void> {
    this.api = await this.house.serve();
  }

  /** The highest seq that is given. */
  async end(): Promise<string> {
    const { rows } = await this.house.database.query<{ seq: string }>(
      'select coalesce(max(seq), 0)::text as seq from event_log',
    );
    return rows[0]?.seq ?? '0';
  }

  /** Entries of some kinds after a seq, in commit order. */
  async storedSince(seq: string, kinds: readonly string[]): Promise<readonly StoredEntry[]> {
    const { rows } = await this.house.database.query<StoredEntry>(
      'select id, kind, subject_id, data from event_log where seq > $1 and kind = any($2) order by seq',
      [seq, kinds],
    );
    return rows;
  }

  /** Resolves with the seconds until the follower has seen something that was made after a moment: all that came before it has then been seen. */
  async caughtUp(since: number): Promise<number> {
    const seen = () => this.follower.seen.find(({ id }) => timeOf(id).getTime() > since);
    await this.until(() => seen() !== undefined, 'caught up');
    return ((seen()?.at ?? Number.NaN) - since) / 1000;
  }

  /** Waits until the follower has seen the last of some entries, and a moment longer for what should not come. */
  async seenAll(entries: readonly StoredEntry[]): Promise<void> {
    const last = entries.at(-1)?.id;
    const hasLast = () => last === undefined || this.follower.seen.some(({ id }) => id === last);
    await this.until(hasLast, 'saw the last event');
    await pause(300);
  }

  /** Ends everything, wherever a round has stopped. PostgreSQL must serve. */
  async leave(): Promise<void> {
    await this.follower.leave();
    for (const program of [this.api, ...this.producers.map((each) => each.program)]) await program.stop();
    await this.house.leave();
  }

  private async until(isSo: () => boolean, what: string): Promise<void> {
    const giveUp = Date.now() + patience;
    while (!isSo()) {
      if (Date.now() > giveUp)
        throw new Error(`The follower never ${what}; last of all it met: ${inspect(this.follower.trouble)}`);
      await pause(10);
    }
  }
}

export const idsOf = ({ notes }: Producer): readonly string[] =>
  readFileSync(notes, 'utf8').split('\n').filter(Boolean);
