import { Bot, BotObservation, BotWish } from '@cube/bots/bot.entity';
import { Bots } from '@cube/bots/bots.service';
import {
  intentWords,
  isPrivileged,
  type KnownIntent,
  knownIntents,
  mayAsk,
} from '@cube/discord-rules/intents';
import { Config } from '@cube/platform/config';
import { Unavailable } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, Repository } from 'typeorm';

import { type GuildNeed, GuildNeeds } from './guild-needs';

/** What each bot asks Discord to hear of: what somebody chose, or what its features take and its application may have. */
@Injectable()
export class BotIntents {
  constructor(
    @InjectRepository(Bot) private readonly rows: Repository<Bot>,
    private readonly bots: Bots,
    private readonly needs: GuildNeeds,
    private readonly config: Config,
  ) {}

  /** What a bot that is about to connect asks for; written down, so that it is known what it runs with. */
  async prepare(botId: string): Promise<readonly KnownIntent[]> {
    const intents = chosen(await this.known(botId), neededFor(await this.needs.of(botId)));
    await this.rows.update({ id: botId }, { askedIntents: [...intents] });
    return intents;
  }

  /** Connects those anew that should hear of something else by now than they asked for. */
  async review(): Promise<void> {
    for (const bot of await this.refused()) await this.bots.readFlags(bot.id);
    const automatic = await this.rows.findBy({
      network: this.config.discord.network,
      wanted: BotWish.ONLINE,
      intents: IsNull(),
      askedIntents: Not(IsNull()),
    });
    for (const { id, name, askedIntents } of automatic) {
      const intents = chosen(await this.known(id), neededFor(await this.needs.of(id)));
      const more = intents.filter((each) => !askedIntents?.includes(each));
      const less = askedIntents?.filter((each) => !intents.includes(each)) ?? [];
      if (more.length + less.length === 0) continue;
      const news = [
        ...(more.length > 0 ? [`it needs ${inWords(more)}`] : []),
        ...(less.length > 0 ? [`it goes without ${inWords(less)}`] : []),
      ];
      await this.bots.reconnect(id, `${name} connects anew: ${news.join(', and ')}.`);
    }
  }

  /** Bots that Discord turned away for an intent, since it was last asked which ones they may have. */
  private refused(): Promise<Bot[]> {
    return this.rows
      .createQueryBuilder('bot')
      .where({
        network: this.config.discord.network,
        wanted: BotWish.ONLINE,
        observed: BotObservation.FAILING,
        reasonCode: 'INTENTS_DISALLOWED',
      })
      .andWhere('(bot.flags_read_at is null or bot.flags_read_at < bot.observed_at)')
      .getMany();
  }

  /** With its flags, if Discord tells them. */
  private async known(botId: string): Promise<Bot> {
    const bot = await this.bots.get(botId);
    if (bot.applicationFlags !== null || bot.intents !== null) return bot;
    try {
      return await this.bots.readFlags(botId);
    } catch (error) {
      // It connects without what nobody knows to be allowed; the next review looks again.
      if (error instanceof Unavailable) return bot;
      throw error;
    }
  }
}

/** All that some needs take, in order. */
export const neededFor = (needs: readonly GuildNeed[]): readonly KnownIntent[] =>
  knownIntents.filter((name) => needs.some(({ intents }) => intents.includes(name)));

/** A choice is asked for as it stands, whether it is allowed or not: whoever made it is told. */
const chosen = ({ intents, applicationFlags }: Bot, needed: readonly KnownIntent[]): readonly KnownIntent[] =>
  intents ?? needed.filter((name) => mayAsk(name, applicationFlags) === true);

const inWords = (names: readonly KnownIntent[]): string =>
  names
    .map((name) => (isPrivileged(name) ? `the intent ${intentWords[name]}` : intentWords[name]))
    .join(', ');
