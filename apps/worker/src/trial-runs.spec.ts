import { BotObservation } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { CommandType } from '@cube/commands/command-kinds';
import { CommandSyncs } from '@cube/commands/command-syncs.service';
import { Commands } from '@cube/commands/commands.service';
import { TrialRuns } from '@cube/commands/trial-runs/trial-runs.service';
import { SyncState } from '@cube/guilds/guild-sync.entity';
import { until } from '@cube/platform/testing';

import type { RunningWorker } from './start-worker';
import { TestWorkers, untilObserved } from './testing';

describe('[SA-34] trying commands in the simulator, as a person would', () => {
  let house: TestWorkers;
  let worker: RunningWorker;
  let botId: string;
  let place: { readonly guildId: string; readonly channelId: string; readonly userId: string };

  beforeAll(async () => {
    house = await TestWorkers.prepare();
    const { application, control, guild } = house.trial;
    await control.setApplication(application.id, { privilegedIntents: { messageContent: true } });
    worker = await house.start();
    ({ id: botId } = await worker.app.get(Bots).add({ token: application.token }, null));
    await untilObserved(worker, botId, BotObservation.ONLINE);
    const { users } = await control.state();
    place = {
      guildId: guild.id,
      channelId: guild.channels[0]?.id ?? '',
      userId: users.find(({ username }) => username === 'ada')?.id ?? '',
    };
  }, 60_000);
  afterAll(() => house.end(), 60_000);

  const write = async (command: object) => {
    const { id } = await worker.app
      .get(Commands)
      .create({ botId, name: 'tell', description: 'Tells.', ...command }, null);
    return id;
  };
  const untilKnown = async (name: string) => {
    await until(async () => (await house.trial.control.state()).commands.some((each) => each.name === name));
    const syncs = worker.app.get(CommandSyncs);
    await until(async () => (await syncs.byBot.read([botId])).get(botId)?.state === SyncState.DONE);
  };
  const trials = () => worker.app.get(TrialRuns);

  it('[ND-11] writes a text command and reads what the bot says to it', async () => {
    const commandId = await write({
      type: CommandType.PREFIX,
      name: 'greet',
      description: '',
      steps: [{ kind: 'reply', content: 'Hello {{ args[0] }}, says {{ user.name }}.' }],
    });
    const input = { commandId, ...place, text: '!greet Grace' };
    // It connects anew, for now it has to hear what people write.
    await until(async () => (await trials().run(input)).state === 'ANSWERED');
    expect(await trials().run(input)).toMatchObject({
      state: 'ANSWERED',
      message: { content: 'Hello Grace, says ada.' },
    });
    for (const text of ['!other', '!other greet', 'greet', '! other greet'])
      await expect(trials().run({ ...input, text })).rejects.toThrow('Write the command');
    await expect(trials().run({ commandId, ...place })).rejects.toThrow('Write the command');
    // Where the bot is not, others would take it for theirs.
    const { control } = house.trial;
    const elsewhere = await control.createGuild({ name: 'Elsewhere', owner: 'ada', channels: ['den'] });
    const channelId = elsewhere.channels[0]?.id ?? '';
    for (const guildId of [elsewhere.id, place.guildId])
      await expect(trials().run({ ...input, guildId, channelId })).rejects.toThrow(
        'a server that the bot is in',
      );
    expect(await control.messages(channelId, 'ada')).toEqual([]);
  }, 120_000);

  it('hands a file over to its option', async () => {
    const commandId = await write({
      name: 'keep',
      shape: { options: [{ type: 'ATTACHMENT', name: 'what', description: 'What.', required: true }] },
      steps: [{ kind: 'reply', content: '{{ options.what.name }} has {{ options.what.size }} bytes.' }],
    });
    await untilKnown('keep');
    const files = [{ option: 'what', name: 'notes.txt', data: Buffer.from('Hello.').toString('base64') }];
    expect(await trials().run({ commandId, ...place, files })).toMatchObject({
      state: 'ANSWERED',
      message: { content: 'notes.txt has 6 bytes.' },
    });
  }, 120_000);

  it('fills in a form that the command opened, and no other', async () => {
    const commandId = await write({
      name: 'ask',
      steps: [
        {
          kind: 'modal',
          title: 'Why',
          fields: [{ id: 'why', label: 'Why?' }],
          steps: [{ kind: 'reply', content: 'For {{ fields.why }}.' }],
        },
      ],
    });
    await untilKnown('ask');
    const { interactionId, modal } = await trials().run({ commandId, ...place });
    const { custom_id: customId } = Object(modal);
    const { userId } = place;
    const form = { commandId, interactionId, customId, userId, values: { why: 'fun' } };
    await expect(trials().submit({ ...form, customId: `${customId}x` })).rejects.toThrow();
    expect(await trials().submit(form)).toMatchObject({
      state: 'ANSWERED',
      message: { content: 'For fun.' },
    });
  }, 120_000);
});
