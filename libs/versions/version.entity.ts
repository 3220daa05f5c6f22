import { connectionOf } from '@cube/platform/connection';
import { JsonScalar } from '@cube/platform/json-scalar';
import { type BotPermission, Permission } from '@cube/platform/permission';
import type { Target } from '@cube/platform/viewer';
import type { AuditData } from '@cube/realtime/event-log/events';
import { LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What has versions. A step is a part of its command. */
export enum VersionKind {
  BOT = 'BOT',
  COMMAND = 'COMMAND',
  GUILD_SETTINGS = 'GUILD_SETTINGS',
  REACTION_ROLE = 'REACTION_ROLE',
  SCHEDULED_MESSAGE = 'SCHEDULED_MESSAGE',
}
registerEnumType(VersionKind, { name: 'VersionKind', description: 'What has versions.' });

/** What it takes to see the versions of something, and to restore one: the same as for the thing itself. */
export const permissionsFor = {
  BOT: { view: Permission.VIEW_BOTS, edit: Permission.EDIT_BOTS },
  COMMAND: { view: Permission.VIEW_COMMANDS, edit: Permission.EDIT_COMMANDS },
  GUILD_SETTINGS: { view: Permission.VIEW_GUILDS, edit: Permission.EDIT_GUILDS },
  REACTION_ROLE: { view: Permission.VIEW_GUILDS, edit: Permission.EDIT_GUILDS },
  SCHEDULED_MESSAGE: { view: Permission.VIEW_GUILDS, edit: Permission.EDIT_GUILDS },
} as const satisfies Record<VersionKind, Record<'view' | 'edit', BotPermission>>;

/** The thing that a version is one of. */
export interface VersionSubject {
  readonly kind: VersionKind;
  readonly botId: string;
  /** Its own id; of settings, the id of the guild; of what a bot does in a guild, see `idInGuild`. */
  readonly subjectId: string;
}

/** How the versions of something that a bot does in a guild name it: they also belong to the guild. */
export const idInGuild = (guildId: string, id: string): string => `${guildId}:${id}`;

/** The guild to which a thing belongs, and its own id there; null for what belongs to its bot alone. */
export function placeOf({ kind, subjectId }: VersionSubject): { guildId: string; id: string } | null {
  if (permissionsFor[kind].view !== Permission.VIEW_GUILDS) return null;
  const [guildId = '', id = ''] = subjectId.split(':');
  return { guildId, id };
}

/** Whose it is. */
export function targetOf(subject: VersionSubject): Target {
  const place = placeOf(subject);
  return { botIds: [subject.botId], ...(place && { guildId: place.guildId }) };
}

/** The fields of a thing at one moment. No secret ever stands in here. */
export type State = Readonly<Record<string, unknown>>;

@Entity('version')
@ObjectType({ description: 'A bot, a command, or how a bot is set in a server, as one change left it.' })
export class Version implements VersionSubject {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('uuid')
  @Field(() => ID)
  botId: string;

  @Column('text')
  @Field(() => VersionKind)
  kind: VersionKind;

  @Column('text')
  @Field(() => ID, {
    description:
      'The bot, the command, or the server whose settings these are; of reaction roles and scheduled messages the server, a colon, their id.',
  })
  subjectId: string;

  @Column('int')
  @Field(() => Int, { description: 'Counts the versions of one thing from 1 on, without gaps.' })
  number: number;

  @Column('text')
  @Field(() => String, { description: 'What the thing was called.' })
  title: string;

  /** Null for what the product or its operator's terminal did. */
  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  @Field(() => String, { description: 'Who changed it, as they were called then; keys name themselves too.' })
  actorName: string;

  @Column('text')
  by: AuditData['by'];

  @Column('int', { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: 'The number of the version that was brought back with this change, all of it or in part.',
  })
  restoredFrom: number | null;

  /** Fields that changed and whose values nobody keeps, such as a token. */
  @Column('text', { array: true, default: [] })
  secrets: string[];

  @Column('jsonb', { nullable: true })
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Its fields before the change; null when it is new.',
  })
  before: State | null;

  @Column('jsonb', { nullable: true })
  @Field(() => JsonScalar, { nullable: true, description: 'Its fields after it; null when it was deleted.' })
  after: State | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'clock_timestamp()' })
  @Field(() => GraphQLISODateTime)
  at: Date;
}

export const VersionConnection = connectionOf(Version);

@ObjectType({ description: 'A field that is not the same in two versions.' })
export class VersionDifference {
  @Field(() => String, { description: 'Where it is, for example description or steps.0.content.' })
  path: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Null also where there was nothing.' })
  before: unknown;

  @Field(() => JsonScalar, { nullable: true })
  after: unknown;

  @Field(() => Boolean, { description: 'A secret that was exchanged: its values are kept by nobody.' })
  isSecret: boolean;
}

@ObjectType()
export class VersionEvent extends LiveEvent {
  /** Of which `version` is resolved. */
  versionId: string | null;

  @Field(() => Version, { nullable: true })
  version?: Version | null;
}
