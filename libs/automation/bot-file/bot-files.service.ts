import { createHash } from 'node:crypto';
import { setImmediate as others } from 'node:timers/promises';

import { Bots } from '@cube/bots/bots.service';
import { Commands } from '@cube/commands/commands.service';
import { PlanAction } from '@cube/commands/plans/command-plan';
import { Guilds } from '@cube/guilds/guilds.service';
import { Config } from '@cube/platform/config';
import { Conflict, Forbidden } from '@cube/platform/errors';
import { Gate } from '@cube/platform/gate';
import { Limits, whoIs } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { permissionsFor } from '@cube/versions/version.entity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { choosableIn } from '../settings/choosable';
import { GuildSettingsService } from '../settings/guild-settings.service';
import type { Choosable } from '../settings/setting-checks';
import { type BotNow, brief, briefBot, readBot } from './bot-now';
import { type BotPlan, compare } from './bot-plan';
import { refuseProblems } from './file-problems';
import type { There } from './pairs';
import { PlanDeeds, type PlannedDeeds } from './plan-deeds';
import { problemsOf } from './plan-problems';
import type { Planned } from './planned';
import { type ReadFile, readFile } from './read-file';
import { writeYaml } from './yaml';

/** Who does what with a file; a viewer of null is the operator’s terminal. */
interface Who {
  readonly viewer: Viewer | null;
  readonly deed: 'view' | 'edit';
}

/** A file that was read and compared with a bot. */
interface Comparison extends PlannedDeeds {
  readonly plan: BotPlan;
}

/** Bots as files: what one is, what a file would make of it, and doing that. `viewer` is null for the operator’s terminal. */
@Injectable()
export class BotFiles {
  /** To read one holds up everything else: one at a time, and between two of them all that waits. */
  private readonly reading = new Gate(1);

  constructor(
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly bots: Bots,
    private readonly commands: Commands,
    private readonly guilds: Guilds,
    private readonly settings: GuildSettingsService,
    private readonly deeds: PlanDeeds,
    private readonly limits: Limits,
    private readonly config: Config,
  ) {}

  /** Everything of a bot that the viewer may see, as YAML. */
  async export(botId: string, viewer: Viewer | null): Promise<string> {
    const now = await readBot(this.database.manager, this.settings, await this.bots.get(botId));
    const sees = (permission: Permission) => !viewer || viewer.access.may(permission, { botIds: [botId] });
    const guilds = [...now.guilds.values()].filter(({ values }) => Object.keys(values).length > 0);
    return writeYaml(
      {
        version: 1,
        ...(sees(Permission.VIEW_BOTS) && { bot: briefBot(now.bot) }),
        commands: [...now.commands.values()].map(({ command }) => brief(command)),
        builtinsOff: [...now.builtins].flatMap(([name, { enabled }]) => (enabled ? [] : [name])),
        ...(sees(Permission.VIEW_GUILDS) && {
          guilds: Object.fromEntries(guilds.map(({ guildId, values }) => [guildId, values])),
          reactionRoles: writtenBy(now.reactionRoles),
          scheduledMessages: writtenBy(now.scheduledMessages),
        }),
      },
      [
        `yaml-language-server: $schema=${this.config.publicUrl}/bot.schema.json`,
        'A part that is left out stays as it is; one that is here is complete: what it does not name goes.',
      ],
    );
  }

  /** What applying a file would do. Throws `Invalid` with everything that is wrong with it, line by line. */
  async plan(botId: string, yaml: string, viewer: Viewer | null): Promise<BotPlan> {
    const file = await this.read(yaml, viewer);
    const { plan } = await this.compare(this.database.manager, botId, file, { viewer, deed: 'view' });
    return plan;
  }

  /** Does what a plan said, all of it or nothing, unless the bot or the file is another by now. */
  async apply(botId: string, yaml: string, planHash: string, viewer: Viewer | null): Promise<BotPlan> {
    const file = await this.read(yaml, viewer);
    // What it reads of guilds it cannot read within the transaction, by which it holds a connection already.
    const who: Who = { viewer, deed: 'edit' };
    const { places, things } = refuseOld(
      await this.compare(this.database.manager, botId, file, who),
      planHash,
    );
    await this.deeds.prepare(botId, things, file.lineOf);
    const plan = await this.log.transact(async (manager) => {
      // Every change of a bot’s things holds this row: they wait until it is done.
      await manager.query('select from bot where id = $1 for update', [botId]);
      const comparison = refuseOld(await this.compare(manager, botId, file, who, places), planHash);
      await this.deeds.carryOut(manager, comparison, viewer);
      return comparison.plan;
    });
    await this.deeds.tidyUp(botId, things);
    return plan;
  }

  private async read(yaml: string, viewer: Viewer | null): Promise<ReadFile> {
    if (viewer)
      await this.limits.take('import', whoIs(viewer), 1 + Math.floor(Buffer.byteLength(yaml) / 1000));
    return this.reading.pass(async () => {
      await others();
      return readFile(yaml);
    });
  }

  private async compare(
    manager: EntityManager,
    botId: string,
    { file, lineOf }: ReadFile,
    who: Who,
    known?: Comparison['places'],
  ): Promise<Comparison> {
    const bot = await this.bots.get(botId, manager);
    const now = await readBot(manager, this.settings, bot);
    const things = compare(now, file);
    // Before its mistakes are told: they would tell what there is.
    this.refuseStrangers(things, botId, who);
    const places = known ?? (await this.placesOf(things, now));
    const around = await this.commands.surroundings(botId, file.commands ?? [], manager);
    refuseProblems(problemsOf({ now, file, things, places, commands: this.commands, around }), lineOf);
    return {
      bot,
      things,
      places,
      around,
      plan: {
        hash: hashOf(now, things),
        isUpToDate: things.every(({ action }) => action === PlanAction.UNCHANGED),
        things: things.map(({ action, kind, key, title, path, changes }) => ({
          action,
          kind,
          key,
          title,
          changes,
          line: path === null ? null : lineOf(path),
        })),
      },
    };
  }

  /** What there is to choose from in the guilds whose settings would change. */
  private async placesOf(things: readonly Planned[], now: BotNow): Promise<ReadonlyMap<string, Choosable>> {
    const places = new Map<string, Choosable>();
    for (const { guildId, action } of things) {
      if (guildId === undefined || action === PlanAction.UNCHANGED || !now.guilds.has(guildId)) continue;
      places.set(guildId, await choosableIn(guildId, this.guilds));
    }
    return places;
  }

  /** Of what changes only: what stays as it is concerns nobody. */
  private refuseStrangers(things: readonly Planned[], botId: string, { viewer, deed }: Who): void {
    const shut = things.find(({ kind, guildId, action }) => {
      const target = { botIds: [botId], ...(guildId !== undefined && { guildId }) };
      const concerns = deed === 'view' || action !== PlanAction.UNCHANGED;
      return viewer && concerns && !viewer.access.may(permissionsFor[kind][deed], target);
    });
    if (!shut) return;
    throw new Forbidden(
      `This takes the permission ${permissionsFor[shut.kind][deed]} for ${shut.guildId ?? shut.title}: leave that part out of the file, or ask an admin.`,
    );
  }
}

/** By guild, without those in which there is nothing. */
const writtenBy = (guilds: ReadonlyMap<string, readonly There<unknown>[]>): object =>
  Object.fromEntries(
    [...guilds]
      .filter(([, things]) => things.length > 0)
      .map(([guildId, things]) => [guildId, things.map(({ written }) => written)]),
  );

function refuseOld(comparison: Comparison, hash: string): Comparison {
  if (comparison.plan.hash === hash) return comparison;
  throw new Conflict('The bot or the file has changed since this plan was made: look at a new one.');
}

/** Of the bot as it is and of what is wanted of it. */
function hashOf(
  { bot, commands, builtins, guilds, reactionRoles, scheduledMessages }: BotNow,
  things: readonly Planned[],
): string {
  const parts = [commands, builtins, guilds, reactionRoles, scheduledMessages];
  const now = [bot, ...parts.map((part) => [...part])];
  const wanted = things.map(({ key, wanted: state }) => [key, state]);
  return createHash('sha256')
    .update(JSON.stringify([now, wanted]))
    .digest('base64url');
}
