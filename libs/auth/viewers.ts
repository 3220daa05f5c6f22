import { messageOf, Unauthenticated } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import type { Viewer } from '@cube/platform/viewer';
import type { Knock, ViewerSource } from '@cube/realtime/live/viewer-source';
import { Injectable } from '@nestjs/common';

import { AccessTokens } from './keys/access-tokens';
import { KeyRing, personOf } from './keys/key-ring';
import { type Person, Sessions } from './sessions.service';

/** Longest name of a browser or program that is kept. */
const mostLetters = 300;

/** Tells who stands behind a request: an API key if one is shown, otherwise whoever signed in with this browser. */
@Injectable()
export class Viewers implements ViewerSource {
  constructor(
    private readonly sessions: Sessions,
    private readonly keys: KeyRing,
    private readonly tokens: AccessTokens,
    private readonly logger: Logger,
  ) {}

  async viewerOf(knock: Knock): Promise<Viewer | null> {
    const { headers, address } = knock;
    const shown = knock.authorization ?? headers.authorization;
    // Who shows a key means it: a wrong one is refused, and no cookie beside it is looked at.
    const person =
      shown === undefined ? await this.sessions.personOf(headers) : await this.bearerOf(shown, address);
    if (!person) return null;
    const userAgent = (headers['user-agent'] ?? 'unknown').slice(0, mostLetters);
    const viewer = { origin: { address, userAgent }, ...person };
    if (viewer.by === 'key') this.note(viewer);
    return viewer;
  }

  private async bearerOf(authorization: string, address: string): Promise<Person> {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    if (!token) {
      throw new Unauthenticated('Send an API key or an access token as “Authorization: Bearer …”.');
    }
    if (token.startsWith('cube_')) return personOf(await this.keys.keyOf(token, address));
    const { keyId, scopes, endsAt } = await this.tokens.read(token);
    return personOf(await this.keys.keyById(keyId, address), { scopes, endsAt });
  }

  /** Nobody waits for it, and a note that is lost is made at the next use. */
  private note(viewer: Viewer): void {
    this.keys.used(viewer).catch((error: unknown) => {
      this.logger.warn(`The use of an API key was not noted: ${messageOf(error)}`, 'Viewers');
    });
  }
}
