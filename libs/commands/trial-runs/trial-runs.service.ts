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
  type TrialGuild,
  type TrialRun,
  TrialState,
  type TryCommandInput,
} from './trial-run';

const optionValues = z.record(z.string().max(32), z.union([z.string().max(6000), z.number(), z.boolean()]));
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

  async run({ commandId, words = [], options, ...place }: TryCommandInput): Promise<TrialRun> {
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
            options: checkedOptions(options),
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
        const latest = (await this.control.messages(place.channelId, place.userId)).at(-1);
        if (!latest) throw refused('channelId', 'This channel has no message on which it could be run.');
        return told(
          await this.control.do('context-menu', { ...common, command: name, target: { message: latest.id } }),
        );
      }
      case CommandType.PREFIX:
        throw new Invalid('Text commands are tried by writing them, in the chat of the simulator.');
    }
  }

  /** Presses a button of an answer that this very command gave. */
  async press({ commandId, messageId, customId, userId }: PressButtonInput): Promise<TrialRun> {
    await this.commands.get(commandId);
    if (fromComponentId(customId)?.commandId !== commandId) {
      throw refused('customId', 'This button belongs to another command.');
    }
    return told(await this.control.do('use', { as: userId, message: messageId, customId }));
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
