import assert from 'node:assert/strict';

import { alternate, type Bench, type Ground } from './kit/ground';
import { House } from './kit/house';
import { Program } from './kit/program';

/** The panel's query of its bots page, with who owns each bot. */
const query = `query Bots($first: Int!) {
  bots(first: $first) {
    nodes {
      id name avatarUrl network wanted observed status reason reasonCode observedAt latency guildCount commandCount
      owner { id name }
    }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}`;
const list = JSON.stringify({ query, variables: { first: 100 } });

/** The panel's query of one bot's page, less the address of an invitation and the cursor of the feed, which only we have. */
const pageQuery = `query Bot($id: ID!) {
  bot(id: $id) {
    id name avatarUrl network wanted observed status reason reasonCode observedAt latency guildCount commandCount
    description applicationId tokenFingerprint createdAt updatedAt owner { id name }
  }
}`;
const oneQuery = 'query One($id: ID!) { bot(id: $id) { id name network wanted observed } }';
/** Requests to each server before it is measured. */
const warmUp = 4000;
/** Rounds of each that do not count. */
const warmUpRounds = 5;
const requestsARound = 150;

/** The bots page's query, 100 bots with counts and owners, on our api with a session and on a stock one without. */
export const queryList: Bench = {
  name: 'query-list',
  unit: 'CPU µs/request',
  goal: 0.4,
  better: 'lower',
  measure: (ground) => compare(ground, 'api', { program: 'stock-graphql' }, 1),
};

/** The same query on our api, each request with another session than the thousand before it, so that no look-up is spared. */
export const auth: Bench = {
  name: 'auth',
  unit: 'CPU µs/request',
  goal: 1.1,
  better: 'lower',
  measure: (ground) => compare(ground, 'api', { program: 'fixed-viewer-api' }, 1000),
};

/** One bot's page, on our api and on a stock one that has the same duties: a session, a limit, a log of its requests. */
export const queryPage: Bench = {
  name: 'query-page',
  unit: 'CPU µs/request',
  goal: 0.6,
  better: 'lower',
  measure: (ground) => compare(ground, 'api', dutiful, 1, pageQuery),
};

/** One bot by its id, on the same two. */
export const queryOne: Bench = {
  name: 'query-one',
  unit: 'CPU µs/request',
  goal: 0.6,
  better: 'lower',
  measure: (ground) => compare(ground, 'api', dutiful, 1, oneQuery),
};

interface Peer {
  readonly program: string;
  readonly env?: Readonly<Record<string, string>>;
}
const dutiful: Peer = { program: 'stock-graphql', env: { BENCH_DUTIES: 'true' } };

/** `ofOne` is a query that asks for one bot by `$id`; otherwise it is the list. */
async function compare(
  ground: Ground,
  ourProgram: string,
  { program, env }: Peer,
  sessions: number,
  ofOne?: string,
) {
  const house = await House.build(ground);
  await house.signIn(sessions);
  await house.moveInBots();
  const elsewhere = await house.elsewhere();
  const ours = await house.serve(ourProgram);
  const peer = await house.serve(program, { ...elsewhere.env, ...env });
  const { rows } = await house.database.query<{ id: string }>('select id from bot order by name limit 1');
  const body = ofOne ? JSON.stringify({ query: ofOne, variables: { id: rows[0]?.id } }) : list;
  assert.deepEqual(await answerOf(house.url, body), await answerOf(elsewhere.url, body));

  const loads = await Promise.all([house.url, elsewhere.url].map((url) => load(ground, url, body, sessions)));
  const costOf = async (server: Program, requests: Program | undefined) => {
    const before = await server.cpu();
    await requests?.ask('send', requestsARound);
    return ((await server.cpu()) - before) / requestsARound;
  };
  // The first few hundred are answered by code that V8 has not compiled yet.
  for (const each of loads) {
    for (let sent = 0; sent < warmUp; sent += requestsARound) await each.ask('send', requestsARound);
  }
  const ofOurs = () => costOf(ours, loads[0]);
  const ofTheirs = () => costOf(peer, loads[1]);
  // While the second was warmed up, the first had nothing to do but its own, for which V8 compiled in another way.
  await alternate(warmUpRounds, ofOurs, ofTheirs);
  const figures = await alternate(9, ofOurs, ofTheirs);
  await Promise.all([...loads, ours, peer].map((each) => each.stop()));
  await house.leave();
  return figures;
}

const load = (ground: Ground, url: string, body: string, sessions: number) =>
  Program.start(ground, 'requests', {
    BENCH_URL: `${url}/graphql`,
    BENCH_BODY: body,
    BENCH_SESSIONS: String(sessions),
  });

/** Both must give the same bots, or one of them does less work. */
async function answerOf(url: string, body: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', cookie: 'cube-session=bench-0' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  // Ours also says what the query cost.
  return { ...Object(await response.json()), extensions: null };
}
