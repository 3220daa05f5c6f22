import type { ReasonCode } from '@cube/bots/bot-adapter';
import { howToAllow, isPrivileged, knownIntents } from '@cube/discord-rules/intents';
import { messageOf } from '@cube/platform/errors';
import { redact } from '@cube/platform/redaction';
import {
  DiscordjsError,
  DiscordjsErrorCodes,
  GatewayCloseCodes,
  GatewayIntentBits,
  HTTPError,
  RateLimitError,
} from 'discord.js';

/** Why a bot is not online, and whether it helps to try again. */
export interface Failure {
  readonly reasonCode: ReasonCode;
  readonly reason: string;
  readonly isRetried: boolean;
}

const tokenInvalid: Failure = {
  reasonCode: 'TOKEN_INVALID',
  reason:
    'Discord does not accept the token of this bot. Reset it in the Developer Portal, save the new one here, and start the bot again.',
  isRetried: false,
};

/** Discord does not say which of them it means. */
function intentsDisallowed(intents: readonly GatewayIntentBits[]): Failure {
  const asked = knownIntents.filter(isPrivileged).filter((name) => intents.includes(GatewayIntentBits[name]));
  const mend = asked.length > 0 ? howToAllow(asked) : 'Look at its intents in its settings';
  return {
    reasonCode: 'INTENTS_DISALLOWED',
    reason: `Discord does not allow this bot an intent that it asks for. ${mend}, and start the bot again.`,
    isRetried: false,
  };
}

const shardingRequired: Failure = {
  reasonCode: 'SHARDING_REQUIRED',
  reason:
    'This bot is in more servers than one connection may carry, and more than one is not supported yet. Remove it from some servers, and start it again.',
  isRetried: false,
};

export const unreachable: Failure = {
  reasonCode: 'UNREACHABLE',
  reason:
    'Discord cannot be reached. It is tried again by itself; if this lasts, check the network of this machine and discordstatus.com.',
  isRetried: true,
};

const crashed = (what: string): Failure => ({
  reasonCode: 'CRASHED',
  reason: `The bot broke down: ${redact(what)}. It is started again by itself; if this lasts, look into the log of errors.`,
  isRetried: true,
});

/** What it means that the gateway closed for good on a bot that asked for these intents. */
export function failureOfClose(code: number, intents: readonly GatewayIntentBits[]): Failure {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return tokenInvalid;
    case GatewayCloseCodes.InvalidIntents:
    case GatewayCloseCodes.DisallowedIntents:
      return intentsDisallowed(intents);
    case GatewayCloseCodes.ShardingRequired:
      return shardingRequired;
    default:
      return crashed(`the gateway closed with code ${code}`);
  }
}

/** What it means that the login failed with this error. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) return tokenInvalid;
  return isNetworkTrouble(error) ? unreachable : crashed(messageOf(error));
}

/** True of what passes by itself: no connection, no answer in time, a server in trouble, too many calls. */
export function isNetworkTrouble(error: unknown): boolean {
  if (error instanceof HTTPError) return error.status >= 500;
  if (error instanceof RateLimitError) return true;
  if (!(error instanceof Error)) return false;
  // Node's system errors and undici's own carry codes such as ECONNREFUSED and UND_ERR_SOCKET.
  const isSystemError = 'code' in error && /^(E[A-Z_]+|UND_ERR_\w+)$/.test(String(error.code));
  return error.name === 'AbortError' || isSystemError;
}
