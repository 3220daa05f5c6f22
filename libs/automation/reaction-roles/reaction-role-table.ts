import { Hints } from '@cube/platform/hints';
import { Remembered } from '@cube/platform/remembered';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { isSameEmoji } from './emoji';

interface Bond {
  readonly messageId: string;
  readonly emoji: string;
  readonly roleId: string;
}

/** The reaction roles of the guilds in which somebody reacts, in memory. */
@Injectable()
export class ReactionRoleTable implements OnModuleInit {
  private readonly guilds = new Remembered<readonly Bond[]>((key) => this.query(key));

  constructor(
    private readonly database: DataSource,
    private readonly hints: Hints,
  ) {}

  onModuleInit(): void {
    this.hints.on('guild_settings', () => this.guilds.doubt());
  }

  /** The id of the role that a reaction stands for; null for an ordinary one. */
  async roleFor(
    botId: string,
    guildId: string,
    reaction: { readonly messageId: string; readonly emoji: string },
  ): Promise<string | null> {
    const bonds = await this.guilds.get(`${botId} ${guildId}`);
    const bond = bonds.find(
      ({ messageId, emoji }) => messageId === reaction.messageId && isSameEmoji(emoji, reaction.emoji),
    );
    return bond?.roleId ?? null;
  }

  private query(key: string): Promise<readonly Bond[]> {
    return this.database.query(
      `select message_id::text as "messageId", emoji, role_id::text as "roleId"
       from reaction_role where bot_id = $1 and guild_id = $2`,
      key.split(' '),
    );
  }
}
