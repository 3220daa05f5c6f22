import { CommandSource, CommandType } from '@cube/commands/command-kinds';
import type { IntentName, PermissionName } from '@cube/guilds/guild-needs';
import { JsonScalar } from '@cube/platform/json-scalar';
import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { SettingKind } from './setting-kinds';

/** What somebody set for a bot in a guild; it stays while the bot is away from it. */
@Entity('guild_settings')
export class GuildSettingsRow {
  @PrimaryColumn('uuid')
  botId: string;

  @PrimaryColumn('bigint')
  guildId: string;

  /** Only what differs from the defaults. */
  @Column('jsonb')
  settings: Readonly<Record<string, unknown>>;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}

@ObjectType({ description: 'A command that can be switched off in a server.' })
export class SwitchableCommand {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => CommandType)
  type: CommandType;

  @Field(() => CommandSource)
  source: CommandSource;
}

@ObjectType({ description: 'How one bot is set in one server.' })
export class GuildSettings {
  @Field(() => ID, { description: 'The id of the bot, a slash, the id of the server.' })
  id: string;

  @Field(() => ID)
  botId: string;

  @Field(() => ID)
  guildId: string;

  @Field(() => JsonScalar, { description: 'The value of every setting of guildSettingsSchema, by its key.' })
  values: Readonly<Record<string, unknown>>;

  @Field(() => [String], {
    description: 'The keys of those that somebody set; the others have their defaults.',
  })
  changed: readonly string[];

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When somebody last changed one.' })
  updatedAt: Date | null;
}

@ObjectType({ description: 'A value that a setting may have.' })
export class SettingChoice {
  @Field(() => String)
  value: string;

  @Field(() => String)
  label: string;
}

@ObjectType({ description: 'Something that a template may name.' })
export class SettingVariable {
  @Field(() => String)
  name: string;

  @Field(() => String)
  description: string;

  @Field(() => String)
  example: string;
}

@ObjectType({ description: 'A setting that every bot has in every server: what a form needs to know of it.' })
export class GuildSetting {
  @Field(() => ID)
  key: string;

  @Field(() => String, { description: 'The heading under which it stands.' })
  group: string;

  @Field(() => String)
  title: string;

  @Field(() => String)
  description: string;

  @Field(() => SettingKind)
  kind: SettingKind;

  @Field(() => JsonScalar, { nullable: true, description: 'Its value until somebody sets it.' })
  default: unknown;

  @Field(() => Int, { nullable: true, description: 'Most characters of a text, or most entries of a list.' })
  most: number | null;

  @Field(() => [SettingChoice], { description: 'Of a CHOICE alone.' })
  choices: readonly SettingChoice[];

  @Field(() => [SettingVariable], { description: 'Of a TEMPLATE alone.' })
  variables: readonly SettingVariable[];

  @Field(() => [String], { description: 'Gateway intents that the bot must have for it.' })
  intents: readonly IntentName[];

  @Field(() => [String], { description: 'Discord’s permissions that the bot must have for it.' })
  permissions: readonly PermissionName[];
}
