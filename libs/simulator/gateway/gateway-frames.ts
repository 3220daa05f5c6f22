import type { GatewayActivity, PresenceUpdateReceiveStatus } from 'discord-api-types/v10';
import { GatewayIntentBits, GatewayOpcodes, PresenceUpdateStatus } from 'discord-api-types/v10';
import { z } from 'zod';

import type { Application } from '../world/state';
import { isRecord } from '../world/state';
import type { Status } from '../world/world';

export const frameShape = z.object({ op: z.number().int(), d: z.unknown().optional() });

export const presenceShape = z.object({
  since: z.number().nullish(),
  status: z.enum(PresenceUpdateStatus).default(PresenceUpdateStatus.Online),
  activities: z
    .array(
      z.custom<GatewayActivity>(
        (value) => isRecord(value) && typeof value['name'] === 'string' && typeof value['type'] === 'number',
      ),
    )
    .nullish(),
  afk: z.boolean().nullish(),
});

export const identifyShape = z.object({
  token: z.string(),
  intents: z.number().int(),
  compress: z.boolean().nullish(),
  shard: z.tuple([z.number().int().min(0), z.number().int().min(1)]).nullish(),
  presence: presenceShape.nullish(),
});

export const resumeShape = z.object({
  token: z.string(),
  session_id: z.string(),
  seq: z.number().int().min(0),
});

export const soundboardWish = z.object({ guild_ids: z.array(z.string()) });

/** Opcodes that a client may send after it identified and that change nothing here. */
export const ignoredOpcodes: readonly number[] = [
  GatewayOpcodes.VoiceStateUpdate,
  GatewayOpcodes.RequestChannelInfo,
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

/** What others see of it: who is invisible looks offline. */
export function statusOf({ status, activities }: z.infer<typeof presenceShape>): Status {
  const seen: PresenceUpdateReceiveStatus =
    status === PresenceUpdateStatus.Invisible ? PresenceUpdateStatus.Offline : status;
  return { status: seen, activities: activities ?? [] };
}
