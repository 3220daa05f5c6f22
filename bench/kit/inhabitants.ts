import { setTimeout as pause } from 'node:timers/promises';

import type { SimulatorClient } from '@cube/simulator/client';

import type { House } from './house';

/** Adds a bot by the api, which must be served, and puts it into the guilds of a load, with a command that everybody may use 10,000 times a second; resolves with its name. */
export async function settle(house: House, client: SimulatorClient, guilds: number): Promise<string> {
  const name = 'Ours';
  const { id, token } = await client.createApplication({ name });
  for (let guild = 1; guild <= guilds; guild += 1) await client.install(id, `Load guild ${guild}`);
  await house.signIn(1);
  const bot = await house.ask(
    'mutation ($token: String!) { made: addBot(input: { token: $token }) { id } }',
    { token },
  );
  const input = {
    botId: bot,
    name: 'hello',
    description: 'Answers at once.',
    steps: [{ kind: 'reply', content: 'Here.' }],
    throttles: [{ per: 'user', uses: 10_000, seconds: 1 }],
  };
  await house.ask('mutation ($input: CreateCommandInput!) { made: createCommand(input: $input) { id } }', {
    input,
  });
  await house.ask('mutation ($id: ID!) { made: startBot(id: $id) { id } }', { id: bot });
  return name;
}

/** Resolves when the bot is there and Discord has its commands. */
export async function online(house: House): Promise<void> {
  const giveUp = Date.now() + 60_000;
  while (Date.now() < giveUp) {
    const { rows } = await house.database.query(
      `select 1 from bot join command_sync on bot_id = bot.id
       where observed = 'ONLINE' and command_sync.wanted = answered`,
    );
    if (rows.length > 0) return;
    await pause(100);
  }
  throw new Error('Our bot never came online.');
}
