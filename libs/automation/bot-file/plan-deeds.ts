import type { Bot } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import { Commands } from '@cube/commands/commands.service';
import { CommandSwitches } from '@cube/commands/gates/command-switches';
import { PlanAction } from '@cube/commands/plans/command-plan';
import type { Surroundings } from '@cube/discord-rules/steps/surroundings';
import { Invalid } from '@cube/platform/errors';
import type { Viewer } from '@cube/platform/viewer';
import { VersionKind } from '@cube/versions/version.entity';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { By, Placed } from '../automations';
import { type Bond, isSamePlace } from '../reaction-roles/bond';
import { ReactionRoles } from '../reaction-roles/reaction-roles.service';
import { ScheduledMessages } from '../scheduled-messages/scheduled-messages.service';
import { GuildSettingsService } from '../settings/guild-settings.service';
import type { Choosable } from '../settings/setting-checks';
import { refuseProblems } from './file-problems';
import type { Pair } from './pairs';
import { wishOf } from './plan-problems';
import type { Planned } from './planned';

/** What a plan is carried out by. */
export interface PlannedDeeds {
  readonly bot: Bot;
  readonly things: readonly Planned[];
  /** What there is to choose from in the guilds that change. */
  readonly places: ReadonlyMap<string, Choosable>;
  /** What the bot has once it is done; without it a command could not run one that comes after it. */
  readonly around: Surroundings;
}

/** Does what a plan said, by the services that do it otherwise. */
@Injectable()
export class PlanDeeds {
  constructor(
    private readonly bots: Bots,
    private readonly commands: Commands,
    private readonly switches: CommandSwitches,
    private readonly settings: GuildSettingsService,
    private readonly reactions: ReactionRoles,
    private readonly messages: ScheduledMessages,
  ) {}

  /** Puts the emoji of new reaction roles under their messages, before anything is changed: Discord has to agree. */
  async prepare(botId: string, things: readonly Planned[], lineOf: (path: string) => number): Promise<void> {
    for (const { bond, path } of things) {
      if (!bond?.written || !isElsewhere(bond)) continue;
      try {
        await this.reactions.react(botId, bond.written);
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        refuseProblems(
          error.fields.map(({ field, message }) => ({ field: `${path}.${field}`, message })),
          lineOf,
        );
        throw error;
      }
    }
  }

  async carryOut(manager: EntityManager, deeds: PlannedDeeds, viewer: Viewer | null): Promise<void> {
    const todo = deeds.things.filter(({ action }) => action !== PlanAction.UNCHANGED);
    // What goes makes room for what comes; settings name commands that have to be there.
    const rank = ({ kind, action }: Planned) =>
      kind === VersionKind.GUILD_SETTINGS ? 2 : action === PlanAction.DELETE ? 0 : 1;
    for (const thing of todo.sort((one, other) => rank(one) - rank(other))) {
      await this.do(manager, thing, deeds, viewer);
    }
  }

  /** Takes the emoji of reaction roles away that are gone. */
  async tidyUp(botId: string, things: readonly Planned[]): Promise<void> {
    for (const { bond } of things) {
      if (bond?.known && !bond.written) await this.reactions.clear(botId, bond.known.written);
    }
  }

  private async do(
    manager: EntityManager,
    thing: Planned,
    { bot, places, around }: PlannedDeeds,
    viewer: Viewer | null,
  ): Promise<void> {
    const { kind, wanted, command, commandId = null, guildId } = thing;
    if (kind === VersionKind.BOT) {
      const { name, description, intents } = Object(wanted);
      // Other intents are a new start, also when they are the same.
      const isOtherIntents = thing.changes.some(({ path }) => path.startsWith('intents'));
      const input = { name, description, ...(isOtherIntents && { intents }) };
      await this.bots.update(bot.id, input, viewer, manager);
    } else if (guildId !== undefined) {
      const there = places.get(guildId) ?? nothing;
      const by = { author: viewer, within: manager };
      if (thing.bond) await write(this.reactions, { botId: bot.id, guildId }, thing.bond, by, there);
      else if (thing.schedule)
        await write(this.messages, { botId: bot.id, guildId }, thing.schedule, by, there);
      else await this.set(manager, thing, { bot, guildId, there }, viewer);
    } else if (command) {
      await this.commands.put({ botId: bot.id, id: commandId }, command, viewer, manager, around);
    } else if (commandId !== null && wanted === null) {
      await this.commands.delete(commandId, viewer, manager);
    } else if (commandId !== null) {
      await this.commands.update(commandId, { enabled: wanted?.['enabled'] === true }, viewer, manager);
    }
  }

  private async set(
    manager: EntityManager,
    thing: Planned,
    { bot, guildId, there }: { readonly bot: Bot; readonly guildId: string; readonly there: Choosable },
    viewer: Viewer | null,
  ): Promise<void> {
    const commands = await this.switches.commandsOf(bot.id, manager);
    const place = {
      bot,
      guild: { id: guildId, name: thing.title },
      there: { ...there, commands: new Set(commands.map(({ id }) => id)) },
    };
    await this.settings.write(place, wishOf(thing, commands), viewer, manager);
  }
}

const nothing: Choosable = { channels: new Set(), roles: new Set(), commands: new Set() };

/** True of a reaction role that is new, or that is to stand elsewhere. */
const isElsewhere = ({ known, written }: Pair<Bond>): boolean =>
  !known || !written || known.written.channelId !== written.channelId || !isSamePlace(known.written, written);

/** Who writes things that a bot does by itself. */
interface Writer<Written> {
  lay(of: Placed, written: Written, by: By, there: Choosable): Promise<void>;
  rewrite(of: Placed, written: Written, by: By, there: Choosable): Promise<void>;
  erase(of: Placed, by: By): Promise<void>;
}

async function write<Written>(
  writer: Writer<Written>,
  of: Omit<Placed, 'id'>,
  { known, written }: Pair<Written>,
  by: By,
  there: Choosable,
): Promise<void> {
  if (!known && written) await writer.lay({ ...of, id: uuid() }, written, by, there);
  else if (known && written) await writer.rewrite({ ...of, id: known.id }, written, by, there);
  else if (known) await writer.erase({ ...of, id: known.id }, by);
}
