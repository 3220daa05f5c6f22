import { randomInt } from 'node:crypto';

import { Account } from '@cube/auth/account.entity';
import type { BotRole, Role } from '@cube/auth/roles';
import { Sessions } from '@cube/auth/sessions.service';
import { BotCredentials } from '@cube/bots/bot-credentials';
import type { CommandExecutedData, NewEvent } from '@cube/realtime/event-log/events';
import { v7 as uuid } from 'uuid';

import type { TestApi } from './testing';

/** A number as Discord gives them. */
export const snowflake = () => String(randomInt(2 ** 47, 2 ** 48 - 1));

/** An account with a role, and the cookie of its session. */
export async function enter(house: TestApi, name: string, role: Role) {
  const account = Object.assign(new Account(), { id: uuid(), network: 'simulator', name, role });
  await house.test.database.query(
    "insert into account (id, network, discord_id, name, role, state) values ($1, $2, $3, $4, $5, 'APPROVED')",
    [account.id, account.network, snowflake(), name, role],
  );
  const origin = { address: '127.0.0.1', userAgent: 'a spec' };
  const token = await house.api.app.get(Sessions).open(account, origin);
  return { id: account.id, cookie: `cube-session=${token}` };
}

/** A bot with a command and a guild, as if it had been added and never started. */
export async function layBot(house: TestApi, name: string) {
  const { database } = house.test;
  const botId = uuid();
  const commandId = uuid();
  const guildId = snowflake();
  const sealed = await house.api.app.get(BotCredentials).seal(botId, `no.${name}.token`);
  await database.query(
    `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint,
       wanted, generation, observed, observed_generation)
     values ($1, 'simulator', $2, $2, $3, '', $4, $5, 'OFFLINE', 1, 'OFFLINE', 1)`,
    [botId, snowflake(), name, sealed.token, sealed.tokenFingerprint],
  );
  await database.query(
    `insert into command (id, bot_id, source, type, name, description, steps)
     values ($1, $2, 'CUSTOM', 'CHAT_INPUT', 'hello', 'Says hello.', '[{"kind":"reply","content":"Hello."}]')`,
    [commandId, botId],
  );
  await database.query(
    `insert into guild (network, id, name, owner_id, member_count) values ('simulator', $1, $2, 1, 1)`,
    [guildId, `${name}’s guild`],
  );
  await database.query(`insert into bot_guild (bot_id, network, guild_id) values ($1, 'simulator', $2)`, [
    botId,
    guildId,
  ]);
  const versionId = uuid();
  await database.query(
    `insert into version (id, bot_id, kind, subject_id, number, title, actor_name, by, after)
     select $1, bot_id, 'COMMAND', id::text, 1, '/hello', 'Social Cube', 'system',
       jsonb_build_object('type', type, 'name', name, 'description', description, 'shape', shape, 'steps', steps,
         'handler', handler, 'suggestions', suggestions, 'audience', audience, 'throttles', throttles,
         'enabled', enabled)
     from command where id = $2`,
    [versionId, commandId],
  );
  return { botId, commandId, guildId, versionId };
}

/** That somebody ran a command of a bot, with whatever else is said. */
export const executed = (
  botId: string,
  more: Partial<CommandExecutedData> = {},
): NewEvent<'command.executed'> => ({
  kind: 'command.executed',
  topic: botId,
  subject: { kind: 'bot', id: botId },
  data: {
    botId,
    command: 'ping',
    type: 'CHAT_INPUT',
    commandId: null,
    version: null,
    interactionId: '1',
    userId: '1',
    userName: 'ada',
    guildId: null,
    guildName: null,
    channelId: null,
    channelName: null,
    outcome: 'ANSWERED',
    gate: null,
    duration: 1,
    error: null,
    ...more,
  },
});

export async function makeMember(house: TestApi, botId: string, accountId: string, role: BotRole) {
  await house.test.database.query('insert into bot_member (bot_id, account_id, role) values ($1, $2, $3)', [
    botId,
    accountId,
    role,
  ]);
}

/** An API key of whoever the cookie belongs to, with VIEW_BOTS unless the input says otherwise. */
export async function mintKey(house: TestApi, cookie: string, input: object = {}) {
  const { data, errors } = await house.ask(
    `mutation ($input: CreateApiKeyInput!) {
       createApiKey(input: $input) { secret apiKey { id prefix } }
     }`,
    { input: { name: 'deploy', scopes: ['VIEW_BOTS'], ...input } },
    cookie,
  );
  if (errors) throw new Error(`No key was made: ${JSON.stringify(errors)}`);
  const { secret, apiKey } = Object(data?.['createApiKey']);
  return { secret: String(secret), id: String(apiKey.id), prefix: String(apiKey.prefix) };
}
