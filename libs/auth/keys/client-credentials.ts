import { AppError } from '@cube/platform/errors';
import { keyOf } from '@cube/platform/key-format';
import type { Permission } from '@cube/platform/permission';
import { Injectable } from '@nestjs/common';

import { AccessTokens, isPermission, tokenLasts } from './access-tokens';
import { type HeldKey, KeyRing } from './key-ring';

/** Codes of RFC 6749, section 5.2. */
type OAuthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable';

/** What a client did wrong, in the words of OAuth. */
export class OAuthError extends Error {
  constructor(
    readonly code: OAuthCode,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** A successful answer (RFC 6749, section 5.1). */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
}

/** The client credentials grant (RFC 6749, section 4.4): the client is an API key, its prefix and its secret. */
@Injectable()
export class ClientCredentials {
  constructor(
    private readonly ring: KeyRing,
    private readonly tokens: AccessTokens,
  ) {}

  /** `body` is the form as it came. */
  async grant(
    body: Readonly<Record<string, unknown>>,
    authorization: string | undefined,
    address: string,
  ): Promise<TokenAnswer> {
    const form = formOf(body);
    if (form['grant_type'] !== 'client_credentials') {
      throw form['grant_type'] === undefined
        ? new OAuthError('invalid_request', 'grant_type is missing: send client_credentials.')
        : new OAuthError('unsupported_grant_type', 'Only client_credentials is granted here.');
    }
    const key = await this.keyOf(credentialsOf(form, authorization), address);
    const scopes = scopesOf(form['scope'], key);
    const left = key.expires_at ? (key.expires_at.getTime() - Date.now()) / 1000 : tokenLasts;
    const seconds = Math.max(1, Math.min(tokenLasts, Math.floor(left)));
    return {
      access_token: await this.tokens.issue(key, scopes, seconds),
      token_type: 'Bearer',
      expires_in: seconds,
      scope: scopes.join(' '),
    };
  }

  private async keyOf({ id, secret }: Credentials, address: string): Promise<HeldKey> {
    try {
      return await this.ring.keyOf(keyOf({ prefix: id, secret }), address);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.status >= 500) throw new OAuthError('temporarily_unavailable', error.message, error.status);
      throw new OAuthError('invalid_client', error.message, 401);
    }
  }
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** The fields of the form; one that comes twice is refused (RFC 6749, section 3.2). */
function formOf(body: Readonly<Record<string, unknown>>): Partial<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (typeof value !== 'string') {
        throw new OAuthError('invalid_request', `${name.slice(0, 40)} stands more than once, or is no text.`);
      }
      return [name, value];
    }),
  );
}

/** client_secret_basic, with both parts form-encoded (RFC 6749, section 2.3.1), or client_secret_post; never both. */
function credentialsOf(
  form: Partial<Record<string, string>>,
  authorization: string | undefined,
): Credentials {
  const { client_id: id, client_secret: secret } = form;
  if (authorization !== undefined) {
    if (secret !== undefined) {
      throw new OAuthError('invalid_request', 'Send the secret in the header or in the form, not in both.');
    }
    const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization) ?? [];
    const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
    if (!user || !password) throw new OAuthError('invalid_client', 'Authorization is no Basic header.', 401);
    return { id: decoded(user), secret: decoded(password) };
  }
  if (!id || !secret) {
    throw new OAuthError(
      'invalid_client',
      'Send client_id, the prefix of an API key, and client_secret, what stands behind the prefix.',
      401,
    );
  }
  return { id, secret };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthError('invalid_client', 'Authorization is not encoded as a form is.', 401);
  }
}

function scopesOf(asked: string | undefined, { scopes }: HeldKey): readonly Permission[] {
  if (!asked?.trim()) return scopes;
  const wanted = asked.trim().split(/ +/);
  const known = wanted.filter(isPermission).filter((scope) => scopes.includes(scope));
  if (known.length < wanted.length) {
    throw new OAuthError('invalid_scope', `This key has the scopes ${scopes.join(' ')} and no others.`);
  }
  return [...new Set(known)];
}
