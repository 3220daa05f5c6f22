import type { IncomingHttpHeaders } from 'node:http';

import type { Config } from '@cube/platform/config';
import { fastifyCookie } from '@fastify/cookie';

/** A cookie as `Set-Cookie` wants it. */
export interface CookieOptions {
  readonly path: '/';
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly secure: boolean;
  /** Seconds. */
  readonly maxAge: number;
}

/** `__Host-` makes browsers insist on Secure, this host and this path; it works over TLS only. */
export const cookieName = (config: Config, name: 'session' | 'sign-in'): string =>
  `${config.isSecure ? '__Host-' : ''}cube-${name}`;

export const cookieOptions = (config: Config, maxAge: number): CookieOptions => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax',
  secure: config.isSecure,
  maxAge,
});

export const cookieOf = (config: Config, headers: IncomingHttpHeaders, name: 'session' | 'sign-in') =>
  fastifyCookie.parse(headers.cookie ?? '')[cookieName(config, name)];
