import { whyNotPublic } from './address-rules';

describe('an address', () => {
  it.each([
    '1.1.1.1',
    '93.184.216.34',
    '100.63.255.255',
    '172.32.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('%s is public', (address) => {
    expect(whyNotPublic(address)).toBeUndefined();
  });

  it.each([
    ['0.0.0.0', 'no host'],
    ['0.1.2.3', 'no host'],
    ['10.0.0.1', 'private network'],
    ['100.64.0.1', 'carriers'],
    ['127.0.0.1', 'this machine'],
    ['127.255.255.254', 'this machine'],
    ['169.254.169.254', 'metadata'],
    ['168.63.129.16', 'Azure'],
    ['::ffff:168.63.129.16', 'Azure'],
    ['64:ff9b::168.63.129.16', 'Azure'],
    ['172.16.0.1', 'private network'],
    ['172.31.255.255', 'private network'],
    ['192.0.0.1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.1.1', 'private network'],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'no host'],
    ['::1', 'this machine'],
    ['::127.0.0.1', 'reserved'],
    ['::8.8.8.8', 'reserved'],
    ['::ffff:127.0.0.1', 'this machine'],
    ['::ffff:a9fe:a9fe', 'metadata'],
    ['::ffff:0:127.0.0.1', 'reserved'],
    ['64:ff9b::10.0.0.1', 'private network'],
    ['64:ff9b:1::1', 'reserved'],
    ['100::1', 'reserved'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'reserved'],
    ['2002:7f00:1::', '6to4'],
    ['3fff::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['fc00::1', 'private network'],
    ['fd12:3456::1', 'private network'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'no address'],
    ['fec0::1', 'reserved'],
    ['ff02::1', 'multicast'],
    ['0177.0.0.1', 'no address'],
    ['127.1', 'no address'],
    ['', 'no address'],
  ])('%s is not: %s', (address, why) => {
    expect(whyNotPublic(address)).toContain(why);
  });
});
