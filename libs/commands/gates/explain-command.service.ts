import { BotCredentials } from '@cube/bots/bot-credentials';
import { noSuchBot } from '@cube/bots/bots.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { permissionBits } from '@cube/discord-rules/permissions';
import { Guilds } from '@cube/guilds/guilds.service';
import { Invalid } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';

import type { Command } from '../command.entity';
import { Commands } from '../commands.service';
import type { CommandExplanation, CommandSituation } from './command-explanation';
import { CommandSwitches } from './command-switches';
import { type Asker, Gate, type Refusal, refusalOf, type Throttle } from './gate';

/** Says of the gates of a command what they would say to somebody: the same gates that the host of the bots asks. */
@Injectable()
export class CommandExplanations {
  constructor(
    private readonly commands: Commands,
    private readonly switches: CommandSwitches,
    private readonly guilds: Guilds,
    private readonly credentials: BotCredentials,
    private readonly discord: DiscordApi,
  ) {}

  /** Throws `Invalid` with a field for a server without the bot, and for somebody who is not in that server. */
  async explain(commandId: string, situation: CommandSituation): Promise<CommandExplanation> {
    const { userId, guildId = null, channelId = null } = situation;
    const command = await this.commands.get(commandId);
    const asker: Asker = { userId, guildId, channelId, roleIds: await this.rolesOf(command, situation) };
    const off = guildId === null ? [] : await this.switches.offIn(command.botId, guildId);
    const offIn = guildId !== null && off.includes(command.id) ? [guildId] : [];
    const refusal = refusalOf({ ...command, offIn }, asker) ?? (await this.hiddenByDiscord(command, asker));
    return {
      isOpen: refusal === null,
      gate: refusal?.gate ?? null,
      sentence: refusal?.sentence ?? 'They can run it.',
      remedy: refusal?.remedy ?? null,
      throttles: command.throttles.map(inWords),
    };
  }

  private async rolesOf(
    { botId }: Command,
    { userId, guildId }: CommandSituation,
  ): Promise<readonly string[]> {
    if (guildId === undefined) return [];
    if (!(await this.guilds.isIn(botId, guildId))) {
      throw wrong('guildId', 'The bot is not in this server: nobody can run its commands there.');
    }
    const [bot] = await this.credentials.open([botId]);
    if (!bot) throw noSuchBot();
    const roles = await this.discord.rolesOf(bot.token, guildId, userId);
    if (!roles) throw wrong('userId', 'This person is not in this server.');
    return roles;
  }

  /** Discord itself offers a command only to members with its default permissions, unless the server says otherwise. */
  private async hiddenByDiscord({ name, shape }: Command, asker: Asker): Promise<Refusal | null> {
    const { defaultMemberPermissions } = shape;
    const { guildId, userId, roleIds } = asker;
    if (!defaultMemberPermissions || guildId === null) return null;
    const needed = BigInt(defaultMemberPermissions);
    const { ownerId } = await this.guilds.get(guildId);
    const roles = (await this.guilds.rolesOf.read([guildId])).get(guildId) ?? [];
    const held = roles
      .filter(({ id }) => id === guildId || roleIds.includes(id))
      .reduce((bits, { permissions }) => bits | BigInt(permissions), 0n);
    const isAdministrator = (held & (1n << BigInt(permissionBits.ADMINISTRATOR.bit))) !== 0n;
    if (ownerId === userId || isAdministrator || (held & needed) === needed) return null;
    const names = Object.values(permissionBits)
      .filter(({ bit }) => ((needed & ~held) >> BigInt(bit)) & 1n)
      .map(({ word }) => word);
    const missing = names.join(', ') || 'permissions that nobody has';
    return {
      gate: Gate.PERMITTED,
      sentence: `Discord does not offer it to them: it takes ${missing}.`,
      remedy: `Give them a role with ${missing}, or open /${name} to them in the integration settings of the server.`,
    };
  }
}

const wrong = (field: string, message: string) => new Invalid(message, [{ field, message }]);

const whose = { user: 'person', guild: 'server', channel: 'channel', command: 'bot' } as const;

const inWords = ({ per, uses, seconds }: Throttle): string =>
  `At most ${uses} ${uses === 1 ? 'use' : 'uses'} in ${seconds} s for each ${whose[per]}.`;
