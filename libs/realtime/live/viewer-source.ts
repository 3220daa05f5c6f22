import type { IncomingHttpHeaders } from 'node:http';

import type { Viewer } from '@cube/platform/access';

/** Tells who stands behind a request by its headers. The room of accounts implements it. */
export abstract class ViewerSource {
  abstract viewerOf(headers: IncomingHttpHeaders): Promise<Viewer | null>;
}
