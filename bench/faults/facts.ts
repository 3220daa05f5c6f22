import { setTimeout as pause } from 'node:timers/promises';

import { timeOf } from '@cube/realtime/event-log/events';

import type { Fault, Round } from './fault';
import { idsOf, type Producer, type Stage, type StoredEntry } from './stage';

/** Milliseconds for which all is well, before a fault and after it. */
const quiet = 1500;
/** Milliseconds for which PostgreSQL is down. */
const outage = 2000;
/** More than one process keeps in memory (50,000): it is dropped when the disk takes none of it. */
const flood = 53_000;

interface Cast {
  readonly stage: Stage;
  readonly producer: Producer;
}

/** A fault amid facts. `happen` breaks something and mends it again; it resolves with a producer that took the place of one that died. */
function amidFacts(
  name: string,
  happen: (cast: Cast) => Promise<Producer | undefined>,
  settings: Fault['settings'] = () => ({}),
): Fault {
  return { name, kinds: ['COMMAND_EXECUTED', 'LOG_GAPPED'], settings, round: (stage) => play(stage, happen) };
}

async function play(stage: Stage, happen: (cast: Cast) => Promise<Producer | undefined>): Promise<Round> {
  const from = await stage.end();
  const first = await stage.produce();
  await pause(quiet);
  const second = await happen({ stage, producer: first });
  const secondsToCatchUp = await stage.caughtUp(Date.now());
  await pause(quiet);

  const last = second ?? first;
  const dropped = await last.program.ask('finish');
  await last.program.stop();
  const entries = await stage.storedSince(from, ['command.executed', 'log.gapped']);
  await stage.seenAll(entries);

  const gapped = entries.filter(({ kind }) => kind === 'log.gapped');
  const isFact = ({ kind }: { readonly kind: string }) =>
    kind.toLowerCase().replace('_', '.') !== 'log.gapped';
  const stored = entries.filter(isFact).map(({ id }) => id);
  const produced = [first, second].flatMap((each) => (each ? [idsOf(each)] : []));
  const sights = stage.follower.seen.splice(0);
  const seen = sights.filter(isFact);
  return {
    accounts: { produced, stored, seen: seen.map(({ id }) => id) },
    secondsToCatchUp,
    told: toldBy(gapped),
    ...(second && { window: windowOf(idsOf(first), new Set(stored)) }),
    broken: [
      // One entry for one outage, and the follower gets it like any other.
      gapped.length !== Math.min(1, dropped) &&
        `${gapped.length} entries tell of ${dropped} that were dropped`,
      sights.length - seen.length !== gapped.length && 'the follower was not told of what was dropped',
    ].filter((each) => typeof each === 'string'),
  };
}

const toldBy = (gapped: readonly StoredEntry[]): number =>
  gapped.reduce((sum, { data }) => sum + Number(data['dropped']), 0);

/** The last events of a process that are not stored. Only an unbroken row of them can have been in its memory at its end. */
function windowOf(ids: readonly string[], stored: ReadonlySet<string>): NonNullable<Round['window']> {
  const lastStored = ids.findLastIndex((id) => stored.has(id));
  const lost = ids.slice(lastStored + 1);
  const [oldest, newest] = [lost[0], lost.at(-1)];
  if (oldest === undefined || newest === undefined) return { ids: [], milliseconds: 0 };
  return { ids: lost, milliseconds: timeOf(newest).getTime() - timeOf(oldest).getTime() };
}

export const killPostgres = amidFacts('postgres-kill', async ({ stage: { ground } }) => {
  await ground.postgres.kill();
  await pause(outage);
  await ground.postgres.start();
  return undefined;
});

export const freezePostgres = amidFacts('postgres-freeze', async ({ stage: { ground } }) => {
  ground.postgres.freeze();
  await pause(5000);
  ground.postgres.thaw();
  return undefined;
});

export const killApi = amidFacts('api-kill', async ({ stage }) => {
  await stage.killApi();
  await stage.restartApi();
  return undefined;
});

export const killProducer = amidFacts('producer-kill', async ({ stage, producer }) => {
  await producer.program.kill();
  return stage.produce();
});

/** What it had on disk is brought in by the one that follows it. */
export const killProducerInOutage = amidFacts('producer-kill-outage', async ({ stage, producer }) => {
  await stage.ground.postgres.kill();
  await pause(outage);
  await producer.program.kill();
  await stage.ground.postgres.start();
  return stage.produce();
});

export const fillDisk = amidFacts(
  'disk-full',
  async ({ stage: { ground }, producer }) => {
    await ground.postgres.kill();
    await pause(outage);
    await producer.program.ask('burst', flood);
    await pause(outage);
    await ground.postgres.start();
    return undefined;
  },
  ({ disk }) => ({ ...disk.settings, SPILL_DIR: disk.small }),
);
