import type { IncomingHttpHeaders } from 'node:http';

import type { Viewer } from '@cube/platform/viewer';

/** What a request shows of whoever sends it. */
export interface Knock {
  readonly headers: IncomingHttpHeaders;
  /** What `connection_init` shows in the place of the header of this name, which browsers cannot send with a WebSocket. */
  readonly authorization?: string;
  /** IP address. */
  readonly address: string;
}

/** Tells who stands behind a request. The room of accounts implements it. */
export abstract class ViewerSource {
  abstract viewerOf(knock: Knock): Promise<Viewer | null>;
}
