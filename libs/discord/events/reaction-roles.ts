import { ReactionRoleTable } from '@cube/automation/reaction-roles/reaction-role-table';
import { Injectable } from '@nestjs/common';
import type {
  GuildMember,
  MessageReaction,
  PartialMessageReaction,
  PartialUser,
  Role,
  User,
} from 'discord.js';
import { Context, type ContextOf, On } from 'necord';

import { memberOf } from '../dispatch/place';
import { botIdOf } from '../fleet/bot-client';
import { Automations } from './automations';
import { roleIn } from './place-of-deeds';

/** Gives the role for which a reaction stands, and takes it back when the reaction goes. */
@Injectable()
export class ReactionRoles {
  constructor(
    private readonly table: ReactionRoleTable,
    private readonly automations: Automations,
  ) {}

  @On('messageReactionAdd')
  give(@Context() [reaction, user]: ContextOf<'messageReactionAdd'>): Promise<void> {
    return this.follow(reaction, user, {
      done: (role, name) => `Gave ${name} the role ${role} for a reaction.`,
      failed: (role, name) => `Giving ${name} the role ${role} for a reaction failed.`,
      run: (member, role) => member.roles.add(role),
    });
  }

  @On('messageReactionRemove')
  take(@Context() [reaction, user]: ContextOf<'messageReactionRemove'>): Promise<void> {
    return this.follow(reaction, user, {
      done: (role, name) => `Took the role ${role} from ${name}, whose reaction is gone.`,
      failed: (role, name) => `Taking the role ${role} from ${name} failed.`,
      run: (member, role) => member.roles.remove(role),
    });
  }

  private async follow(
    { message, emoji, client }: MessageReaction | PartialMessageReaction,
    user: User | PartialUser,
    way: {
      done(role: string, name: string): string;
      failed(role: string, name: string): string;
      run(member: GuildMember, role: Role): Promise<unknown>;
    },
  ): Promise<void> {
    const { guild } = message;
    // Its own reactions are there for people to click.
    if (!guild || user.id === client.user.id) return;
    const roleId = await this.table.roleFor(botIdOf({ client }), guild.id, {
      messageId: message.id,
      emoji: emoji.id === null ? (emoji.name ?? '') : `${emoji.name}:${emoji.id}`,
    });
    if (roleId === null) return;
    const name = user.username ?? user.id;
    const known = guild.roles.cache.get(roleId)?.name ?? roleId;
    await this.automations.run(guild, {
      done: way.done(known, name),
      failed: way.failed(known, name),
      run: async () => way.run(await memberOf(guild, user.id), roleIn(guild, roleId)),
    });
  }
}
