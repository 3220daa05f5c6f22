import type { ChatInputCommandInteraction, Interaction } from 'discord.js';
import { Client, Events, GatewayIntentBits } from 'discord.js';

import { SimulatorClient } from './client';
import type { NewApplication } from './control-shapes';
import type { Simulator } from './server';
import { startSimulator } from './server';

describe('a discord.js bot on the simulator', () => {
  let simulator: Simulator;
  let control: SimulatorClient;
  let application: NewApplication;
  let guildId: string;
  let bot: Client<true>;

  beforeAll(async () => {
    simulator = await startSimulator();
    control = new SimulatorClient(simulator.url);
    await control.createUser({ name: 'ada' });
    application = await control.createApplication({ name: 'Trial' });
    const guild = await control.createGuild({ name: 'Lab', owner: 'ada' });
    guildId = guild.id;
    await control.install(application.id, guildId);
    const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: `${simulator.url}/api` } });
    bot = await new Promise((resolve, reject) => {
      client.once(Events.ClientReady, resolve);
      client.login(application.token).catch(reject);
    });
  });

  afterAll(async () => {
    await bot.destroy();
    await simulator.close();
  });

  it('knows its guilds and itself once it is ready', () => {
    expect(bot.user.username).toBe('Trial');
    expect(bot.guilds.cache.get(guildId)?.name).toBe('Lab');
  });

  it('registers a command and answers it', async () => {
    await bot.application.commands.set([{ name: 'ping', description: 'Says pong.' }]);
    bot.once(Events.InteractionCreate, (interaction: Interaction) => {
      if (interaction.isChatInputCommand()) void pong(interaction);
    });
    const outcome = await control.run('/ping', { as: 'ada', in: '#general' });
    expect(outcome).toMatchObject({ state: 'answered', message: { content: 'Pong, ada.' } });
  });
});

const pong = (interaction: ChatInputCommandInteraction) =>
  interaction.reply(`Pong, ${interaction.user.username}.`);
