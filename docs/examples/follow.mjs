// Prints every command that people run with a bot, each once, also across a restart of the api:
//   CUBE_URL=https://cube.example CUBE_KEY=cube_… node follow.mjs <bot id>      (npm install graphql-ws ws)
import { setTimeout as pause } from 'node:timers/promises';

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { CUBE_URL, CUBE_KEY } = process.env;
const authorization = `Bearer ${CUBE_KEY}`;
const query = `subscription ($botId: ID, $after: String) {
  commandExecuted(botId: $botId, after: $after) { cursor gap { reason } entry { id at summary } } }`;

/** Where the live feed stands now: whatever happens from here on is ours to see. */
async function start() {
  const headers = { authorization, 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ liveCursor }' });
  const { data, errors } = await (
    await fetch(`${CUBE_URL}/graphql`, { method: 'POST', headers, body })
  ).json();
  if (errors) throw new Error(errors[0].message);
  return data.liveCursor;
}

const url = `${CUBE_URL.replace('http', 'ws')}/graphql`;
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { authorization },
  retryAttempts: 0,
});
for (let after = await start(); ; await pause(500)) {
  try {
    for await (const { data, errors } of client.iterate({
      query,
      variables: { botId: process.argv[2], after },
    })) {
      if (errors) throw new Error(errors[0].message);
      const { cursor, gap, entry } = data.commandExecuted;
      console.log(JSON.stringify(gap ?? entry));
      after = cursor; // Keep it in a file to survive a restart of your own.
    }
  } catch (trouble) {
    if (trouble.code === 4403) throw new Error('The key is not valid, or not any more.');
    console.error(`Trying again: ${trouble.message ?? trouble.reason ?? trouble.code ?? trouble}`);
  }
}
