/**
 * Who may do what: for every root field its arguments, and what each kind of caller gets. `matrix.spec.ts` runs all of
 * it; a field without a row fails.
 *
 * Letters: `+` may, `-` FORBIDDEN, `?` NOT_FOUND as for an unknown id, `!` UNAUTHENTICATED.
 */
export const callers = [
  'anonymous',
  'revoked',
  'stranger',
  'guild manager',
  'bot viewer',
  'bot operator',
  'bot editor',
  'bot manager',
  'viewer',
  'operator',
  'admin',
  'owner',
] as const;
export type Caller = (typeof callers)[number];

/** Things of the installation that a row's arguments may name. */
export interface Things {
  readonly botId: string;
  readonly guildId: string;
  readonly commandId: string;
  /** The caller's own. */
  readonly accountId: string;
}

interface Row {
  readonly args: (things: Things) => string;
  /** One letter a caller, in their order. */
  readonly cells: string;
}

const none = () => '';
const ofBot = ({ botId }: Things) => `(botId: "${botId}")`;
const byBot = ({ botId }: Things) => `(id: "${botId}")`;
const byCommand = ({ commandId }: Things) => `(id: "${commandId}")`;

//                      anonymous, revoked, stranger, guild manager, bot viewer … manager, viewer … owner
const signedIn = '!!++++++++++';
const viewsBot = '!!??++++++++';
const runsBot = '!!??-+++-+++';
const editsBot = '!!??--++--++';
const managesBot = '!!??---+--++';
const viewsWithin = '!!+-++++++++';
const operates = '!!-------+++';
const administers = '!!--------++';
const owns = '!!---------+';

export const matrix: Readonly<Record<string, Row>> = {
  'Query.apiKeys': { args: none, cells: signedIn },
  'Query.bot': { args: byBot, cells: viewsBot },
  'Query.bots': { args: none, cells: viewsWithin },
  'Query.command': { args: byCommand, cells: viewsBot },
  'Query.commands': { args: ofBot, cells: viewsBot },
  'Query.connections': { args: none, cells: operates },
  'Query.explainAccess': {
    args: ({ botId }) => `(permission: RUN_BOTS, botId: "${botId}")`,
    cells: viewsBot,
  },
  'Query.guild': { args: ({ guildId }) => `(id: "${guildId}")`, cells: '!!?+++++++++' },
  'Query.guilds': { args: none, cells: '!!++++++++++' },
  'Query.installation': { args: none, cells: '!!++++++++++' },
  'Query.liveCursor': { args: none, cells: signedIn },
  'Query.logs': { args: none, cells: viewsWithin },
  'Query.me': { args: none, cells: signedIn },
  'Query.proposals': { args: none, cells: signedIn },
  'Query.sessions': { args: none, cells: signedIn },
  'Query.twoPersonRule': { args: none, cells: signedIn },

  'Mutation.addBot': { args: () => '(input: { token: "no token" })', cells: administers },
  'Mutation.approveProposal': { args: () => '(id: "none")', cells: administers },
  'Mutation.breakGlass': { args: () => '(id: "none", reason: "None at all.")', cells: owns },
  'Mutation.closeConnection': { args: () => '(id: "none")', cells: operates },
  'Mutation.createCommand': {
    args: ({ botId }) => `(input: { botId: "${botId}", name: "Not Valid", description: "", response: "" })`,
    cells: editsBot,
  },
  'Mutation.createApiKey': { args: () => '(input: { name: "", scopes: [] })', cells: signedIn },
  'Mutation.deleteCommand': { args: byCommand, cells: editsBot },
  'Mutation.leaveGuild': {
    args: ({ botId, guildId }) => `(botId: "${botId}", guildId: "${guildId}")`,
    cells: editsBot,
  },
  'Mutation.rejectProposal': { args: () => '(id: "none")', cells: signedIn },
  'Mutation.removeBot': { args: byBot, cells: managesBot },
  'Mutation.removeBotMember': {
    args: ({ botId }) => `(botId: "${botId}", accountId: "nobody")`,
    cells: managesBot,
  },
  'Mutation.resolveError': { args: () => '(id: "none")', cells: operates },
  'Mutation.restartBot': { args: byBot, cells: runsBot },
  'Mutation.revokeApiKey': { args: () => '(id: "none")', cells: signedIn },
  'Mutation.revokeSession': { args: () => '(id: "none")', cells: signedIn },
  'Mutation.rotateApiKey': { args: () => '(id: "none")', cells: signedIn },
  'Mutation.setBotMember': {
    args: ({ botId }) => `(botId: "${botId}", accountId: "nobody", role: VIEWER)`,
    cells: managesBot,
  },
  'Mutation.setRole': { args: () => '(accountId: "nobody", role: VIEWER)', cells: administers },
  'Mutation.setTwoPersonRule': { args: () => '(deeds: [])', cells: owns },
  'Mutation.signOut': { args: none, cells: signedIn },
  'Mutation.startBot': { args: byBot, cells: runsBot },
  'Mutation.stopBot': { args: byBot, cells: runsBot },
  'Mutation.syncCommands': { args: ofBot, cells: editsBot },
  'Mutation.syncGuilds': { args: ofBot, cells: editsBot },
  'Mutation.updateApiKey': { args: () => '(id: "none", input: {})', cells: signedIn },
  'Mutation.updateBot': { args: ({ botId }) => `(id: "${botId}", input: { name: "" })`, cells: editsBot },
  'Mutation.updateCommand': {
    args: ({ commandId }) => `(id: "${commandId}", input: { name: "" })`,
    cells: editsBot,
  },

  'Subscription.apiKeyChanged': { args: none, cells: signedIn },
  'Subscription.botChanged': { args: ofBot, cells: viewsBot },
  'Subscription.botMemberChanged': { args: ofBot, cells: viewsBot },
  'Subscription.commandChanged': { args: ofBot, cells: viewsBot },
  'Subscription.commandExecuted': { args: ofBot, cells: viewsBot },
  'Subscription.connectionChanged': { args: none, cells: operates },
  'Subscription.guildChanged': { args: ofBot, cells: viewsBot },
  'Subscription.logAdded': {
    args: ({ botId }) => `(filter: { botId: "${botId}" })`,
    cells: viewsBot,
  },
  'Subscription.proposalChanged': { args: none, cells: signedIn },
  'Subscription.sessionChanged': { args: none, cells: signedIn },
};
