import { ScheduledMessages } from '@cube/automation/scheduled-messages/scheduled-messages.service';
import { ScheduledPosts } from '@cube/automation/scheduled-messages/scheduled-posts';
import { nextAfter } from '@cube/automation/scheduled-messages/timetable';
import { GuildSettingsService } from '@cube/automation/settings/guild-settings.service';
import { BotObservation } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { Guilds } from '@cube/guilds/guilds.service';
import { until } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';

import type { RunningWorker } from './start-worker';
import { TestWorkers, untilObserved } from './testing';

describe('[SA-05] messages by the clock', () => {
  let house: TestWorkers;
  let one: RunningWorker;
  let other: RunningWorker;
  let botId: string;
  let guildId: string;

  beforeAll(async () => {
    house = await TestWorkers.prepare();
    [one, other] = [await house.start(), await house.start()];
    guildId = house.trial.guild.id;
    ({ id: botId } = await one.app.get(Bots).add({ token: house.trial.application.token }, null));
    await untilObserved(one, botId, BotObservation.ONLINE);
    const guilds = one.app.get(Guilds);
    await until(async () => ((await guilds.channelsOf.read([guildId])).get(guildId) ?? []).length > 0);
  }, 60_000);
  afterAll(() => house.end(), 60_000);

  const plan = (template: string) =>
    one.app.get(ScheduledMessages).create(
      { botId, guildId },
      {
        channelId: house.trial.channelId,
        cron: '0 9 1 1 *',
        timeZone: 'Europe/Paris',
        template,
        enabled: true,
      },
      { author: null },
    );
  /** Lets it be due so many minutes ago. */
  const makeDue = async (id: string, minutes = 0): Promise<string> => {
    const [[row]] = await house.test.database.query(
      `update scheduled_message set next_at = now() - make_interval(mins => $2) where id = $1 returning next_at`,
      [id, minutes],
    );
    return row.next_at.toISOString();
  };
  const posted = async (text: string) => {
    const messages = await house.trial.control.messages(house.trial.channelId, 'ada');
    return messages.filter(({ content }) => content === text).length;
  };
  const runs = (id: string) =>
    house.test.database.query('select due_at, error, finished_at from scheduled_run where message_id = $1', [
      id,
    ]);

  it('are posted when they are due, in the language and zone of the server, and due again at their next time', async () => {
    const author = {
      accountId: uuid(),
      name: 'ada',
      by: 'session' as const,
      origin: { address: '', userAgent: '' },
    };
    await one.app
      .get(GuildSettingsService)
      .change(botId, guildId, { settings: { locale: 'de', timeZone: 'Asia/Tokyo' }, reset: [] }, author);
    const { id } = await plan('{{ guild.name }}: {{ "2026-03-01T23:30:00Z" | date: "%A %H:%M" }}');
    await makeDue(id);
    await until(async () => (await posted('Lab: Montag 08:30')) === 1);
    await until(async () => (await runs(id))[0]?.finished_at !== null);
    const [message] = await one.app.get(ScheduledMessages).list(botId, guildId);
    expect(message).toMatchObject({ lastError: null });
    expect(message?.nextAt).toEqual(nextAfter({ cron: '0 9 1 1 *', timeZone: 'Europe/Paris' }, new Date()));
  });

  it('go out once, however many workers have the job', async () => {
    const { id } = await plan('Only once.');
    const dueAt = await makeDue(id);
    const run = { messageId: id, dueAt };
    await Promise.all([one, other, one, other].map(({ app }) => app.get(ScheduledPosts).run(run)));
    await until(async () => (await posted('Only once.')) > 0);
    await one.app.get(ScheduledPosts).run(run);
    expect(await posted('Only once.')).toBe(1);
    expect(await runs(id)).toHaveLength(1);
  });

  it('are skipped when nobody could post them for too long, and the log says so', async () => {
    const { id } = await plan('Much too late.');
    await makeDue(id, 60);
    await until(async () => (await runs(id))[0]?.error?.includes('when nobody could post it') ?? false);
    expect(await posted('Much too late.')).toBe(0);
    // It stands in the outbox first.
    const entries = () =>
      house.test.database.query(
        "select data from event_log where kind = 'automation.ran' and data->>'what' = 'A scheduled message was not posted.'",
      );
    await until(async () => (await entries()).length > 0);
    expect(await entries()).toEqual([{ data: expect.objectContaining({ botId, guildId }) }]);
  });

  it('tell why Discord did not take one, and go on', async () => {
    const { id } = await plan('Refused.');
    await house.trial.control.fault({
      route: '/channels/:id/messages',
      method: 'POST',
      status: 403,
      body: { code: 50013, message: 'Missing Permissions' },
    });
    await makeDue(id);
    await until(async () => (await runs(id))[0]?.error?.includes('Missing Permissions') ?? false);
    await house.trial.control.clearFaults();
  });

  it('[SA-10] tell the log channel of their server when one was not posted, where that is wanted', async () => {
    const quiet = house.trial.guild.channels[1]?.id ?? '';
    const settings = one.app.get(GuildSettingsService);
    const logTo = (wish: object) =>
      settings.change(botId, guildId, { settings: { logChannel: quiet, ...wish }, reset: [] }, null);
    const lines = async () =>
      (await house.trial.control.messages(quiet, 'ada')).map(({ content }) => content);
    await logTo({ logFailures: false });
    const unsaid = await plan('Unsaid.');
    await makeDue(unsaid.id, 60);
    await until(async () => (await runs(unsaid.id))[0]?.error !== undefined);
    await logTo({ logFailures: true });
    const { id } = await plan('Late again.');
    await makeDue(id, 60);
    await until(async () => (await lines()).length > 0);
    expect(await lines()).toEqual([
      expect.stringMatching(/^The scheduled message for <#\d+> was not posted: It was due at .*nobody could/),
    ]);
    await logTo({ logChannel: null });
  });

  it('survive a restart: what was due meanwhile is posted a little late', async () => {
    const { id } = await plan('After the restart.');
    await house.stop(one);
    await house.stop(other);
    await makeDue(id, 5);
    one = await house.start();
    await until(async () => (await posted('After the restart.')) === 1);
  });

  it('refuse a timetable that is none, and read the clock in their zone, summer and winter', () => {
    const next = (cron: string, timeZone: string, after: string) =>
      nextAfter({ cron, timeZone }, new Date(after)).toISOString();
    expect(next('0 9 * * *', 'Europe/Paris', '2026-01-10T10:00:00Z')).toBe('2026-01-11T08:00:00.000Z');
    expect(next('0 9 * * *', 'Europe/Paris', '2026-07-10T10:00:00Z')).toBe('2026-07-11T07:00:00.000Z');
    for (const cron of ['', '* * * *', '* * * * * *', '99 * * * *', '0 0 30 2 *', '@daily']) {
      expect(() => nextAfter({ cron, timeZone: 'UTC' }, new Date())).toThrow(/five fields|no time that ever/);
    }
    expect(() => nextAfter({ cron: '0 9 * * *', timeZone: 'Mars/Base' }, new Date())).toThrow(/time zone/);
  });
});
