import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type RunnableBot } from '@cube/bots/bot-adapter';
import { startSimulator } from '@cube/simulator/server';
import { Injectable } from '@nestjs/common';
import { GatewayIntentBits } from 'discord.js';
import { Context, SlashCommand, type SlashCommandContext } from 'necord';

import { FleetTrial } from '../testing';

@Injectable()
class Ping {
  @SlashCommand({ name: 'ping', description: 'Answers.' })
  ping(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply('Pong.');
  }
}

describe('the fleet', () => {
  let trial: FleetTrial;
  beforeAll(async () => {
    trial = await FleetTrial.start({ commands: [Ping], simulator: { heartbeatInterval: 300 } });
  });
  afterAll(() => trial.end());

  const isConnected = async ({ applicationId }: RunnableBot) =>
    (await trial.control.sessions(applicationId)).some((session) => session.isConnected);
  const ping = ({ applicationId: application }: RunnableBot) =>
    trial.control.run('/ping', { as: 'ada', in: '#general', guild: 'Lab', application });

  describe('starting and stopping', () => {
    it('[SC-40] brings a bot online, and measures how far away Discord is', async () => {
      const bot = await trial.bot('Start');
      expect(trial.statesOf(bot).slice(0, 2)).toEqual(['STARTING', 'ONLINE']);
      expect(trial.fleet.running().get(bot.id)).toBe(1);
      await trial.until(() =>
        trial.reports.find(({ botId, latency }) => botId === bot.id && latency !== null),
      );
      expect(await ping(bot)).toMatchObject({ state: 'answered' });
    });

    it('[SC-41] takes a bot offline, once, and leaves alone one that does not run', async () => {
      const bot = await trial.bot('Stop');
      await Promise.all([trial.fleet.stop(bot.id), trial.fleet.stop(bot.id)]);
      expect(await isConnected(bot)).toBe(false);
      expect(trial.fleet.running().has(bot.id)).toBe(false);
      await trial.fleet.stop(bot.id);
      expect(trial.statesOf(bot).filter((state) => state === 'OFFLINE')).toHaveLength(1);
    });

    it('[SC-42] restarts a bot that runs: the old connection ends, and it is online for the new wish', async () => {
      const bot = await trial.bot('Restart');
      trial.fleet.start({ ...bot, generation: 2 });
      await trial.reported(bot, 'ONLINE', 2);
      expect(trial.statesOf(bot)).not.toContain('OFFLINE');
      expect(trial.fleet.running().get(bot.id)).toBe(2);
      const sessions = await trial.control.sessions(bot.applicationId);
      expect(sessions.map((session) => session.isConnected)).toEqual([true]);
    });

    it('stops a bot that is still starting, and it does not come online behind its back', async () => {
      const bot = await trial.application('Early');
      const next = await trial.application('Next');
      const slowly = { route: '/gateway/bot', delay: 200, times: 2 };
      await trial.control.fault(slowly);
      trial.fleet.start(bot);
      await trial.reported(bot, 'STARTING');
      await trial.fleet.stop(bot.id);
      // It was asked later, so what the first one waited for has come when this one is online.
      trial.fleet.start(next);
      await trial.reported(next, 'ONLINE');
      expect(trial.statesOf(bot)).toEqual(['STARTING', 'OFFLINE']);
      expect(await trial.control.sessions(bot.applicationId)).toEqual([]);
    });

    it('stops a bot at whatever moment of its start', async () => {
      const bot = await trial.application('Interrupted');
      for (let moment = 0; moment < 40; moment += 1) {
        trial.fleet.start({ ...bot, generation: moment });
        await pause(moment);
        const stopped = trial.fleet.stop(bot.id).then(() => `stopped after ${moment} ms`);
        expect(await Promise.race([stopped, pause(5000, 'hangs')])).toBe(`stopped after ${moment} ms`);
      }
      expect(await isConnected(bot)).toBe(false);
    }, 60_000);

    it('does the last of many wishes in a row', async () => {
      const bot = await trial.application('Hectic');
      for (const generation of [1, 2, 3]) {
        trial.fleet.start({ ...bot, generation });
        void trial.fleet.stop(bot.id);
      }
      trial.fleet.start({ ...bot, generation: 4 });
      trial.fleet.start({ ...bot, generation: 5 });
      await trial.reported(bot, 'ONLINE', 5);
      expect((await trial.control.sessions(bot.applicationId)).length).toBe(1);
      expect(trial.fleet.running().get(bot.id)).toBe(5);
    });

    it('ends every connection when the application ends', async () => {
      const other = await FleetTrial.start();
      const bots = [await other.bot('One'), await other.bot('Two')];
      await other.shutDown();
      for (const { applicationId } of bots) expect(await other.control.sessions(applicationId)).toEqual([]);
      await other.end();
    });
  });

  describe('failing', () => {
    it('says that a token is invalid, and names the token nowhere', async () => {
      const bot = { ...(await trial.application('Wrong')), token: 'sim.1.notATokenOfAnybody' };
      trial.fleet.start(bot);
      const report = await trial.reported(bot, 'FAILING');
      expect(report).toMatchObject({ reasonCode: 'TOKEN_INVALID', latency: null });
      expect(report.reason).toMatch(/does not accept the token/);
      expect(trial.fleet.running().get(bot.id)).toBe(1);
      expect(JSON.stringify(trial.reports) + trial.lines.join()).not.toContain('notATokenOfAnybody');
    });

    it('says that the token is invalid when it is reset under a running bot', async () => {
      const bot = await trial.bot('Reset');
      await trial.control.resetToken(bot.applicationId);
      expect(await trial.reported(bot, 'FAILING')).toMatchObject({ reasonCode: 'TOKEN_INVALID' });
    });

    it('says that the bot needs more than one connection', async () => {
      const bot = await trial.bot('Giant');
      await trial.control.dropGateway(bot.applicationId, { how: 'close', code: 4011 });
      expect(await trial.reported(bot, 'FAILING')).toMatchObject({ reasonCode: 'SHARDING_REQUIRED' });
    });

    it('says that an intent is not allowed, and comes online once it is', async () => {
      const curious = await FleetTrial.start({
        discord: { intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers] },
      });
      const bot = await curious.application('Curious');
      curious.fleet.start(bot);
      expect(await curious.reported(bot, 'FAILING')).toMatchObject({ reasonCode: 'INTENTS_DISALLOWED' });
      await curious.control.setApplication(bot.applicationId, { privilegedIntents: { members: true } });
      curious.fleet.start({ ...bot, generation: 2 });
      await curious.reported(bot, 'ONLINE', 2);
      await curious.end();
    });

    it('says that Discord cannot be reached, and is online by itself once it can', async () => {
      const bot = await trial.application('Patient');
      // @discordjs/rest tries four times.
      await trial.control.fault({ route: '/gateway/bot', status: 503, times: 4 });
      trial.fleet.start(bot);
      expect(await trial.reported(bot, 'FAILING')).toMatchObject({ reasonCode: 'UNREACHABLE' });
      await trial.reported(bot, 'ONLINE');
      expect(trial.statesOf(bot).slice(0, 3)).toEqual(['STARTING', 'FAILING', 'ONLINE']);
    });

    it('says that Discord is gone from under a running bot, and is online again when it is back', async () => {
      const stateFile = join(tmpdir(), `fleet-${randomUUID()}.json`);
      const stormy = await FleetTrial.start({ simulator: { stateFile } });
      const bot = await stormy.bot('Castaway');
      await stormy.simulator.close();
      expect(await stormy.reported(bot, 'FAILING')).toMatchObject({ reasonCode: 'UNREACHABLE' });
      const again = await startSimulator({ stateFile, port: stormy.simulator.port });
      await stormy.reported(bot, 'ONLINE');
      await stormy.shutDown();
      await again.close();
      await stormy.end();
      await rm(stateFile);
    });

    it('stops a bot that waits for its next attempt, which then is not made', async () => {
      const chance = jest.spyOn(Math, 'random');
      const failing = async (name: string, luck: number) => {
        chance.mockReturnValue(luck);
        await trial.control.fault({ route: '/gateway/bot', status: 503, times: 4 });
        const bot = await trial.application(name);
        trial.fleet.start(bot);
        await trial.reported(bot, 'FAILING');
        return bot;
      };
      // Chance makes the second one wait longer, so that it tells when the first one's time has passed.
      const bot = await failing('Waiting', 0);
      await trial.fleet.stop(bot.id);
      await trial.reported(await failing('Waiting longer', 1), 'ONLINE');
      expect(trial.statesOf(bot)).toEqual(['STARTING', 'FAILING', 'OFFLINE']);
      expect(await trial.control.sessions(bot.applicationId)).toEqual([]);
      chance.mockRestore();
    });

    it.each([
      { how: 'reset' },
      { how: 'reconnect' },
      { how: 'close', code: 4000 },
      { how: 'silence' },
    ] as const)('resumes after %j: nothing is missed, and nobody is told', async (trouble) => {
      const bot = await trial.bot(`Resumes ${trouble.how}`);
      expect(await trial.control.dropGateway(bot.applicationId, trouble)).toBe(1);
      expect(await ping(bot)).toMatchObject({ state: 'answered', message: { content: 'Pong.' } });
      expect(await trial.control.sessions(bot.applicationId)).toMatchObject([{ identifies: 1, resumes: 1 }]);
      expect(new Set(trial.statesOf(bot))).toEqual(new Set(['STARTING', 'ONLINE']));
    });

    it('survives malformed packets, and reports them', async () => {
      const bot = await trial.bot('Tough');
      const bystander = await trial.bot('Bystander');
      const frames = [
        '{',
        'null',
        '[]',
        '{"op":0,"t":"INTERACTION_CREATE","s":null,"d":null}',
        '{"op":0,"t":"INTERACTION_CREATE","s":null,"d":{"id":"1","type":2}}',
        '{"op":0,"t":"GUILD_CREATE","s":null,"d":null}',
        '{"op":0,"t":"CHANNEL_CREATE","s":null,"d":{"id":{}}}',
        '{"op":0,"t":"READY","s":null,"d":{}}',
        '{"op":9,"d":null}',
        '{"op":99,"d":{}}',
      ];
      for (const frame of frames) await trial.control.sendRaw(bot.applicationId, frame);
      expect((await trial.errors(bot, 4)).every(({ botId }) => botId === bot.id)).toBe(true);
      expect(await ping(bot)).toMatchObject({ state: 'answered' });
      expect(await ping(bystander)).toMatchObject({ state: 'answered' });
    });
  });

  describe('the guilds', () => {
    it('[SA-14] are told with their channels when the bot comes online, each once', async () => {
      const bot = await trial.bot('Watcher');
      const seen = await trial.until(() => trial.guilds.find(({ botId }) => botId === bot.id));
      expect(seen.guild).toMatchObject({
        id: trial.guild.id,
        name: 'Lab',
        ownerId: trial.guild.ownerId,
        channels: trial.guild.channels.map(({ id, name }) => ({ id, name, type: 0, parentId: null })),
      });
      expect(trial.guilds.filter(({ botId }) => botId === bot.id)).toHaveLength(1);
    });

    it('are told when the bot joins one, when one changes, and when it must leave', async () => {
      const bot = await trial.bot('Traveller');
      const annex = await trial.control.createGuild({ name: 'Annex', owner: 'grace' });
      const seen = (name: string) =>
        trial.until(() => trial.guilds.find(({ botId, guild }) => botId === bot.id && guild.name === name));
      await trial.control.install(bot.applicationId, annex.id);
      await seen('Annex');
      const change = { op: 0, t: 'GUILD_UPDATE', s: null, d: { id: annex.id, name: 'Great Annex' } };
      await trial.control.sendRaw(bot.applicationId, JSON.stringify(change));
      await seen('Great Annex');
      await trial.control.uninstall(bot.applicationId, annex.id);
      expect(await trial.until(() => trial.left.find(({ botId }) => botId === bot.id))).toEqual({
        botId: bot.id,
        guildId: annex.id,
      });
    });
  });
});
