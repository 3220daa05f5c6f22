import { SimulatorClient } from '@cube/simulator/client';
import { LoadBots } from '@cube/simulator/load/load-bots';
import { z } from 'zod';

import { settingsOf } from './settings';

const environment = z.object({
  LOAD_URL: z.url().default('http://127.0.0.1:4700'),
  LOAD_BOTS: z.coerce.number().int().min(1).max(500).default(10),
  LOAD_GUILDS: z.coerce.number().int().min(1).max(100).default(2),
  LOAD_PER_SECOND: z.coerce.number().min(1).max(10_000).default(100),
  LOAD_SECONDS: z.coerce.number().positive().max(120).default(10),
});

/** `main.mjs load`: connects bots to a running simulator, offers them interactions, and prints how quickly they answered. */
export async function load(say: (line: string) => void): Promise<void> {
  const settings = settingsOf(environment);
  const { LOAD_URL: url, LOAD_BOTS: count, LOAD_GUILDS: guilds } = settings;
  await new SimulatorClient(url).state().catch((error: unknown) => {
    throw new Error(`No simulator answers at ${url}: start one, or set LOAD_URL.`, { cause: error });
  });
  const bots = await LoadBots.start(url, { bots: count, guilds });
  const { LOAD_PER_SECOND: perSecond, LOAD_SECONDS: seconds } = settings;
  say(`${count} bots in ${guilds} guilds, ${perSecond} interactions a second for ${seconds} s …`);
  // Only the bots of this load: of earlier ones there may be more, which are offline now.
  const applications = Array.from({ length: count }, (_, index) => `Load ${index + 1}`);
  const outcome = await new SimulatorClient(url).load({ perSecond, seconds, applications });
  await bots.close();
  const { offered, answered, unanswered, milliseconds, latency } = outcome;
  const rate = Math.round((offered / milliseconds) * 1_000);
  say(`offered ${offered} (${rate}/s), answered ${answered}, unanswered ${unanswered}`);
  if (latency) {
    const { p50, p95, p99, max } = latency;
    say(`first answer after: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, at most ${max} ms`);
  }
}
