/** The peer of `simulator`: one discord.js bot with nothing around it, which answers every interaction at once. */
import { arrange } from '@cube/simulator/load/load-bots';
import { Client, Events, GatewayIntentBits, Options } from 'discord.js';

import { offer, setting } from '../kit/commands';

const url = setting('BENCH_URL');
const [bot] = await arrange(url, {
  bots: 1,
  guilds: Number(setting('BENCH_GUILDS')),
  command: 'load',
  everywhere: true,
});

const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  // Without its limit of 50 calls a second, and without a cache that grows with the load.
  rest: { api: `${url}/api`, globalRequestsPerSecond: 1_000_000 },
  makeCache: Options.cacheWithLimits({ MessageManager: 0 }),
});
client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isChatInputCommand()) void interaction.reply('Here.');
});
const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
await client.login(bot?.token);
await ready;
offer({});
