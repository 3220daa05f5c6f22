import { Bots } from '@cube/bots/bots.service';
import { permissionNamesIn } from '@cube/discord-rules/permission-names';
import { Config } from '@cube/platform/config';
import { Batch } from '@cube/platform/loaders';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { GuildNeeds } from '../guild-needs';
import { type Ground, missingOf } from './findings';
import type { Missing } from './missing.type';
import { channelsAmong, placesOf, rolesAmong } from './places';

/** What the bots lack for what they are to do, and what would not work. */
@Injectable()
export class GuildReports {
  private readonly ground = new Batch<string, Ground>(
    async (botIds) =>
      new Map(await Promise.all(botIds.map(async (id) => [id, await this.read(id)] as const))),
  );

  /** Everywhere. */
  readonly ofBot = new Batch<string, readonly Missing[]>(async (botIds) => {
    const grounds = await this.ground.read(botIds);
    return new Map([...grounds].map(([botId, ground]) => [botId, missingOf(ground)]));
  });

  /** In one guild; the key is the id of the bot, a slash, and that of the guild. */
  readonly ofBotInGuild = new Batch<string, readonly Missing[]>(async (keys) => {
    const botIds = [...new Set(keys.map((key) => key.split('/')[0] ?? ''))];
    const grounds = await this.ground.read(botIds);
    return new Map(
      keys.flatMap((key) => {
        const [botId = '', guildId] = key.split('/');
        const ground = grounds.get(botId);
        if (!ground) return [];
        const places = ground.places.filter((place) => place.guildId === guildId);
        return [[key, missingOf({ ...ground, places })] as const];
      }),
    );
  });

  /** Names of what a bot may do in a guild; null until Discord has told. The key is as above. */
  readonly permissionsIn = new Batch<string, readonly string[]>(async (keys) => {
    const botIds = [...new Set(keys.map((key) => key.split('/')[0] ?? ''))];
    const all = await Promise.all(
      botIds.map(async (botId) =>
        (await placesOf(this.database, botId)).map(
          ({ guildId, permissions }) => [`${botId}/${guildId}`, permissionNamesIn(permissions)] as const,
        ),
      ),
    );
    return new Map(all.flat());
  });

  constructor(
    private readonly database: DataSource,
    private readonly bots: Bots,
    private readonly needs: GuildNeeds,
    private readonly config: Config,
  ) {}

  private async read(botId: string): Promise<Ground> {
    const [bot, needs, places] = await Promise.all([
      this.bots.get(botId),
      this.needs.of(botId),
      placesOf(this.database, botId),
    ]);
    const { network } = this.config.discord;
    const channelIds = [...new Set(needs.flatMap(({ channelId }) => channelId ?? []))];
    const roleIds = [...new Set(needs.flatMap((need) => need.roleIds ?? []))];
    return {
      needs,
      places,
      channels: await channelsAmong(this.database, network, channelIds),
      roles: await rolesAmong(this.database, network, roleIds),
      intents: { chosen: bot.intents, flags: bot.applicationFlags },
    };
  }
}
