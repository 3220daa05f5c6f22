import { type SecretOwner, Secrets } from '@cube/platform/secrets';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A secret, for the step that sends it. */
export interface OpenSecret {
  readonly name: string;
  readonly value: string;
  readonly hosts: readonly string[];
}

const ownerOf = (id: string): SecretOwner => ({ table: 'bot_secret', column: 'value', row: id });

/** The one place where the secrets of bots are sealed and opened. */
@Injectable()
export class SecretStore {
  constructor(
    private readonly secrets: Secrets,
    private readonly database: DataSource,
  ) {}

  seal(id: string, value: string): Promise<string> {
    return this.secrets.seal(value, ownerOf(id));
  }

  /** Those of these names that the bot has. */
  async open(botId: string, names: readonly string[]): Promise<readonly OpenSecret[]> {
    if (names.length === 0) return [];
    const rows: { id: string; name: string; value: string; hosts: string[] }[] = await this.database.query(
      'select id, name, value, hosts from bot_secret where bot_id = $1 and name = any($2) order by name',
      [botId, names],
    );
    return Promise.all(
      rows.map(async ({ id, name, value, hosts }) => ({
        name,
        hosts,
        value: await this.secrets.open(value, ownerOf(id)),
      })),
    );
  }
}
