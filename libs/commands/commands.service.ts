import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { responseProblems, type RuleProblem } from '@cube/discord-rules/chat-input';
import { mostCommands } from '@cube/discord-rules/commands/command';
import type { Surroundings } from '@cube/discord-rules/steps/surroundings';
import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { isId } from '@cube/platform/ids';
import { Batch, SqlBatch } from '@cube/platform/loaders';
import type { RowSelection } from '@cube/platform/rows';
import { Subjects } from '@cube/platform/subjects';
import type { Target } from '@cube/platform/viewer';
import { EventLog } from '@cube/realtime/event-log/event-log';
import type { Change } from '@cube/realtime/event-log/events';
import { Keepers } from '@cube/versions/keepers';
import { type State, VersionKind } from '@cube/versions/version.entity';
import { type Author, Versions } from '@cube/versions/versions.service';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In, Not, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { BuiltinCommands } from './builtin-commands.service';
import { Command } from './command.entity';
import { type CommandData, plainCommand, readCommand } from './command-data';
import { CommandSource, CommandType } from './command-kinds';
import { CommandSyncs } from './command-syncs.service';
import type { CreateCommandInput, UpdateCommandInput } from './commands.inputs';
import { BotSecret } from './secrets/bot-secret.entity';
import { StepBook } from './steps/step-book';

/** Discord's caps an application (error 30032 beyond them), and our own for what it never hears of. */
const most = { ...mostCommands, PREFIX: 100 } as const satisfies Record<CommandType, number>;

/** Parts of a command as somebody wrote them; `response` is short for one step. */
type WrittenParts = Partial<Record<keyof CommandData, unknown>> & { readonly response?: string };

const noSuchCommand = () => new NotFound('There is no such command: somebody may have deleted it.');

/** The commands of the bots, as data. Every change asks for a synchronisation with Discord in the same transaction. */
@Injectable()
export class Commands implements OnModuleInit {
  readonly byId = new Batch<string, Command>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((command) => [command.id, command]));
  });

  readonly countOf = new SqlBatch<number>(
    this.database,
    'select bot_id as key, count(*) as value from command where bot_id = any($keys) group by bot_id',
  );

  constructor(
    @InjectRepository(Command) private readonly rows: Repository<Command>,
    private readonly database: DataSource,
    private readonly bots: Bots,
    private readonly builtins: BuiltinCommands,
    private readonly syncs: CommandSyncs,
    private readonly log: EventLog,
    private readonly hints: Hints,
    private readonly subjects: Subjects,
    private readonly versions: Versions,
    private readonly keepers: Keepers,
    private readonly book: StepBook,
  ) {}

  onModuleInit(): void {
    this.subjects.add('command', { targetOf: (id) => this.targetOf(id), missing: noSuchCommand });
    this.keepers.add(VersionKind.COMMAND, {
      update: ({ subjectId }, fields, author) =>
        this.rewrite(subjectId, partsOf(fields), enabledIn(fields), author),
      create: ({ botId, subjectId }, state, author) =>
        this.lay({ id: subjectId, botId, enabled: enabledIn(state) ?? true }, partsOf(state), author),
    });
  }

  async list(botId: string, page: PageArgs, selection?: RowSelection): Promise<Connection<Command>> {
    await this.bots.get(botId);
    const query = this.rows.createQueryBuilder('command').where({ botId });
    return paginate(query, page, { by: 'name', direction: 'ASC' }, selection);
  }

  async get(id: string, within = this.database.manager): Promise<Command> {
    const command = isId(id) ? await within.findOneBy(Command, { id }) : null;
    if (!command) throw noSuchCommand();
    // Of this network's bots only.
    await this.bots.get(command.botId, within);
    return command;
  }

  create({ botId, enabled = true, ...input }: CreateCommandInput, author: Author): Promise<Command> {
    return this.lay({ id: uuid(), botId, enabled }, input, author);
  }

  /** Here as elsewhere, `within` is the manager of a transaction that is under way (`EventLog.transact`). */
  update(
    id: string,
    { enabled, ...input }: UpdateCommandInput,
    author: Author,
    within?: EntityManager,
  ): Promise<Command> {
    return this.rewrite(id, input, enabled, author, within);
  }

  /** Writes all of a custom command at once: anew where no id is given, else in place of what it was. */
  put(
    { botId, id }: { readonly botId: string; readonly id: string | null },
    { enabled, ...command }: CommandData & Pick<Command, 'enabled'>,
    author: Author,
    within?: EntityManager,
    around?: Surroundings,
  ): Promise<Command> {
    if (id === null) return this.lay({ id: uuid(), botId, enabled }, command, author, within, around);
    return this.rewrite(id, command, enabled, author, within, around);
  }

  /** Everything that is wrong with a command, at the paths of its data. */
  problemsOf(command: CommandData, around: Surroundings): readonly RuleProblem[] {
    return readCommand(pick(command), this.book, around).problems;
  }

  /** What a bot has beside some command, where its commands are, or will be, these. */
  async surroundings(
    botId: string,
    commands: readonly Pick<Command, 'type' | 'name' | 'steps'>[],
    by = this.database.manager,
  ): Promise<Surroundings> {
    const secrets = await by.find(BotSecret, { where: { botId } });
    return {
      secrets: new Map(secrets.map(({ name, hosts }) => [name, hosts])),
      commands: new Map(
        commands
          .filter(({ type }) => type === CommandType.CHAT_INPUT)
          .map(({ name, steps }) => [name, this.book.calls(steps ?? [])]),
      ),
    };
  }

  private async lay(
    { id, botId, enabled }: Pick<Command, 'id' | 'botId' | 'enabled'>,
    input: WrittenParts,
    author: Author,
    within?: EntityManager,
    around?: Surroundings,
  ): Promise<Command> {
    const bot = await this.bots.get(botId, within);
    const command = this.checked(input, null, around ?? (await this.aroundOf({ id, botId }, within)));
    const work = async (manager: EntityManager) => {
      await this.makeRoom(manager, botId, command);
      await manager.insert(Command, {
        id,
        botId,
        source: CommandSource.CUSTOM,
        enabled,
        ...command,
      });
      return { change: 'ADDED' as const, what: `/${command.name} was added to ${bot.name}.` };
    };
    await this.change({ id, botId }, author, work, within);
    return this.get(id, within);
  }

  private async rewrite(
    id: string,
    input: WrittenParts,
    enabled: boolean | undefined,
    author: Author,
    within?: EntityManager,
    around?: Surroundings,
  ): Promise<Command> {
    const there = await this.get(id, within);
    const surroundings = around ?? (await this.aroundOf(there, within));
    const isRewritten = Object.values(input).some((value) => value !== undefined);
    const work = async (manager: EntityManager, known: Command | null) => {
      if (!known) throw noSuchCommand();
      if (isRewritten && known.source === CommandSource.BUILTIN) {
        throw new Invalid(`/${known.name} is built in: it can be switched on and off, and nothing else.`);
      }
      const command = isRewritten ? this.checked(input, known, surroundings) : known;
      if (command.name !== known.name || command.type !== known.type)
        await this.makeRoom(manager, known.botId, command, id);
      await manager.update(
        Command,
        { id },
        {
          ...(isRewritten && { ...command, problems: [] }),
          ...(enabled !== undefined && { enabled }),
          updatedAt: () => 'now()',
        },
      );
      const deed = enabled === undefined || isRewritten ? 'changed' : `switched ${enabled ? 'on' : 'off'}`;
      return { change: 'UPDATED' as const, what: `/${command.name} was ${deed}.` };
    };
    await this.change(there, author, work, within);
    return this.get(id, within);
  }

  async delete(id: string, author: Author, within?: EntityManager): Promise<string> {
    const command = await this.get(id, within);
    if (command.source === CommandSource.BUILTIN) {
      throw new Invalid(`/${command.name} is built in: switch it off instead.`);
    }
    const work = async (manager: EntityManager) => {
      await manager.delete(Command, { id });
      // A built-in command that had to stand back comes forward.
      await this.builtins.lay(manager, [command.botId]);
      return { change: 'REMOVED' as const, what: `/${command.name} was deleted.` };
    };
    await this.change(command, author, work, within);
    return id;
  }

  /** A command as it will be stored, with what is left out taken from what it was. Throws for what Discord or a step refuses. */
  private checked(input: WrittenParts, known: Command | null, around: Surroundings): CommandData {
    const { response, ...given } = input;
    const before = known ?? plainCommand;
    const wanted = {
      ...pick(before),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...(response !== undefined && { steps: [{ kind: 'reply', content: response }] }),
    };
    const { data, problems } = readCommand(wanted, this.book, around);
    refuse([...(response === undefined ? [] : responseProblems(response)), ...problems]);
    if (!data) throw new Error('A command without problems has data.');
    return data;
  }

  /** What there is beside one command. */
  private async aroundOf(
    { id, botId }: Pick<Command, 'id' | 'botId'>,
    by = this.database.manager,
  ): Promise<Surroundings> {
    const others = await by.findBy(Command, { botId, source: CommandSource.CUSTOM, id: Not(id) });
    return this.surroundings(botId, others, by);
  }

  private async targetOf(id: string): Promise<Target | null> {
    const command = isId(id) ? await this.rows.findOneBy({ id }) : null;
    return command && { botIds: [command.botId] };
  }

  /** Throws when the bot has a command of this name, or no room for another. */
  private async makeRoom(
    manager: EntityManager,
    botId: string,
    { type, name }: Pick<Command, 'type' | 'name'>,
    except?: string,
  ): Promise<void> {
    // Two people who add a command at the same moment wait for each other.
    await manager.query('select pg_advisory_xact_lock(hashtext($1))', [`commands:${botId}`]);
    const others = await manager.find(Command, {
      select: { id: true, name: true },
      where: { botId, type, ...(except !== undefined && { id: Not(except) }) },
    });
    if (others.some((other) => other.name === name)) {
      const message = `This bot has a command /${name} already: choose another name, or change that one.`;
      throw new Conflict(message, [{ field: 'name', message }]);
    }
    if (others.length >= most[type]) {
      throw new Conflict(
        `There is room for ${most[type]} commands of this kind: delete one before you add another.`,
      );
    }
  }

  private async change(
    { id, botId }: Pick<Command, 'id' | 'botId'>,
    author: Author,
    work: (
      manager: EntityManager,
      known: Command | null,
    ) => Promise<{ readonly change: Change; readonly what: string }>,
    within?: EntityManager,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, botId))) throw noSuchBot();
      const before = await manager.findOne(Command, { where: { id }, lock: { mode: 'pessimistic_write' } });
      const { change, what } = await work(manager, before);
      const after = await manager.findOneBy(Command, { id });
      await this.versions.record(manager, {
        kind: VersionKind.COMMAND,
        botId,
        subjectId: id,
        title: titleOf(after ?? before),
        author,
        before: before && stateOf(before),
        after: after && stateOf(after),
      });
      await this.syncs.ask(manager, [botId]);
      await emit({
        kind: 'command.changed',
        topic: botId,
        subject: { kind: 'command', id },
        data: { botId, commandId: id, change, what, refused: false },
      });
      await this.hints.give('commands', manager);
    }, within);
  }
}

/** What of a command somebody writes. */
const pick = (from: Pick<Command, keyof CommandData> | CommandData): Record<keyof CommandData, unknown> => ({
  type: from.type,
  name: from.name,
  description: from.description,
  shape: from.shape,
  steps: from.steps ?? [],
  handler: from.handler,
  suggestions: from.suggestions,
  audience: from.audience,
  throttles: from.throttles,
});

/** What of a command has versions; its steps are a part of it. */
const stateOf = (command: Command) => ({ ...pick(command), enabled: command.enabled });

/** What a version knows of a command, as somebody writes it. What is no part of one any more is left out. */
const partsOf = (fields: State): WrittenParts =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(plainCommand, name)));

const enabledIn = ({ enabled }: State): boolean | undefined =>
  typeof enabled === 'boolean' ? enabled : undefined;

/** What its versions are called. */
const titleOf = (command: Command | null): string =>
  command?.type === CommandType.CHAT_INPUT ? `/${command.name}` : (command?.name ?? '');

function refuse(problems: readonly RuleProblem[]): void {
  if (problems[0]) throw new Invalid(problems[0].message, problems);
}
