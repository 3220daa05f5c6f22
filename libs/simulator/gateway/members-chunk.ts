import { GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';
import { z } from 'zod';

import { memberPayload, presencePayload } from '../world/payloads';
import type { World } from '../world/world';
import type { GatewaySession } from './gateway-session';

export const membersWish = z.object({
  guild_id: z.string(),
  query: z.string().optional(),
  limit: z.number().int().min(0).optional(),
  presences: z.boolean().optional(),
  user_ids: z.union([z.string(), z.array(z.string()).max(100)]).optional(),
  nonce: z.string().optional(),
});

const membersPerChunk = 1_000;

/** Without the members intent Discord sends at most this many. */
const mostWithoutIntent = 100;

/** Answers REQUEST_GUILD_MEMBERS; a guild that the bot is not in gets no answer, as with Discord. */
export function sendMembers(world: World, session: GatewaySession, wish: z.infer<typeof membersWish>): void {
  const { query = '', limit = 0, user_ids: ids, nonce } = wish;
  const guild = world.guilds.get(wish.guild_id);
  if (!guild?.applicationIds.includes(session.application.id)) return;
  const wantsAll = ids === undefined && query === '' && limit === 0;
  const seesMembers = (session.intents & GatewayIntentBits.GuildMembers) !== 0;
  if (wantsAll && !seesMembers) return;
  const wanted = ids === undefined ? null : [ids].flat();
  const found = guild.members.filter(({ userId, nick }) => {
    if (wanted) return wanted.includes(userId);
    const names = [nick, world.users.get(userId)?.username, world.users.get(userId)?.globalName];
    return names.some((name) => name?.toLowerCase().startsWith(query.toLowerCase()));
  });
  const most = seesMembers ? found.length : mostWithoutIntent;
  const members = found.slice(0, limit > 0 && !wanted ? Math.min(limit, most) : most);
  const seesPresences = wish.presences === true && (session.intents & GatewayIntentBits.GuildPresences) !== 0;
  const count = Math.max(1, Math.ceil(members.length / membersPerChunk));
  for (let index = 0; index < count; index += 1) {
    const chunk = members.slice(index * membersPerChunk, (index + 1) * membersPerChunk);
    session.dispatch(GatewayDispatchEvents.GuildMembersChunk, {
      guild_id: guild.id,
      members: chunk.map((member) => memberPayload(world, member)),
      chunk_index: index,
      chunk_count: count,
      not_found: wanted?.filter((id) => !world.memberOf(guild, id)) ?? [],
      ...(seesPresences
        ? { presences: chunk.map(({ userId }) => presencePayload(world, guild, userId)) }
        : {}),
      ...(nonce === undefined ? {} : { nonce }),
    });
  }
}
