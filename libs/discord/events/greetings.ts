import { SettingsTable } from '@cube/automation/settings/settings-table';
import { Templates } from '@cube/commands/templates/templates';
import { Injectable } from '@nestjs/common';
import { AllowedMentionsTypes, type Guild } from 'discord.js';
import { Context, type ContextOf, On } from 'necord';

import { ReadyMessage } from '../discord-messages';
import { factsOfGuild, factsOfMember, factsOfUser, type Manner } from '../dispatch/facts';
import { botIdOf } from '../fleet/bot-client';
import { sentOnce } from '../sent-once';
import { Automations } from './automations';
import { GuildLog } from './guild-log';
import { channelIn, roleIn } from './place-of-deeds';

/** Greets who joins, gives them their first roles, and tells who has left. */
@Injectable()
export class Greetings {
  constructor(
    private readonly settings: SettingsTable,
    private readonly templates: Templates,
    private readonly automations: Automations,
    private readonly guildLog: GuildLog,
  ) {}

  @On('guildMemberAdd')
  async welcome(@Context() [member]: ContextOf<'guildMemberAdd'>): Promise<void> {
    const { guild, user } = member;
    const settings = await this.settings.of(botIdOf(member), guild.id);
    const { welcomeChannel, welcomeMessage, autoRoles } = settings;
    const name = user.displayName;
    const tasks: Promise<unknown>[] = [
      this.guildLog.write(guild, 'logMembers', `${name} (${user.id}) has joined.`),
    ];
    if (autoRoles.length > 0 && !user.bot) {
      tasks.push(
        this.automations.run(guild, {
          done: `Gave ${name} the roles for new members.`,
          failed: `Giving ${name} the roles for new members failed.`,
          run: () => member.roles.add(autoRoles.map((id) => roleIn(guild, id))),
        }),
      );
    }
    if (welcomeChannel !== null) {
      const facts = { user: factsOfUser(user), member: factsOfMember(member), ...around(guild, settings) };
      tasks.push(
        this.automations.run(guild, {
          done: `Welcomed ${name}.`,
          failed: `Welcoming ${name} failed.`,
          run: () => this.say(guild, welcomeChannel, welcomeMessage, facts),
        }),
      );
    }
    await Promise.all(tasks);
  }

  @On('guildMemberRemove')
  async bidFarewell(@Context() [member]: ContextOf<'guildMemberRemove'>): Promise<void> {
    const { guild, user } = member;
    // The bot itself was removed: it can write nothing here any more.
    if (user.id === member.client.user.id) return;
    const settings = await this.settings.of(botIdOf(member), guild.id);
    const { leaveChannel, leaveMessage } = settings;
    const name = user.displayName;
    const tasks: Promise<unknown>[] = [
      this.guildLog.write(guild, 'logMembers', `${name} (${user.id}) has left.`),
    ];
    if (leaveChannel !== null) {
      const facts = { user: factsOfUser(user), ...around(guild, settings) };
      tasks.push(
        this.automations.run(guild, {
          done: `Bade ${name} farewell.`,
          failed: `Bidding ${name} farewell failed.`,
          run: () => this.say(guild, leaveChannel, leaveMessage, facts),
        }),
      );
    }
    await Promise.all(tasks);
  }

  private async say(guild: Guild, channelId: string, template: string, facts: object): Promise<void> {
    const channel = channelIn(guild, channelId);
    const content = await this.templates.render(template, { ...facts });
    const mentions = { allowed_mentions: { parse: [AllowedMentionsTypes.User] } };
    await channel.send(new ReadyMessage(channel, { content }, { ...sentOnce(), ...mentions }));
  }
}

/** What a greeting may name of the place. */
const around = (guild: Guild, manner: Manner) => ({
  guild: factsOfGuild(guild, manner),
  bot: factsOfUser(guild.client.user),
  now: new Date().toISOString(),
});
