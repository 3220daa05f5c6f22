import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord-api-types/v10';
import { ApplicationCommandType, RESTJSONErrorCodes } from 'discord-api-types/v10';
import { z } from 'zod';

import { DiscordError, missingAccess, Problems, unknownCommand } from '../errors';
import type { Application } from '../world/state';
import { isRecord } from '../world/state';
import type { World } from '../world/world';
import { checkCommand, checkDuplicates } from './command-validator';

const fields = z.object({
  type: z.enum(ApplicationCommandType).default(ApplicationCommandType.ChatInput),
  name: z.string(),
  name_localizations: z.record(z.string(), z.string().nullable()).nullish(),
  description: z.string().nullish(),
  description_localizations: z.record(z.string(), z.string().nullable()).nullish(),
  options: z.array(z.custom<APIApplicationCommandOption>(isRecord)).nullish(),
  default_member_permissions: z.union([z.string(), z.number()]).nullish(),
  dm_permission: z.boolean().nullish(),
  nsfw: z.boolean().nullish(),
  integration_types: z.array(z.number()).nullish(),
  contexts: z.array(z.number()).nullish(),
});

const mostOfType: Partial<Record<ApplicationCommandType, number>> = {
  [ApplicationCommandType.ChatInput]: 100,
  [ApplicationCommandType.User]: 15,
  [ApplicationCommandType.Message]: 15,
};

const fullMessage = 'Maximum number of application commands reached';

/** The commands that applications registered, by scope (a guild's id, or `null` for global). */
export class CommandRegistry {
  constructor(private readonly world: World) {}

  list(application: Application, guildId: string | null): APIApplicationCommand[] {
    this.checkScope(application, guildId);
    return this.world.commandsOf(application.id, guildId);
  }

  get(application: Application, guildId: string | null, commandId: string): APIApplicationCommand {
    const command = this.list(application, guildId).find(({ id }) => id === commandId);
    if (!command) throw unknownCommand();
    return command;
  }

  /** A bulk PUT: what is not in the list goes, and a command of a known type and name keeps its id. */
  replace(application: Application, guildId: string | null, body: unknown): APIApplicationCommand[] {
    const before = this.list(application, guildId);
    const problems = Problems.none();
    if (!Array.isArray(body)) {
      problems.add('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
      problems.throwIfAny();
      return [];
    }
    for (const [index, command] of body.entries()) checkCommand(command, problems.at(index));
    checkDuplicates(body, problems);
    problems.throwIfAny();
    this.checkCounts(body);
    for (const command of before) this.world.commands.delete(command.id);
    const after = body.map((command: unknown) => this.build(application, guildId, command, before));
    for (const command of after) this.world.commands.set(command.id, command);
    this.world.touch();
    return after;
  }

  /** A POST: creates, or overwrites the command of the same type and name. */
  put(application: Application, guildId: string | null, body: unknown) {
    const before = this.list(application, guildId);
    const problems = Problems.none();
    checkCommand(body, problems);
    problems.throwIfAny();
    const command = this.build(application, guildId, body, before);
    const isNew = !before.some(({ id }) => id === command.id);
    if (isNew) this.checkCounts([...before, command]);
    this.world.commands.set(command.id, command);
    this.world.touch();
    return { command, isNew };
  }

  edit(
    application: Application,
    guildId: string | null,
    commandId: string,
    body: unknown,
  ): APIApplicationCommand {
    const known = this.get(application, guildId, commandId);
    const merged = { ...known, ...(isRecord(body) ? body : {}), type: known.type };
    const problems = Problems.none();
    checkCommand(merged, problems);
    problems.throwIfAny();
    const command = { ...this.build(application, guildId, merged, [known]), id: known.id };
    this.world.commands.set(command.id, command);
    this.world.touch();
    return command;
  }

  delete(application: Application, guildId: string | null, commandId: string): void {
    this.world.commands.delete(this.get(application, guildId, commandId).id);
    this.world.touch();
  }

  /** What can be run in a guild; a guild's own command hides the global one of the same type and name. */
  runnable(application: Application, guildId: string | null): APIApplicationCommand[] {
    const own = guildId === null ? [] : this.world.commandsOf(application.id, guildId);
    const isHidden = (command: APIApplicationCommand) =>
      own.some(({ type, name }) => type === command.type && name === command.name);
    return [...own, ...this.world.commandsOf(application.id, null).filter((command) => !isHidden(command))];
  }

  private build(
    application: Application,
    guildId: string | null,
    body: unknown,
    before: readonly APIApplicationCommand[],
  ): APIApplicationCommand {
    const wish = fields.parse(body);
    const known = before.find(({ type, name }) => type === wish.type && name === wish.name);
    return {
      id: known?.id ?? this.world.newId(),
      application_id: application.id,
      version: this.world.newId(),
      type: wish.type,
      name: wish.name,
      name_localizations: wish.name_localizations ?? null,
      description: wish.description ?? '',
      description_localizations: wish.description_localizations ?? null,
      default_member_permissions:
        wish.default_member_permissions === undefined || wish.default_member_permissions === null
          ? null
          : String(wish.default_member_permissions),
      nsfw: wish.nsfw ?? false,
      ...(wish.options ? { options: wish.options } : {}),
      ...(guildId === null
        ? {
            dm_permission: wish.dm_permission ?? true,
            integration_types: wish.integration_types ?? [0],
            contexts: wish.contexts ?? null,
          }
        : { guild_id: guildId }),
    };
  }

  private checkScope(application: Application, guildId: string | null): void {
    if (guildId === null) return;
    if (!this.world.guilds.get(guildId)?.applicationIds.includes(application.id)) throw missingAccess();
  }

  private checkCounts(commands: readonly unknown[]): void {
    for (const [type, most] of Object.entries(mostOfType)) {
      const count = commands.filter(
        (command) =>
          isRecord(command) && String(command['type'] ?? ApplicationCommandType.ChatInput) === type,
      ).length;
      if (count <= most) continue;
      const problem = `${fullMessage} (${most}).`;
      throw new DiscordError(400, RESTJSONErrorCodes.MaximumNumberOfApplicationCommandsReached, problem);
    }
  }
}
