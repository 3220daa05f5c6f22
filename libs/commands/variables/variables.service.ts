import { Conflict, Invalid } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Whose a variable is; a guild of null stands for the bot itself. */
export interface VariableOwner {
  readonly botId: string;
  readonly guildId: string | null;
}

/** Variables of one owner, and characters of one value. */
const mostVariables = 500;
const longestValue = 2000;

/** What the commands of a bot remember, for the bot or for a guild. */
@Injectable()
export class Variables {
  constructor(private readonly database: DataSource) {}

  /** All that a command may read, by name. */
  async read({ botId, guildId }: VariableOwner): Promise<{
    readonly bot: Record<string, string>;
    readonly guild: Record<string, string>;
  }> {
    const rows: { guild_id: string; name: string; value: string }[] = await this.database.query(
      'select guild_id, name, value from bot_variable where bot_id = $1 and guild_id = any($2)',
      [botId, ['0', guildId ?? '0']],
    );
    const of = (wanted: string) =>
      Object.fromEntries(
        rows.filter(({ guild_id }) => guild_id === wanted).map(({ name, value }) => [name, value]),
      );
    return { bot: of('0'), guild: guildId === null ? {} : of(guildId) };
  }

  /** Returns what it is now; null forgets it. */
  async set({ botId, guildId }: VariableOwner, name: string, value: string | null): Promise<string | null> {
    const key = [botId, guildId ?? '0', name];
    if (value === null) {
      await this.database.query(
        'delete from bot_variable where bot_id = $1 and guild_id = $2 and name = $3',
        key,
      );
      return null;
    }
    if (value.length > longestValue) {
      throw new Invalid(`A variable holds at most ${longestValue} characters.`);
    }
    await this.makeRoom(key);
    await this.database.query(
      `insert into bot_variable (bot_id, guild_id, name, value) values ($1, $2, $3, $4)
       on conflict (bot_id, guild_id, name) do update set value = $4`,
      [...key, value],
    );
    return value;
  }

  /** Adds to a number, as one step whoever else does so at that moment; what is no number counts as 0. */
  async add({ botId, guildId }: VariableOwner, name: string, amount: number): Promise<string> {
    if (!Number.isFinite(amount)) throw new Invalid('Only a number can be added to a variable.');
    const key = [botId, guildId ?? '0', name];
    await this.makeRoom(key);
    const [row]: { value: string }[] = await this.database.query(
      `insert into bot_variable (bot_id, guild_id, name, value) values ($1, $2, $3, $4::numeric::text)
       on conflict (bot_id, guild_id, name) do update set value =
         (case when bot_variable.value ~ '^-?[0-9]{1,30}([.][0-9]{1,10})?$'
            then bot_variable.value::numeric else 0 end + $4::numeric)::text
       returning value`,
      [...key, amount],
    );
    return row?.value ?? '0';
  }

  private async makeRoom(key: readonly string[]): Promise<void> {
    const [{ count, known }] = await this.database.query(
      `select count(*)::int as count, bool_or(name = $3) as known from bot_variable
       where bot_id = $1 and guild_id = $2`,
      key,
    );
    if (Number(count) >= mostVariables && !known) {
      throw new Conflict(`There is room for ${mostVariables} variables: forget one first.`);
    }
  }
}
