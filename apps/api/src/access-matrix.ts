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
  'key of all',
  'key of the bot',
  'key without scope',
  'expired key',
] as const;
export type Caller = (typeof callers)[number];

/** Things of the installation that a row's arguments may name. */
export interface Things {
  readonly botId: string;
  readonly guildId: string;
  readonly commandId: string;
  /** Of the command. */
  readonly versionId: string;
  /** The caller's own. */
  readonly accountId: string;
}

interface Row {
  readonly args: (things: Things) => string;
  /** One letter a caller, in their order. */
  readonly cells: string;
}

const none = () => '';
const ofNobody = () => '(accountId: "nobody")';
const ofBot = ({ botId }: Things) => `(botId: "${botId}")`;
const ofBotInGuild = ({ botId, guildId }: Things) => `(botId: "${botId}", guildId: "${guildId}")`;
const byBot = ({ botId }: Things) => `(id: "${botId}")`;
const byVersion = ({ versionId }: Things) => `(id: "${versionId}")`;
const byCommand = ({ commandId }: Things) => `(id: "${commandId}")`;

// anonymous, revoked, stranger, guild manager, bot viewer … manager, viewer … owner; keys of an owner: all, bot, none, expired
const signedIn = '!!+++++++++++++!';
const inPerson = '!!++++++++++---!';
const viewsBot = '!!??++++++++++?!';
const runsBot = '!!??-+++-+++++?!';
const editsBot = '!!??--++--++++?!';
const viewsInGuild = '!!?+++++++++++?!';
const editsInGuild = '!!?+--++--++++?!';
const managesBot = '!!??---+--++++?!';
const viewsWithin = '!!+-++++++++++-!';
const operates = '!!-------++++--!';
const administers = '!!--------+++--!';
const owns = '!!---------++--!';

const aRule =
  'input: { name: "", kind: DISK, forSeconds: 0, severity: WARNING, targetIds: [], enabled: true }';

export const matrix: Readonly<Record<string, Row>> = {
  'Query.alertRules': { args: none, cells: operates },
  'Query.alertTargets': { args: none, cells: operates },
  'Query.alerts': { args: none, cells: operates },
  'Query.apiKeys': { args: none, cells: inPerson },
  'Query.bot': { args: byBot, cells: viewsBot },
  'Query.botSecrets': { args: ofBot, cells: viewsBot },
  'Query.bots': { args: none, cells: viewsWithin },
  'Query.command': { args: byCommand, cells: viewsBot },
  'Query.commandHandlers': { args: ofBot, cells: viewsBot },
  'Query.commands': { args: ofBot, cells: viewsBot },
  'Query.connections': { args: none, cells: operates },
  'Query.exportBot': { args: ofBot, cells: viewsBot },
  'Query.errorGroups': { args: none, cells: viewsWithin },
  'Query.explainAccess': {
    args: ({ botId }) => `(permission: RUN_BOTS, botId: "${botId}")`,
    cells: viewsBot,
  },
  'Query.fieldUsage': { args: none, cells: administers },
  'Query.guild': { args: ({ guildId }) => `(id: "${guildId}")`, cells: '!!?+++++++++++?!' },
  'Query.guildMembers': { args: ofBotInGuild, cells: '!!?---++--++++?!' },
  'Query.guildSettings': { args: ofBotInGuild, cells: viewsInGuild },
  'Query.guildSettingsSchema': { args: none, cells: signedIn },
  'Query.guilds': { args: none, cells: '!!++++++++++++-!' },
  'Query.installation': { args: none, cells: '!!+++++++++++++!' },
  'Query.limits': { args: none, cells: operates },
  'Query.liveCursor': { args: none, cells: signedIn },
  'Query.logEntry': { args: () => '(id: "nothing")', cells: viewsWithin },
  'Query.logFacets': { args: ({ botId }) => `(filter: { botId: "${botId}" })`, cells: viewsBot },
  'Query.logHistogram': { args: none, cells: viewsWithin },
  'Query.logs': { args: none, cells: viewsWithin },
  'Query.mailbox': { args: none, cells: '!!+++++++++++++!' },
  'Query.mails': { args: none, cells: administers },
  'Query.me': { args: none, cells: signedIn },
  'Query.people': { args: none, cells: operates },
  'Query.person': { args: () => '(id: "nobody")', cells: operates },
  'Query.planBotImport': {
    args: ({ botId }) => `(botId: "${botId}", yaml: "version: 1")`,
    cells: viewsBot,
  },
  'Query.explainCommand': {
    args: ({ commandId }) => `(commandId: "${commandId}", situation: { userId: "123456789012345678" })`,
    cells: viewsBot,
  },
  'Query.planCommandSync': { args: ofBot, cells: viewsBot },
  'Query.presence': { args: ofBot, cells: viewsBot },
  'Query.proposals': { args: none, cells: signedIn },
  'Query.sessions': { args: none, cells: inPerson },
  'Query.systemHealth': { args: none, cells: operates },
  'Query.trialGuilds': { args: ofBot, cells: editsBot },
  'Query.twoPersonRule': { args: none, cells: signedIn },
  'Query.version': { args: byVersion, cells: viewsBot },
  'Query.versionDiff': {
    args: ({ versionId }) => `(from: "${versionId}", to: "${versionId}")`,
    cells: viewsBot,
  },
  'Query.versions': { args: ofBot, cells: viewsBot },
  'Query.usage': { args: () => '(keyId: "none")', cells: signedIn },

  'Mutation.addBot': { args: () => '(input: { token: "no token" })', cells: administers },
  'Mutation.approve': { args: ofNobody, cells: administers },
  'Mutation.applyBotImport': {
    args: ({ botId }) => `(botId: "${botId}", yaml: "version: 1", planHash: "old")`,
    cells: editsBot,
  },
  'Mutation.applyCommandSync': {
    args: ({ botId }) => `(botId: "${botId}", planHash: "old")`,
    cells: editsBot,
  },
  'Mutation.approveProposal': { args: () => '(id: "none")', cells: '!!--------++---!' },
  'Mutation.bePresent': { args: ofBot, cells: viewsBot },
  'Mutation.breakGlass': { args: () => '(id: "none", reason: "None at all.")', cells: '!!---------+---!' },
  'Mutation.changeGuildSettings': {
    args: ({ botId, guildId }) => `(botId: "${botId}", guildId: "${guildId}", settings: {})`,
    cells: editsInGuild,
  },
  'Mutation.changeEmail': { args: () => '(input: { email: "" })', cells: inPerson },
  'Mutation.changeName': { args: () => '(name: "")', cells: inPerson },
  'Mutation.changePassword': { args: () => '(input: { newPassword: "" })', cells: inPerson },
  'Mutation.closeConnection': { args: () => '(id: "none")', cells: operates },
  'Mutation.confirmTotp': { args: () => '(code: "none")', cells: inPerson },
  'Mutation.setBotSecret': {
    args: ({ botId }) => `(input: { botId: "${botId}", name: "", value: "", hosts: [] })`,
    cells: editsBot,
  },
  'Mutation.deleteAlertRule': { args: () => '(id: "none")', cells: administers },
  'Mutation.deleteAlertTarget': { args: () => '(id: "none")', cells: administers },
  'Mutation.deleteBotSecret': {
    args: ({ botId }) => `(botId: "${botId}", name: "NONE")`,
    cells: editsBot,
  },
  'Mutation.createAlertRule': { args: () => `(${aRule})`, cells: administers },
  'Mutation.createAlertTarget': { args: () => '(input: { name: "", kind: EMAIL })', cells: administers },
  'Mutation.createCommand': {
    args: ({ botId }) => `(input: { botId: "${botId}", name: "Not Valid", description: "", response: "" })`,
    cells: editsBot,
  },
  'Mutation.createApiKey': { args: () => '(input: { name: "", scopes: [] })', cells: inPerson },
  'Mutation.createReactionRole': {
    args: ({ botId, guildId }) =>
      `(botId: "${botId}", guildId: "${guildId}", input: { channelId: "1", messageId: "1", emoji: "", roleId: "1" })`,
    cells: editsInGuild,
  },
  'Mutation.createScheduledMessage': {
    args: ({ botId, guildId }) =>
      `(botId: "${botId}", guildId: "${guildId}", input: { channelId: "1", cron: "", timeZone: "", template: "" })`,
    cells: editsInGuild,
  },
  'Mutation.deleteReactionRole': {
    args: ({ botId, guildId }) => `(botId: "${botId}", guildId: "${guildId}", id: "none")`,
    cells: editsInGuild,
  },
  'Mutation.deleteScheduledMessage': {
    args: ({ botId, guildId }) => `(botId: "${botId}", guildId: "${guildId}", id: "none")`,
    cells: editsInGuild,
  },
  'Mutation.updateScheduledMessage': {
    args: ({ botId, guildId }) =>
      `(botId: "${botId}", guildId: "${guildId}", id: "none", input: { channelId: "1", cron: "", timeZone: "", template: "" })`,
    cells: editsInGuild,
  },
  'Mutation.deleteCommand': { args: byCommand, cells: editsBot },
  'Mutation.disableTotp': { args: () => '(password: "none")', cells: inPerson },
  'Mutation.invite': { args: () => '(email: "", role: MEMBER)', cells: administers },
  'Mutation.joinWaitingList': { args: () => '(input: { email: "", name: "" })', cells: signedIn },
  'Mutation.leaveGuild': {
    args: ({ botId, guildId }) => `(botId: "${botId}", guildId: "${guildId}")`,
    cells: editsBot,
  },
  'Mutation.linkDiscord': { args: none, cells: inPerson },
  'Mutation.register': { args: () => '(input: { email: "", name: "", password: "" })', cells: signedIn },
  'Mutation.reinstate': { args: ofNobody, cells: administers },
  'Mutation.reject': { args: ofNobody, cells: administers },
  'Mutation.rejectProposal': { args: () => '(id: "none")', cells: inPerson },
  'Mutation.removeAccount': { args: ofNobody, cells: administers },
  'Mutation.removeBot': { args: byBot, cells: managesBot },
  'Mutation.removeBotMember': {
    args: ({ botId }) => `(botId: "${botId}", accountId: "nobody")`,
    cells: managesBot,
  },
  'Mutation.removeJob': { args: () => '(queue: "none", id: "none")', cells: operates },
  'Mutation.renewRecoveryCodes': { args: () => '(password: "none")', cells: inPerson },
  'Mutation.requestPasswordReset': { args: () => '(email: "")', cells: signedIn },
  'Mutation.resetPassword': { args: () => '(input: { token: "none", password: "" })', cells: signedIn },
  'Mutation.resolveError': { args: () => '(id: "none")', cells: operates },
  'Mutation.readBotIntents': { args: byBot, cells: editsBot },
  'Mutation.restartBot': { args: byBot, cells: runsBot },
  'Mutation.restoreVersion': { args: byVersion, cells: editsBot },
  'Mutation.retryJob': { args: () => '(queue: "none", id: "none")', cells: operates },
  'Mutation.retryMail': { args: () => '(id: "none")', cells: administers },
  'Mutation.revokeApiKey': { args: () => '(id: "none")', cells: inPerson },
  'Mutation.revokeOtherSessions': { args: none, cells: inPerson },
  'Mutation.revokeSession': { args: () => '(id: "none")', cells: inPerson },
  'Mutation.rotateApiKey': { args: () => '(id: "none")', cells: inPerson },
  'Mutation.setBotMember': {
    args: ({ botId }) => `(botId: "${botId}", accountId: "nobody", role: VIEWER)`,
    cells: managesBot,
  },
  'Mutation.setRole': { args: () => '(accountId: "nobody", role: VIEWER)', cells: administers },
  'Mutation.setSignUpPolicy': { args: () => '(policy: WAITING_LIST)', cells: owns },
  'Mutation.setTwoPersonRule': { args: () => '(deeds: [])', cells: owns },
  'Mutation.signOut': { args: none, cells: inPerson },
  'Mutation.startBot': { args: byBot, cells: runsBot },
  'Mutation.startTotp': { args: () => '(password: "none")', cells: inPerson },
  'Mutation.stopBot': { args: byBot, cells: runsBot },
  'Mutation.suspend': { args: ofNobody, cells: administers },
  'Mutation.syncCommands': { args: ofBot, cells: editsBot },
  'Mutation.syncGuilds': { args: ofBot, cells: editsBot },
  'Mutation.unlinkDiscord': { args: none, cells: inPerson },
  'Mutation.testAlertRule': { args: () => '(id: "none")', cells: administers },
  'Mutation.updateAlertRule': { args: () => `(id: "none", ${aRule})`, cells: administers },
  'Mutation.updateApiKey': { args: () => '(id: "none", input: {})', cells: inPerson },
  'Mutation.updateBot': { args: ({ botId }) => `(id: "${botId}", input: { name: "" })`, cells: editsBot },
  'Mutation.tryButton': {
    args: ({ commandId }) =>
      `(input: { commandId: "${commandId}", messageId: "1", customId: "x", userId: "1" })`,
    cells: editsBot,
  },
  'Mutation.tryForm': {
    args: ({ commandId }) =>
      `(input: { commandId: "${commandId}", interactionId: "1", customId: "x", values: {}, userId: "1" })`,
    cells: editsBot,
  },
  'Mutation.tryCommand': {
    args: ({ commandId }) =>
      `(input: { commandId: "${commandId}", guildId: "1", channelId: "1", userId: "none" })`,
    cells: editsBot,
  },
  'Mutation.updateCommand': {
    args: ({ commandId }) => `(id: "${commandId}", input: { name: "" })`,
    cells: editsBot,
  },
  'Mutation.verifyEmail': { args: () => '(token: "none")', cells: signedIn },

  'Subscription.accountChanged': { args: none, cells: operates },
  'Subscription.alertChanged': { args: none, cells: operates },
  'Subscription.apiKeyChanged': { args: none, cells: inPerson },
  'Subscription.missingChanged': { args: ofBot, cells: viewsBot },
  'Subscription.botChanged': { args: ofBot, cells: viewsBot },
  'Subscription.botMemberChanged': { args: ofBot, cells: viewsBot },
  'Subscription.botsLive': { args: none, cells: viewsWithin },
  'Subscription.commandChanged': { args: ofBot, cells: viewsBot },
  'Subscription.commandExecuted': { args: ofBot, cells: viewsBot },
  'Subscription.connectionChanged': { args: none, cells: operates },
  'Subscription.errorChanged': { args: ofBot, cells: viewsBot },
  'Subscription.guildChanged': { args: ofBot, cells: viewsBot },
  'Subscription.jobProgress': { args: ofBot, cells: viewsBot },
  'Subscription.logAdded': {
    args: ({ botId }) => `(filter: { botId: "${botId}" })`,
    cells: viewsBot,
  },
  'Subscription.mailChanged': { args: none, cells: administers },
  'Subscription.presence': { args: ofBot, cells: viewsBot },
  'Subscription.proposalChanged': { args: none, cells: signedIn },
  'Subscription.sessionChanged': { args: none, cells: inPerson },
  'Subscription.systemHealth': { args: none, cells: operates },
  'Subscription.versionAdded': { args: ofBot, cells: viewsBot },
};
