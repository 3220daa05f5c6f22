import type { RunnableBot } from '@cube/bots/bot-adapter';
import { CommandSource, CommandType } from '@cube/commands/command-kinds';
import type { KnownCommand } from '@cube/commands/command-table';
import type { StepData } from '@cube/commands/steps/step-kind';
import { templateVariables } from '@cube/discord-rules/template-variables';
import type { Outcome } from '@cube/simulator/control-shapes';
import { Injectable } from '@nestjs/common';
import {
  type CommandInteraction,
  ComponentType,
  GatewayIntentBits,
  type Message,
  MessageFlags,
} from 'discord.js';
import { v7 as uuid } from 'uuid';

import { FleetTrial } from '../testing';
import { CommandHandler } from './code-handlers';

@Injectable()
class Reports {
  @CommandHandler('report')
  async report(place: CommandInteraction | Message, { text }: Readonly<Record<string, unknown>>) {
    await place.reply(`Reported: ${String(text)}`);
  }
}

/** Steps as somebody would write them. */
const steps = (...list: object[]) => list as StepData[];

describe('[SC-44] custom commands', () => {
  let trial: FleetTrial;
  let bot: RunnableBot;
  const names = ['talk', 'form', 'vip', 'count', 'ask', 'other', 'broken', 'sorry', 'loop', 'slow'];

  beforeAll(async () => {
    trial = await FleetTrial.start({
      commands: [Reports],
      discord: {
        intents: [
          GatewayIntentBits.Guilds,
          GatewayIntentBits.GuildMessages,
          GatewayIntentBits.MessageContent,
        ],
      },
    });
    bot = await trial.application('Gamma', { members: true, messageContent: true });
    // Variables belong to a bot that is there.
    bot = { ...bot, id: await trial.layBot('Gamma') };
    await trial.control.install(bot.applicationId, trial.guild.id, { permissions: '268435456' });
    await trial.fleet.sync(
      bot,
      names.map((name) => ({
        name,
        description: 'A command.',
        options: [{ type: 3, name: 'text', description: 'Some text.', autocomplete: true }],
      })),
    );
    trial.fleet.start(bot);
    await trial.reported(bot, 'ONLINE');
  }, 30_000);
  afterAll(() => trial.end());

  function give(name: string, list: readonly StepData[], version = 'v1'): void {
    const usesVariables = JSON.stringify(list).includes('vars.');
    trial.table.set(bot.id, name, {
      id: trial.table.idOf(bot.id, name) ?? uuid(),
      source: CommandSource.CUSTOM,
      steps: list,
      version,
      usesVariables,
    });
  }

  const heard = async () =>
    (await trial.control.messages(trial.guild.channels[0]?.id ?? '', 'ada')).map(({ content }) => content);
  const run = (name: string, text?: string): Promise<Outcome> =>
    trial.control.run(`/${name}`, {
      as: 'ada',
      in: '#general',
      application: bot.applicationId,
      ...(text !== undefined && { options: { text } }),
    });
  const idOf = ({ message }: Outcome): string => {
    const [row] = message?.components ?? [];
    const [component] = row?.type === ComponentType.ActionRow ? row.components : [];
    return component && 'custom_id' in component ? component.custom_id : '';
  };
  const click = (outcome: Outcome, as = 'ada') =>
    trial.control.click(outcome.message?.id ?? '', idOf(outcome), { as });
  const reasonOf = async (name: string) => (await trial.executions(bot, name)).at(-1)?.error;

  it('answer with texts, embeds and files, of which templates are filled in', async () => {
    give(
      'talk',
      steps({
        kind: 'reply',
        content: 'Hello {{ user.name }}, you said {{ options.text }} in {{ guild.name }}.',
        embeds: [
          {
            title: '{{ bot.name }}',
            color: 255,
            fields: [{ name: 'Where', value: '{{ channel.mention }}' }],
          },
        ],
        files: [{ name: 'note.txt', content: 'For {{ user.name }}.' }],
        private: true,
      }),
    );
    const { message } = await run('talk', 'hi');
    expect(message?.content).toBe('Hello ada, you said hi in Lab.');
    expect(message?.embeds[0]).toMatchObject({ title: 'Gamma', color: 255 });
    expect(message?.attachments[0]).toMatchObject({ filename: 'note.txt' });
    expect((message?.flags ?? 0) & MessageFlags.Ephemeral).not.toBe(0);
  });

  it('show buttons with steps of their own, which answer whoever presses', async () => {
    give(
      'ask',
      steps({
        kind: 'reply',
        content: 'Well?',
        components: [
          [
            {
              button: 'success',
              label: 'Yes, {{ user.name }}',
              steps: [{ kind: 'reply', content: '{{ user.name }} said yes.', private: true }],
            },
          ],
        ],
      }),
    );
    const asked = await run('ask');
    expect((await click(asked, 'grace')).message?.content).toBe('grace said yes.');
    expect((await trial.executions(bot, 'ask', 2)).at(-1)).toMatchObject({
      through: 'BUTTON',
      userName: 'grace',
      outcome: 'ANSWERED',
    });
    // What it showed goes stale with the command.
    give('ask', steps({ kind: 'reply', content: 'Something else.' }), 'v2');
    expect((await click(asked)).message?.content).toMatch(/older version of the command/);
  });

  it('[SA-15] keep the gates of their command at their buttons, and write down what goes wrong there', async () => {
    const breaking = steps({ kind: 'takeRole', role: '123' });
    const components = [[{ button: 'danger', label: 'Break', steps: breaking }]];
    give('ask', steps({ kind: 'reply', content: 'Well?', components }));
    const asked = await run('ask');
    expect((await click(asked)).message?.content).toMatch(/could not be finished/);
    trial.table.change(bot.id, 'ask', { enabled: false });
    const declined = (await click(asked)).message;
    expect(declined?.content).toBe('This command is switched off at the moment.');
    const [failed, refused] = await trial.until(async () => {
      const last = (await trial.executions(bot, 'ask')).slice(-2);
      return last[1]?.gate === 'ENABLED' ? last : undefined;
    });
    expect(failed).toMatchObject({
      through: 'BUTTON',
      outcome: 'FAILED',
      error: expect.stringContaining('takeRole'),
    });
    expect(refused).toMatchObject({ through: 'BUTTON', outcome: 'REFUSED', gate: 'ENABLED' });
  });

  it('open a form and use what was written', async () => {
    give(
      'form',
      steps({
        kind: 'modal',
        title: 'Feedback',
        fields: [{ id: 'what', label: 'What do you think?', long: true }],
        steps: [{ kind: 'reply', content: 'Noted: {{ fields.what }}' }],
      }),
    );
    const opened = await run('form');
    expect(opened.modal).toMatchObject({ title: 'Feedback' });
    const sent = await trial.control.submitModal(opened.interactionId, { what: 'Nice.' }, { as: 'ada' });
    expect(sent.message?.content).toBe('Noted: Nice.');
  });

  it('offer a choice of texts', async () => {
    give(
      'ask',
      steps({
        kind: 'reply',
        content: 'Which?',
        components: [
          [
            {
              select: 'text',
              options: [
                { label: 'Red', value: 'red' },
                { label: 'Blue', value: 'blue' },
              ],
              steps: [{ kind: 'reply', content: 'You took {{ values[0] }}.' }],
            },
          ],
        ],
      }),
    );
    const asked = await run('ask');
    const chosen = await trial.control.selectMenu(asked.message?.id ?? '', idOf(asked), ['blue'], {
      as: 'ada',
    });
    expect(chosen.message?.content).toBe('You took blue.');
  });

  it('give and take roles', async () => {
    const role = await trial.control.createRole(trial.guild.id, { name: 'VIP' });
    give(
      'vip',
      steps(
        {
          kind: 'if',
          value: '{{ options.text }}',
          test: 'is',
          with: 'on',
          then: [{ kind: 'giveRole', role }],
          else: [{ kind: 'takeRole', role }],
        },
        { kind: 'reply', content: 'Done.' },
      ),
    );
    const hasRole = async () => {
      const member = `/api/v10/guilds/${trial.guild.id}/members/${trial.guild.ownerId}`;
      const response = await fetch(trial.simulator.url + member, {
        headers: { authorization: `Bot ${bot.token}` },
      });
      return (Object(await response.json()).roles as string[]).includes(role);
    };
    await run('vip', 'on');
    expect(await hasRole()).toBe(true);
    await run('vip', 'off');
    expect(await hasRole()).toBe(false);
  });

  it('remember numbers and words for the guild, however many count at once', async () => {
    give(
      'count',
      steps(
        { kind: 'set', variable: 'visits', add: '1' },
        { kind: 'reply', content: 'Visit {{ vars.guild.visits }}.' },
      ),
    );
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => run('count')));
    const said = outcomes.map(({ message }) => message?.content).sort();
    expect(said).toEqual(['Visit 1.', 'Visit 2.', 'Visit 3.', 'Visit 4.', 'Visit 5.']);
  });

  it('run each other, three deep and not deeper', async () => {
    give('other', steps({ kind: 'reply', content: 'Given {{ options.what }} by {{ user.name }}.' }));
    give('talk', steps({ kind: 'run', command: 'other', options: { what: '“{{ options.text }}”' } }));
    expect((await run('talk', 'x')).message?.content).toBe('Given “x” by ada.');
    give('loop', steps({ kind: 'run', command: 'loop' }));
    expect((await run('loop')).message?.content).toMatch(/could not be finished/);
    expect(await reasonOf('loop')).toMatch(/three deep/);
  });

  it('tell whoever ran them a decent sentence when a step fails, and the admins the reason', async () => {
    give('broken', steps({ kind: 'giveRole', role: '123' }, { kind: 'reply', content: 'Never said.' }));
    const { message } = await run('broken');
    expect(message?.content).toMatch(/^This command could not be finished/);
    expect((message?.flags ?? 0) & MessageFlags.Ephemeral).not.toBe(0);
    expect(await reasonOf('broken')).toMatch(/^Step 0 \(giveRole\): .*Unknown Role/);
    expect((await trial.executions(bot, 'broken')).at(-1)).toMatchObject({ outcome: 'FAILED' });
  });

  it('promise an answer by themselves when it takes long', async () => {
    give(
      'slow',
      steps({ kind: 'wait', seconds: 2.5 }, { kind: 'reply', content: 'At last.', private: true }),
    );
    const outcome = await trial.control.run('/slow', {
      as: 'ada',
      in: '#general',
      application: bot.applicationId,
      waitForEdit: 8000,
    });
    expect(outcome).toMatchObject({ wasDeferred: true, message: { content: 'At last.' } });
  }, 15_000);

  it('[SC-45] [SA-15] decline where a gate is shut, privately, and write down which', async () => {
    const list = steps({ kind: 'reply', content: 'Hello.' });
    const declined = async (change: object) => {
      give('sorry', list);
      trial.table.change(bot.id, 'sorry', change);
      const { message } = await run('sorry');
      expect((message?.flags ?? 0) & MessageFlags.Ephemeral).not.toBe(0);
      await trial.until(async () => {
        const last = (await trial.executions(bot, 'sorry')).at(-1);
        return last?.error === message?.content ? last : undefined;
      });
      return (await trial.executions(bot, 'sorry')).at(-1);
    };
    expect(await declined({ enabled: false })).toMatchObject({ outcome: 'REFUSED', gate: 'ENABLED' });
    expect(await declined({ offIn: [trial.guild.id] })).toMatchObject({ gate: 'ENABLED' });
    expect(await declined({ audience: { roles: ['1'] } })).toMatchObject({ gate: 'PERMITTED' });
    give('sorry', list);
    trial.table.change(bot.id, 'sorry', { throttles: [{ per: 'user', uses: 1, seconds: 60 }] });
    expect((await run('sorry')).message?.content).toBe('Hello.');
    expect(await declined({ throttles: [{ per: 'user', uses: 1, seconds: 60 }] })).toMatchObject({
      gate: 'THROTTLED',
    });
  });

  it('[SC-46] are bound to a handler in code by its name, which gets their options', async () => {
    give('other', []);
    trial.table.change(bot.id, 'other', { handler: 'report', steps: null });
    const { message } = await run('other', 'all of it');
    expect(message?.content).toBe('Reported: all of it');
    trial.table.change(bot.id, 'other', { handler: 'gone' });
    expect((await run('other')).message?.content).toMatch(/not there any more/);
  });

  it('suggest what a list or a query of ours has, the closest first', async () => {
    give('talk', steps({ kind: 'reply', content: '{{ options.text }}' }));
    const suggest = async (suggestions: KnownCommand['suggestions'], typed: string) => {
      trial.table.change(bot.id, 'talk', { suggestions });
      const choices = await trial.control.autocomplete('/talk', {
        as: 'ada',
        in: '#general',
        application: bot.applicationId,
        options: { text: typed },
        focused: 'text',
      });
      return choices.map(({ value }) => value);
    };
    expect(await suggest({ text: ['a red fox', 'Red', 'blue'] }, 'red')).toEqual(['Red', 'a red fox']);
    expect(await suggest({ text: { query: 'variables' } }, 'vis')).toEqual(['visits']);
    expect(await suggest({}, 'x')).toEqual([]);
  });

  it('answer what is written behind a prefix, with its words', async () => {
    trial.table.set(bot.id, 'greet', {
      id: uuid(),
      type: CommandType.PREFIX,
      source: CommandSource.CUSTOM,
      steps: steps({ kind: 'reply', content: 'Hello {{ args[0] }}, says {{ user.name }}.' }),
    });
    await trial.control.say('!greet Grace please', { as: 'ada', in: '#general' });
    const channel = trial.guild.channels.find(({ name }) => name === 'general')?.id ?? '';
    const said = await trial.until(async () => {
      const messages = await trial.control.messages(channel, 'ada');
      return messages.find(({ content }) => content.startsWith('Hello Grace'));
    });
    expect(said.content).toBe('Hello Grace, says ada.');
    expect(await trial.executions(bot, '!greet')).toMatchObject([{ outcome: 'ANSWERED' }]);
  });

  it('[SA-10] [ND-11] are written behind the prefix of their server, and tell the time in its zone', async () => {
    const place = { as: 'ada', in: '#general' };
    trial.settings.set(bot.id, { prefix: '??', locale: 'de', timeZone: 'Europe/Berlin' });
    try {
      give('when', steps({ kind: 'reply', content: '{{ "2026-07-01T10:00:00Z" | date: "%A %H:%M" }}' }));
      // That of elsewhere is no prefix here.
      await trial.control.say('!when', place);
      await trial.control.say('??when', place);
      expect(await trial.executions(bot, '??when')).toMatchObject([{ outcome: 'ANSWERED' }]);
      await trial.until(async () => (await heard()).includes('Mittwoch 12:00') || undefined);
      expect(await trial.facts(bot)).not.toContainEqual(expect.objectContaining({ command: '!when' }));
    } finally {
      trial.settings.set(bot.id, {});
    }
  });

  it('[SA-10] tell the log channel of the server that one failed, and not why', async () => {
    const channel = await trial.control.createChannel(trial.guild.id, { name: 'log' });
    trial.settings.set(bot.id, { logChannel: channel });
    give('broken', steps({ kind: 'send', channel: '1', content: 'x' }));
    await run('broken');
    await trial.until(async () => {
      const [line] = await trial.control.messages(channel, 'ada');
      return line?.content.includes('ada ran /broken in') || undefined;
    });
    trial.settings.set(bot.id, {});
  });

  it('know every variable that the editor offers everywhere', async () => {
    const everywhere = templateVariables.filter(
      ({ name, only }) => !name.includes('*') && (!only || only === 'in a server'),
    );
    const names = everywhere.map(({ name }) => name).filter((name) => name !== 'member.nickname');
    give('talk', steps({ kind: 'reply', content: names.map((name) => `[{{ ${name} | json }}]`).join('\n') }));
    const { message } = await run('talk', 'x');
    const shown = (message?.content ?? '').split('\n');
    expect(names.filter((_, index) => ['[]', '[null]', undefined].includes(shown[index]))).toEqual([]);
  });

  it('[SA-23] call the public internet and nothing else', async () => {
    for (const url of [
      trial.simulator.url,
      'http://169.254.169.254/latest',
      'http://2130706433/',
      'http://[::1]/',
    ]) {
      give('other', steps({ kind: 'http', url }, { kind: 'reply', content: '{{ http.status }}' }));
      expect((await run('other')).message?.content).toMatch(/could not be finished/);
      await trial.until(async () => (await reasonOf('other'))?.startsWith('Step 0 (http): '));
    }
  });
});
