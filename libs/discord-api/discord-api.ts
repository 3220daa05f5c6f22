import { createHash } from 'node:crypto';

import { inviteLink, inviteScopes, leastPermissions } from '@cube/discord-rules/invite';
import { Config } from '@cube/platform/config';
import { AppError, Invalid, messageOf, NotFound, Unavailable } from '@cube/platform/errors';
import type { REST } from '@discordjs/rest';
import { Injectable, Optional } from '@nestjs/common';
import {
  type APIApplication,
  type APIApplicationCommand,
  type APIChannel,
  type APIGuild,
  type APIGuildMember,
  type APIUser,
  type RESTGetAPICurrentUserGuildsResult,
  RESTJSONErrorCodes,
  Routes,
} from 'discord-api-types/v10';

import { CdnAddresses } from './cdn-addresses';
import { DiscordLimits } from './discord-limits';

/** The bot behind a token, as Discord names it. */
export interface BotIdentity {
  readonly applicationId: string;
  readonly userId: string;
  readonly name: string;
  readonly description: string;
  /** Hash of the avatar, or null. */
  readonly avatar: string | null;
  /** Bits of the application; among them which privileged intents it has. */
  readonly flags: number;
}

/** A guild with its channels, and the bot as a member of it. */
export interface FoundGuild {
  readonly guild: APIGuild;
  readonly channels: readonly APIChannel[];
  readonly self: APIGuildMember;
}

/** Which emoji under which message. */
export interface ReactionPlace {
  readonly channelId: string;
  readonly messageId: string;
  readonly emoji: string;
}

/** Most guilds on one page of `GET /users/@me/guilds`. */
const guildsPerPage = 200;

/** Characters: https://discord.com/developers/docs/resources/message#create-message */
const longestNonce = 25;

/** With its undici it takes an api a tenth of a second to start: it comes with the first question. */
const library = () => import('@discordjs/rest');

/** Discord's REST API, asked in the name of one bot after the other. Rate limits and retries are @discordjs/rest's. */
@Injectable()
export class DiscordApi {
  readonly cdn: CdnAddresses;

  constructor(
    private readonly config: Config,
    @Optional() private readonly limits?: DiscordLimits,
  ) {
    this.cdn = new CdnAddresses(config.discord.cdn);
  }

  /** Whose token this is. Throws `Invalid` with the field `token` when Discord does not take it. */
  async identify(token: string): Promise<BotIdentity> {
    this.refuseStrangers(token);
    const [user, application] = await this.ask(token, (rest) =>
      Promise.all([
        rest.get(Routes.user()) as Promise<APIUser>,
        rest.get(Routes.currentApplication()) as Promise<APIApplication>,
      ]),
    );
    return {
      applicationId: application.id,
      userId: user.id,
      name: application.name,
      description: application.description,
      avatar: user.avatar,
      flags: application.flags ?? 0,
    };
  }

  /** The ids of all guilds that the bot is in. */
  async guildIds(token: string): Promise<readonly string[]> {
    return this.ask(token, async (rest) => {
      const ids: string[] = [];
      for (;;) {
        const query = new URLSearchParams({ limit: String(guildsPerPage) });
        const last = ids.at(-1);
        if (last) query.set('after', last);
        const page = (await rest.get(Routes.userGuilds(), { query })) as RESTGetAPICurrentUserGuildsResult;
        ids.push(...page.map(({ id }) => id));
        if (page.length < guildsPerPage) return ids;
      }
    });
  }

  /** Null when the bot is not in the guild any more. */
  async guild(token: string, id: string, userId: string): Promise<FoundGuild | null> {
    try {
      return await this.ask(token, async (rest) => {
        const [guild, channels, self] = await Promise.all([
          rest.get(Routes.guild(id), {
            query: new URLSearchParams({ with_counts: 'true' }),
          }) as Promise<APIGuild>,
          rest.get(Routes.guildChannels(id)) as Promise<APIChannel[]>,
          rest.get(Routes.guildMember(id, userId)) as Promise<APIGuildMember>,
        ]);
        return { guild, channels, self };
      });
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }

  /** The ids of somebody's roles in a guild; null when they are no member of it. */
  async rolesOf(token: string, guildId: string, userId: string): Promise<readonly string[] | null> {
    return (await this.member(token, guildId, userId))?.roles ?? null;
  }

  /** Null when they are no member of the guild, or the bot is none. */
  async member(token: string, guildId: string, userId: string): Promise<APIGuildMember | null> {
    try {
      return await this.ask(
        token,
        (rest) => rest.get(Routes.guildMember(guildId, userId)) as Promise<APIGuildMember>,
      );
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }

  /**
   * Members whose name or nickname begins with `query`, at most `limit`; it takes no intent:
   * https://discord.com/developers/docs/resources/guild#search-guild-members
   */
  async searchMembers(
    token: string,
    guildId: string,
    query: string,
    limit: number,
  ): Promise<readonly APIGuildMember[]> {
    const words = new URLSearchParams({ query, limit: String(limit) });
    return this.ask(
      token,
      (rest) => rest.get(Routes.guildMembersSearch(guildId), { query: words }) as Promise<APIGuildMember[]>,
    );
  }

  /** The global commands of an application, as Discord has them, with all their translations. */
  async commands(token: string, applicationId: string): Promise<readonly APIApplicationCommand[]> {
    const query = new URLSearchParams({ with_localizations: 'true' });
    return this.ask(
      token,
      (rest) =>
        rest.get(Routes.applicationCommands(applicationId), { query }) as Promise<APIApplicationCommand[]>,
    );
  }

  /** Makes the bot leave a guild; one that it has left already is no error. */
  async leaveGuild(token: string, guildId: string): Promise<void> {
    try {
      await this.ask(token, (rest) => rest.delete(Routes.userGuild(guildId)));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }

  /**
   * Writes a message that pings nobody. `key` is what it is about: for some minutes the same one stands there once, also when
   * Discord took it and its answer was lost. Throws `NotFound` when the channel is gone or not open to the bot.
   */
  async post(token: string, channelId: string, content: string, key: string): Promise<void> {
    const nonce = createHash('sha256').update(key).digest('base64url').slice(0, longestNonce);
    const body = { content, allowed_mentions: { parse: [] }, nonce, enforce_nonce: true };
    await this.ask(token, (rest) => rest.post(Routes.channelMessages(channelId), { body }));
  }

  /** Puts an emoji (a character, or `name:id`) under a message. Throws `Invalid` when there is no such emoji. */
  async react(token: string, { channelId, messageId, emoji }: ReactionPlace): Promise<void> {
    const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
    await this.ask(token, async (rest) => {
      try {
        await rest.put(route);
      } catch (error) {
        const { DiscordAPIError } = await library();
        if (!(error instanceof DiscordAPIError) || error.code !== RESTJSONErrorCodes.UnknownEmoji)
          throw error;
        throw new Invalid('Discord does not know this emoji, or the bot may not use it.');
      }
    });
  }

  /** Takes it back; one that is gone already is no error. */
  async unreact(token: string, { channelId, messageId, emoji }: ReactionPlace): Promise<void> {
    const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
    try {
      await this.ask(token, (rest) => rest.delete(route));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }

  /** The page on which somebody adds the bot to a guild of theirs; with what it takes to answer commands, and these permissions. */
  inviteUrl(applicationId: string, permissions = 0n): string {
    return inviteLink(this.config.discord.authorizeUrl, {
      applicationId,
      scopes: inviteScopes,
      permissions: leastPermissions | permissions,
    });
  }

  private async ask<Answer>(token: string, question: (rest: REST) => Promise<Answer>): Promise<Answer> {
    const { REST } = await library();
    const rest = new REST({
      api: this.config.discord.api,
      retries: 1,
      timeout: 8000,
      // One REST a question: nothing is left to sweep, and no timer keeps it alive.
      hashSweepInterval: 0,
      handlerSweepInterval: 0,
    }).setToken(token);
    this.limits?.watch(rest, token);
    try {
      return await question(rest);
    } catch (error) {
      throw await translated(error);
    }
  }

  /** A token of one network is not sent to the other: it would be given away. */
  private refuseStrangers(token: string): void {
    const isSimulated = token.startsWith('sim.');
    if (this.config.discord.network === 'discord' && isSimulated) {
      throw refused('This token belongs to the simulator: paste one from Discord’s developer portal.');
    }
    if (this.config.discord.network === 'simulator' && !isSimulated) {
      throw refused(
        'This is no token of the simulator: create an application there and copy its token. A token of the real Discord was not sent anywhere.',
      );
    }
  }
}

const refused = (message: string) => new Invalid(message, [{ field: 'token', message }]);

/** What went wrong at Discord, in the words of whoever has to mend it. */
async function translated(error: unknown): Promise<Error> {
  if (error instanceof AppError) return error;
  const { DiscordAPIError, HTTPError, RateLimitError } = await library();
  if (error instanceof DiscordAPIError || error instanceof HTTPError) {
    if (error.status === 401) {
      return refused(
        'Discord does not accept this token: copy it again from the developer portal, or reset it there.',
      );
    }
    if (error.status === 403 || error.status === 404) return new NotFound(`Discord: ${messageOf(error)}`);
    return new Unavailable(`Discord answered ${error.status}: try again in a minute.`);
  }
  if (error instanceof RateLimitError) {
    return new Unavailable('Discord asks us to wait before the next request: try again in a minute.');
  }
  // What is left is the way to Discord: no answer in time, no connection.
  return new Unavailable(`Discord cannot be reached (${messageOf(error)}): try again in a minute.`);
}
