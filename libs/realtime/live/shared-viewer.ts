import type { Viewer } from '@cube/platform/viewer';

import type { SharedBy } from './follow';

/** No account and no session has it. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * What an execution that several subscribers share may know of them. Its answer goes to all of them: a field that is only for
 * its owner stays empty unless they are all the same one.
 */
export function sharedViewer(viewer: Viewer, sharedBy: SharedBy): Viewer {
  if (sharedBy === 'session') return viewer;
  return {
    ...viewer,
    accountId: sharedBy === 'account' ? viewer.accountId : nobody,
    sessionId: nobody,
    name: '',
    origin: { address: '', userAgent: '' },
  };
}
