import { createHmac } from 'node:crypto';

import { Config } from '@cube/platform/config';
import { Unauthenticated } from '@cube/platform/errors';
import { Permission } from '@cube/platform/permission';
import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { v4 as uuid } from 'uuid';

import type { HeldKey } from './key-ring';

/** Seconds for which an access token is good; the key behind it is looked up at every request. */
export const tokenLasts = 600;

const algorithm = 'HS256';
/** Of RFC 9068, so that no other kind of token can be taken for one of these. */
const type = 'at+jwt';

/** What an access token says. */
export interface AccessClaims {
  readonly keyId: string;
  readonly scopes: readonly Permission[];
  readonly endsAt: Date;
}

/**
 * JSON Web Tokens that stand for an API key for ten minutes. They are signed with a key derived from the first master key,
 * and good as long as that is among MASTER_KEYS: every api process can tell, and there is nothing to store.
 */
@Injectable()
export class AccessTokens {
  private readonly signing: ReadonlyMap<string, Uint8Array>;

  constructor(private readonly config: Config) {
    this.signing = new Map(
      config.masterKeys.map(({ name, key }) => [
        name,
        createHmac('sha256', key).update('OAuth access tokens').digest(),
      ]),
    );
  }

  issue({ id, prefix }: HeldKey, scopes: readonly Permission[], seconds: number): Promise<string> {
    const [first] = this.signing;
    if (!first) throw new Error('MASTER_KEYS is empty.');
    const [kid, key] = first;
    return new SignJWT({ client_id: prefix, scope: scopes.join(' ') })
      .setProtectedHeader({ alg: algorithm, typ: type, kid })
      .setSubject(id)
      .setIssuer(this.config.publicUrl)
      .setAudience(this.config.publicUrl)
      .setJti(uuid())
      .setIssuedAt()
      .setExpirationTime(`${seconds} s`)
      .sign(key);
  }

  /** Throws when a token is not one of ours, was changed, or has run out. */
  async read(token: string): Promise<AccessClaims> {
    try {
      const key = this.signing.get(decodeProtectedHeader(token).kid ?? '');
      if (!key) throw invalid();
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        typ: type,
        issuer: this.config.publicUrl,
        audience: this.config.publicUrl,
        requiredClaims: ['sub', 'scope', 'exp', 'jti'],
      });
      return {
        keyId: payload.sub ?? '',
        scopes: String(payload['scope']).split(' ').filter(isPermission),
        endsAt: new Date((payload.exp ?? 0) * 1000),
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw new Unauthenticated('This access token has run out: ask for another.');
      }
      if (error instanceof errors.JOSEError || error instanceof TypeError) throw invalid();
      throw error;
    }
  }
}

const invalid = () => new Unauthenticated('This access token is not valid: ask for another.');

const permissions = new Set<string>(Object.values(Permission));
export const isPermission = (text: string): text is Permission => permissions.has(text);
