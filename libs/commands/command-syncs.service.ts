import { createHash } from 'node:crypto';

import { type BotAdapter, type CommandDefinition, CommandsRefused } from '@cube/bots/bot-adapter';
import { BotCredentials } from '@cube/bots/bot-credentials';
import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { shapeField } from '@cube/discord-rules/commands/discord-body';
import { SyncState } from '@cube/guilds/guild-sync.entity';
import { Config } from '@cube/platform/config';
import { AppError } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { Batch } from '@cube/platform/loaders';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In, Repository } from 'typeorm';

import type { CommandData } from './command-data';
import { definitionOf } from './command-definition';
import { CommandSync } from './command-sync.entity';

interface ListedCommand extends Pick<CommandData, 'type' | 'name' | 'description' | 'shape'> {
  readonly id: string;
  readonly definition: CommandDefinition | null;
}

const toDefinition = (command: ListedCommand): CommandDefinition =>
  command.definition ?? definitionOf(command);

/** Milliseconds before another try after a failure that may pass: doubled each time, up to ten minutes. */
const retryAfter = (attempts: number) => Math.min(2000 * 2 ** attempts, 600_000);

/** Brings the commands of each bot to Discord: the whole list at once, and only when it differs from what Discord has. */
@Injectable()
export class CommandSyncs {
  readonly byBot = new Batch<string, CommandSync>(async (botIds) => {
    const found = await this.rows.findBy({ botId: In([...botIds]) });
    return new Map(found.map((sync) => [sync.botId, sync]));
  });

  constructor(
    @InjectRepository(CommandSync) private readonly rows: Repository<CommandSync>,
    private readonly database: DataSource,
    private readonly bots: Bots,
    private readonly credentials: BotCredentials,
    private readonly log: EventLog,
    private readonly errors: ErrorReporter,
    private readonly hints: Hints,
    private readonly config: Config,
  ) {}

  /** Notes that Discord is to hear of the commands of these bots; a worker sees to it. */
  async ask(manager: EntityManager, botIds: readonly string[]): Promise<void> {
    await manager.query(
      `insert into command_sync (bot_id, state, wanted) select unnest($1::uuid[]), $2, 1
       on conflict (bot_id) do update
         set wanted = command_sync.wanted + 1, state = $2, problem = null, attempts = 0, retry_at = null`,
      [botIds, SyncState.QUEUED],
    );
  }

  /** Sends the list again even if Discord should have it: somebody may have changed it there. */
  async force(botId: string): Promise<CommandSync> {
    const { name } = await this.bots.get(botId);
    return this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, botId))) throw noSuchBot();
      await this.ask(manager, [botId]);
      await manager.update(CommandSync, { botId }, { hash: null });
      await emit(news(botId, `Synchronising the commands of ${name} was asked for.`));
      await this.hints.give('commands', manager);
      return manager.findOneByOrFail(CommandSync, { botId });
    });
  }

  /** The bots whose commands Discord is to hear of now. */
  async due(): Promise<string[]> {
    const rows: { bot_id: string }[] = await this.database.query(
      `select bot_id from command_sync join bot on bot.id = bot_id
       where command_sync.answered < command_sync.wanted and bot.network = $1 and (retry_at is null or retry_at <= now()) order by bot_id`,
      [this.config.discord.network],
    );
    return rows.map(({ bot_id }) => bot_id);
  }

  /** The list that Discord is to have. */
  async definitions(botId: string): Promise<readonly CommandDefinition[]> {
    return (await this.listed(botId)).map(toDefinition);
  }

  /** Synchronises one bot and writes down what came of it. */
  async run(botId: string, adapter: BotAdapter): Promise<void> {
    const sync = await this.rows.findOneBy({ botId });
    if (!sync) return;
    const commands = await this.listed(botId);
    const definitions = commands.map(toDefinition);
    const hash = createHash('sha256').update(JSON.stringify(definitions)).digest('hex');
    if (hash === sync.hash) {
      await this.done(sync, 'Discord has the commands already.');
      return;
    }
    const discordIds = await this.send(sync, commands, definitions, adapter);
    if (discordIds) await this.accepted(sync, commands, discordIds, hash);
  }

  /** Resolves with Discord's ids in order; null when it came to nothing, which is written down then. */
  private async send(
    sync: CommandSync,
    commands: readonly ListedCommand[],
    definitions: readonly CommandDefinition[],
    adapter: BotAdapter,
  ): Promise<readonly string[] | null> {
    try {
      const [bot] = await this.credentials.open([sync.botId]);
      // Removed meanwhile.
      return bot ? await adapter.sync(bot, definitions) : null;
    } catch (error) {
      if (error instanceof CommandsRefused) await this.refused(sync, commands, error);
      else await this.postponed(sync, this.sentenceFor(error, sync));
      return null;
    }
  }

  /** What people read of a failure; what only operators understand goes to their log. */
  private sentenceFor(error: unknown, { botId }: CommandSync): string {
    const cause = this.errors.understood(error);
    if (cause instanceof AppError) return cause.message;
    const id = this.errors.report(cause, { botId, where: 'the synchronisation of commands' });
    return `Something broke on our side. Name this error to whoever runs this installation: ${id}`;
  }

  private async accepted(
    sync: CommandSync,
    commands: readonly ListedCommand[],
    discordIds: readonly string[],
    hash: string,
  ): Promise<void> {
    const ids = commands.map(({ id }) => id);
    const what =
      commands.length === 1 ? 'Discord has 1 command.' : `Discord has ${commands.length} commands.`;
    await this.done(sync, what, async (manager) => {
      await manager.query(
        `update command set discord_id = given.discord_id, problems = '[]'
         from unnest($1::uuid[], $2::bigint[]) as given(id, discord_id) where command.id = given.id`,
        [ids, discordIds],
      );
      await manager.query(
        'update command set discord_id = null where bot_id = $1 and discord_id is not null and not id = any($2)',
        [sync.botId, ids],
      );
      // After the commands, as whoever changes one: two who lock in another order wait for each other for ever.
      await manager.update(CommandSync, { botId: sync.botId }, { hash });
    });
  }

  private async done(
    sync: CommandSync,
    what: string,
    work: (manager: EntityManager) => Promise<void> = async () => undefined,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, sync.botId))) return;
      await work(manager);
      await manager.query(
        `update command_sync set answered = $2, attempts = 0, synced_at = now(), looked_at = now(), drift = null,
           state = case when wanted = $2 then $3 else state end, problem = case when wanted = $2 then null else problem end
         where bot_id = $1`,
        [sync.botId, sync.wanted, SyncState.DONE],
      );
      await emit(news(sync.botId, what));
    });
  }

  /** Discord says what is wrong with which command: that is for people to mend, so it is not tried again. */
  private async refused(
    sync: CommandSync,
    commands: readonly ListedCommand[],
    error: CommandsRefused,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, sync.botId))) return;
      for (const [index, { id }] of commands.entries()) {
        const problems = error.problems
          .filter((problem) => problem.index === index)
          .map(({ field, message }) => ({ field: shapeField(field), message }));
        await manager.query('update command set problems = $2 where id = $1', [id, JSON.stringify(problems)]);
      }
      await manager.query(
        'update command_sync set answered = $2, state = $3, problem = $4, hash = null where bot_id = $1 and wanted = $2',
        [sync.botId, sync.wanted, SyncState.FAILED, error.message],
      );
      const { data, ...event } = news(sync.botId, `Discord refused the commands: ${error.message}`);
      await emit({ ...event, data: { ...data, refused: true } });
    });
  }

  private async postponed(sync: CommandSync, problem: string): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      await manager.query(
        `update command_sync set state = $2, problem = $3, attempts = attempts + 1,
           retry_at = now() + $4 * interval '1 ms' where bot_id = $1`,
        [sync.botId, SyncState.FAILED, problem, retryAfter(sync.attempts)],
      );
      // Said once, and not again at every try.
      if (sync.attempts === 0) await emit(news(sync.botId, `The commands wait: ${problem}`));
    });
  }

  private listed(botId: string): Promise<ListedCommand[]> {
    return this.database.query(
      `select command.id, command.type, command.name, command.description, command.shape, builtin_command.definition
       from command left join builtin_command
         on command.source = 'BUILTIN' and builtin_command.type = command.type and builtin_command.name = command.name
       where bot_id = $1 and enabled and command.type <> 'PREFIX' order by command.type, command.name`,
      [botId],
    );
  }
}

const news = (botId: string, what: string) => ({
  kind: 'command.changed' as const,
  topic: botId,
  subject: { kind: 'bot', id: botId },
  data: { botId, commandId: null, change: 'UPDATED' as const, what, refused: false },
});
