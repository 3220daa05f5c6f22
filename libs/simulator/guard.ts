import type { IncomingHttpHeaders } from 'node:http';

const loopback = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

export const isLoopback = (host: string): boolean => host === '::1' || loopback.test(host);

/** Refuses foreign pages: by Host (a rebound DNS name), and by Origin (another site's script or form). */
export class Guard {
  private readonly checksHost: boolean;
  /** A bot says the same name at every call. */
  private lastKnown: string | undefined;

  constructor(
    host: string,
    private readonly port: () => number,
  ) {
    this.checksHost = isLoopback(host);
  }

  knowsHost({ host }: IncomingHttpHeaders): boolean {
    if (!this.checksHost) return true;
    if (host === undefined) return false;
    if (host === this.lastKnown) return true;
    const isKnown = loopback.test(host) && Number(/:(\d+)$/.exec(host)?.[1] ?? 80) === this.port();
    if (isKnown) this.lastKnown = host;
    return isKnown;
  }

  /** Programs send no Origin; a page of ours sends its own. */
  isForeign(headers: IncomingHttpHeaders): boolean {
    const { origin, host } = headers;
    if (origin !== undefined && origin !== `http://${host}`) return true;
    const site = headers['sec-fetch-site'];
    return site === 'cross-site' || site === 'same-site';
  }
}
