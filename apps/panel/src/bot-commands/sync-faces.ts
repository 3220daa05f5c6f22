import type { SyncState } from '../graphql.generated';

/** How the synchronisation of a bot's commands stands: a shape and a word each. */
export const syncFaces = {
  QUEUED: { word: 'Waiting to sync…', shape: '◐', tone: 'busy' },
  RUNNING: { word: 'Syncing…', shape: '◐', tone: 'busy' },
  DONE: { word: 'Synced', shape: '●', tone: 'good' },
  FAILED: { word: 'Sync failed', shape: '▲', tone: 'bad' },
} as const satisfies Record<SyncState, { word: string; shape: string; tone: string }>;
