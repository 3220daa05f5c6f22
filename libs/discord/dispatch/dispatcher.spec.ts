import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import type { RunnableBot } from '@cube/bots/bot-adapter';
import { CommandSource } from '@cube/commands/command-kinds';
import { Invalid } from '@cube/platform/errors';
import type { Outcome } from '@cube/simulator/control-shapes';
import { type CanActivate, Injectable, UseGuards } from '@nestjs/common';
import { ComponentType, MessageFlags } from 'discord.js';
import {
  Button,
  type ButtonContext,
  Context,
  type ContextOf,
  On,
  Options,
  SlashCommand,
  type SlashCommandContext,
  StringOption,
} from 'necord';
import { z } from 'zod';

import { botIdOf } from '../fleet/bot-client';
import { FleetTrial } from '../testing';

class Never implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

class Typed {
  @StringOption({ name: 'text', description: 'Some text.', required: true, autocomplete: true })
  text: string;
}

/** What undici tells of a request: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel */
const sending = z.object({ request: z.object({ body: z.unknown() }) });

let release: () => void = () => undefined;

@Injectable()
class Commands {
  @SlashCommand({ name: 'who', description: 'Says who answers.' })
  who(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply(`I am ${botIdOf(interaction)}, ${interaction.client.user.username}.`);
  }

  @SlashCommand({ name: 'quick', description: 'Answers at once.' })
  quick(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply('Done.');
  }

  @SlashCommand({ name: 'late', description: 'Takes its time.' })
  late(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply('At last.');
  }

  @SlashCommand({ name: 'toggled', description: 'Is switched off and on.' })
  toggled(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply(botIdOf(interaction));
  }

  @SlashCommand({ name: 'broken', description: 'Throws.' })
  broken() {
    throw new Error('the database of secrets is on fire');
  }

  @SlashCommand({ name: 'half', description: 'Answers, then throws.' })
  async half(@Context() [interaction]: SlashCommandContext) {
    await interaction.reply('So far so good.');
    throw new Error('second half');
  }

  @SlashCommand({ name: 'promised', description: 'Promises an answer, then throws.' })
  async promised(@Context() [interaction]: SlashCommandContext) {
    await interaction.deferReply();
    throw new Error('no answer after all');
  }

  @SlashCommand({ name: 'silent', description: 'Never answers.' })
  silent() {
    return undefined;
  }

  @SlashCommand({ name: 'slow', description: 'Answers, and goes on for a while.' })
  async slow(@Context() [interaction]: SlashCommandContext) {
    await interaction.reply('Begun.');
    await new Promise<void>((resolve) => (release = resolve));
  }

  @SlashCommand({ name: 'last', description: 'Answers, and goes on for a while.' })
  async last(@Context() [interaction]: SlashCommandContext) {
    await interaction.reply('Begun.');
    await new Promise<void>((resolve) => (release = resolve));
  }

  @SlashCommand({ name: 'picky', description: 'Refuses.' })
  picky() {
    throw new Invalid('Give me a number between 1 and 6.');
  }

  @UseGuards(Never)
  @SlashCommand({ name: 'locked', description: 'Behind a guard.' })
  locked(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply('You should not see this.');
  }

  @SlashCommand({ name: 'typed', description: 'Suggests nothing but an error.' })
  typed(@Context() [interaction]: SlashCommandContext, @Options() { text }: Typed) {
    return interaction.reply(text);
  }

  @SlashCommand({ name: 'buttons', description: 'Shows a broken button.' })
  buttons(@Context() [interaction]: SlashCommandContext) {
    return interaction.reply({
      components: [
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.Button, customId: 'broken', label: 'Push', style: 1 }],
        },
      ],
    });
  }

  @Button('broken')
  push(@Context() _context: ButtonContext) {
    throw new Error('a broken button');
  }
}

const heard: string[] = [];

@Injectable()
class Listener {
  @On('interactionCreate')
  onInteraction(@Context() [interaction]: ContextOf<'interactionCreate'>) {
    heard.push(`${botIdOf(interaction)} ${interaction.id}`);
  }
}

describe('the dispatcher', () => {
  let trial: FleetTrial;
  let alpha: RunnableBot;
  let beta: RunnableBot;
  const run = (command: string, { applicationId: application }: RunnableBot) =>
    trial.control.run(command, { as: 'ada', in: '#general', application });
  const isPrivate = ({ message }: Outcome) => message?.flags === MessageFlags.Ephemeral;
  const apology = /^Something went wrong, and it was written down\..*: [0-9a-f-]{36}$/;

  beforeAll(async () => {
    trial = await FleetTrial.start({ commands: [Commands, Listener], simulator: { answerWithin: 1000 } });
    alpha = await trial.bot('Alpha');
    beta = await trial.bot('Beta');
  });
  afterAll(() => trial.end());

  it('hands the interactions of a bot to no other bot', async () => {
    const { message, interactionId } = await run('/who', beta);
    expect(message).toMatchObject({ content: 'I am bot-Beta, Beta.', author: { username: 'Beta' } });
    expect(heard.filter((what) => what.endsWith(interactionId))).toEqual([`bot-Beta ${interactionId}`]);
    expect(await trial.executions(beta, 'who')).toHaveLength(1);
    expect(await trial.executions(alpha, 'who', 0)).toEqual([]);
  });

  it('[SA-15] records who ran a command, where, how long it took and how it ended', async () => {
    const { interactionId } = await run('/who', alpha);
    const [record] = await trial.executions(alpha, 'who');
    expect(record).toEqual({
      botId: alpha.id,
      command: 'who',
      type: 'CHAT_INPUT',
      commandId: expect.any(String),
      version: null,
      interactionId,
      userId: trial.guild.ownerId,
      userName: 'ada',
      guildId: trial.guild.id,
      guildName: 'Lab',
      channelId: trial.guild.channels[0]?.id,
      channelName: 'general',
      outcome: 'ANSWERED',
      duration: expect.any(Number),
      gate: null,
      error: null,
    });
  });

  it('records a command when it has ended, not when it has answered', async () => {
    expect(await run('/slow', alpha)).toMatchObject({ state: 'answered', message: { content: 'Begun.' } });
    // The log keeps the order: what comes later stands in it, and this does not.
    await run('/quick', beta);
    await trial.executions(beta, 'quick');
    expect(await trial.executions(alpha, 'slow', 0)).toEqual([]);
    release();
    expect(await trial.executions(alpha, 'slow')).toMatchObject([{ outcome: 'ANSWERED' }]);
  });

  it('answers while the log cannot be written, and records it later', async () => {
    const { message } = await trial.whileLogIsLocked(() => run('/quick', alpha));
    expect(message?.content).toBe('Done.');
    expect(await trial.executions(alpha, 'quick')).toMatchObject([{ outcome: 'ANSWERED' }]);
  });

  it('answers for a command that throws, in private and without its inside, and reports the error', async () => {
    const outcome = await run('/broken', alpha);
    expect(isPrivate(outcome)).toBe(true);
    expect(outcome.message?.content).toMatch(apology);
    expect(await trial.executions(alpha, 'broken')).toMatchObject([
      { outcome: 'FAILED', error: 'the database of secrets is on fire' },
    ]);
    const errors = await trial.errors(alpha, 1);
    expect(errors.map(({ message }) => message)).toContain('the database of secrets is on fire');
    expect(await run('/who', alpha)).toMatchObject({ state: 'answered' });
    expect(await run('/who', beta)).toMatchObject({ state: 'answered' });
  });

  it('follows up when a command throws after it has answered', async () => {
    expect((await run('/half', alpha)).message?.content).toBe('So far so good.');
    const { content } = await trial.until(async () => {
      const messages = await trial.control.messages(trial.guild.channels[0]?.id ?? '', 'ada');
      return messages.at(-1)?.content.startsWith('Something') ? messages.at(-1) : undefined;
    });
    expect(content).toMatch(apology);
    expect(await trial.executions(alpha, 'half')).toMatchObject([{ outcome: 'FAILED' }]);
  });

  it('keeps the promise of a command that throws after it has promised an answer', async () => {
    const outcome = await run('/promised', alpha);
    expect(outcome).toMatchObject({ state: 'answered', wasDeferred: true });
    expect(outcome.message?.content).toMatch(apology);
  });

  it('records a command that never answered as unanswered', async () => {
    expect(await run('/silent', alpha)).toMatchObject({ state: 'timeout' });
    expect(await trial.executions(alpha, 'silent')).toMatchObject([{ outcome: 'UNANSWERED', error: null }]);
  });

  it('tells the sentence of a refusal as it stands, and takes it for no error', async () => {
    const outcome = await run('/picky', alpha);
    expect(outcome.message?.content).toBe('Give me a number between 1 and 6.');
    expect(isPrivate(outcome)).toBe(true);
    expect(await trial.executions(alpha, 'picky')).toMatchObject([
      { outcome: 'REFUSED', error: 'Give me a number between 1 and 6.' },
    ]);
    expect(trial.lines.join()).not.toContain('between 1 and 6');
  });

  it('refuses what a guard of Nest refuses', async () => {
    const outcome = await run('/locked', alpha);
    expect(outcome.message?.content).toBe('You may not use this here.');
    expect(await trial.executions(alpha, 'locked')).toMatchObject([{ outcome: 'REFUSED' }]);
  });

  it('[SA-15] declines a command that is switched off for this bot, and for this bot only', async () => {
    trial.table.set(alpha.id, 'toggled', { enabled: false });
    const outcome = await run('/toggled', alpha);
    expect(outcome.message?.content).toBe('This command is switched off at the moment.');
    expect(isPrivate(outcome)).toBe(true);
    expect((await run('/toggled', beta)).message?.content).toBe('bot-Beta');
    trial.table.set(alpha.id, 'toggled', {});
    expect((await run('/toggled', alpha)).message?.content).toBe('bot-Alpha');
    const records = await trial.executions(alpha, 'toggled', 2);
    expect(records.map((record) => record.outcome)).toEqual(['REFUSED', 'ANSWERED']);
  });

  it('[SA-15] declines a command that the bot does not have', async () => {
    trial.table.set(alpha.id, 'slow', null);
    const outcome = await run('/slow', alpha);
    expect(outcome.message?.content).toMatch(/^This command is not there any more/);
    expect(isPrivate(outcome)).toBe(true);
  });

  it('answers a custom command with its text, and pings nobody', async () => {
    const bot = await trial.application('Gamma');
    await trial.fleet.sync(bot, [{ name: 'rules', description: 'The rules.' }]);
    const response = `Be kind, @everyone and <@${trial.guild.ownerId}>.`;
    const steps = [{ kind: 'reply', content: response }];
    trial.table.set(bot.id, 'rules', { source: CommandSource.CUSTOM, steps });
    trial.fleet.start(bot);
    await trial.reported(bot, 'ONLINE');
    const sent: string[] = [];
    const note = (event: unknown) => sent.push(String(sending.parse(event).request.body));
    subscribe('undici:request:create', note);
    expect((await run('/rules', bot)).message?.content).toBe(response);
    unsubscribe('undici:request:create', note);
    const [reply] = sent.filter((body) => body.includes('allowed_mentions'));
    expect(JSON.parse(reply ?? '')).toMatchObject({ data: { allowed_mentions: { parse: [] } } });
    expect(await trial.executions(bot, 'rules')).toMatchObject([{ outcome: 'ANSWERED' }]);
  });

  it('counts from the moment at which the packet came', async () => {
    const table = trial.table.find.bind(trial.table);
    let goOn: () => void = () => undefined;
    const asked = new Promise<void>((asking) => {
      trial.table.find = async (...which) => {
        asking();
        await new Promise<void>((resolve) => (goOn = resolve));
        return table(...which);
      };
    });
    const now = jest.spyOn(performance, 'now').mockReturnValue(1000);
    const outcome = run('/late', alpha);
    await asked;
    trial.table.find = table;
    now.mockReturnValue(1750);
    goOn();
    await outcome;
    expect(await trial.executions(alpha, 'late')).toMatchObject([{ duration: 750 }]);
    now.mockRestore();
  });

  it('answers for a button that throws', async () => {
    const { message } = await run('/buttons', alpha);
    const outcome = await trial.control.click(message?.id ?? '', 'broken', { as: 'ada' });
    expect(outcome.message?.content).toMatch(apology);
    const messages = (await trial.errors(alpha, 4)).map((error) => error.message);
    expect(messages).toContain('a broken button');
  });

  it('suggests nothing where suggesting fails, instead of saying nothing', async () => {
    const answers = async () =>
      (await trial.control.requests()).filter(({ path }) => path.endsWith('/callback')).length;
    const before = await answers();
    const choices = await trial.control.autocomplete('/typed', {
      as: 'ada',
      in: '#general',
      application: alpha.applicationId,
      options: { text: 'a' },
      focused: 'text',
    });
    expect(choices).toEqual([]);
    expect(await answers()).toBe(before + 1);
  });

  it('lets a command end that is under way when the process ends', async () => {
    await run('/last', alpha);
    const down = trial.shutDown();
    await trial.until(async () => {
      const sessions = await trial.control.sessions(alpha.applicationId);
      return sessions.length === 0 ? sessions : undefined;
    });
    release();
    await down;
    expect(await trial.executions(alpha, 'last', 0)).toMatchObject([{ outcome: 'ANSWERED' }]);
  });
});
