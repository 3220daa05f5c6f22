import assert from 'node:assert/strict';

import { z } from 'zod';

import { fillLog } from './kit/crowded-log';
import { alternate, type Bench, type Ground } from './kit/ground';
import { House } from './kit/house';

const many = 1_000_000;
const few = 10_000;

const query = `query Logs($filter: LogFilter) {
  logs(filter: $filter, first: 50) {
    nodes {
      id kind level at summary botId bot { id name } resolvedAt
      execution { command userId userName guildId guildName channelName outcome duration error }
    }
    pageInfo { hasNextPage endCursor }
    liveCursor
  }
}`;
const answer = z.object({ data: z.object({ logs: z.object({ nodes: z.array(z.unknown()) }) }) });

/** The log page's query on a log of a million entries, against the same on one of ten thousand. */
export const logsRead: Bench = {
  name: 'logs-read',
  unit: 'ms p50',
  goal: 1.5,
  better: 'lower',
  async measure(ground) {
    const full = await scene(ground, many);
    const small = await scene(ground, few);
    const middle = async ({ house }: Scene) => percentile(0.5, await times(house, Array(30).fill({})));
    await Promise.all([full, small].map(middle));
    const figures = await alternate(
      5,
      () => middle(full),
      () => middle(small),
    );
    await Promise.all([full, small].map((each) => each.leave()));
    return figures;
  },
};

/**
 * Fifty different searches, of what is rare, common, never there, and of common words that rarely meet. The peer is the
 * plain statement, on the same rows and the same index, as PostgreSQL's own planner runs it.
 */
export const search: Bench = {
  name: 'search',
  unit: 'ms p95 (≤ 150)',
  goal: 1,
  better: 'lower',
  async measure(ground) {
    const { house, leave } = await scene(ground, many);
    // What an installation that runs has in memory too; the figures are not those of a disk.
    await times(
      house,
      searches.map(({ filter }) => filter),
    );
    const figures = await alternate(
      5,
      async () =>
        percentile(
          0.95,
          await times(
            house,
            searches.map(({ filter }) => filter),
          ),
        ),
      async () => percentile(0.95, await plainTimes(house)),
    );
    await leave();
    return figures;
  },
};

const places = [
  'harbour',
  'meadow',
  'castle',
  'river',
  'mountain',
  'forest',
  'island',
  'valley',
  'desert',
  'garden',
];

/** A filter of ours, and what it means for the index. */
const searches = places.flatMap((place, index) => [
  { filter: { text: 'roll general' }, tsquery: "'roll' & 'general'" },
  { filter: { text: place }, tsquery: `'${place}'` },
  { filter: { text: `${place} timed 9${index}*` }, tsquery: `'${place}' & 'timed' & '9${index}':*` },
  {
    filter: { text: `person ${index * 40}`, outcomes: ['FAILED'] },
    tsquery: `'person' & '${index * 40}' & ':o:FAILED'`,
  },
  index % 2 === 0
    ? { filter: { text: `games general ${place}` }, tsquery: `'games' & 'general' & '${place}'` }
    : {
        filter: { text: place, levels: ['ERROR'], kinds: ['COMMAND_EXECUTED'] },
        tsquery: `'${place}' & ':l:ERROR'`,
      },
]);
assert.equal(searches.length, 50);

interface Scene {
  readonly house: House;
  leave(): Promise<void>;
}

async function scene(ground: Ground, entries: number): Promise<Scene> {
  const house = await House.build(ground);
  await fillLog(house.database, entries);
  await house.signIn(1);
  const api = await house.serve();
  return {
    house,
    async leave() {
      await api.stop();
      await house.leave();
    },
  };
}

/** Milliseconds of each, one after the other. */
async function times({ url }: House, filters: readonly object[]): Promise<number[]> {
  const taken: number[] = [];
  for (const filter of filters) {
    const began = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'cube-session=bench-0' },
      body: JSON.stringify({ query, variables: { filter } }),
    });
    const text = await response.text();
    taken.push(performance.now() - began);
    if (!answer.safeParse(JSON.parse(text)).success) throw new Error(`The api answers ${text.slice(0, 500)}`);
  }
  return taken;
}

async function plainTimes({ database }: House): Promise<number[]> {
  const taken: number[] = [];
  for (const { tsquery } of searches) {
    const began = performance.now();
    await database.query(
      `select * from event_log
       where kind = any(array['command.executed', 'error.raised', 'bot.changed', 'guild.changed', 'automation.ran'])
         and event_log_words(kind, topic, subject_id, level, data) @@ $1::tsquery order by id desc limit 51`,
      [tsquery],
    );
    taken.push(performance.now() - began);
  }
  return taken;
}

const percentile = (share: number, values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
