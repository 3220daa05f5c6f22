import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { SimulatorClient } from '@cube/simulator/client';
import type { Browser } from 'playwright-core';

import { openBrowser, paintedIn, watchPaint } from './kit/browser';
import type { Bench, Ground, Row } from './kit/ground';
import { House } from './kit/house';
import { online, settle } from './kit/inhabitants';
import { Program } from './kit/program';

const perSecond = 200;
const seconds = 10;
/** The goals are milliseconds of ours; the ratio only tells how far the whole product is from a bare page. */
const unitOf = (most: number) => `ms, packet to paint (≤ ${most})`;

/**
 * Milliseconds from the gateway packet of a command to its painted row on the log page, at 200 a second; and of an event
 * of Nest's own subscriptions, from the moment of its publication to a bare page that writes a line of it.
 */
export const fresh: Bench = {
  name: 'fresh',
  unit: unitOf(150),
  goal: 5,
  better: 'lower',
  async measure(ground) {
    const panel = join(ground.root, 'dist/apps/panel/browser');
    assert(existsSync(panel), 'The panel is not built: run `npm run build`, or `npm start` once.');
    const browser = await openBrowser(ground);
    const ours = await oursOf(ground, browser);
    const theirs = await theirsOf(ground, browser);
    await browser.close();
    const row = (name: string, share: number, unit: string): Row => ({
      name: `fresh ${name}`,
      unit,
      ours: percentile(ours, share),
      peer: percentile(theirs, share),
    });
    return [row('p50', 0.5, unitOf(150)), row('p99', 0.99, unitOf(400))];
  },
};

/** The whole product: Discord's packet, the worker, the log, the api, the panel. */
async function oursOf(ground: Ground, browser: Browser): Promise<number[]> {
  const port = await ground.freePort();
  const url = `http://127.0.0.1:${port}`;
  const simulator = await Program.start(ground, 'simulator', { BENCH_PORT: String(port) });
  const client = new SimulatorClient(url);
  const house = await House.build(ground, { SIMULATOR_URL: url });
  const api = await house.serve();
  await client.createUser({ name: 'load' });
  await client.createGuild({ name: 'Load guild 1', owner: 'load', channels: ['general'] });
  const application = await settle(house, client, 1);
  const worker = Program.run(ground, 'worker', house.env);
  await online(house);

  const page = await browser.newPage();
  await page.context().addCookies([{ name: 'cube-session', value: 'bench-0', url: house.url }]);
  await page.goto(`${house.url}/logs`);
  await page.getByText('Settings').first().waitFor();
  await page.locator('cube-log-rows li, cube-log-rows .none').first().waitFor();
  const load = { command: 'hello', applications: [application], perSecond };
  await client.load({ ...load, seconds: 3 });
  await pause(1000);
  await watchPaint(page);
  const { offered } = await client.load({ ...load, seconds });
  await pause(2000);

  const painted = await paintedIn(page);
  const { rows } = await house.database.query<{ id: string; interaction: string }>(
    `select id, data ->> 'interactionId' as interaction from event_log
     where kind = 'command.executed' order by seq desc limit $1`,
    [offered],
  );
  const delays = rows.flatMap(({ id, interaction }) => {
    const at = painted.get(id);
    return at === undefined ? [] : [at - timeOf(interaction)];
  });
  await page.context().close();
  await Promise.all([worker, api, simulator].map((each) => each.stop()));
  await house.leave();
  assert(delays.length >= offered * 0.99, `Only ${delays.length} of ${offered} were painted.`);
  return delays;
}

/** A bare page on a bare server: what remains when nothing is written down, looked up or laid out. */
async function theirsOf(ground: Ground, browser: Browser): Promise<number[]> {
  const house = await House.build(ground);
  const peer = await house.serve('pubsub');
  const page = await browser.newPage();
  await page.setContent('<ol></ol>');
  await page.evaluate(following(`${house.url.replace('http', 'ws')}/graphql`));
  await peer.ask('pace', 3000);
  await watchPaint(page);
  await peer.ask('pace', seconds * 1000);
  await pause(1000);
  const painted = await paintedIn(page);
  await page.context().close();
  await peer.stop();
  await house.leave();
  // The id of a line begins with its moment.
  return [...painted].map(([id, at]) => at - Date.parse(id.split(' ')[0] ?? ''));
}

/** Runs in the page: follows, and writes a line of every event. */
const following = (url: string) => `
  const query = 'subscription { logAdded { cursor entry { id at summary } } }';
  const socket = new WebSocket(${JSON.stringify(url)}, 'graphql-transport-ws');
  socket.onopen = () => socket.send('{"type":"connection_init"}');
  socket.onmessage = ({ data }) => {
    const { type, payload } = JSON.parse(data);
    if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    if (type !== 'next') return;
    const { cursor, entry } = payload.data.logAdded;
    const line = document.createElement('li');
    line.dataset.id = entry.at + ' ' + cursor;
    line.textContent = entry.summary;
    document.querySelector('ol').prepend(line);
  };
`;

/** Milliseconds of the epoch at which Discord, or the simulator, gave an id: https://discord.com/developers/docs/reference#snowflakes */
const timeOf = (snowflake: string) => Number((BigInt(snowflake) >> 22n) + 1_420_070_400_000n);

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
