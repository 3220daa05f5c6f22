import { NotFound } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import type { APIGuildMember } from 'discord-api-types/v10';
import { z } from 'zod';

import { DiscordApi } from './discord-api';
import { DiscordCache } from './discord-cache';

/** In whose name Discord is asked. */
export interface AskingBot {
  readonly applicationId: string;
  readonly token: string;
}

const memberShape = z.object({
  id: z.string(),
  /** As it stands in that guild. */
  name: z.string(),
  /** One of its kind at Discord. */
  userName: z.string(),
  /** Hash of the avatar, or null. */
  avatar: z.string().nullable(),
});
export type NamedMember = z.infer<typeof memberShape>;

const oneShape = memberShape.nullable();
const manyShape = z.array(memberShape);
const mostFound = 10;

/** The people of guilds by their names, which may be five minutes old. */
@Injectable()
export class DiscordMembers {
  constructor(
    private readonly discord: DiscordApi,
    private readonly cache: DiscordCache,
  ) {}

  /** At most ten whose name or nickname begins with `query`. Throws `NotFound` where Discord shows them to no such bot. */
  membersNamed(
    { applicationId, token }: AskingBot,
    guildId: string,
    query: string,
  ): Promise<readonly NamedMember[]> {
    const words = query.toLowerCase();
    const key = { applicationId, guildId, what: `members:${Buffer.from(words).toString('base64url')}` };
    return this.cache.get(key, manyShape, async () => {
      try {
        return (await this.discord.searchMembers(token, guildId, words, mostFound)).map(named);
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
        throw new NotFound(
          'Discord does not show the members of this server to the bot: it may have left. Read its servers anew.',
        );
      }
    });
  }

  /** Null when they are no member of the guild. */
  member({ applicationId, token }: AskingBot, guildId: string, userId: string): Promise<NamedMember | null> {
    const key = { applicationId, guildId, what: `member:${userId}` };
    return this.cache.get(key, oneShape, async () => {
      const found = await this.discord.member(token, guildId, userId);
      return found && named(found);
    });
  }
}

const named = ({ nick, user }: APIGuildMember): NamedMember => ({
  id: user.id,
  name: nick ?? user.global_name ?? user.username,
  userName: user.username,
  avatar: user.avatar,
});
