import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import type { Guard } from '../guard';
import { decoded } from '../rest/decoded';
import { allows } from '../world/permissions';
import type { Application, User } from '../world/state';
import { sameSecret } from '../world/tokens';
import { knownScopes, OAuthError, tokenPayload } from './oauth';
import { consentPage, noticePage, oauthStyle } from './oauth-page';

const fields = z.record(z.string(), z.string());
type Fields = z.infer<typeof fields>;

/** What the form carries back: the request as it came, to be checked again. */
const carried = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'permissions',
  'guild_id',
  'code_challenge',
  'code_challenge_method',
];

interface Request {
  application: Application;
  scopes: string[];
  /** Null for a bare invitation, which ends on a page of ours. */
  redirectUri: string | null;
  fields: Fields;
}

/** A request that must not be answered by a redirect, because nobody vouches for its address. */
class BadRequest extends Error {}

/** Signing in with the simulator, adding bots, and the token endpoint behind both. */
export function oauthRoutes(app: FastifyInstance, engine: Engine, guard: Guard): void {
  const { world, oauth } = engine;
  /** Saves a click: the form comes with the person who signed in last. */
  let pickedUserId: string | undefined;

  app.get('/oauth2/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(oauthStyle));

  for (const path of ['/oauth2/authorize', '/api/oauth2/authorize', '/api/v10/oauth2/authorize']) {
    app.get(path, (request, reply) => {
      const query = fields.safeParse(request.query);
      return answer(reply, () => {
        const wish = read(query.data ?? {});
        const problem = redirectProblem(wish);
        if (problem) return goBack(reply, wish, problem);
        const isInstall = wish.scopes.includes('bot');
        const html = consentPage({
          ...wish,
          people: world.people(),
          pickedUserId,
          guilds: isInstall ? [...world.guilds.values()] : null,
          pickedGuildId: wish.fields['guild_id'],
          query: Object.fromEntries(Object.entries(wish.fields).filter(([name]) => carried.includes(name))),
        });
        return sendPage(reply, html, wish.redirectUri === null ? '' : ' http: https:');
      });
    });
  }

  app.post('/oauth2/authorize', (request, reply) => {
    if (guard.isForeign(request.headers)) {
      return sendPage(reply.code(403), noticePage('Not from here', 'This form was sent by another site.'));
    }
    const form = fields.safeParse(request.body).data ?? {};
    return answer(reply, () => {
      const wish = read(form);
      const problem = redirectProblem(wish);
      if (problem) return goBack(reply, wish, problem);
      if (form['decision'] !== 'authorize') {
        return goBack(reply, wish, {
          error: 'access_denied',
          error_description: 'The resource owner or authorization server denied the request',
        });
      }
      const user = world.people().find(({ id }) => id === form['user']);
      if (!user) throw new BadRequest('Choose who you are.');
      pickedUserId = user.id;
      return goBack(reply, wish, approve(wish, user, form));
    });
  });

  for (const prefix of ['/api/oauth2', '/api/v10/oauth2']) {
    app.post(`${prefix}/token`, async (request, reply) => {
      const { application, form } = client(request);
      reply.header('cache-control', 'no-store');
      if (form['grant_type'] === 'authorization_code')
        return tokenPayload(oauth.exchange(application, form), world.clock.now());
      if (form['grant_type'] === 'refresh_token') {
        return tokenPayload(oauth.refresh(application, form['refresh_token'] ?? ''), world.clock.now());
      }
      throw new OAuthError(400, 'unsupported_grant_type', 'Invalid "grant_type" in request.');
    });

    app.post(`${prefix}/token/revoke`, async (request) => {
      const { application, form } = client(request);
      oauth.revoke(application, form['token'] ?? '');
      return {};
    });
  }

  function read(query: Fields): Request {
    const application = world.applications.get(query['client_id'] ?? '');
    if (!application) throw new BadRequest('There is no application with this client_id.');
    const scopes = (query['scope'] ?? '').split(/\s+/).filter(Boolean);
    const redirectUri = query['redirect_uri'] ?? null;
    if (redirectUri !== null && !application.redirectUris.includes(redirectUri)) {
      throw new BadRequest(`${redirectUri} is not one of the redirect addresses of ${application.name}.`);
    }
    if (redirectUri === null && !scopes.includes('bot')) throw new BadRequest('The redirect_uri is missing.');
    return { application, scopes, redirectUri, fields: query };
  }

  function approve(wish: Request, user: User, form: Fields): Fields {
    const guild = world.guilds.get(form['guild'] ?? '');
    if (wish.scopes.includes('bot')) {
      if (!guild) throw new BadRequest('Choose a server to add the bot to.');
      if (!allows(world.permissionsInGuild(guild, user.id), 'ManageGuild'))
        throw new BadRequest(`${user.globalName ?? user.username} may not add bots to ${guild.name}.`);
      engine.guilds.install(wish.application, guild, /^\d+$/.exec(form['permissions'] ?? '')?.[0] ?? '0');
    }
    if (wish.redirectUri === null) return {};
    const code = oauth.grantCode({
      applicationId: wish.application.id,
      userId: user.id,
      redirectUri: wish.redirectUri,
      scopes: wish.scopes,
      challenge: form['code_challenge'] ?? null,
    });
    const permissions = form['permissions'] ?? '0';
    return { code, ...(guild && wish.scopes.includes('bot') ? { guild_id: guild.id, permissions } : {}) };
  }

  function client(request: FastifyRequest): { application: Application; form: Fields } {
    const form = fields.safeParse(request.body).data ?? {};
    const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
    const [basicId = '', basicSecret = ''] = Buffer.from(credentials, 'base64')
      .toString()
      .split(':')
      .map(decoded);
    const isBasic = scheme === 'Basic';
    const application = world.applications.get((isBasic ? basicId : form['client_id']) ?? '');
    const given = (isBasic ? basicSecret : form['client_secret']) ?? '';
    if (!application || !sameSecret(application.clientSecret, given)) {
      throw new OAuthError(401, 'invalid_client', 'Invalid client credentials.');
    }
    return { application, form };
  }
}

/** Faults that the application may hear of by redirect, once its address is known to be its own. */
function redirectProblem({ scopes, redirectUri, fields: query }: Request): Fields | null {
  if (redirectUri === null) return null;
  if (query['response_type'] !== 'code') {
    return {
      error: 'unsupported_response_type',
      error_description: 'Only response_type=code is known here.',
    };
  }
  const isKnown = scopes.length > 0 && scopes.every((scope) => knownScopes.includes(scope));
  if (!isKnown)
    return {
      error: 'invalid_scope',
      error_description: 'The requested scope is invalid, unknown, or malformed.',
    };
  const method = query['code_challenge_method'];
  if (query['code_challenge'] !== undefined && method !== 'S256') {
    return { error: 'invalid_request', error_description: 'Only code_challenge_method=S256 is known here.' };
  }
  return null;
}

function goBack(reply: FastifyReply, { application, redirectUri, fields: query }: Request, result: Fields) {
  if (redirectUri === null) {
    const isDenied = 'error' in result;
    const words = isDenied ? 'Nothing was changed.' : `${application.name} was added to the server.`;
    return sendPage(reply, noticePage(isDenied ? 'Cancelled' : 'Done', `${words} You can close this page.`));
  }
  const target = new URL(redirectUri);
  const state = query['state'];
  for (const [name, value] of Object.entries({ ...result, ...(state === undefined ? {} : { state }) })) {
    target.searchParams.set(name, value);
  }
  return reply.header('cache-control', 'no-store').redirect(target.href, 302);
}

function answer(reply: FastifyReply, act: () => FastifyReply): FastifyReply {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return sendPage(reply.code(400), noticePage('This cannot be authorized', error.message));
  }
}

/**
 * Browsers hold every redirect after a form to `form-action` too: the application's own address, and wherever it sends
 * people from there, which may be another origin.
 */
function sendPage(reply: FastifyReply, html: string, formTarget = ''): FastifyReply {
  return reply
    .headers({
      'content-security-policy': `default-src 'none'; style-src 'self'; form-action 'self'${formTarget}; frame-ancestors 'none'; base-uri 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}
