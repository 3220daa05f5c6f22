/** What somebody lets an application do who follows its invitation. */
export const inviteScopes = ['bot', 'applications.commands'] as const;
export type InviteScope = (typeof inviteScopes)[number];

/** What a bot needs to answer commands: View Channels, Send Messages, Embed Links. */
export const leastPermissions = (1n << 10n) | (1n << 11n) | (1n << 14n);

/**
 * The page on which somebody adds a bot to a guild of theirs. `authorizePage` is Discord's, or the simulator's; what it carries
 * already is replaced. Without the scope `bot` nobody asks for permissions.
 */
export function inviteLink(
  authorizePage: string,
  wish: {
    readonly applicationId: string;
    readonly scopes: readonly InviteScope[];
    readonly permissions: bigint;
  },
): string {
  const url = new URL(authorizePage);
  url.searchParams.set('client_id', wish.applicationId);
  url.searchParams.set('scope', wish.scopes.join(' '));
  if (wish.scopes.includes('bot')) url.searchParams.set('permissions', String(wish.permissions));
  else url.searchParams.delete('permissions');
  return url.href;
}
