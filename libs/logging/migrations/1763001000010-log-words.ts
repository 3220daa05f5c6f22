import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Between words: white space, and what ASCII and Unicode have of punctuation. */
const between = String.raw`\s\x01-/:-@\[-\x60{-\xbf\u2010-\u206f\u3000-\u3003`;

/**
 * What an entry of the log is found by: its words, and marks such as `:o:FAILED` for what people filter by, all in one
 * GIN index, so that words and filters are intersected there. `libs/logging/log-words.ts` says the same in TypeScript,
 * and a spec compares the two. The index is written beside the rows: nothing is stored twice.
 */
export class LogWords1763001000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whoever writes an entry must never be refused for its text: words are cut to what an index takes.
      create function event_log_words(kind text, topic text, subject_id text, level text, data jsonb)
        returns tsvector language plpgsql immutable parallel safe cost 1000 as $$
      declare
        said text;
        marks text[];
      begin
        if kind in ('bot.measured', 'connection.changed', 'mail.changed') then
          return null;
        elsif kind = 'command.executed' then
          said := concat_ws(' ', data->>'command', data->>'userName', data->>'guildName', data->>'channelName',
            data->>'error');
          marks := array[':c:' || left(data->>'command', 100), ':o:' || left(data->>'outcome', 100),
            ':u:' || left(data->>'userId', 100)];
        else
          said := concat_ws(' ', data->>'what', data->>'message', data->>'error', data->>'deed', data->>'actorName');
          marks := array[':d:' || left(data->>'deed', 100), ':s:' || left(subject_id, 100),
            ':u:' || left(coalesce(data->>'actorId', data->>'accountId'), 100)];
        end if;
        said := lower(left(said, 4000));
        if length(said) > 500 then
          said := regexp_replace(said, '([^${between}]{100})[^${between}]+', '\\1', 'g');
        end if;
        return array_to_tsvector(array_remove(array_remove(
          regexp_split_to_array(said, '[${between}]+')
          || marks || array[':l:' || level, ':b:' || left(topic, 100), ':g:' || left(data->>'guildId', 100)],
          ''), null));
      end $$
    `);
    // The list of what waits to be sorted in is read by every search, so it is kept short.
    await runner.query(`
      create index event_log_by_words on event_log
        using gin (event_log_words(kind, topic, subject_id, level, data)) with (gin_pending_list_limit = 1024)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_log_by_words');
    await runner.query('drop function event_log_words(text, text, text, text, jsonb)');
  }
}
