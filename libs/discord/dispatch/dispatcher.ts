import { SettingsTable } from '@cube/automation/settings/settings-table';
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
  unanswered,
} from '@cube/commands/adapter/endings';
import { CommandSource, CommandType } from '@cube/commands/command-kinds';
import { CommandTable, type KnownCommand } from '@cube/commands/command-table';
import { type Asker, type Refusal, refusalOf, unknownHere } from '@cube/commands/gates/gate';
import { Throttles } from '@cube/commands/gates/throttles';
import { StepFailed } from '@cube/commands/steps/step-runner';
import { type Through, useInWords } from '@cube/discord-rules/commands/command-words';
import { traced } from '@cube/platform/tracing/tracing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Inject, Injectable } from '@nestjs/common';
import {
  ApplicationCommandType,
  type AutocompleteInteraction,
  DiscordAPIError,
  Events,
  type Interaction,
  type Message,
  type RepliableInteraction,
} from 'discord.js';

import { DISCORD_OPTIONS, type DiscordOptions } from '../discord-options';
import { GuildLog } from '../events/guild-log';
import type { BotClient } from '../fleet/bot-client';
import { answer, tellPrivately } from './answers';
import { askerOf, askerOfMessage } from './asker';
import { BuiltinHandlers, type Handler } from './builtin-handlers';
import { CommandMetrics } from './command-metrics';
import {
  type AnyCommandInteraction,
  CustomHandlers,
  type UsedPart,
  type WrittenCommand,
} from './custom-handlers';
import { Suggestions } from './suggestions';

/** Milliseconds that commands may still run when the process ends. */
const longestFarewell = 2000;

/** What an interaction and a message have in common: who is where. */
type Place = Pick<Interaction, 'id' | 'user' | 'guildId' | 'guild' | 'channelId' | 'channel'>;

/** A button, a menu or a form. */
type PartInteraction = Exclude<RepliableInteraction, AnyCommandInteraction>;

/** What somebody asked for, in the words of the record. */
interface Asked {
  readonly type: CommandType | null;
  readonly name: string;
  readonly through?: Through;
}

/** Brings what people do to the code that answers it, one bot at a time, and records how that ended. Nothing is thrown out of here. */
@Injectable()
export class Dispatcher {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly table: CommandTable,
    private readonly builtins: BuiltinHandlers,
    private readonly customs: CustomHandlers,
    private readonly suggestions: Suggestions,
    private readonly throttles: Throttles,
    private readonly settings: SettingsTable,
    private readonly guildLog: GuildLog,
    private readonly log: EventLog,
    private readonly errors: ErrorReporter,
    private readonly metrics: CommandMetrics,
    @Inject(DISCORD_OPTIONS) private readonly options: DiscordOptions,
  ) {}

  serve(client: BotClient): void {
    client.on(Events.InteractionCreate, (interaction) => this.watch(this.dispatch(client, interaction)));
    client.on(Events.MessageCreate, (message) => this.watch(this.runText(client, message)));
  }

  /** Resolves when what has begun is over, or has taken too long. */
  async settle(): Promise<void> {
    let impatience: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => (impatience = setTimeout(resolve, longestFarewell)));
    await Promise.race([Promise.allSettled(this.underWay), tooLong]);
    clearTimeout(impatience);
  }

  private watch(work: Promise<void>): void {
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work));
  }

  private async dispatch(client: BotClient, interaction: Interaction): Promise<void> {
    const arrivedAt = client.arrivalOf(interaction.id);
    if (interaction.isAutocomplete()) return this.suggest(client, interaction);
    if (!interaction.isCommand()) return this.use(client, interaction);
    const run = await trace(client, nameOf(interaction), () => this.run(client, interaction));
    const asked = { type: typeOf(interaction.commandType), name: nameOf(interaction) };
    this.record(client, asked, interaction, arrivedAt, run);
  }

  private async run(client: BotClient, interaction: AnyCommandInteraction): Promise<Run> {
    let command: KnownCommand | null = null;
    try {
      command = await this.find(client, interaction);
      return { command, ending: await this.answer(client, interaction, command) };
    } catch (error) {
      const ending = await this.excuse(error, { client, where: `/${nameOf(interaction)}` }, (sentence) =>
        tellPrivately(interaction, sentence),
      );
      return { command, ending };
    }
  }

  /** Commands that the bot does not have, or has switched off, are declined. */
  private async answer(
    client: BotClient,
    interaction: AnyCommandInteraction,
    command: KnownCommand | null,
  ): Promise<Ending> {
    const refusal = await this.refusalOf(client, command, askerOf(interaction));
    if (refusal || !command) return decline(interaction, refusal ?? unknownHere);
    const handler = await this.handlerOf(client, command, interaction);
    if (!handler) return decline(interaction, unknownHere);
    await handler();
    return interaction.replied || interaction.deferred ? answered : unanswered;
  }

  /** All gates, in their order; only who passes the others is counted. */
  private async refusalOf(
    { botId }: BotClient,
    command: KnownCommand | null,
    asker: Asker,
  ): Promise<Refusal | null> {
    return traced(
      'gates',
      {},
      async () => refusalOf(command, asker) ?? (command && this.throttles.take(botId, command, asker)),
    );
  }

  private async handlerOf(
    { botId }: BotClient,
    command: KnownCommand,
    interaction: AnyCommandInteraction,
  ): Promise<Handler | null> {
    return command.source === CommandSource.CUSTOM
      ? this.customs.of(botId, command, interaction)
      : this.builtins.of(interaction);
  }

  /** A button, a menu or a form. One that no handler is meant for belongs to a command that waits for it itself. */
  private async use(client: BotClient, interaction: PartInteraction): Promise<void> {
    const arrivedAt = client.arrivalOf(interaction.id);
    const tell = (sentence: string) => tellPrivately(interaction, sentence);
    const where = interaction.customId;
    try {
      const own = this.builtins.of(interaction);
      if (own) return void (await own());
      const part = await this.customs.behind(client.botId, interaction);
      if (!part) return;
      const { command } = part;
      const { ending } = await trace(client, command?.name ?? '', async () => ({
        command,
        ending: await this.useOf(part, interaction).catch((error: unknown) =>
          this.excuse(error, { client, where }, tell),
        ),
      }));
      const asked = { type: command?.type ?? null, name: command?.name ?? 'a removed command' };
      this.record(client, { ...asked, through: throughOf(interaction) }, interaction, arrivedAt, {
        command,
        ending,
      });
    } catch (error) {
      await this.excuse(error, { client, where }, tell);
    }
  }

  /** The throttles are the command's own: whoever has begun with it may go on. */
  private async useOf({ command, run }: UsedPart, interaction: PartInteraction): Promise<Ending> {
    const refusal = refusalOf(command, askerOf(interaction));
    if (refusal) return decline(interaction, refusal);
    await run();
    return interaction.replied || interaction.deferred ? answered : unanswered;
  }

  /** What is suggested while somebody types; nothing, where the command would be declined. */
  private async suggest(client: BotClient, interaction: AutocompleteInteraction): Promise<void> {
    try {
      const command = await this.find(client, interaction);
      const isOpen = refusalOf(command, askerOf(interaction)) === null;
      const handler = isOpen ? this.builtins.of(interaction) : null;
      if (handler && command?.source === CommandSource.BUILTIN) await handler();
      else if (!isOpen || !command) await interaction.respond([]);
      else await interaction.respond(await this.suggestions.of(client.botId, command, interaction));
    } catch (error) {
      await this.excuse(error, { client, where: `suggestions of /${nameOf(interaction)}` }, async () => {
        if (!interaction.responded) await interaction.respond([]);
      });
    }
  }

  /** A command that somebody wrote as a message. What is none is left alone, and so is one that no gate knows. */
  private async runText(client: BotClient, message: Message): Promise<void> {
    const arrivedAt = performance.now();
    const isFromSomebody = !message.author.bot && message.webhookId === null;
    if (!isFromSomebody) return;
    const prefix = await this.prefixIn(client, message);
    const written = commandIn(message, prefix);
    if (!written) return;
    const { id, author: user, guildId, guild, channelId, channel } = message;
    const run = await trace(client, written.name, () => this.runWritten(client, message, written));
    if (!run) return;
    const asked = { type: CommandType.PREFIX, name: prefix + written.name };
    this.record(client, asked, { id, user, guildId, guild, channelId, channel }, arrivedAt, run);
  }

  private async runWritten(
    client: BotClient,
    message: Message,
    written: WrittenCommand,
  ): Promise<Run | null> {
    let command: KnownCommand | null = null;
    try {
      const builtin = this.builtins.ofText(written.name, message);
      command = await this.table.find(client.botId, CommandType.PREFIX, written.name.toLowerCase());
      if (!command) {
        await builtin?.();
        return builtin && { command, ending: answered };
      }
      const refusal = await this.refusalOf(client, command, askerOfMessage(message));
      if (refusal) {
        await answer(message, { content: refusal.sentence });
        return { command, ending: refused(refusal.sentence, refusal.gate) };
      }
      const handler = await this.customs.ofText(command, message, client.botId, written);
      await handler?.();
      return { command, ending: answered };
    } catch (error) {
      const where = `the text command ${written.name}`;
      const ending = await this.excuse(error, { client, where }, (content) => answer(message, { content }));
      return { command, ending };
    }
  }

  /** In direct messages nobody has set one. */
  private async prefixIn({ botId }: BotClient, { guildId }: Message): Promise<string> {
    return guildId === null ? this.options.prefix : (await this.settings.of(botId, guildId)).prefix;
  }

  private async find(
    client: BotClient,
    { commandType, commandName }: AnyCommandInteraction | AutocompleteInteraction,
  ): Promise<KnownCommand | null> {
    const type = typeOf(commandType);
    return type && this.table.find(client.botId, type, commandName);
  }

  /** What was thrown, told to whoever waits for an answer, and reported if it was a fault. */
  private async excuse(
    error: unknown,
    { client: { botId }, where }: { readonly client: BotClient; readonly where: string },
    tell: (sentence: string) => Promise<void>,
  ): Promise<Ending> {
    if (error instanceof StepFailed) {
      // What Discord refuses is the admins’ to mend, and none of our faults.
      const isOurs = error.isFault && !(error.cause instanceof DiscordAPIError);
      if (isOurs) this.errors.report(error.cause, { botId, where: `${where}, step ${error.path}` });
      await tell(brokenStep).catch(() => undefined);
      return failed(error);
    }
    const refusal = refusalIn(error);
    const sentence = refusal ?? apology(this.errors.report(error, { botId, where }));
    // Too late, answered already, or Discord is away: then nobody is left to be told, and the fault is written down.
    await tell(sentence).catch(() => undefined);
    return refusal === null ? failed(error) : refused(refusal);
  }

  private record(
    { botId }: BotClient,
    { type, name, through }: Asked,
    { id, user, guildId, guild, channelId, channel }: Place,
    arrivedAt: number,
    { command, ending: { outcome, gate, error } }: Run,
  ): void {
    const duration = Math.round(performance.now() - arrivedAt);
    this.metrics.count(outcome, command, duration);
    this.log.record({
      kind: 'command.executed',
      topic: botId,
      subject: { kind: 'bot', id: botId },
      data: {
        botId,
        command: name,
        type,
        ...(through && { through }),
        ...servedBy(command),
        interactionId: id,
        userId: user.id,
        userName: user.displayName,
        guildId,
        guildName: guild?.name ?? null,
        channelId,
        channelName: channel && 'name' in channel ? channel.name : null,
        outcome,
        gate,
        duration,
        error,
      },
    });
    if (guild && outcome === 'FAILED') {
      // Why, is for the admins of the bot: whoever reads this channel need not be one.
      const line = `${user.displayName} ${through ? 'used' : 'ran'} ${useInWords(through, type, name)} in <#${channelId}>, and it failed. The log of the bot says why.`;
      void this.guildLog.write(guild, 'logFailures', line);
    }
  }
}

/** From what somebody did to the answer; the gates and the steps are below it. */
function trace<Ran extends Run | null>(
  { botId }: BotClient,
  name: string,
  work: () => Promise<Ran>,
): Promise<Ran> {
  return traced('command', { kind: 'server', attributes: { 'cube.bot.id': botId } }, async (span) => {
    const run = await work();
    // Whatever somebody wrote behind a prefix is no name of ours unless we know the command.
    if (run?.command) span.set({ 'cube.command.name': name });
    if (run) span.set({ 'cube.command.outcome': run.ending.outcome });
    if (run?.ending.outcome === 'FAILED') span.fail('FAILED');
    return run;
  });
}

function commandIn({ content }: Message, prefix: string): WrittenCommand | null {
  if (!content.startsWith(prefix)) return null;
  const [name, ...args] = content.slice(prefix.length).trim().split(/\s+/);
  return name ? { name, args } : null;
}

async function decline(interaction: RepliableInteraction, { gate, sentence }: Refusal): Promise<Ending> {
  await tellPrivately(interaction, sentence);
  return refused(sentence, gate);
}

/** The command as people typed it, sub-commands and all. */
function nameOf(interaction: AnyCommandInteraction | AutocompleteInteraction): string {
  if (!interaction.isChatInputCommand() && !interaction.isAutocomplete()) return interaction.commandName;
  const { commandName, options } = interaction;
  return [commandName, options.getSubcommandGroup(false), options.getSubcommand(false)]
    .filter((part) => part !== null)
    .join(' ');
}

/** Null for the kinds that no bot of ours can have. */
function typeOf(type: ApplicationCommandType): CommandType | null {
  switch (type) {
    case ApplicationCommandType.ChatInput:
      return CommandType.CHAT_INPUT;
    case ApplicationCommandType.User:
      return CommandType.USER;
    case ApplicationCommandType.Message:
      return CommandType.MESSAGE;
    case ApplicationCommandType.PrimaryEntryPoint:
      return null;
  }
}

function throughOf(interaction: PartInteraction): Through {
  if (interaction.isModalSubmit()) return 'FORM';
  return interaction.isButton() ? 'BUTTON' : 'MENU';
}
