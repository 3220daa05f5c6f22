import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import type { Fault } from './fault';
import type { Stage } from './stage';

const mint =
  'mutation { createApiKey(input: { name: "of a fault", scopes: [VIEW_LOGS] }) { apiKey { id } } }';
const minted = z.object({
  data: z.object({ createApiKey: z.object({ apiKey: z.object({ id: z.string() }) }) }),
});
/** People who change things at the same time. */
const people = 4;
const quiet = 1500;

/** Changes through the outbox, while the api that makes them is killed: an entry of the audit for each that was made, and for no other. */
export const killApiInChanges: Fault = {
  name: 'audit',
  kinds: ['AUDIT_RECORDED'],
  async round(stage) {
    const from = await stage.end();
    const acknowledged: string[] = [];
    const over = new AbortController();
    const changes = Array.from({ length: people }, () => change(stage, acknowledged, over.signal));
    await pause(quiet);
    await stage.killApi();
    await stage.restartApi();
    const secondsToCatchUp = await stage.caughtUp(Date.now());
    await pause(quiet);
    over.abort();
    await Promise.all(changes);

    const entries = await stage.storedSince(from, ['audit.recorded']);
    await stage.seenAll(entries);
    const names = new Map(
      entries.map(({ id, subject_id: subject, data }) => [id, `${String(data['deed'])} ${subject}`]),
    );
    const produced = await made(stage);
    const known = new Set(produced.flat());
    const forgotten = acknowledged.filter((each) => !known.has(each)).length;
    return {
      accounts: {
        produced,
        stored: [...names.values()],
        seen: stage.follower.seen.splice(0).map(({ id }) => names.get(id) ?? id),
      },
      secondsToCatchUp,
      told: 0,
      broken: forgotten > 0 ? [`${forgotten} changes were acknowledged and are not there`] : [],
    };
  },
};

/** Makes API keys and ends them again, one after the other; what fails is tried no second time. */
async function change({ house }: Stage, acknowledged: string[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { data } = minted.parse(JSON.parse(await house.send(mint)));
      const { id } = data.createApiKey.apiKey;
      acknowledged.push(`key.create ${id}`);
      await house.ask('mutation ($id: ID!) { made: revokeApiKey(id: $id) { id } }', { id });
      acknowledged.push(`key.revoke ${id}`);
    } catch {
      // The api is away.
      await pause(50);
    }
  }
}

/** What was done to each key, in its order; they are gone afterwards. */
async function made({ house }: Stage): Promise<readonly (readonly string[])[]> {
  const { rows } = await house.database.query<{ id: string; is_revoked: boolean }>(
    'delete from api_key returning id, revoked_at is not null as is_revoked',
  );
  return rows.map(({ id, is_revoked: isRevoked }) => [
    `key.create ${id}`,
    ...(isRevoked ? [`key.revoke ${id}`] : []),
  ]);
}
