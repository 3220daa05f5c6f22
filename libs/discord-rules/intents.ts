/** What a bot may ask Discord to hear of, in words. Source: Discord's documentation, "Gateway", List of Intents. */
export const intentWords = {
  Guilds: 'Servers, channels and roles',
  GuildMembers: 'Server Members',
  GuildModeration: 'Bans and the audit log',
  GuildExpressions: 'Emoji, stickers and sounds',
  GuildIntegrations: 'Integrations',
  GuildWebhooks: 'Webhooks',
  GuildInvites: 'Invites',
  GuildVoiceStates: 'Who is in voice channels',
  GuildPresences: 'Presence',
  GuildMessages: 'Messages in servers',
  GuildMessageReactions: 'Reactions in servers',
  GuildMessageTyping: 'Typing in servers',
  DirectMessages: 'Direct messages',
  DirectMessageReactions: 'Reactions in direct messages',
  DirectMessageTyping: 'Typing in direct messages',
  MessageContent: 'Message Content',
  GuildScheduledEvents: 'Scheduled events',
  AutoModerationConfiguration: 'Rules of AutoMod',
  AutoModerationExecution: 'Deeds of AutoMod',
  GuildMessagePolls: 'Polls in servers',
  DirectMessagePolls: 'Polls in direct messages',
} as const;
export type KnownIntent = keyof typeof intentWords;

export const isKnownIntent = (name: string): name is KnownIntent => Object.hasOwn(intentWords, name);

/** In their order. */
export const knownIntents: readonly KnownIntent[] = Object.keys(intentWords).filter(isKnownIntent);

/**
 * Those that an application has only when somebody switches them on for it, and the two flags of an application that say so:
 * the first of a verified one, the second of one that is in fewer than 100 servers (Application Flags).
 */
export const privilegedIntents = {
  GuildPresences: (1 << 12) | (1 << 13),
  GuildMembers: (1 << 14) | (1 << 15),
  MessageContent: (1 << 18) | (1 << 19),
} as const satisfies Partial<Record<KnownIntent, number>>;
export type PrivilegedIntent = keyof typeof privilegedIntents;

export const isPrivileged = (name: string): name is PrivilegedIntent =>
  Object.hasOwn(privilegedIntents, name);

/** True when an application with these flags may ask for the intent; null while its flags are not known. */
export function mayAsk(name: string, flags: number | null): boolean | null {
  if (!isPrivileged(name)) return true;
  return flags === null ? null : (flags & privilegedIntents[name]) !== 0;
}

/** How Discord's developer portal calls the switch of an intent. */
export const portalSwitch = (name: PrivilegedIntent): string => `${intentWords[name]} Intent`;

/** What to do about intents that an application lacks. */
export function howToAllow(names: readonly PrivilegedIntent[]): string {
  const switches = names.map((name) => `“${portalSwitch(name)}”`).join(' and ');
  return `Switch on ${switches} in the Developer Portal (the application, Bot, Privileged Gateway Intents)`;
}
