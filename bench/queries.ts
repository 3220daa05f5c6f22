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
const body = JSON.stringify({ query, variables: { first: 100 } });
const requestsARound = 150;

/** The bots page's query, 100 bots with counts and owners, on our api with a session and on a stock one without. */
export const queryList: Bench = {
  name: 'query-list',
  unit: 'CPU µs/request',
  goal: 0.4,
  better: 'lower',
  measure: (ground) => compare(ground, 'api', 'stock-graphql', 1),
};

/** The same query on our api, each request with another session than the thousand before it, so that no look-up is spared. */
export const auth: Bench = {
  name: 'auth',
  unit: 'CPU µs/request',
  goal: 1.1,
  better: 'lower',
  measure: (ground) => compare(ground, 'api', 'fixed-viewer-api', 1000),
};

async function compare(ground: Ground, ourProgram: string, peerProgram: string, sessions: number) {
  const house = await House.build(ground);
  await house.signIn(sessions);
  await house.moveInBots();
  const elsewhere = await house.elsewhere();
  const ours = await house.serve(ourProgram);
  const peer = await house.serve(peerProgram, elsewhere.env);
  assert.deepEqual(await answerOf(house.url), await answerOf(elsewhere.url));

  const loads = await Promise.all([house.url, elsewhere.url].map((url) => load(ground, url, sessions)));
  const costOf = async (server: Program, requests: Program | undefined) => {
    const before = await server.cpu();
    await requests?.ask('send', requestsARound);
    return ((await server.cpu()) - before) / requestsARound;
  };
  // The first few hundred are answered by code that V8 has not compiled yet.
  for (const each of loads) await each.ask('send', 500);
  const figures = await alternate(
    9,
    () => costOf(ours, loads[0]),
    () => costOf(peer, loads[1]),
  );
  await Promise.all([...loads, ours, peer].map((each) => each.stop()));
  await house.leave();
  return figures;
}

const load = (ground: Ground, url: string, sessions: number) =>
  Program.start(ground, 'requests', {
    BENCH_URL: `${url}/graphql`,
    BENCH_BODY: body,
    BENCH_SESSIONS: String(sessions),
  });

/** Both must give the same bots, or one of them does less work. */
async function answerOf(url: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', cookie: 'cube-session=bench-0' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  // Ours also says what the query cost.
  return { ...Object(await response.json()), extensions: null };
}
