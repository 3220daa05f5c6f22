import { Bot } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { SyncState } from '@cube/guilds/guild-sync.entity';
import { LogEvent, LogKind, toLogEntry } from '@cube/logging/log-entry';
import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import { Loads, Reads, Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Int, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Command, CommandConnection, CommandEvent } from './command.entity';
import { CommandSync } from './command-sync.entity';
import { CommandSyncs } from './command-syncs.service';
import { CreateCommandInput, UpdateCommandInput } from './commands.inputs';
import { Commands } from './commands.service';
import { CommandNeeds } from './needs/command-needs';

@Resolver(() => Command)
export class CommandsResolver {
  constructor(
    private readonly rows: Commands,
    private readonly syncs: CommandSyncs,
    private readonly bots: Bots,
    private readonly needs: CommandNeeds,
  ) {}

  @Query(() => CommandConnection, { description: 'The commands of a bot, by name.' })
  @Allow(Permission.VIEW_COMMANDS, { bot: 'botId' })
  commands(
    @Args('botId', { type: () => ID }) botId: string,
    @Args() page: PageArgs,
    @Selected() selection: Selection,
  ): Promise<Connection<Command>> {
    return this.rows.list(botId, page, selection);
  }

  @Query(() => [String], {
    description: 'The handlers in code (@CommandHandler) to which a custom command can be bound.',
  })
  @Allow(Permission.VIEW_COMMANDS, { bot: 'botId' })
  commandHandlers(@Args('botId', { type: () => ID }) _botId: string): Promise<readonly string[]> {
    return this.needs.handlers();
  }

  @Query(() => Command)
  @Allow(Permission.VIEW_COMMANDS, { command: 'id' })
  command(@Args('id', { type: () => ID }) id: string): Promise<Command> {
    return this.rows.get(id);
  }

  @Mutation(() => Command, {
    description: 'Adds a custom command; commandChanged tells when Discord has it.',
  })
  @Allow(Permission.EDIT_COMMANDS, { bot: 'input.botId' })
  createCommand(@Args('input') input: CreateCommandInput, @CurrentViewer() viewer: Viewer): Promise<Command> {
    return this.rows.create(input, viewer);
  }

  @Mutation(() => Command)
  @Allow(Permission.EDIT_COMMANDS, { command: 'id' })
  updateCommand(
    @Args('id', { type: () => ID }) id: string,
    @Args('input') input: UpdateCommandInput,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Command> {
    return this.rows.update(id, input, viewer);
  }

  @Mutation(() => ID)
  @Allow(Permission.EDIT_COMMANDS, { command: 'id' })
  deleteCommand(
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<string> {
    return this.rows.delete(id, viewer);
  }

  @Mutation(() => CommandSync, { description: 'Sends all commands of a bot to Discord again.' })
  @Allow(Permission.EDIT_COMMANDS, { bot: 'botId' })
  syncCommands(@Args('botId', { type: () => ID }) botId: string): Promise<CommandSync> {
    return this.syncs.force(botId);
  }

  @Subscription(() => CommandEvent, { description: 'Every change of the commands of one bot, or of all.' })
  @Allow(Permission.VIEW_COMMANDS, { bot: 'botId' })
  commandChanged(
    @CurrentViewer() viewer: Viewer,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return follow(
      ['command.changed'],
      botId ?? viewer.access.reach(Permission.VIEW_COMMANDS).botIds,
      ({ data }) => data,
    );
  }

  @Subscription(() => LogEvent, { description: 'Every command that somebody runs, with what came of it.' })
  @Allow(Permission.VIEW_LOGS, { bot: 'botId' })
  commandExecuted(
    @CurrentViewer() viewer: Viewer,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return follow(
      [LogKind.COMMAND_EXECUTED],
      botId ?? viewer.access.reach(Permission.VIEW_LOGS).botIds,
      (event) => ({ entry: toLogEntry(event) }),
    );
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'What the bot answers, of a command that does nothing else.',
  })
  @Reads<Command>('steps')
  response({ steps }: Command): string | null {
    const [step, ...more] = steps ?? [];
    const { kind, content, ...rest } = Object(step);
    const isPlain = kind === 'reply' && more.length === 0 && Object.keys(rest).length === 0;
    return isPlain && typeof content === 'string' ? content : null;
  }

  @ResolveField(() => Bot, { nullable: true })
  @Reads<Command>('botId')
  bot(command: Command, _: unknown, context: RequestContext): Promise<Bot | null> {
    return this.bots.seenBy(context, command.botId);
  }
}

@Resolver(() => CommandEvent)
export class CommandEventResolver {
  constructor(
    private readonly commands: Commands,
    private readonly syncs: CommandSyncs,
  ) {}

  @ResolveField(() => Command, { nullable: true })
  command(event: CommandEvent, _: unknown, { loaders }: RequestContext): Promise<Command | null> | null {
    return event.commandId ? loaders.load(this.commands.byId, event.commandId) : null;
  }

  @ResolveField(() => CommandSync, { nullable: true })
  sync(event: CommandEvent, _: unknown, { loaders }: RequestContext): Promise<CommandSync | null> | null {
    return event.botId ? loaders.load(this.syncs.byBot, event.botId) : null;
  }
}

@Resolver(() => Bot)
export class BotCommandsResolver {
  constructor(
    private readonly commands: Commands,
    private readonly syncs: CommandSyncs,
  ) {}

  @ResolveField(() => Int)
  @Loads('id', ({ commands }: BotCommandsResolver) => commands.countOf)
  commandCount(count: number | null): number {
    return count ?? 0;
  }

  @ResolveField(() => CommandSync, { description: 'Whether Discord has its commands as they stand here.' })
  @Loads('id', ({ syncs }: BotCommandsResolver) => syncs.byBot)
  commandSync(
    found: CommandSync | null,
    bot: Bot,
  ): Pick<CommandSync, 'botId' | 'state' | 'problem' | 'syncedAt'> {
    return found ?? { botId: bot.id, state: SyncState.QUEUED, problem: null, syncedAt: null };
  }
}
