import type { IntentName, PermissionName } from '@cube/guilds/guild-needs';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What a built-in command, a handler that custom commands name, or what hears of an event takes: as its code says with
 * `@Needs`. Every handler has a row, for its name.
 */
@Entity('code_needs')
export class CodeNeedsRow {
  /** The type of a built-in command, HANDLER, or EVENT, whose name is the event’s. */
  @PrimaryColumn('text')
  kind: string;

  @PrimaryColumn('text')
  name: string;

  @Column('text', { array: true })
  intents: IntentName[];

  @Column('text', { array: true })
  permissions: PermissionName[];
}
