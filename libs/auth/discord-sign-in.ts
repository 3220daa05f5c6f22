import type { IncomingHttpHeaders } from 'node:http';

import { Config } from '@cube/platform/config';
import { Secrets } from '@cube/platform/secrets';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import * as oauth from 'openid-client';
import { z } from 'zod';

import type { DiscordPerson } from './discord-people.service';
import { cookieOf } from './session-cookie';

/** Why a sign-in did not work; the panel has a sentence for each. */
export type SignInProblem = 'denied' | 'expired' | 'state' | 'unreachable' | 'unavailable';

export class SignInFailed extends Error {
  constructor(readonly problem: SignInProblem) {
    super(`The sign-in failed: ${problem}`);
  }
}

/** What we must remember of somebody who is away at Discord; it travels sealed in a cookie of their browser. */
const journey = z.object({
  state: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  bootstrap: z.string().nullable(),
  /** The account to which the identity is to be added; null for a sign-in. */
  linkTo: z.string().nullable(),
  expiresAt: z.number(),
});
type Journey = z.infer<typeof journey>;

/** Seconds that somebody may take at Discord's page. */
export const journeyLasts = 600;
/** What a signed-in person was given to begin with: nobody else can start a journey that links. */
const ticket = z.object({ accountId: z.string(), expiresAt: z.number() });
const ticketOwner = { table: 'link', column: 'discord', row: '-' };
/** Letters of an address to come back to; browsers drop a cookie of more than 4 kB. */
const longestPath = 1000;
const cookieOwner = { table: 'cookie', column: 'sign-in', row: '-' };

const me = z.object({
  id: z.string().regex(/^\d{5,20}$/),
  username: z.string(),
  global_name: z.string().nullish(),
  avatar: z.string().nullish(),
});

const guilds = z.array(
  z.object({
    id: z.string().regex(/^\d{5,20}$/),
    owner: z.boolean(),
    permissions: z.string().regex(/^\d+$/),
  }),
);
/** Who holds one of these may change a guild's settings at Discord. */
const managing = PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild;

/** Sign-in with Discord: OAuth 2 authorisation code with PKCE; openid-client does the protocol. */
@Injectable()
export class DiscordSignIn {
  private readonly client: oauth.Configuration;

  constructor(
    private readonly config: Config,
    private readonly secrets: Secrets,
  ) {
    const { api, authorizeUrl, clientId, clientSecret } = config.discord;
    this.client = new oauth.Configuration(
      {
        issuer: new URL(api).origin,
        authorization_endpoint: authorizeUrl,
        token_endpoint: `${api}/v10/oauth2/token`,
      },
      clientId,
      undefined,
      oauth.ClientSecretPost(clientSecret),
    );
    // The simulator speaks plain HTTP on loopback; Discord never does.
    if (config.discord.network === 'simulator') oauth.allowInsecureRequests(this.client);
  }

  /** The path at which a signed-in person begins to add a Discord identity to their account. */
  async linkPath({ accountId }: Viewer): Promise<string> {
    const facts: z.infer<typeof ticket> = {
      accountId,
      expiresAt: Date.now() + journeyLasts * 1000,
    };
    const sealed = await this.secrets.seal(JSON.stringify(facts), ticketOwner);
    return `/auth/discord?${new URLSearchParams({ link: sealed, returnTo: '/account' }).toString()}`;
  }

  /** Where to send the browser, and the sealed cookie it must bring back. */
  async begin(
    returnTo: string,
    bootstrap: string | null,
    link: string | null = null,
  ): Promise<{ readonly url: string; readonly cookie: string }> {
    const linkTo = link === null ? null : await this.accountOf(link);
    const state = oauth.randomState();
    const verifier = oauth.randomPKCECodeVerifier();
    const url = oauth.buildAuthorizationUrl(this.client, {
      redirect_uri: this.config.discord.redirectUri,
      scope: 'identify guilds',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const remembered: Journey = {
      state,
      verifier,
      returnTo: this.localPath(returnTo),
      bootstrap,
      linkTo,
      expiresAt: Date.now() + journeyLasts * 1000,
    };
    return { url: url.href, cookie: await this.secrets.seal(JSON.stringify(remembered), cookieOwner) };
  }

  /** Who came back, from the address that Discord sent them to. Throws `SignInFailed`. */
  async finish(
    query: string,
    headers: IncomingHttpHeaders,
  ): Promise<{
    readonly person: DiscordPerson;
    readonly returnTo: string;
    readonly bootstrap: string | null;
    readonly linkTo: string | null;
  }> {
    const remembered = await this.recall(headers);
    const here = new URL(this.config.discord.redirectUri);
    here.search = query;
    try {
      const tokens = await oauth.authorizationCodeGrant(this.client, here, {
        pkceCodeVerifier: remembered.verifier,
        expectedState: remembered.state,
      });
      const person = await this.personOf(tokens.access_token);
      const { returnTo, bootstrap, linkTo } = remembered;
      return { person, returnTo, bootstrap, linkTo };
    } catch (error) {
      throw new SignInFailed(problemOf(error));
    }
  }

  private async accountOf(sealed: string): Promise<string> {
    try {
      const { accountId, expiresAt } = ticket.parse(JSON.parse(await this.secrets.open(sealed, ticketOwner)));
      if (expiresAt > Date.now()) return accountId;
    } catch {
      throw new SignInFailed('state');
    }
    throw new SignInFailed('expired');
  }

  private async recall(headers: IncomingHttpHeaders): Promise<Journey> {
    const cookie = cookieOf(this.config, headers, 'sign-in');
    if (!cookie) throw new SignInFailed('state');
    try {
      const remembered = journey.parse(JSON.parse(await this.secrets.open(cookie, cookieOwner)));
      if (remembered.expiresAt > Date.now()) return remembered;
    } catch {
      throw new SignInFailed('state');
    }
    throw new SignInFailed('expired');
  }

  private async personOf(accessToken: string): Promise<DiscordPerson> {
    const [{ id, username, global_name, avatar }, inGuilds] = await Promise.all([
      this.read(accessToken, '/users/@me').then((body) => me.parse(body)),
      this.read(accessToken, '/users/@me/guilds').then((body) => guilds.parse(body)),
    ]);
    const managed = inGuilds.filter(
      ({ owner, permissions }) => owner || (BigInt(permissions) & managing) !== 0n,
    );
    return {
      id,
      name: global_name || username,
      avatar: avatar ?? null,
      managedGuildIds: managed.map((guild) => guild.id),
    };
  }

  private async read(accessToken: string, path: string): Promise<unknown> {
    const response = await fetch(`${this.config.discord.api}/v10${path}`, {
      headers: { authorization: `Bearer ${accessToken}` },
      signal: AbortSignal.timeout(8000),
    });
    if (!response.ok) throw new SignInFailed('unavailable');
    return response.json();
  }

  /** A page of ours, whatever the address asked for: nobody is sent on to a stranger's site. */
  private localPath(wish: string): string {
    if (!URL.canParse(wish, this.config.publicUrl)) return '/';
    const url = new URL(wish, this.config.publicUrl);
    if (url.origin !== new URL(this.config.publicUrl).origin) return '/';
    // Browsers take what follows two slashes for a host.
    const path = `${url.pathname.replace(/^\/+/, '/')}${url.search}`;
    return path.length <= longestPath ? path : '/';
  }
}

function problemOf(error: unknown): SignInProblem {
  if (error instanceof SignInFailed) return error.problem;
  if (error instanceof oauth.AuthorizationResponseError) {
    return error.error === 'access_denied' ? 'denied' : 'unavailable';
  }
  // Discord does not know the code any more: it lives for a minute, and works once.
  if (error instanceof oauth.ResponseBodyError) {
    return error.error === 'invalid_grant' ? 'expired' : 'unavailable';
  }
  if (error instanceof oauth.ClientError) {
    return error.code === 'OAUTH_INVALID_RESPONSE' ? 'state' : 'unavailable';
  }
  return 'unreachable';
}
