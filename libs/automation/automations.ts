import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { guildChanged } from '@cube/guilds/guilds.service';
import { Invalid } from '@cube/platform/errors';
import { Hints, type HintTopic } from '@cube/platform/hints';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Keepers } from '@cube/versions/keepers';
import {
  idInGuild,
  placeOf,
  type State,
  type VersionKind,
  type VersionSubject,
} from '@cube/versions/version.entity';
import { type Author, Versions } from '@cube/versions/versions.service';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ZodType } from 'zod';

/** One thing that a bot does by itself in a guild. */
export interface Placed {
  readonly id: string;
  readonly botId: string;
  readonly guildId: string;
}
type Row = Placed & { readonly channelId: string };

/** A kind of such things, as the service that owns it describes it. */
export interface AutomationKind<Known extends Row> {
  readonly kind: VersionKind;
  /** Who has to read them anew. */
  readonly hint: HintTopic;
  /** With its article: “A reaction role”. */
  readonly noun: string;
  /** The row, which nobody else changes until the transaction ends. */
  locked(manager: EntityManager, of: Placed): Promise<Known | null>;
  /** What people call it; where it is stands behind that. */
  titleOf(row: Known): string;
  /** What of it somebody writes. */
  stateOf(row: Known): State;
}

/** Who changes something; `within` is the manager of a transaction that is under way (`EventLog.transact`). */
export interface By {
  readonly author: Author;
  readonly within?: EntityManager;
}

/** How such things are written. */
interface WrittenThings<Written> {
  readonly shape: ZodType<Written>;
  /** What of one somebody wrote. */
  get(of: Placed): Promise<Written>;
  rewrite(of: Placed, written: Written, by: By): Promise<void>;
  lay(of: Placed, written: Written, by: By): Promise<void>;
}

/** Writes down what bots do by themselves in a guild: row, version, event and hint are one transaction. */
@Injectable()
export class Automations {
  constructor(
    private readonly bots: Bots,
    private readonly log: EventLog,
    private readonly hints: Hints,
    private readonly versions: Versions,
    private readonly keepers: Keepers,
  ) {}

  async change<Known extends Row>(
    kind: AutomationKind<Known>,
    of: Placed,
    { author, within }: By,
    work: (manager: EntityManager, known: Known | null) => Promise<unknown>,
  ): Promise<void> {
    const { id, botId, guildId } = of;
    await this.log.transact(async (manager, emit) => {
      if (!(await this.bots.hold(manager, botId))) throw noSuchBot();
      // Two who add one at the same moment wait for each other.
      await manager.query('select pg_advisory_xact_lock(hashtext($1))', [`${kind.kind}:${botId}:${guildId}`]);
      const before = await kind.locked(manager, of);
      await work(manager, before);
      const after = await kind.locked(manager, of);
      const row = after ?? before;
      if (!row) return;
      const title = `${kind.titleOf(row)} in ${await nameOfPlace(manager, row)}`;
      await this.versions.record(manager, {
        kind: kind.kind,
        botId,
        subjectId: idInGuild(guildId, id),
        title,
        author,
        before: before && kind.stateOf(before),
        after: after && kind.stateOf(after),
      });
      const deed = after ? (before ? 'changed' : 'added') : 'removed';
      await emit(guildChanged(botId, guildId, 'UPDATED', `${kind.noun} was ${deed}: ${title}.`));
      await this.hints.give(kind.hint, manager);
    }, within);
  }

  /** Lets versions of these things be brought back, by how they are written otherwise. */
  keep<Written>(kind: VersionKind, { shape, get, rewrite, lay }: WrittenThings<Written>): void {
    const placed = ({ botId, subjectId }: Pick<VersionSubject, 'botId' | 'subjectId'>): Placed => {
      const place = placeOf({ kind, botId, subjectId });
      if (!place) throw new Error(`A version of ${kind} belongs to a guild.`);
      return { botId, ...place };
    };
    const read = (state: State): Written => {
      const { data } = shape.safeParse(state);
      if (data !== undefined) return data;
      throw new Invalid('This version is of an older build, and cannot be brought back: write it anew.');
    };
    this.keepers.add(kind, {
      update: async (subject, fields, author) => {
        const of = placed(subject);
        await rewrite(of, read({ ...(await get(of)), ...fields }), { author });
      },
      create: (subject, state, author) => lay(placed(subject), read(state), { author }),
    });
  }
}

/** Where something is, as people call it: “#general of Lab”. */
async function nameOfPlace(
  manager: EntityManager,
  { botId, guildId, channelId }: Omit<Row, 'id'>,
): Promise<string> {
  const [row]: { guild: string; channel: string | null }[] = await manager.query(
    `select guild.name as guild, channel.name as channel
     from bot join guild on guild.network = bot.network and guild.id = $2
       left join channel on channel.network = guild.network and channel.guild_id = guild.id and channel.id = $3
     where bot.id = $1`,
    [botId, guildId, channelId],
  );
  return `${row?.channel ? `#${row.channel}` : 'a deleted channel'} of ${row?.guild ?? 'a server'}`;
}
