import { createHash } from 'node:crypto';

import { type SecretOwner, Secrets } from '@cube/platform/secrets';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { RunnableBot } from './bot-adapter';

const ownerOf = (botId: string): SecretOwner => ({ table: 'bot', column: 'token', row: botId });

/** The one place where a bot's token is sealed and opened. */
@Injectable()
export class BotCredentials {
  constructor(
    private readonly secrets: Secrets,
    private readonly database: DataSource,
  ) {}

  /** What a row keeps of a token. */
  async seal(
    botId: string,
    token: string,
  ): Promise<{ readonly token: string; readonly tokenFingerprint: string }> {
    return {
      token: await this.secrets.seal(token, ownerOf(botId)),
      tokenFingerprint: createHash('sha256').update(token).digest('hex').slice(0, 12),
    };
  }

  /** What it takes to run these bots; one that was removed meanwhile is left out. */
  async open(botIds: readonly string[]): Promise<readonly RunnableBot[]> {
    const rows: { id: string; application_id: string; generation: number; token: string }[] =
      await this.database.query('select id, application_id, generation, token from bot where id = any($1)', [
        botIds,
      ]);
    return Promise.all(
      rows.map(async ({ id, application_id, generation, token }) => ({
        id,
        applicationId: application_id,
        generation,
        token: await this.secrets.open(token, ownerOf(id)),
      })),
    );
  }
}
