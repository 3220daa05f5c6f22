import { GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';

import { unknownUser } from '../errors';
import { applicationFlags, guildCreatePayload, userPayload } from '../world/payloads';
import type { World } from '../world/world';
import type { GatewaySession } from './gateway-session';

/** READY, and a GUILD_CREATE for every guild of this shard when the intent for guilds is there. */
export function sendReady(world: World, session: GatewaySession, host: string): void {
  const { application, intents, shard } = session;
  const bot = world.users.get(application.id);
  if (!bot) throw unknownUser();
  const guilds = world.guildsOf(application.id).filter((guild) => session.hears(guild.id, 0));
  session.dispatch(GatewayDispatchEvents.Ready, {
    v: 10,
    user: { ...userPayload(bot), verified: true, mfa_enabled: false, flags: 0, email: null, bio: '' },
    guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
    session_id: session.id,
    session_type: 'normal',
    resume_gateway_url: `ws://${host}/gateway`,
    shard,
    application: {
      id: application.id,
      flags: applicationFlags(application),
      flags_new: String(applicationFlags(application)),
    },
    private_channels: [],
    presences: [],
    relationships: [],
    user_settings: {},
    _trace: ['simulator'],
  });
  if (!(intents & GatewayIntentBits.Guilds)) return;
  for (const guild of guilds) {
    session.dispatch(
      GatewayDispatchEvents.GuildCreate,
      guildCreatePayload(world, guild, { applicationId: application.id, intents }),
    );
  }
}
