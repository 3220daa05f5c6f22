import type { Emit } from '@cube/realtime/event-log/event-log';
import { type EntityManager, In, IsNull } from 'typeorm';

import { Alert } from './alert.entity';
import { alertChanged } from './alert-events';
import { AlertState } from './alert-kinds';

/**
 * Nobody looks any more: what is open of a rule is over, without a word to targets. `null` stands for rules that are gone: one
 * for a single bot goes with its bot.
 */
export async function closeAlerts(manager: EntityManager, emit: Emit, ruleId: string | null): Promise<void> {
  const ofRule = { ruleId: ruleId ?? IsNull() };
  await manager.delete(Alert, { ...ofRule, state: 'PENDING' });
  // Locked: whoever closes them at the same moment finds none.
  const open = await manager.find(Alert, {
    where: { ...ofRule, state: AlertState.FIRING },
    lock: { mode: 'pessimistic_write' },
  });
  await manager.update(
    Alert,
    { id: In(open.map(({ id }) => id)) },
    { state: AlertState.RESOLVED, resolvedAt: () => 'now()' },
  );
  for (const alert of open) await emit(alertChanged({ ...alert, state: AlertState.RESOLVED }));
}
