import ipaddr from 'ipaddr.js';

/** NAT64, by which hosts that speak IPv6 only reach IPv4 (RFC 6052): the last 32 bits are the IPv4 address. */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** All that is given out as global unicast (RFC 4291 and IANA's registry); `::127.0.0.1` and such lie outside. */
const global = ipaddr.IPv6.parseCIDR('2000::/3');

/** By this address, of the public range, Azure tells its machines what they are, certificates and settings included; nobody else has it. */
const azure = '168.63.129.16';

const says: Readonly<Record<string, string>> = {
  unspecified: 'the address of no host (RFC 1122)',
  broadcast: 'the broadcast address (RFC 919)',
  multicast: 'a multicast address (RFC 5771, RFC 4291)',
  linkLocal: 'a link-local address, where clouds keep their metadata (RFC 3927, RFC 4291)',
  loopback: 'this machine itself (RFC 1122, RFC 4291)',
  carrierGradeNat: 'a shared address of carriers (RFC 6598)',
  private: 'an address of a private network (RFC 1918)',
  uniqueLocal: 'an address of a private network (RFC 4193)',
  '6to4': 'a 6to4 address (RFC 7526)',
  teredo: 'a Teredo address (RFC 4380)',
};

/** Why no request may go to an address, or undefined where it is one of the public internet. */
export function whyNotPublic(address: string): string | undefined {
  // IPv4 only as four decimal numbers: what 0177.0.0.1 means depends on who reads it.
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return rangeOf(ipaddr.IPv4.parse(address));
  const plain = `http://[${address}]`;
  if (!ipaddr.IPv6.isValid(address) || !URL.canParse(plain)) return 'no address';
  // In hexadecimal: ipaddr.js takes ::8.8.8.8, as name services write ::808:808, for ::ffff:8.8.8.8.
  const parsed = ipaddr.IPv6.parse(new URL(plain).hostname.slice(1, -1));
  if (parsed.isIPv4MappedAddress()) return rangeOf(parsed.toIPv4Address());
  if (parsed.match(nat64)) return rangeOf(ipaddr.fromByteArray(parsed.toByteArray().slice(-4)));
  return rangeOf(parsed) ?? (parsed.match(global) ? undefined : 'a reserved address (RFC 4291)');
}

function rangeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  if (address.toString() === azure) return 'the address where Azure keeps what its machines are told';
  const range = address.range();
  return range === 'unicast' ? undefined : (says[range] ?? 'a reserved address (RFC 6890)');
}
