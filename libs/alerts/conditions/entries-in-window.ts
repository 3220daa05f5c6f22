import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { AlertRule } from '../alert-rule.entity';
import { installation, mostEntries } from './condition';

/** What a rule counted of one bot, or of what belongs to none. */
export interface Counted {
  readonly subject: string;
  readonly name: string;
  readonly botId: string | null;
  readonly entries: number;
  /** Of the newest. */
  readonly ids: readonly string[];
  /** Some commands that it was about. */
  readonly commands: readonly string[];
}

interface Row {
  readonly bot_id: string | null;
  readonly name: string | null;
  readonly entries: number;
  readonly ids: string[];
  readonly commands: string[] | null;
}

/** Entries of one bot that a round looks at, newest first, which no threshold is above: a flood must not make looking slow. */
const mostOfBot = 10_000;

/** Counts entries of the log in the window of a rule, by bot: the flood of one hides no other. */
@Injectable()
export class EntriesInWindow {
  constructor(private readonly database: DataSource) {}

  /** `only` is SQL that is true of the entries that count, null for all of the kind; what it asks has an index by topic. */
  async count(kind: string, only: string | null, rule: AlertRule): Promise<readonly Counted[]> {
    const newest = (ofTopic: string) =>
      `select count(*)::int as entries, (array_agg(id order by id desc))[1:$5] as ids,
         (array_agg(distinct data->>'command') filter (where data->>'command' is not null))[1:5] as commands
       from (
         select id, data from event_log
         where kind = $1 and id >= event_log_lowest_id(now() - make_interval(secs => $2)) and ${ofTopic}
           ${only === null ? '' : `and ${only}`}
         order by id desc limit ${mostOfBot}) newest`;
    const rows = await this.database.transaction(async (manager): Promise<Row[]> => {
      // The index has the order: a sort would read all of a flood for the newest of it.
      await manager.query('set local enable_sort = off');
      return manager.query(
        `select * from (
           select bot.id as bot_id, bot.name, counted.*
           from bot cross join lateral (${newest('topic = bot.id::text')}) counted
           where $3::uuid is null or bot.id = $3
           union all
           select null, null, counted.* from (${newest('topic is null')}) counted where $3::uuid is null) counted
         where entries >= $4`,
        [kind, rule.windowSeconds, rule.botId, rule.threshold, mostEntries],
      );
    });
    return rows.map(({ bot_id: botId, name, entries, ids, commands }) => ({
      subject: botId ?? installation.subject,
      name: name ?? installation.name,
      botId,
      entries,
      ids,
      commands: commands ?? [],
    }));
  }
}
