import type { CommandDefinition } from '@cube/bots/bot-adapter';
import { NewBots } from '@cube/bots/new-bots';
import { Hints } from '@cube/platform/hints';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { typeOf } from './command-definition';
import { CommandSyncs } from './command-syncs.service';

/** Who lays the catalogue for a new bot and who changes it do not see each other's rows yet: one waits for the other. */
const catalogueLock = "hashtext('builtin_command')";

/**
 * The commands that our own code brings. The worker, which has the code, publishes them; every bot then has a row for
 * each, so that they can be listed, switched off and synchronised like any other.
 */
@Injectable()
export class BuiltinCommands implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly syncs: CommandSyncs,
    private readonly hints: Hints,
    private readonly newBots: NewBots,
  ) {}

  onModuleInit(): void {
    this.newBots.on(async (manager, botId) => {
      await manager.query(`select pg_advisory_xact_lock_shared(${catalogueLock})`);
      await this.lay(manager, [botId]);
      await this.syncs.ask(manager, [botId]);
    });
  }

  /** Makes the catalogue exactly these, and gives every bot what is new in it. */
  async publish(definitions: readonly CommandDefinition[]): Promise<void> {
    const catalogue = definitions.map((definition) => ({
      type: typeOf(definition),
      name: definition.name,
      description: 'description' in definition ? definition.description : '',
      definition,
    }));
    await this.database.transaction(async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(${catalogueLock})`);
      const changed: unknown[] = await manager.query(
        `with given as (
           select * from jsonb_to_recordset($1::jsonb) as c(type text, name text, description text, definition jsonb)),
         gone as (
           delete from builtin_command b
           where not exists (select from given where given.type = b.type and given.name = b.name) returning name),
         kept as (
           insert into builtin_command (type, name, description, definition)
             select type, name, description, definition from given
           on conflict (type, name) do update
             set description = excluded.description, definition = excluded.definition
             where builtin_command.definition is distinct from excluded.definition
           returning name)
         select name from gone union all select name from kept`,
        [JSON.stringify(catalogue)],
      );
      if (changed.length > 0) {
        await manager.query(
          `delete from command where source = 'BUILTIN'
             and not exists (select from builtin_command b where b.type = command.type and b.name = command.name)`,
        );
        await manager.query(
          `update command set description = b.description, updated_at = now() from builtin_command b
           where source = 'BUILTIN' and b.type = command.type and b.name = command.name
             and b.description <> command.description`,
        );
      }
      const bots: { id: string }[] = await manager.query('select id from bot');
      const ids = bots.map(({ id }) => id);
      // Also when nothing changed: a bot that lacks a row, for whatever reason, is mended at the next start.
      const laid = await this.lay(manager, ids);
      const concerned = changed.length > 0 ? ids : laid;
      if (concerned.length === 0) return;
      await this.syncs.ask(manager, concerned);
      await this.hints.give('commands', manager);
    });
  }

  /**
   * Gives bots the rows that they lack, and resolves with the bots that lacked any. A custom command of the same name
   * stands in the way of a built-in one.
   */
  async lay(manager: EntityManager, botIds: readonly string[]): Promise<string[]> {
    const laid: { bot_id: string }[] = await manager.query(
      `insert into command (id, bot_id, source, type, name, description)
         select gen_random_uuid(), bot_id, 'BUILTIN', type, name, description
         from unnest($1::uuid[]) as bot_id cross join builtin_command
       on conflict (bot_id, type, name) do nothing returning bot_id`,
      [botIds],
    );
    return [...new Set(laid.map(({ bot_id }) => bot_id))];
  }
}
