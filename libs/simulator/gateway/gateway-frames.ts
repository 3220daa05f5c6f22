import { GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import { z } from 'zod';

import type { Application } from '../world/state';

export const frameShape = z.object({ op: z.number().int(), d: z.unknown().optional() });

export const identifyShape = z.object({
  token: z.string(),
  intents: z.number().int(),
  shard: z.tuple([z.number().int().min(0), z.number().int().min(1)]).optional(),
});

export const resumeShape = z.object({
  token: z.string(),
  session_id: z.string(),
  seq: z.number().int().min(0),
});

export const requestMembersShape = z.object({
  guild_id: z.string(),
  query: z.string().optional(),
  limit: z.number().int().optional(),
  user_ids: z.union([z.string(), z.array(z.string())]).optional(),
  nonce: z.string().optional(),
});

/** Opcodes that a client may send after it identified and that change nothing here. */
export const ignoredOpcodes: readonly number[] = [
  GatewayOpcodes.PresenceUpdate,
  GatewayOpcodes.VoiceStateUpdate,
  GatewayOpcodes.RequestSoundboardSounds,
];

export const knownIntents = Object.values(GatewayIntentBits).reduce<number>(
  (sum, bit) => (typeof bit === 'number' ? sum | bit : sum),
  0,
);

export function isDisallowed({ privilegedIntents }: Application, intents: number): boolean {
  return (
    ((intents & GatewayIntentBits.GuildPresences) !== 0 && !privilegedIntents.presence) ||
    ((intents & GatewayIntentBits.GuildMembers) !== 0 && !privilegedIntents.members) ||
    ((intents & GatewayIntentBits.MessageContent) !== 0 && !privilegedIntents.messageContent)
  );
}
