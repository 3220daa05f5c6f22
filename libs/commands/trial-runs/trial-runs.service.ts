import { setTimeout as pause } from 'node:timers/promises';

import { Bots } from '@cube/bots/bots.service';
import { Invalid } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { CommandType } from '../command-kinds';
import { Commands } from '../commands.service';
import { fromComponentId } from '../steps/component-id';
import { type SimulatedOutcome, SimulatorControl } from './simulator-control';
import {
  type PressButtonInput,
  type SubmitFormInput,
  type TrialFile,
  type TrialGuild,
  type TrialRun,
  TrialState,
  type TryCommandInput,
} from './trial-run';

const optionValues = z.record(z.string().max(32), z.union([z.string().max(6000), z.number(), z.boolean()]));
const formValues = z.record(z.string().max(100), z.string().max(4000));
/** Milliseconds in which a bot has to answer, as an interaction has them; how often is looked. */
const patience = 3000;
const between = 50;
/** Letters of the prefix that a server may choose. */
const longestPrefix = 5;
const word = /^[^\s/]{1,32}$/;

/** Runs saved commands of bots of the simulator as one of its people would, for whoever writes them. */
@Injectable()
export class TrialRuns {
  constructor(
    private readonly commands: Commands,
    private readonly bots: Bots,
    private readonly control: SimulatorControl,
  ) {}

  /** Where the bot’s commands can be tried; null where Discord is the real one. */
  async places(botId: string): Promise<readonly TrialGuild[] | null> {
    const { applicationId } = await this.bots.get(botId);
    if (!this.control.isThere) return null;
    const { guilds, users } = await this.control.world();
    const people = users.filter(({ bot }) => !bot);
    return guilds
      .filter(({ applicationIds }) => applicationIds.includes(applicationId))
      .map(({ id, name, channels, roles, memberIds }) => ({
        id,
        name,
        channels,
        roles,
        people: people.filter((person) => memberIds.includes(person.id)),
      }));
  }

  async run({
    commandId,
    words = [],
    options,
    files = [],
    text,
    ...place
  }: TryCommandInput): Promise<TrialRun> {
    const { botId, name, type } = await this.commands.get(commandId);
    const { applicationId } = await this.bots.get(botId);
    const common = {
      as: place.userId,
      in: place.channelId,
      guild: place.guildId,
      application: applicationId,
    };
    switch (type) {
      case CommandType.CHAT_INPUT:
        return told(
          await this.control.do('run', {
            ...common,
            command: ['/' + name, ...checkedWords(words)].join(' '),
            options: { ...checkedOptions(options), ...(await this.kept(files)) },
          }),
        );
      case CommandType.USER:
        if (!place.targetId) throw refused('targetId', 'Say on whom the command is run.');
        return told(
          await this.control.do('context-menu', {
            ...common,
            command: name,
            target: { user: place.targetId },
          }),
        );
      case CommandType.MESSAGE: {
        await this.refuseElsewhere(applicationId, place);
        const latest = (await this.control.messages(place.channelId, place.userId)).at(-1);
        if (!latest) throw refused('channelId', 'This channel has no message on which it could be run.');
        return told(
          await this.control.do('context-menu', { ...common, command: name, target: { message: latest.id } }),
        );
      }
      case CommandType.PREFIX:
        if (!text || !calls(text, name))
          throw refused('text', `Write the command: its prefix, ${name}, and its words.`);
        await this.refuseElsewhere(applicationId, place);
        return this.write(text, common);
    }
  }

  /** A message names no bot: in a channel of a server that this one is not in, it would be for others. */
  private async refuseElsewhere(
    applicationId: string,
    { guildId, channelId }: Pick<TryCommandInput, 'guildId' | 'channelId'>,
  ): Promise<void> {
    const { guilds } = await this.control.world();
    const guild = guilds.find(
      ({ id, applicationIds }) => id === guildId && applicationIds.includes(applicationId),
    );
    if (!guild?.channels.some(({ id }) => id === channelId))
      throw refused('channelId', 'Choose a channel of a server that the bot is in.');
  }

  /** Writes a text command, and waits for what its bot says after it. */
  private async write(
    text: string,
    place: { readonly as: string; readonly in: string; readonly guild: string; readonly application: string },
  ): Promise<TrialRun> {
    const { application, ...where } = place;
    const id = await this.control.say({ ...where, text });
    const until = Date.now() + patience;
    for (;;) {
      const messages = await this.control.messages(place.in, place.as);
      const message = messages.find((each) => BigInt(each.id) > BigInt(id) && each.author.id === application);
      const state = message ? TrialState.ANSWERED : TrialState.TIMEOUT;
      if (message || Date.now() > until)
        return { state, interactionId: id, message: message ?? null, modal: null };
      await pause(between);
    }
  }

  /** The ids of the files at the simulator, by their options. */
  private async kept(files: readonly TrialFile[]): Promise<Readonly<Record<string, string>>> {
    const ids = await Promise.all(
      files.map(
        async ({ option, name, data }) => [option, await this.control.upload({ name, data })] as const,
      ),
    );
    return Object.fromEntries(ids);
  }

  /** Presses a button of an answer that this very command gave. */
  async press({ commandId, messageId, customId, userId }: PressButtonInput): Promise<TrialRun> {
    await this.commands.get(commandId);
    if (fromComponentId(customId)?.commandId !== commandId) {
      throw refused('customId', 'This button belongs to another command.');
    }
    return told(await this.control.do('use', { as: userId, message: messageId, customId }));
  }

  /** Sends a form that this very command opened. */
  async submit({ commandId, interactionId, customId, values, userId }: SubmitFormInput): Promise<TrialRun> {
    await this.commands.get(commandId);
    if (fromComponentId(customId)?.commandId !== commandId) {
      throw refused('customId', 'This form belongs to another command.');
    }
    const { success, data } = formValues.safeParse(values);
    if (!success) throw refused('values', 'What is written into a form is texts, by the ids of its fields.');
    return told(
      await this.control.do('submit-modal', {
        as: userId,
        interaction: interactionId,
        customId,
        values: data,
      }),
    );
  }
}

const states = {
  answered: TrialState.ANSWERED,
  deferred: TrialState.DEFERRED,
  failed: TrialState.FAILED,
  timeout: TrialState.TIMEOUT,
} as const satisfies Record<SimulatedOutcome['state'], TrialState>;

const told = ({ state, interactionId, message, modal }: SimulatedOutcome): TrialRun => ({
  state: states[state],
  interactionId,
  message: message ?? null,
  modal: modal ?? null,
});

/** True of a text that is a prefix, this name, and its words: another name could be a command of another bot. */
const calls = (text: string, name: string): boolean =>
  Array.from({ length: longestPrefix }, (_, index) => index + 1).some((length) => {
    const [said = ''] = text.slice(length).trimStart().split(/\s/);
    return !/\s/.test(text.slice(0, length)) && said.toLowerCase() === name.toLowerCase();
  });

const refused = (field: string, message: string) => new Invalid(message, [{ field, message }]);

function checkedWords(words: readonly string[]): readonly string[] {
  if (words.length > 2 || words.some((each) => !word.test(each))) {
    throw refused('words', 'Give the sub-command as one word, or two with its group.');
  }
  return words;
}

function checkedOptions(given: unknown): z.output<typeof optionValues> {
  const { success, data } = optionValues.safeParse(given ?? {});
  if (!success) throw refused('options', 'Options are texts, numbers, true or false, by their names.');
  return data;
}
