import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

import proxyAddress from '@fastify/proxy-addr';

import type { Config } from './config';

/** Finds the IP address of whoever sends a request: of the first one on the way to us that is no proxy of ours. */
export function addressReader({ trustProxy }: Config): (request: IncomingMessage) => string {
  const trusted = trustProxy === undefined ? () => false : compile(trustProxy);
  return (request) => proxyAddress(request, trusted) || 'unknown';
}

const compile = (proxies: string) => proxyAddress.compile(proxies.split(',').map((each) => each.trim()));

/** What limits count an address as: of IPv6 one household, since everybody there has 2^64 addresses. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  const [head = '', tail] = plain.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
