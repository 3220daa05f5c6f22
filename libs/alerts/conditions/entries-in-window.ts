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

/** Entries that a round looks at, newest first: a flood must not make looking slow. */
const mostLookedAt = 20_000;

/** Counts entries of the log in the window of a rule, by bot. */
@Injectable()
export class EntriesInWindow {
  constructor(private readonly database: DataSource) {}

  /** `marks` are what the index of words must hold, as a tsquery; null for all entries of the kind. */
  async count(kind: string, marks: string | null, rule: AlertRule): Promise<readonly Counted[]> {
    const byMarks =
      marks === null ? '' : 'and event_log_words(kind, topic, subject_id, level, data) @@ $6::tsquery';
    const rows: {
      topic: string | null;
      name: string | null;
      entries: number;
      ids: string[];
      commands: string[];
    }[] = await this.database.query(
      `select topic, bot.name, entries, ids, commands from (
           select topic, count(*)::int as entries, (array_agg(id order by id desc))[1:$5] as ids,
             (array_agg(distinct data->>'command') filter (where data->>'command' is not null))[1:5] as commands
           from (
             select topic, id, data from event_log
             where kind = $1 and id >= event_log_lowest_id(now() - make_interval(secs => $2))
               and ($3::text is null or topic = $3) ${byMarks}
             order by id desc limit ${mostLookedAt}) newest
           group by topic) counted
         left join bot on bot.id::text = topic
         where entries >= $4`,
      [kind, rule.windowSeconds, rule.botId, rule.threshold, mostEntries, ...(marks === null ? [] : [marks])],
    );
    return rows.map(({ topic, name, entries, ids, commands }) => ({
      subject: topic ?? installation.subject,
      // An entry may be about a bot that is gone.
      name: topic === null ? installation.name : (name ?? 'A removed bot'),
      botId: name === null ? null : topic,
      entries,
      ids,
      commands: commands ?? [],
    }));
  }
}
