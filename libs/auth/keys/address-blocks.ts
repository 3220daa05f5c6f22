import { BlockList, isIP } from 'node:net';

import { ValidateBy, type ValidationOptions } from 'class-validator';

/** One address or CIDR block of IPv4 or IPv6, taken apart; null for anything else. */
function blockOf(text: string) {
  const [, address = '', bits] = /^([0-9A-Fa-f.:]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return null;
  const most = version === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  return length <= most ? { address, length, family: familyOf(version) } : null;
}

const familyOf = (version: number) => (version === 4 ? ('ipv4' as const) : ('ipv6' as const));

/** True when an address lies in one of the blocks. IPv4 within IPv6 (`::ffff:10.0.0.1`) counts as IPv4. */
export function isWithin(blocks: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const text of blocks) {
    const block = blockOf(text);
    if (block) list.addSubnet(block.address, block.length, block.family);
  }
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const version = isIP(plain);
  return version !== 0 && list.check(plain, familyOf(version));
}

export const IsAddressBlock = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isAddressBlock',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && blockOf(value) !== null,
        defaultMessage: () =>
          'Write each as an address or a block, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.',
      },
    },
    options,
  );
