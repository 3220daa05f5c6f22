import { BotObservation, BotWish, statusOf } from '@cube/bots/bot.entity';
import { BotRuns } from '@cube/bots/bot-runs.service';
import { Bots } from '@cube/bots/bots.service';
import { NewBots } from '@cube/bots/new-bots';
import { BuiltinCommands } from '@cube/commands/builtin-commands.service';
import { CommandSyncs } from '@cube/commands/command-syncs.service';
import { Commands } from '@cube/commands/commands.service';
import { CommandPlans } from '@cube/commands/plans/command-plans.service';
import { BuiltinCatalogue } from '@cube/discord/commands/builtin-catalogue';
import { SyncState } from '@cube/guilds/guild-sync.entity';
import { GuildSyncs } from '@cube/guilds/guild-syncs.service';
import { Guilds } from '@cube/guilds/guilds.service';
import { until } from '@cube/platform/testing';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';

import type { RunningWorker } from './start-worker';
import { TestWorkers, untilObserved } from './testing';

describe('a worker', () => {
  let house: TestWorkers;
  let worker: RunningWorker;
  let botId: string;

  beforeAll(async () => {
    house = await TestWorkers.prepare();
    worker = await house.start();
    const { id } = await worker.app.get(Bots).add({ token: house.trial.application.token }, null);
    botId = id;
    await untilObserved(worker, botId, BotObservation.ONLINE);
  }, 60_000);
  afterAll(() => house.end(), 60_000);

  const run = (command: string) => house.trial.control.run(command, { as: 'ada', in: '#general' });
  const atDiscord = async () => {
    const { id, token } = house.trial.application;
    const response = await fetch(`${house.trial.simulator.url}/api/v10/applications/${id}/commands`, {
      headers: { authorization: `Bot ${token}` },
    });
    const commands = z.array(z.object({ name: z.string() })).parse(await response.json());
    return commands.map(({ name }) => name).sort();
  };
  const untilSynced = async (state = SyncState.DONE) => {
    const syncs = worker.app.get(CommandSyncs);
    await until(async () => (await syncs.byBot.read([botId])).get(botId)?.state === state);
  };

  it('[SC-40] [SC-41] [SC-43] brings a bot online and takes it offline, as it is wanted', async () => {
    const bots = worker.app.get(Bots);
    await bots.want(botId, BotWish.OFFLINE);
    await untilObserved(worker, botId, BotObservation.OFFLINE);
    expect((await house.trial.control.state()).applications[0]).toMatchObject({ isOnline: false });
    await bots.want(botId, BotWish.ONLINE);
    expect(statusOf(await untilObserved(worker, botId, BotObservation.ONLINE))).toBe('ONLINE');
  });

  it('[SC-42] connects a bot anew when it is wanted again', async () => {
    const before = await house.trial.control.sessions(house.trial.application.id);
    await worker.app.get(Bots).want(botId, BotWish.ONLINE);
    await untilObserved(worker, botId, BotObservation.ONLINE);
    const after = await house.trial.control.sessions(house.trial.application.id);
    expect(after.map(({ id }) => id)).not.toEqual(before.map(({ id }) => id));
  });

  /** Waits until the log tells of a run like this one. */
  const untilSaid = (told: object) =>
    until(async () => {
      const rows: unknown[] = await house.test.database.query(
        "select from event_log where kind = 'command.executed' and data @> $1",
        [JSON.stringify(told)],
      );
      return rows.length > 0;
    });

  it('answers a built-in command, and writes down who ran it where and how long it took', async () => {
    // A bot that was added before our commands were published has an empty list first.
    await until(async () => (await house.trial.control.state()).commands.some(({ name }) => name === 'ping'));
    await untilSynced();
    expect(await run('/ping')).toMatchObject({ state: 'answered' });
    await until(async () => {
      const rows = await house.test.database.query(
        "select data from event_log where kind = 'command.executed'",
      );
      return rows.length > 0;
    });
    const [{ data }] = await house.test.database.query(
      "select data from event_log where kind = 'command.executed' order by seq desc limit 1",
    );
    expect(data).toMatchObject({
      botId,
      command: 'ping',
      userName: 'ada',
      guildName: 'Lab',
      channelName: 'general',
      outcome: 'ANSWERED',
      duration: expect.any(Number),
    });
  });

  describe('when the catalogue of built-in commands is published', () => {
    // Of another network, so that nobody synchronises it.
    const layBot = (manager: EntityManager, id: string) =>
      manager.query(
        `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint, wanted, generation, observed, observed_generation)
         values ($1, 'discord', 1, 1, 'Late', '', '', '', 'OFFLINE', 1, 'OFFLINE', 1)`,
        [id],
      );
    const builtinsOf = async (id: string) => {
      const rows: { name: string }[] = await house.test.database.query(
        "select name from command where bot_id = $1 and source = 'BUILTIN' order by name",
        [id],
      );
      return rows.map(({ name }) => name);
    };
    const catalogue = () => worker.app.get(BuiltinCatalogue).list();
    const lateId = uuid();
    afterAll(() => house.test.database.query('delete from bot where id = $1', [lateId]));

    it('[SA-04] gives it to a bot that is being added at the same moment', async () => {
      const builtins = worker.app.get(BuiltinCommands);
      let publishing = Promise.resolve();
      await house.test.database.transaction(async (manager) => {
        await layBot(manager, lateId);
        await worker.app.get(NewBots).prepare(manager, lateId);
        publishing = builtins.publish([...catalogue(), { name: 'newest', description: 'The newest one.' }]);
        await until(async () => {
          const waiting: unknown[] = await house.test.database.query(
            "select from pg_locks where locktype = 'advisory' and not granted",
          );
          return waiting.length > 0;
        });
      });
      await publishing;
      expect(await builtinsOf(lateId)).toContain('newest');
      await builtins.publish(catalogue());
      expect(await builtinsOf(lateId)).not.toContain('newest');
    });

    it('[SA-04] mends a bot that lacks one', async () => {
      await house.test.database.query("delete from command where bot_id = $1 and name = 'ping'", [lateId]);
      const [before] = await house.test.database.query('select wanted from command_sync where bot_id = $1', [
        lateId,
      ]);
      await worker.app.get(BuiltinCommands).publish(catalogue());
      expect(await builtinsOf(lateId)).toContain('ping');
      const [after] = await house.test.database.query('select wanted from command_sync where bot_id = $1', [
        lateId,
      ]);
      expect(Number(after.wanted)).toBe(Number(before.wanted) + 1);
    });
  });

  it('[SC-46] stores the servers of a bot with their channels and roles, and forgets the one that it is removed from', async () => {
    const guilds = worker.app.get(Guilds);
    const { id } = house.trial.guild;
    await until(async () => (await guilds.byId.read([id])).has(id));
    const channels = (await guilds.channelsOf.read([id])).get(id);
    expect(channels?.map(({ name }) => name)).toEqual(expect.arrayContaining(['general', 'quiet']));
    const role = await house.trial.control.createRole(id, { name: 'Crew' });
    await until(
      async () => (await guilds.rolesOf.read([id])).get(id)?.some((each) => each.id === role) ?? false,
    );
    expect((await guilds.rolesOf.read([id])).get(id)?.at(-1)).toMatchObject({ id, name: '@everyone' });
    await house.trial.control.uninstall(house.trial.application.id, id);
    await until(async () => !(await guilds.byId.read([id])).has(id));
    await house.trial.control.install(house.trial.application.id, id);
    await until(async () => (await guilds.byId.read([id])).has(id));
  });

  it('reads all servers of a bot as a job, and says how far it is', async () => {
    const syncs = worker.app.get(GuildSyncs);
    await syncs.request(botId);
    await until(async () => (await syncs.byBot.read([botId])).get(botId)?.state === SyncState.DONE);
    expect((await syncs.byBot.read([botId])).get(botId)).toMatchObject({ done: 1, total: 1, problem: null });
  });

  it('[SC-44] brings a custom command to Discord, answers it, and takes it away when it is switched off', async () => {
    const commands = worker.app.get(Commands);
    const { id } = await commands.create(
      { botId, name: 'hello', description: 'Says hello.', response: 'Hello @everyone.' },
      null,
    );
    await until(async () => (await atDiscord()).includes('hello'));
    await untilSynced();
    expect((await commands.get(id)).discordId).toMatch(/^\d+$/);
    const outcome = await run('/hello');
    expect(outcome).toMatchObject({ state: 'answered', message: { content: 'Hello @everyone.' } });
    // What an admin wrote pings nobody.
    expect(outcome.message).toMatchObject({ mention_everyone: false });
    await untilSaid({ commandId: id, version: 1, outcome: 'ANSWERED' });
    // The log says which version of a command served somebody.
    await commands.update(id, { response: 'Hi.' }, null);
    await until(async () => JSON.stringify((await run('/hello')).message).includes('Hi.'));
    await untilSaid({ commandId: id, version: 2, outcome: 'ANSWERED' });
    await commands.update(id, { enabled: false }, null);
    await until(async () => !(await atDiscord()).includes('hello'));
    await commands.delete(id, null);
  });

  it('removes the last command of a bot from Discord', async () => {
    const commands = worker.app.get(Commands);
    const { nodes } = await commands.list(botId, {});
    for (const { id } of nodes) await commands.update(id, { enabled: false }, null);
    await until(async () => (await atDiscord()).length === 0);
    for (const { id } of nodes) await commands.update(id, { enabled: true }, null);
    await until(async () => (await atDiscord()).length > 0);
  });

  it('sends no list twice, unless somebody asks for it', async () => {
    await untilSynced();
    const puts = async () => {
      const requests = await house.trial.control.requests({ limit: 1000 });
      return requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands')).length;
    };
    const before = await puts();
    const commands = worker.app.get(Commands);
    const { nodes } = await commands.list(botId, {});
    await commands.update(nodes[0]!.id, { enabled: true }, null);
    await untilSynced();
    expect(await puts()).toBe(before);
    await worker.app.get(CommandSyncs).force(botId);
    await untilSynced();
    expect(await puts()).toBe(before + 1);
  });

  it('[SC-45] plans what a synchronisation would do, refuses an old plan, and notices what others changed', async () => {
    const plans = worker.app.get(CommandPlans);
    const syncs = worker.app.get(CommandSyncs);
    await untilSynced();
    expect(await plans.plan(botId)).toMatchObject({ isUpToDate: true, calls: 0, creates: 0 });

    const { id: applicationId, token } = house.trial.application;
    const response = await fetch(
      `${house.trial.simulator.url}/api/v10/applications/${applicationId}/commands`,
      {
        method: 'PUT',
        headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify([
          { name: 'ping', description: 'Changed elsewhere.' },
          { name: 'mine', description: 'New.' },
        ]),
      },
    );
    expect(response.status).toBe(200);
    const plan = await plans.plan(botId);
    expect(plan).toMatchObject({ isUpToDate: false, calls: 1 });
    expect(plan.commands).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'DELETE', name: 'mine' }),
        expect.objectContaining({
          action: 'UPDATE',
          name: 'ping',
          fields: [expect.objectContaining({ path: 'description', before: 'Changed elsewhere.' })],
        }),
      ]),
    );

    await house.test.database.query("update command_sync set looked_at = now() - interval '2 hours'");
    await plans.watchDrift();
    expect((await syncs.byBot.read([botId])).get(botId)?.drift).toMatch(/\/ping.*at Discord/);

    await expect(plans.apply(botId, 'an old plan')).rejects.toThrow('have changed');
    await plans.apply(botId, plan.hash);
    await untilSynced();
    expect((await syncs.byBot.read([botId])).get(botId)?.drift).toBeNull();
    expect(await plans.plan(botId)).toMatchObject({ isUpToDate: true });
  });

  it('shows what Discord refuses beside the command, and recovers when it is mended', async () => {
    const commands = worker.app.get(Commands);
    const { id } = await commands.create({ botId, name: 'odd', description: 'Odd.', response: 'Odd.' }, null);
    await untilSynced();
    // As if our rules were laxer than Discord's.
    await house.test.database.query("update command set name = 'Not Lower' where id = $1", [id]);
    await worker.app.get(CommandSyncs).force(botId);
    await untilSynced(SyncState.FAILED);
    expect((await commands.get(id)).problems).toEqual([expect.objectContaining({ field: 'name' })]);
    await commands.delete(id, null);
    await untilSynced();
    expect(await atDiscord()).toEqual(['ping']);
  });

  it('tries again when Discord is away', async () => {
    await house.trial.control.fault({
      method: 'PUT',
      route: '/applications/:id/commands',
      status: 503,
      times: 4,
    });
    await worker.app.get(CommandSyncs).force(botId);
    await untilSynced(SyncState.FAILED);
    await untilSynced(SyncState.DONE);
  });

  it('marks the bots of a dead worker as unknown, and a stopped one stays what it is', async () => {
    const dead = '00000000-0000-7000-8000-000000000001';
    await house.test.database.query('update bot set worker_id = $1', [dead]);
    await worker.app.get(BotRuns).markOrphans();
    const bot = await worker.app.get(Bots).get(botId);
    expect(statusOf(bot)).toBe('UNKNOWN');
    expect(bot.reason).toMatch(/worker/);
    await worker.app.get(Bots).want(botId, BotWish.ONLINE);
    await untilObserved(worker, botId, BotObservation.ONLINE);
  });

  it('keeps a stopped bot stopped after the worker restarts, and brings a wanted one back', async () => {
    await worker.app.get(Bots).want(botId, BotWish.OFFLINE);
    await untilObserved(worker, botId, BotObservation.OFFLINE);
    await house.stop(worker);
    worker = await house.start();
    expect(statusOf(await worker.app.get(Bots).get(botId))).toBe('OFFLINE');
    await worker.app.get(Bots).want(botId, BotWish.ONLINE);
    await untilObserved(worker, botId, BotObservation.ONLINE);
    await house.stop(worker);
    worker = await house.start();
    await until(async () => (await house.trial.control.state()).applications[0]?.isOnline === true);
    expect(await run('/ping')).toMatchObject({ state: 'answered' });
  }, 60_000);

  it('lets a second worker wait its turn, which comes when the first one ends', async () => {
    const second = await house.start();
    const sessions = () => house.trial.control.sessions(house.trial.application.id);
    const [before] = await sessions();
    // A wish reaches both; only one may act on it.
    await worker.app.get(Bots).want(botId, BotWish.ONLINE);
    await untilObserved(worker, botId, BotObservation.ONLINE);
    expect((await sessions()).filter(({ id }) => id !== before?.id)).toHaveLength(1);
    await house.stop(worker);
    worker = second;
    await until(async () => (await house.trial.control.state()).applications[0]?.isOnline === true);
    expect(await run('/ping')).toMatchObject({ state: 'answered' });
  }, 60_000);

  it('forgets a server with the last bot that was in it', async () => {
    const guilds = worker.app.get(Guilds);
    const { id } = house.trial.guild;
    await until(async () => (await guilds.byId.read([id])).has(id));
    await worker.app.get(Bots).erase(botId, null);
    expect((await guilds.list({}, { botIds: null, guildIds: null })).nodes).toEqual([]);
    expect(await house.test.database.query('select * from channel')).toEqual([]);
  });
});
