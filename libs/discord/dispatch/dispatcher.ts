import { CommandType } from '@cube/commands/command-kinds';
import { CommandTable, type KnownCommand } from '@cube/commands/command-table';
import { runSteps } from '@cube/commands/steps';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Inject, Injectable } from '@nestjs/common';
import {
  ApplicationCommandType,
  type AutocompleteInteraction,
  type CommandInteraction,
  Events,
  type Interaction,
  type Message,
  type RepliableInteraction,
} from 'discord.js';

import { DISCORD_OPTIONS, type DiscordOptions } from '../discord-options';
import type { BotClient } from '../fleet/bot-client';
import { answer, replyPort, tellPrivately } from './answers';
import { BuiltinHandlers } from './builtin-handlers';
import { answered, apology, type Ending, failed, refusalIn, refused, unanswered } from './endings';

const unknownHere = 'This command is not there any more: it was removed, or Discord shows an old list.';
const switchedOff = 'This command is switched off at the moment.';

/** Milliseconds that commands may still run when the process ends. */
const longestFarewell = 2000;

type AnyCommandInteraction = Extract<Interaction, CommandInteraction>;

/** What an interaction and a message have in common: who is where. */
type Place = Pick<Interaction, 'id' | 'user' | 'guildId' | 'guild' | 'channelId' | 'channel'>;

/** Brings what people do to the code that answers it, one bot at a time, and records how that ended. Nothing is thrown out of here. */
@Injectable()
export class Dispatcher {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly table: CommandTable,
    private readonly builtins: BuiltinHandlers,
    private readonly log: EventLog,
    private readonly errors: ErrorReporter,
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
    const ending = await this.run(client, interaction);
    this.record(client, nameOf(interaction), interaction, arrivedAt, ending);
  }

  /** A command: those that the bot does not have, or has switched off, are declined. */
  private async run(client: BotClient, interaction: AnyCommandInteraction): Promise<Ending> {
    try {
      const command = await this.find(client, interaction);
      if (!command) return await decline(interaction, unknownHere);
      if (!command.enabled) return await decline(interaction, switchedOff);
      const handler = this.handlerOf(command, interaction);
      if (!handler) return await decline(interaction, unknownHere);
      await handler();
      return interaction.replied ? answered : unanswered;
    } catch (error) {
      return this.excuse(error, { client, where: `/${nameOf(interaction)}` }, (sentence) =>
        tellPrivately(interaction, sentence),
      );
    }
  }

  private handlerOf({ response }: KnownCommand, interaction: AnyCommandInteraction) {
    if (response === null) return this.builtins.of(interaction);
    return () => runSteps({ response }, replyPort(interaction));
  }

  /** A button, a menu or a form. One that no handler is meant for belongs to a command that waits for it itself. */
  private async use(
    client: BotClient,
    interaction: Exclude<RepliableInteraction, AnyCommandInteraction>,
  ): Promise<void> {
    try {
      await this.builtins.of(interaction)?.();
    } catch (error) {
      await this.excuse(error, { client, where: interaction.customId }, (sentence) =>
        tellPrivately(interaction, sentence),
      );
    }
  }

  /** What is suggested while somebody types; nothing, where the command would be declined. */
  private async suggest(client: BotClient, interaction: AutocompleteInteraction): Promise<void> {
    try {
      const command = await this.find(client, interaction);
      const handler = command?.enabled ? this.builtins.of(interaction) : null;
      if (handler) await handler();
      else await interaction.respond([]);
    } catch (error) {
      await this.excuse(error, { client, where: `suggestions of /${nameOf(interaction)}` }, async () => {
        if (!interaction.responded) await interaction.respond([]);
      });
    }
  }

  private async runText(client: BotClient, message: Message): Promise<void> {
    const arrivedAt = performance.now();
    const name = this.textCommandIn(message);
    const handler = this.builtins.ofText(name, message);
    if (!handler) return;
    const command = this.options.prefix + name;
    const ending = await handler().then(
      () => answered,
      (error: unknown) =>
        this.excuse(error, { client, where: command }, (sentence) => answer(message, sentence)),
    );
    const { id, author: user, guildId, guild, channelId, channel } = message;
    this.record(client, command, { id, user, guildId, guild, channelId, channel }, arrivedAt, ending);
  }

  private textCommandIn({ content, author, webhookId }: Message): string {
    const isFromSomebody = !author.bot && webhookId === null;
    if (!isFromSomebody || !content.startsWith(this.options.prefix)) return '';
    const [name = ''] = content.slice(this.options.prefix.length).trim().split(/\s+/);
    return name;
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
    const refusal = refusalIn(error);
    const sentence = refusal ?? apology(this.errors.report(error, { botId, where }));
    // Too late, answered already, or Discord is away: then nobody is left to be told, and the fault is written down.
    await tell(sentence).catch(() => undefined);
    return refusal === null ? failed(error) : refused(refusal);
  }

  private record(
    { botId }: BotClient,
    command: string,
    { id, user, guildId, guild, channelId, channel }: Place,
    arrivedAt: number,
    { outcome, error }: Ending,
  ): void {
    this.log.record({
      kind: 'command.executed',
      topic: botId,
      subject: { kind: 'bot', id: botId },
      data: {
        botId,
        command,
        interactionId: id,
        userId: user.id,
        userName: user.displayName,
        guildId,
        guildName: guild?.name ?? null,
        channelId,
        channelName: channel && 'name' in channel ? channel.name : null,
        outcome,
        duration: Math.round(performance.now() - arrivedAt),
        error,
      },
    });
  }
}

async function decline(interaction: AnyCommandInteraction, why: string): Promise<Ending> {
  await tellPrivately(interaction, why);
  return refused(why);
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
