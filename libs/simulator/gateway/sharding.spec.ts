import { type Client, Events, type Guild } from 'discord.js';

import { onInteraction, Trial } from '../trial';

/** So many guilds that both of two shards get some: which one, their ids decide. */
const names = Array.from({ length: 12 }, (_, index) => `Guild ${index + 1}`);

describe('an unmodified discord.js client with two shards', () => {
  let trial: Trial;
  let bot: Client<true>;

  beforeAll(async () => {
    trial = await Trial.start({ guildsPerShard: 10 });
    for (const name of names) {
      const guild = await trial.control.createGuild({ name, owner: 'ada', channels: ['general'] });
      await trial.control.install(trial.application.id, guild.id);
    }
    bot = await trial.bot({ shards: [0, 1], shardCount: 2 });
    await bot.application.commands.set([{ name: 'where', description: 'Tells the shard.' }]);
    onInteraction(bot, async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply(String(interaction.guild?.shardId));
    });
  });

  afterAll(() => trial.end());

  it('hears of every guild on the shard that its id says, and of none twice', async () => {
    const shardOf = (id: string) => Number((BigInt(id) >> 22n) % 2n);
    const { guilds } = await trial.control.state();
    const told = new Map(bot.guilds.cache.map((guild) => [guild.id, guild.shardId]));
    expect(told).toEqual(new Map(guilds.map(({ id }) => [id, shardOf(id)])));
    expect(new Set(told.values())).toEqual(new Set([0, 1]));
    const sessions = await trial.control.sessions(trial.application.id);
    expect(sessions.map(({ shard }) => shard)).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it.each([0, 1])('runs a command of a guild of shard %i there', async (shardId) => {
    const guild = bot.guilds.cache.find((known) => known.shardId === shardId);
    const outcome = await trial.control.run('/where', { as: 'ada', in: '#general', guild: guild?.id ?? '' });
    expect(outcome.message?.content).toBe(String(shardId));
  });

  it('hears of a new guild once', async () => {
    const heard: Guild[] = [];
    bot.on(Events.GuildCreate, (guild) => heard.push(guild));
    const last = new Promise<void>((resolve) => {
      bot.on(Events.GuildDelete, () => resolve());
    });
    const guild = await trial.control.createGuild({ name: 'Late', owner: 'ada' });
    await trial.control.install(trial.application.id, guild.id);
    await trial.control.uninstall(trial.application.id, guild.id);
    await last;
    expect(heard.map(({ id }) => id)).toEqual([guild.id]);
  });

  it('asks for as many shards as its guilds need', async () => {
    expect((await trial.call('GET', '/gateway/bot')).body).toMatchObject({ shards: 2 });
  });
});
