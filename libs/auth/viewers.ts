import type { Viewer } from '@cube/platform/viewer';
import type { Knock, ViewerSource } from '@cube/realtime/live/viewer-source';
import { Injectable } from '@nestjs/common';

import { Sessions } from './sessions.service';

/** Longest name of a browser or program that is kept. */
const mostLetters = 300;

/** Tells who stands behind a request: whoever signed in with this browser. */
@Injectable()
export class Viewers implements ViewerSource {
  constructor(private readonly sessions: Sessions) {}

  async viewerOf({ headers, address }: Knock): Promise<Viewer | null> {
    const person = await this.sessions.personOf(headers);
    if (!person) return null;
    const userAgent = (headers['user-agent'] ?? 'unknown').slice(0, mostLetters);
    return { ...person, origin: { address, userAgent } };
  }
}
