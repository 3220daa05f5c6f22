/**
 * The REST facade as a table. Every route is a GraphQL operation: it passes the same guards, inputs and services, costs the
 * same, and answers the same fields. There is no second copy of any rule.
 */
export interface Route {
  /** Also its operationId in the OpenAPI document. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; what stands after a colon is a variable of the document. */
  readonly path: string;
  readonly summary: string;
  /**
   * One operation with one root field. A variable that is not in the path comes from the query string; `input` is the body,
   * to which a field of the path is added if the input has one of that name. A connection becomes a page.
   */
  readonly document: string;
  /** Of success; 200 unless said otherwise. */
  readonly status?: number;
}

const bot = `id applicationId network name description avatarUrl status wanted observed observedAt reason reasonCode latency
  inviteUrl tokenFingerprint guildCount commandCount createdAt updatedAt`;
const guild = 'id name iconUrl ownerId memberCount syncedAt';
const channels = 'channels { id name type position parentId }';
const command =
  'id botId source type name description response enabled discordId problems { field message } createdAt updatedAt';
const sync = 'botId state problem syncedAt';
const entry = `id kind level at summary botId resolvedAt execution { command commandId version interactionId userId userName
  guildId guildName channelId channelName outcome duration error }`;
const pageInfo = 'pageInfo { hasNextPage endCursor }';

const botDeed = (verb: 'start' | 'stop' | 'restart', summary: string): Route => ({
  name: `${verb}Bot`,
  method: 'POST',
  path: `/bots/:id/${verb}`,
  summary,
  document: `mutation ($id: ID!) { ${verb}Bot(id: $id) { ${bot} } }`,
});

export const routes: readonly Route[] = [
  {
    name: 'getMe',
    method: 'GET',
    path: '/me',
    summary: 'Whom you are signed in as, and what this key may do.',
    document: '{ me { id name role avatarUrl createdAt access { permissions subject ids because } } }',
  },
  {
    name: 'listBots',
    method: 'GET',
    path: '/bots',
    summary: 'The bots, by name.',
    document: `query ($first: Int, $after: String, $search: String) {
      bots(first: $first, after: $after, search: $search) { nodes { ${bot} } ${pageInfo} } }`,
  },
  {
    name: 'addBot',
    method: 'POST',
    path: '/bots',
    summary: 'Adds a bot by its token and wants it online.',
    document: `mutation ($input: AddBotInput!) { addBot(input: $input) { ${bot} } }`,
    status: 201,
  },
  {
    name: 'getBot',
    method: 'GET',
    path: '/bots/:id',
    summary: 'One bot.',
    document: `query ($id: ID!) { bot(id: $id) { ${bot} } }`,
  },
  {
    name: 'updateBot',
    method: 'PATCH',
    path: '/bots/:id',
    summary: 'Changes a bot; what is left out stays as it is.',
    document: `mutation ($id: ID!, $input: UpdateBotInput!) { updateBot(id: $id, input: $input) { ${bot} } }`,
  },
  {
    name: 'removeBot',
    method: 'DELETE',
    path: '/bots/:id',
    summary: 'Takes a bot offline and forgets it. Answers its id.',
    document: 'mutation ($id: ID!) { removeBot(id: $id) }',
  },
  botDeed('start', 'Wants a bot online.'),
  botDeed('stop', 'Wants a bot offline.'),
  botDeed('restart', 'Connects a bot anew.'),
  {
    name: 'listGuilds',
    method: 'GET',
    path: '/guilds',
    summary: 'The servers of one bot, or of all, by name.',
    document: `query ($first: Int, $after: String, $botId: ID) {
      guilds(first: $first, after: $after, botId: $botId) { nodes { ${guild} } ${pageInfo} } }`,
  },
  {
    name: 'getGuild',
    method: 'GET',
    path: '/guilds/:id',
    summary: 'One server with its channels.',
    document: `query ($id: ID!) { guild(id: $id) { ${guild} ${channels} } }`,
  },
  {
    name: 'syncGuilds',
    method: 'POST',
    path: '/bots/:botId/guilds/sync',
    summary: 'Reads all servers of a bot anew.',
    document:
      'mutation ($botId: ID!) { syncGuilds(botId: $botId) { botId state done total problem requestedAt finishedAt } }',
    status: 202,
  },
  {
    name: 'leaveGuild',
    method: 'DELETE',
    path: '/bots/:botId/guilds/:guildId',
    summary: 'Makes a bot leave a server.',
    document: `mutation ($botId: ID!, $guildId: ID!) { leaveGuild(botId: $botId, guildId: $guildId) { ${guild} } }`,
  },
  {
    name: 'listCommands',
    method: 'GET',
    path: '/bots/:botId/commands',
    summary: 'The commands of a bot, by name.',
    document: `query ($botId: ID!, $first: Int, $after: String) {
      commands(botId: $botId, first: $first, after: $after) { nodes { ${command} } ${pageInfo} } }`,
  },
  {
    name: 'createCommand',
    method: 'POST',
    path: '/bots/:botId/commands',
    summary: 'Adds a custom command.',
    document: `mutation ($input: CreateCommandInput!) { createCommand(input: $input) { ${command} } }`,
    status: 201,
  },
  {
    name: 'syncCommands',
    method: 'POST',
    path: '/bots/:botId/commands/sync',
    summary: 'Sends all commands of a bot to Discord again.',
    document: `mutation ($botId: ID!) { syncCommands(botId: $botId) { ${sync} } }`,
    status: 202,
  },
  {
    name: 'getCommand',
    method: 'GET',
    path: '/commands/:id',
    summary: 'One command.',
    document: `query ($id: ID!) { command(id: $id) { ${command} } }`,
  },
  {
    name: 'updateCommand',
    method: 'PATCH',
    path: '/commands/:id',
    summary: 'Changes a command; what is left out stays as it is.',
    document: `mutation ($id: ID!, $input: UpdateCommandInput!) { updateCommand(id: $id, input: $input) { ${command} } }`,
  },
  {
    name: 'deleteCommand',
    method: 'DELETE',
    path: '/commands/:id',
    summary: 'Deletes a custom command. Answers its id.',
    document: 'mutation ($id: ID!) { deleteCommand(id: $id) }',
  },
  {
    name: 'listLogs',
    method: 'GET',
    path: '/logs',
    summary: 'What happened, newest first.',
    document: `query ($first: Int, $after: String, $filter: LogFilter) {
      logs(first: $first, after: $after, filter: $filter) { nodes { ${entry} } ${pageInfo} liveCursor } }`,
  },
];
