import { isDeepStrictEqual } from 'node:util';

import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { Conflict, Forbidden, Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import type { RowSelection } from '@cube/platform/rows';
import { Subjects } from '@cube/platform/subjects';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { differencesOf, withRestored } from './differences';
import { Keepers } from './keepers';
import {
  permissionsFor,
  type State,
  targetOf,
  Version,
  VersionDifference,
  VersionKind,
  type VersionSubject,
} from './version.entity';

/** Which versions somebody wants to see. */
export interface VersionSelection {
  readonly botId: string;
  readonly kind?: VersionKind;
  readonly subjectId?: string;
}

const noSuchVersion = () => new NotFound('There is no such version: it went with what it was a version of.');

/** What things were, for whoever may see the things themselves, and the way back to it. */
@Injectable()
export class History {
  readonly byId = new Batch<string, Version>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((version) => [version.id, version]));
  });

  constructor(
    @InjectRepository(Version) private readonly rows: Repository<Version>,
    private readonly keepers: Keepers,
    private readonly subjects: Subjects,
  ) {}

  /** Newest first, of the kinds that the viewer may see. */
  list(
    { botId, kind, subjectId }: VersionSelection,
    page: PageArgs,
    viewer: Viewer,
    selection?: RowSelection,
  ): Promise<Connection<Version>> {
    const kinds = this.visible(viewer, botId, kind, subjectId);
    if (!isId(botId)) throw this.subjects.of('bot').missing();
    const query = this.rows.createQueryBuilder('version').where({
      botId,
      kind: In(kinds),
      ...(subjectId !== undefined && { subjectId }),
    });
    return paginate(query, page, { by: 'at', direction: 'DESC' }, selection);
  }

  async get(id: string, viewer: Viewer): Promise<Version> {
    const version = isId(id) ? await this.rows.findOneBy({ id }) : null;
    if (!version || !viewer.access.sees(targetOf(version))) throw noSuchVersion();
    this.refuse(viewer, version, 'view');
    return version;
  }

  follow(botId: string, viewer: Viewer): Follow {
    const kinds: readonly string[] = this.visible(viewer, botId);
    return follow(['version.added'], botId, ({ data }) =>
      kinds.includes(data.kind) ? { versionId: data.versionId } : null,
    );
  }

  /** What the change that made a version altered. */
  changesOf({ before, after, secrets }: Version): VersionDifference[] {
    return [...shown(before, after), ...secrets.map(exchanged)];
  }

  /** What is not the same in two versions of one thing, told from the first to the second. */
  async diff(from: string, to: string, viewer: Viewer): Promise<VersionDifference[]> {
    const [one, other] = [await this.get(from, viewer), await this.get(to, viewer)];
    if (keyOf(one) !== keyOf(other)) {
      throw new Invalid('These are versions of two different things: compare two versions of one.');
    }
    const secrets = await this.exchangedBetween(one, other);
    return [...shown(one.after, other.after), ...secrets.map(exchanged)];
  }

  /**
   * Makes a thing again what it was in a version, or just some fields of it: through the service that changes it
   * otherwise, so that its rules hold, and as a version of its own. A version that tells of a deletion stands for what
   * was deleted.
   */
  async restore(id: string, fields: readonly string[] | null, viewer: Viewer): Promise<Version> {
    const version = await this.get(id, viewer);
    this.refuse(viewer, version, 'edit');
    const then = version.after ?? version.before ?? {};
    const now = (await this.newest(version)).after;
    const author = { ...viewer, restoredFrom: version.number };
    const keeper = this.keepers.of(version.kind);
    if (!now) {
      if (fields) throw new Conflict(`${version.title} was deleted: restore all of it.`);
      await keeper.create(version, then, author);
    } else {
      await keeper.update(version, changedFields(now, withRestored(now, then, fields)), author);
    }
    return this.newest(version);
  }

  /** The kinds whose versions the viewer may see; throws where there are none, as the door of the bot would. */
  private visible(viewer: Viewer, botId: string, kind?: VersionKind, subjectId = ''): VersionKind[] {
    const wanted = (kind ? [kind] : Object.values(VersionKind)).map((each) => ({
      kind: each,
      botId,
      subjectId,
    }));
    const seen = wanted.filter(({ kind: each, ...subject }) =>
      viewer.access.may(permissionsFor[each].view, targetOf({ kind: each, ...subject })),
    );
    if (seen.length > 0) return seen.map((each) => each.kind);
    if (!wanted.some((subject) => viewer.access.sees(targetOf(subject)))) {
      throw this.subjects.of('bot').missing();
    }
    throw new Forbidden(
      `You may not do this: it takes the permission ${permissionsFor[kind ?? VersionKind.BOT].view}. explainAccess tells who can give it to you.`,
    );
  }

  private refuse({ access }: Viewer, version: Version, deed: 'view' | 'edit'): void {
    const permission = permissionsFor[version.kind][deed];
    if (access.may(permission, targetOf(version))) return;
    throw new Forbidden(
      `You may not do this: it takes the permission ${permission}. explainAccess tells who can give it to you.`,
    );
  }

  private newest({ botId, kind, subjectId }: VersionSubject): Promise<Version> {
    return this.rows.findOneOrFail({ where: { botId, kind, subjectId }, order: { number: 'DESC' } });
  }

  /** The secrets that were exchanged after the older of the two, up to the newer. */
  private async exchangedBetween(one: Version, other: Version): Promise<string[]> {
    const { botId, kind, subjectId } = one;
    const rows: { secret: string }[] = await this.rows.query(
      `select distinct unnest(secrets) as secret from version
       where bot_id = $1 and kind = $2 and subject_id = $3 and number > $4 and number <= $5 order by 1`,
      [botId, kind, subjectId, Math.min(one.number, other.number), Math.max(one.number, other.number)],
    );
    return rows.map(({ secret }) => secret);
  }
}

const keyOf = ({ botId, kind, subjectId }: VersionSubject): string => `${botId} ${kind} ${subjectId}`;

const shown = (before: State | null, after: State | null): VersionDifference[] =>
  differencesOf(before, after)
    .map((each) => ({
      path: each.path,
      before: each.before ?? null,
      after: each.after ?? null,
      isSecret: false,
    }))
    // A field that is empty and one that is not there look the same to people.
    .filter((each) => each.before !== each.after);

const exchanged = (path: string): VersionDifference => ({ path, before: null, after: null, isSecret: true });

/** The outermost fields that were brought back; null for one that there was not. Throws when there are none. */
function changedFields(now: State, restored: State): State {
  const all = new Set([...Object.keys(now), ...Object.keys(restored)]);
  const names = [...all].filter((name) => !isDeepStrictEqual(now[name], restored[name]));
  if (names.length === 0) {
    throw new Conflict(
      'There is nothing to restore: it is so already, or this field cannot be put back without the ones around it.',
    );
  }
  return Object.fromEntries(names.map((name) => [name, restored[name] ?? null]));
}
