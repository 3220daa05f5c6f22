import type { ApiKeyRowFragment, ApiKeyState } from '../graphql.generated';

export const keyFaces = {
  ACTIVE: { word: 'Works', shape: '●', tone: 'good' },
  WAITING: { word: 'Waits for a second person', shape: '◐', tone: 'busy' },
  EXPIRED: { word: 'Ran out', shape: '○', tone: 'idle' },
  REVOKED: { word: 'Revoked', shape: '▲', tone: 'bad' },
} as const satisfies Record<ApiKeyState, object>;

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** "3 scopes for 1 bot". */
export function scopesOf({ scopes, botIds }: Pick<ApiKeyRowFragment, 'scopes' | 'botIds'>): string {
  const what = count(scopes.length, 'scope', 'scopes');
  return botIds ? `${what} for ${count(botIds.length, 'bot', 'bots')}` : `${what} for all bots`;
}
