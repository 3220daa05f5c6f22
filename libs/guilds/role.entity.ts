import type { DiscordNetwork } from '@cube/platform/config';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('guild_role')
@ObjectType('GuildRole', { description: 'A role of a guild.' })
export class Role {
  @PrimaryColumn('text')
  network: DiscordNetwork;

  @PrimaryColumn('bigint')
  @Field(() => ID, { description: 'That of @everyone is the id of the guild.' })
  id: string;

  @Column('bigint')
  guildId: string;

  @Column('text')
  @Field(() => String)
  name: string;

  @Column('int')
  @Field(() => Int, { description: 'RGB as a number; 0 for none.' })
  color: number;

  @Column('int')
  @Field(() => Int, {
    description: 'From the bottom up: a bot may give the roles below its own highest one.',
  })
  position: number;

  @Column('boolean')
  @Field(() => Boolean, {
    description: 'Given by Discord or an integration, such as the role of a bot: nobody else may give it.',
  })
  managed: boolean;

  @Column('text')
  @Field(() => String, { description: 'Bits of what it allows, in decimal.' })
  permissions: string;
}

/** What gives somebody power over others, or over the server. */
const powers = [
  'Administrator',
  'ManageGuild',
  'ManageRoles',
  'ManageChannels',
  'ManageWebhooks',
  'ManageMessages',
  'ManageThreads',
  'ManageNicknames',
  'ManageEvents',
  'ManageGuildExpressions',
  'KickMembers',
  'BanMembers',
  'ModerateMembers',
  'MuteMembers',
  'DeafenMembers',
  'MoveMembers',
  'MentionEveryone',
  'ViewAuditLog',
] as const satisfies readonly (keyof typeof PermissionFlagsBits)[];

/** The powers that a role has by bits in decimal: who sets up a bot must not give by it what Discord would not let them give. */
export const powersOf = (permissions: string): readonly string[] =>
  powers.filter((power) => (BigInt(permissions) & PermissionFlagsBits[power]) !== 0n);

/** True of a role that a bot may hand out by itself. */
export const isGivable = ({ id, guildId, managed, permissions }: Role): boolean =>
  !managed && id !== guildId && powersOf(permissions).length === 0;
