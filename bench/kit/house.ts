import { createHash, randomBytes } from 'node:crypto';

import { migrate } from '@cube/features/migrate';
import { readConfig } from '@cube/platform/config';
import { Pool } from 'pg';
import { z } from 'zod';

import type { Ground } from './ground';
import { Program } from './program';

const answer = z.object({ data: z.object({ made: z.object({ id: z.string() }) }) });

/** Our product on a database of its own, filled with what an installation of some size holds. */
export class House {
  private constructor(
    private readonly ground: Ground,
    /** The settings with which our programs, and the peers, start. */
    readonly env: Readonly<Record<string, string>>,
    readonly url: string,
    readonly database: Pool,
  ) {}

  static async build(ground: Ground, more: Readonly<Record<string, string>> = {}): Promise<House> {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    const admin = new Pool({ connectionString: ground.postgresUrl, max: 1 });
    await admin.query(`create database ${name}`);
    await admin.end();
    const port = String(await ground.freePort());
    const env = {
      CUBE_PROFILE: 'production',
      HOST: '127.0.0.1',
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: ground.postgresUrl.replace(/\/cube$/, `/${name}`),
      REDIS_URL: ground.redisUrl,
      // One person asks here as often as thousands do.
      LIMITS:
        'address:1000000000,graphql:1000000000000,import:1000000000,discord:1000000000,sockets:100000,subscriptions:100000,unknown-sockets:100000',
      MASTER_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      LOG_DIR: 'none',
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-bench',
      SIMULATOR_URL: 'http://127.0.0.1:4700',
      ...more,
    };
    await migrate(readConfig(env));
    const database = new Pool({ connectionString: env.DATABASE_URL, max: 2 });
    // PostgreSQL stops while it is still open when a bench fails.
    database.on('error', () => undefined);
    return new House(ground, env, env.PUBLIC_URL, database);
  }

  /** Our api; `program` is another bundle of it. */
  serve(program = 'api', env: Readonly<Record<string, string>> = {}): Promise<Program> {
    const settings = { ...this.env, ...env };
    return Program.serve(this.ground, program, settings['PUBLIC_URL'] ?? '', settings);
  }

  /** Does something by the api, as the owner who is signed in; resolves with the id of what it calls `made`. */
  async ask(query: string, variables: object): Promise<string> {
    const text = await this.send(query, variables);
    const { data, error } = answer.safeParse(JSON.parse(text));
    if (error) throw new Error(`The api answers ${text.slice(0, 500)}`);
    return data.data.made.id;
  }

  /** Sends a document to the api, as the owner who is signed in; resolves with its answer, whatever that is. */
  async send(query: string, variables: object = {}): Promise<string> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'cube-session=bench-0' },
      body: JSON.stringify({ query, variables }),
    });
    return response.text();
  }

  /** Settings for one more server on the same data. */
  async elsewhere(): Promise<{ readonly url: string; readonly env: Readonly<Record<string, string>> }> {
    const port = String(await this.ground.freePort());
    const url = `http://127.0.0.1:${port}`;
    return { url, env: { ...this.env, PORT: port, PUBLIC_URL: url } };
  }

  /** An owner who is signed in so many times: the cookie of the nth is `cube-session=bench-n`. */
  async signIn(sessions: number): Promise<void> {
    const hashes = Array.from({ length: sessions }, (_, index) =>
      createHash('sha256').update(`bench-${index}`).digest('hex'),
    );
    await this.database.query(
      `insert into account (id, network, discord_id, name, role, state)
       values (gen_random_uuid(), 'simulator', 200000000000000001, 'ada', 'OWNER', 'APPROVED')`,
    );
    await this.database.query(
      `insert into session (id, account_id, token_hash, device, address, expires_at)
       select gen_random_uuid(), account.id, hash, 'Firefox on Linux', '127.0.0.1', now() + interval '30 days'
       from account, unnest($1::text[]) as hash`,
      [hashes],
    );
  }

  /** 150 bots, each with 5 servers and 10 commands, a third of them owned by each of three people. */
  async moveInBots(): Promise<void> {
    await this.database.query(`
      insert into account (id, network, discord_id, name, role, state)
        select gen_random_uuid(), 'simulator', 300000000000000000 + n, 'person ' || n, 'OWNER', 'APPROVED' from generate_series(1, 3) n;
      insert into bot (id, network, application_id, user_id, name, description, avatar, owner_id, token,
          token_fingerprint, wanted, generation, observed, observed_generation, observed_at, latency)
        select gen_random_uuid(), 'simulator', 400000000000000000 + n, 400000000000000000 + n,
          'Bot ' || lpad(n::text, 4, '0'), 'Answers questions and keeps the peace.', md5(n::text),
          (select id from account where discord_id = 300000000000000001 + n % 3),
          'sealed', substr(md5(n::text), 1, 8), 'ONLINE', 1, case when n % 10 = 0 then 'FAILING' else 'ONLINE' end, 1,
          now(), 40 + n % 30
        from generate_series(1, 150) n;
      insert into guild (network, id, name, member_count)
        select 'simulator', 500000000000000000 + n, 'Guild ' || n, n from generate_series(1, 50) n;
      insert into bot_guild (bot_id, network, guild_id)
        select bot.id, 'simulator', 500000000000000001 + (bot.application_id + n * 7) % 50
        from bot, generate_series(1, 5) n;
      insert into command (id, bot_id, source, type, name, description)
        select gen_random_uuid(), bot.id, 'CUSTOM', 'CHAT_INPUT', 'command-' || n, 'Does something.'
        from bot, generate_series(1, 10) n;
      analyze;
    `);
  }

  async leave(): Promise<void> {
    await this.database.end();
  }
}
