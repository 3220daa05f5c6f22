import { Platform1763000000000 } from '@cube/platform/migrations/1763000000000-platform';
import { EventLog1763000100000 } from '@cube/realtime/migrations/1763000100000-event-log';

/** Every migration of the product, oldest first. */
export const migrations = [Platform1763000000000, EventLog1763000100000] as const;
