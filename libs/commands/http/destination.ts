import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import { whyNotPublic } from './address-rules';
import { HttpFailed, HttpRefused } from './http-errors';
import { type TurnLimits, Turns } from './turns';

/** Finds the addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/**
 * Look-ups at a time. Each keeps one of the four threads that Node has for all names and files of the process, for as long as
 * the name server of somebody likes: two are left for everything else. A look-up that has begun cannot be stopped.
 */
const lookUps: TurnLimits = { atOnce: 2, perHost: 2, waiting: 256 };

/** A host that may be reached though it is none of the public internet: a name or an address, on one port or on all. */
export interface AllowedHost {
  readonly host: string;
  readonly port?: number;
}

/** Where a request goes: the addresses were checked, and no others are connected to. */
export interface Destination {
  readonly url: URL;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
  /** It may be reached though it need not be public. */
  readonly isAllowed: boolean;
}

/** As the operating system does it, its hosts file included. */
export const systemResolve: Resolve = async (name) => {
  const found = await lookup(name, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

/** Names that never leave a network: RFC 6761, RFC 6762, RFC 8375, and what ICANN keeps for private use. */
const privateNames = /(^|\.)(localhost|local|internal|localdomain|lan|intranet|corp|home|home\.arpa|onion)$/;
const longestUrl = 2000;
const stockPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** The rules about where a request may go. */
export class Destinations {
  private readonly turns = new Turns(lookUps);

  constructor(
    private readonly allowed: readonly AllowedHost[],
    private readonly resolve: Resolve,
  ) {}

  /**
   * Checks an address and everything that its name leads to. The name is asked for once, and whoever connects uses what
   * came back: a name that leads elsewhere a moment later changes nothing. The signal ends the waiting for a turn.
   */
  async check(text: string, signal: AbortSignal): Promise<Destination> {
    const url = parse(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = url.port === '' ? (stockPorts[url.protocol] ?? 0) : Number(url.port);
    if (this.isAllowed(host, port))
      return { url, host, port, addresses: await this.addressesOf(host, signal), isAllowed: true };

    if (port !== 80 && port !== 443 && port <= 1023)
      throw new HttpRefused(
        'port',
        `Port ${port} is refused: only 80, 443 and those above 1023 may be asked.`,
      );
    if (isIP(host) === 0) checkName(host);
    const addresses = await this.addressesOf(host, signal);
    // One public address among private ones is an attack as well.
    for (const address of addresses) {
      const why = whyNotPublic(address);
      if (why !== undefined && !this.isAllowed(address, port))
        throw new HttpRefused(
          'address',
          `${host} is refused: it is, or leads to, ${why}. Only public addresses may be asked.`,
        );
    }
    const isAllowed = addresses.every((address) => this.isAllowed(address, port));
    return { url, host, port, addresses, isAllowed };
  }

  private isAllowed(host: string, port: number): boolean {
    return this.allowed.some((each) => each.host.toLowerCase() === host && (each.port ?? port) === port);
  }

  private async addressesOf(host: string, signal: AbortSignal): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host];
    const done = await this.turns.take(host, signal);
    const addresses = await this.resolve(host)
      .catch(() => [])
      .finally(done);
    if (addresses.length === 0)
      throw new HttpFailed('name', `The name ${host} leads nowhere. Check how it is spelt.`);
    return addresses;
  }
}

/** WHATWG URLs (https://url.spec.whatwg.org/#host-parsing) turn 2130706433, 0x7f.1 and 0177.0.0.1 into 127.0.0.1. */
function parse(text: string): URL {
  if (text.length > longestUrl || !URL.canParse(text))
    throw new HttpRefused(
      'url',
      `This is no URL of at most ${longestUrl} characters. Write it whole: https://example.com/path.`,
    );
  const url = new URL(text);
  if (!(url.protocol in stockPorts))
    throw new HttpRefused('url', `Only http and https may be asked, not ${url.protocol.slice(0, 20)}`);
  if (url.username !== '' || url.password !== '')
    throw new HttpRefused('url', 'A user name or password must not stand in the URL. Send a header instead.');
  url.hash = '';
  return url;
}

function checkName(name: string): void {
  if (name.endsWith('.'))
    throw new HttpRefused('name', `${name} is refused: write the name without the dot at its end.`);
  if (privateNames.test(name) || !name.includes('.'))
    throw new HttpRefused(
      'name',
      `${name} is refused: it is a name of this machine or of a private network.`,
    );
}
