import type { Pool } from 'pg';

/** Days over which the entries are spread, the last of them today. */
const days = 10;

/**
 * Fills the log with what an installation of some size writes: 128 bots, 512 servers, 4,096 people, 65 commands. `roll`
 * and `general` are words of a third and of two thirds of all entries, and meet in one of 50,000.
 */
export async function fillLog(database: Pool, entries: number): Promise<void> {
  await database.query(`
    do $$ declare base text; day date; kind text; begin
      foreach kind in array array['command_executed', 'error_raised', 'bot_changed', 'guild_changed', 'automation_ran'] loop
        base := 'event_log_' || kind;
        for ago in 1..${days} loop
          day := (now() at time zone 'utc')::date - ago;
          execute format('create table %I partition of %I for values from (%L) to (%L)',
            base || to_char(day, '_YYYYMMDD'), base, event_log_lowest_id(day::timestamp at time zone 'utc'),
            event_log_lowest_id((day + 1)::timestamp at time zone 'utc'));
        end loop;
      end loop;
    end $$`);
  await database.query(
    `insert into event_log (id, seq, kind, topic, subject_kind, subject_id, level, data)
     select (substr(event_log_lowest_id(now() - $2 * interval '1 day' * (1 - n::float8 / $1))::text, 1, 14)
         || '7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       nextval('event_log_seq'), kind, bot, case kind when 'error.raised' then 'error' else 'bot' end,
       case kind when 'error.raised' then md5((n % 500)::text) else bot end,
       case when kind = 'error.raised' or outcome = 'FAILED' then 'ERROR'
         when kind = 'command.executed' and outcome <> 'ANSWERED' then 'WARNING' else 'INFO' end,
       case kind
         when 'command.executed' then jsonb_build_object('botId', bot, 'command', command, 'type', 'CHAT_INPUT',
           'commandId', null, 'version', null, 'interactionId', (1300000000000000000 + n)::text,
           'userId', (1200000000000000000 + person)::text, 'userName', 'person ' || person,
           'guildId', (1100000000000000000 + guild)::text, 'guildName', words[1 + guild % 12] || ' ' || guild,
           'channelId', (1150000000000000000 + guild)::text, 'channelName', channel, 'outcome', outcome,
           'duration', 12.5 + n % 100, 'gate', null, 'error', case when outcome = 'FAILED'
             then 'The service at ' || words[1 + n % 12] || ' timed out after ' || n % 977 || ' ms' end)
         when 'error.raised' then jsonb_build_object('botId', bot, 'fingerprint', md5((n % 500)::text), 'message',
           'Cannot read properties of undefined (reading ' || words[1 + n % 12] || ') in step ' || n % 50)
         else jsonb_build_object('botId', bot, 'guildId', (1100000000000000000 + guild)::text, 'change', 'UPDATED',
           'failing', false, 'error', null,
           'what', words[1 + n % 12] || ' ' || guild || ' was read anew: ' || n % 40 || ' channels')
       end
     from (
       select n,
         case when n % 100 < 86 then 'command.executed' when n % 100 < 90 then 'error.raised'
           when n % 100 < 94 then 'bot.changed' when n % 100 < 97 then 'guild.changed' else 'automation.ran' end as kind,
         '0199aaaa-bbbb-7ccc-8ddd-' || lpad((hashint4(n) & 127)::text, 12, '0') as bot,
         case when n % 3 = 0 or n % 50000 = 1 then 'roll' else 'command ' || (hashint4(n + 1) & 63) end as command,
         hashint4(n + 2) & 4095 as person, hashint4(n + 3) & 511 as guild,
         case when n % 3 = 0 then 'games' else 'general' end as channel,
         case when n % 97 = 0 then 'FAILED' when n % 31 = 0 then 'REFUSED' else 'ANSWERED' end as outcome,
         array['harbour', 'meadow', 'castle', 'river', 'mountain', 'forest', 'island', 'valley', 'desert', 'garden',
           'market', 'bridge'] as words
       from generate_series(1, $1::int) n
     ) facts`,
    [entries, days],
  );
  await database.query('vacuum analyze event_log');
}
