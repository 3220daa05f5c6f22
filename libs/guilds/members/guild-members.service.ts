import { BotCredentials } from '@cube/bots/bot-credentials';
import { type AskingBot, DiscordMembers, type NamedMember } from '@cube/discord-api/discord-members';
import { Limits, whoIs } from '@cube/platform/limits';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';

import { notThere } from '../guilds.service';
import type { GuildMember, GuildMembersArgs } from './guild-member';

/** Questions to Discord at a time, so that many ids do not hold up what the bot itself does there. */
const together = 5;

/** Who is in a guild, asked of Discord: nothing of it is stored. */
@Injectable()
export class GuildMembers {
  constructor(
    private readonly credentials: BotCredentials,
    private readonly members: DiscordMembers,
    private readonly limits: Limits,
  ) {}

  /** Who is named so, and then who has these ids; nobody twice. */
  async find(
    { botId, guildId, search, ids = [] }: GuildMembersArgs,
    viewer: Viewer,
  ): Promise<readonly GuildMember[]> {
    // The door has counted one question; each id is another.
    this.limits.takeNow('discord', whoIs(viewer), ids.length);
    const [bot] = await this.credentials.open([botId]);
    if (!bot) throw notThere();
    const words = search?.trim();
    const named = words ? await this.members.membersNamed(bot, guildId, words) : [];
    const known = new Map(named.map((member) => [member.id, member]));
    const missing = [...new Set(ids)].filter((id) => !known.has(id));
    return [...named, ...(await this.withIds(bot, guildId, missing))];
  }

  private async withIds(
    bot: AskingBot,
    guildId: string,
    ids: readonly string[],
  ): Promise<readonly NamedMember[]> {
    const found: (NamedMember | null)[] = [];
    for (let next = 0; next < ids.length; next += together) {
      const some = ids.slice(next, next + together);
      found.push(...(await Promise.all(some.map((id) => this.members.member(bot, guildId, id)))));
    }
    return found.filter((member) => member !== null);
  }
}
