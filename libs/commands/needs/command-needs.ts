import { commandInWords } from '@cube/discord-rules/commands/command-words';
import {
  type GuildNeed,
  GuildNeeds,
  type IntentName,
  type Needs,
  type PermissionName,
} from '@cube/guilds/guild-needs';
import { Hints } from '@cube/platform/hints';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { CommandType } from '../command-kinds';
import { StepBook } from '../steps/step-book';
import type { StepData, StepNeeds } from '../steps/step-kind';
import { CodeNeedsRow } from './code-needs.entity';

interface Row {
  readonly type: CommandType;
  readonly name: string;
  readonly steps: readonly StepData[] | null;
  readonly offIn: readonly string[];
  /** Of its own code, or of the handler that it names. */
  readonly intents: readonly IntentName[];
  readonly permissions: readonly PermissionName[];
}

/** A message is read only by a bot that hears of messages, with what they say. */
const toRead: readonly IntentName[] = ['GuildMessages', 'DirectMessages', 'MessageContent'];

/** What commands, and code that hears of events, take: by the steps that somebody wrote, and by what our code says of itself. */
@Injectable()
export class CommandNeeds implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly book: StepBook,
    private readonly needs: GuildNeeds,
    private readonly hints: Hints,
  ) {}

  onModuleInit(): void {
    this.needs.add((botId) => this.of(botId));
  }

  /** Makes what our code says of itself exactly this. Only a worker has the code. */
  async publish(rows: readonly CodeNeedsRow[]): Promise<void> {
    await this.database.transaction(async (manager) => {
      const changed: unknown[] = await manager.query(
        `with given as (
           select * from jsonb_to_recordset($1::jsonb) as n(kind text, name text, intents text[], permissions text[])),
         gone as (
           delete from code_needs c
           where not exists (select from given where given.kind = c.kind and given.name = c.name) returning name),
         kept as (
           insert into code_needs (kind, name, intents, permissions) select kind, name, intents, permissions from given
           on conflict (kind, name) do update set intents = excluded.intents, permissions = excluded.permissions
             where (code_needs.intents, code_needs.permissions) is distinct from (excluded.intents, excluded.permissions)
           returning name)
         select name from gone union all select name from kept`,
        [JSON.stringify(rows)],
      );
      if (changed.length > 0) await this.hints.give('commands', manager);
    });
  }

  /** The handlers in code to which custom commands can be bound, as the last worker that started has them. */
  async handlers(): Promise<readonly string[]> {
    const rows: { name: string }[] = await this.database.query(
      `select name from code_needs where kind = 'HANDLER' order by name`,
    );
    return rows.map(({ name }) => name);
  }

  /** Of those that are switched on. */
  private async of(botId: string): Promise<readonly GuildNeed[]> {
    const rows: Row[] = await this.database.query(
      `select command.type, command.name, command.steps,
         array(select guild_id::text from command_off where command_id = command.id) as "offIn",
         coalesce(code.intents, '{}') as intents, coalesce(code.permissions, '{}') as permissions
       from command left join code_needs code on
         (code.kind, code.name) = (case when handler is null then command.type else 'HANDLER' end, coalesce(handler, command.name))
         and (handler is not null or source = 'BUILTIN')
       where bot_id = $1 and enabled order by command.name, command.type`,
      [botId],
    );
    return [...rows.flatMap((row) => this.needsOf(row)), ...(await this.ofEvents())];
  }

  /** What hears of events does so for every bot, wherever that is. */
  private async ofEvents(): Promise<readonly GuildNeed[]> {
    const rows: (Needs & { readonly name: string })[] = await this.database.query(
      `select name, intents, permissions from code_needs where kind = 'EVENT' order by name`,
    );
    return rows.map(({ name, intents, permissions }) => ({
      what: `What is done on ${name}`,
      guildId: null,
      intents,
      permissions,
    }));
  }

  private needsOf({ type, name, steps, offIn, intents, permissions }: Row): readonly GuildNeed[] {
    const isMessage = type === CommandType.PREFIX;
    const heard = isMessage ? [...toRead, ...intents] : intents;
    const own: StepNeeds = { permissions };
    const all = [own, ...this.book.needs(steps ?? [], { isMessage })];
    const channels = [...new Set(all.map(({ channelId }) => channelId ?? null))];
    return channels.flatMap((channelId) => {
      const here = all.filter((each) => (each.channelId ?? null) === channelId);
      const need: GuildNeed = {
        what: commandInWords(type, isMessage ? `!${name}` : name),
        guildId: null,
        exceptIn: offIn,
        channelId,
        intents: channelId === null ? heard : [],
        permissions: [...new Set(here.flatMap((each) => each.permissions))],
        roleIds: [...new Set(here.flatMap(({ roleIds }) => roleIds ?? []))],
      };
      return need.permissions.length + need.intents.length > 0 ? [need] : [];
    });
  }
}
