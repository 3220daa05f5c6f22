import {
  BotAdapter,
  type BotListener,
  type BotReport,
  type CommandDefinition,
  CommandsRefused,
  type RunnableBot,
} from '@cube/bots/bot-adapter';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { CommandType } from '../command-kinds';
import { CommandTable, type KnownCommand } from '../command-table';
import { refusalOf, unknownHere } from '../gates/gate';
import { Throttles } from '../gates/throttles';
import { StepFailed, StepRunner } from '../steps/step-runner';
import { ChatRoom, type Said } from './chat-room';
import {
  answered,
  apology,
  brokenStep,
  type Ending,
  failed,
  refusalIn,
  refused,
  type Run,
  servedBy,
} from './endings';
import { RoomStage } from './room-stage';

interface RoomRun {
  readonly generation: number;
  readonly leave: (() => void) | null;
}

/** The names of commands that the room takes. */
const goodName = /^[a-z]{1,32}$/;
const calm = { reason: null, reasonCode: null, latency: null } as const;
const expelled = {
  state: 'FAILING',
  reason: 'The room does not know this token: give the bot a new one.',
  reasonCode: 'TOKEN_INVALID',
  latency: null,
} as const;

/**
 * Bots in a `ChatRoom`: the second platform behind the port, which passes the same contract as Discord does. Whoever writes
 * a third one finds here all that it takes, and nothing else.
 */
@Injectable()
export class InProcessAdapter extends BotAdapter {
  private readonly runs = new Map<string, RoomRun>();
  private listener: BotListener | undefined;

  constructor(
    private readonly room: ChatRoom,
    private readonly table: CommandTable,
    private readonly throttles: Throttles,
    private readonly runner: StepRunner,
    private readonly log: EventLog,
    private readonly errors: ErrorReporter,
  ) {
    super();
  }

  listen(listener: BotListener): void {
    this.listener = listener;
  }

  start(bot: RunnableBot): void {
    const { id: botId, applicationId, generation, token } = bot;
    this.runs.get(botId)?.leave?.();
    this.report(bot, { state: 'STARTING', ...calm });
    const leave = this.room.connect(applicationId, token, {
      called: (name, by, guildId) => this.dispatch(bot, name, by, guildId),
      guildSeen: (guild) => this.listener?.guildSeen(botId, guild),
      guildLeft: (guildId) => this.listener?.guildLeft(botId, guildId),
      expelled: () => this.report(bot, expelled),
    });
    this.runs.set(botId, { generation, leave });
    this.report(bot, leave ? { state: 'ONLINE', ...calm } : expelled);
  }

  async stop(botId: string): Promise<void> {
    const run = this.runs.get(botId);
    if (!run) return;
    this.runs.delete(botId);
    run.leave?.();
    this.listener?.reported({ botId, generation: run.generation, state: 'OFFLINE', ...calm });
  }

  async sync({ applicationId, token }: RunnableBot, commands: readonly CommandDefinition[]) {
    const problems = commands.flatMap(({ name }, index) =>
      goodName.test(name) ? [] : [{ index, field: 'name', message: 'A name is of small letters.' }],
    );
    if (problems.length > 0) throw new CommandsRefused('The room refuses the commands.', problems);
    const ids = this.room.publish(applicationId, token, commands);
    if (!ids) throw new CommandsRefused(expelled.reason, []);
    return ids;
  }

  running(): ReadonlyMap<string, number> {
    return new Map([...this.runs].map(([botId, { generation }]) => [botId, generation]));
  }

  private report(
    { id: botId, generation }: RunnableBot,
    seen: Omit<BotReport, 'botId' | 'generation'>,
  ): void {
    this.listener?.reported({ botId, generation, ...seen });
  }

  private async dispatch(
    { id: botId }: RunnableBot,
    name: string,
    by: string,
    guildId: string,
  ): Promise<Said> {
    const arrivedAt = performance.now();
    const stage = new RoomStage(botId, guildId, by);
    const { command, ending } = await this.run(stage, name, by);
    this.log.record({
      kind: 'command.executed',
      topic: botId,
      subject: { kind: 'bot', id: botId },
      data: {
        botId,
        command: name,
        type: CommandType.CHAT_INPUT,
        ...servedBy(command),
        interactionId: uuid(),
        userId: by,
        userName: by,
        guildId,
        guildName: null,
        channelId: null,
        channelName: null,
        duration: Math.round(performance.now() - arrivedAt),
        ...ending,
      },
    });
    return stage.said;
  }

  private async run(stage: RoomStage, name: string, by: string): Promise<Run> {
    const { botId, guildId } = stage;
    const asker = { userId: by, roleIds: [], guildId, channelId: null };
    let command: KnownCommand | null = null;
    try {
      command = await this.table.find(botId, CommandType.CHAT_INPUT, name);
      const refusal =
        refusalOf(command, asker) ?? (command && (await this.throttles.take(botId, command, asker)));
      if (refusal || !command) {
        const { sentence, gate } = refusal ?? unknownHere;
        stage.tell(sentence);
        return { command, ending: refused(sentence, gate) };
      }
      await this.runner.run({ command, stage });
      return { command, ending: answered };
    } catch (error) {
      return { command, ending: this.excuse(stage, name, error) };
    }
  }

  private excuse(stage: RoomStage, name: string, error: unknown): Ending {
    if (error instanceof StepFailed) {
      if (error.isFault)
        this.errors.report(error.cause, { botId: stage.botId, where: `/${name}, step ${error.path}` });
      stage.tell(brokenStep);
      return failed(error);
    }
    const sentence = refusalIn(error);
    stage.tell(sentence ?? apology(this.errors.report(error, { botId: stage.botId, where: `/${name}` })));
    return sentence === null ? failed(error) : refused(sentence);
  }
}
