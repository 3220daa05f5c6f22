import type { Config } from '@cube/platform/config';
import { Invalid } from '@cube/platform/errors';
import { botPermissions, type Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import type { DataSource } from 'typeorm';

interface Asked {
  readonly scopes: readonly Permission[];
  readonly botIds?: readonly string[];
}

/** Throws, beside the field, when somebody would give a key more than they have themselves. */
export async function refuseWhatTheyLack(
  database: DataSource,
  config: Config,
  { scopes, botIds }: Asked,
  { access }: Viewer,
): Promise<void> {
  for (const [index, scope] of scopes.entries()) {
    if (!access.holds(scope)) {
      throw refusal(`scopes.${index}`, `You do not have ${scope} yourself, so no key of yours can.`);
    }
    if (botIds && !botPermissions.some((each) => each === scope)) {
      throw refusal(
        `scopes.${index}`,
        `${scope} concerns the whole installation: leave it out, or leave out botIds.`,
      );
    }
  }
  if (!botIds) return;
  const there: { id: string }[] = await database.query(
    'select id from bot where id = any($1) and network = $2',
    [botIds, config.discord.network],
  );
  for (const [index, id] of botIds.entries()) {
    const target = { botIds: [id] };
    if (!there.some((bot) => bot.id === id) || !access.sees(target)) {
      throw refusal(`botIds.${index}`, 'There is no such bot: somebody may have removed it.');
    }
    const lacking = scopes.find((scope) => !access.may(scope, target));
    if (lacking) {
      throw refusal(`botIds.${index}`, `You do not have ${lacking} for this bot, so no key of yours can.`);
    }
  }
}

const refusal = (field: string, message: string) => new Invalid(message, [{ field, message }]);
