import { createHash } from 'node:crypto';

import { RESTJSONErrorCodes } from 'discord-api-types/v10';

import { DiscordError } from '../errors';
import type { AccessGrant, Application } from '../world/state';
import { sameSecret, secret } from '../world/tokens';
import type { World } from '../world/world';

/** An OAuth error as its RFC words it: `{ error, error_description }`. */
export class OAuthError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Code {
  applicationId: string;
  userId: string;
  redirectUri: string;
  scopes: string[];
  challenge: string | null;
  expiresAt: number;
  /** What the code was exchanged for: a code that comes twice costs its bearer these tokens. */
  accessToken: string | null;
}

const codeLife = 60_000;
const tokenLife = 604_800_000;

export const knownScopes = [
  'identify',
  'email',
  'guilds',
  'guilds.members.read',
  'openid',
  'bot',
  'applications.commands',
];

/** Codes and tokens: who let which application see what. */
export class OAuth {
  private readonly codes = new Map<string, Code>();

  constructor(private readonly world: World) {}

  grantCode(wish: Omit<Code, 'expiresAt' | 'accessToken'>): string {
    const code = secret(18);
    this.codes.set(code, { ...wish, expiresAt: this.world.clock.now() + codeLife, accessToken: null });
    return code;
  }

  exchange(application: Application, form: Record<string, string>): AccessGrant {
    const code = this.codes.get(form['code'] ?? '');
    if (!code || code.applicationId !== application.id || code.expiresAt < this.world.clock.now())
      throw invalidCode();
    if (code.accessToken !== null) {
      this.world.grants.delete(code.accessToken);
      this.world.touch();
      throw invalidCode();
    }
    if (code.redirectUri !== form['redirect_uri']) throw invalidGrant('Invalid "redirect_uri" in request.');
    if (code.challenge !== null && !proves(form['code_verifier'], code.challenge)) {
      throw invalidGrant('Invalid "code_verifier" in request.');
    }
    const grant = this.issue(application, code.userId, code.scopes);
    code.accessToken = grant.accessToken;
    return grant;
  }

  refresh(application: Application, refreshToken: string): AccessGrant {
    const old = [...this.world.grants.values()].find((grant) => sameSecret(grant.refreshToken, refreshToken));
    if (!old || old.applicationId !== application.id)
      throw invalidGrant('Invalid "refresh_token" in request.');
    this.world.grants.delete(old.accessToken);
    return this.issue(application, old.userId, old.scopes);
  }

  revoke(application: Application, token: string): void {
    this.forget(
      (grant) =>
        grant.applicationId === application.id &&
        (sameSecret(grant.accessToken, token) || sameSecret(grant.refreshToken, token)),
    );
  }

  /** Whoever the token belongs to, as a person does it in their settings. */
  revokeToken(token: string): void {
    this.forget(({ accessToken, refreshToken }) => accessToken === token || refreshToken === token);
  }

  revokeAll(applicationId: string, userId: string): void {
    this.forget((grant) => grant.applicationId === applicationId && grant.userId === userId);
  }

  /** The grant of a Bearer token, or 401. */
  bearer(token: string): AccessGrant {
    const grant = this.world.grants.get(token);
    if (!grant || grant.expiresAt < this.world.clock.now()) {
      throw new DiscordError(401, RESTJSONErrorCodes.GeneralError, '401: Unauthorized');
    }
    return grant;
  }

  private forget(fits: (grant: AccessGrant) => boolean): void {
    for (const grant of this.world.grants.values()) {
      if (fits(grant)) this.world.grants.delete(grant.accessToken);
    }
    this.world.touch();
  }

  private issue(application: Application, userId: string, scopes: string[]): AccessGrant {
    const grant: AccessGrant = {
      accessToken: secret(),
      refreshToken: secret(),
      applicationId: application.id,
      userId,
      scopes,
      expiresAt: this.world.clock.now() + tokenLife,
    };
    this.world.grants.set(grant.accessToken, grant);
    this.world.touch();
    return grant;
  }
}

export const tokenPayload = (grant: AccessGrant, now: number) => ({
  token_type: 'Bearer',
  access_token: grant.accessToken,
  expires_in: Math.round((grant.expiresAt - now) / 1_000),
  refresh_token: grant.refreshToken,
  scope: grant.scopes.join(' '),
});

function proves(verifier: string | undefined, challenge: string): boolean {
  if (verifier === undefined) return false;
  return sameSecret(createHash('sha256').update(verifier).digest('base64url'), challenge);
}

const invalidGrant = (message: string) => new OAuthError(400, 'invalid_grant', message);
const invalidCode = () => invalidGrant('Invalid "code" in request.');
