import { expect, test } from 'vitest';
import { isPublicAddress } from '../../../src/containment/providers/public-address.ts';

test.each([
  '8.8.8.8',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['this machine', ['127.0.0.1', '127.255.255.255', '0.0.0.0', '::1', '::']],
  ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
  ['carrier networks', ['100.64.0.1', '100.127.255.255']],
  ['cloud metadata', ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254']],
  ['this link', ['169.254.0.1', 'fe80::1', 'fe80::1%eth0']],
  ['groups and broadcast', ['224.0.0.1', '255.255.255.255', 'ff02::1']],
  [
    'documentation, tests, reserved',
    ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '240.0.0.1', '2001:db8::1'],
  ],
  [
    'IPv4 in IPv6',
    ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1'],
  ],
  ['no address', ['', 'localhost', '127.1', '0x7f.0.0.1', '1.2.3.4.5']],
])('%s: not public', (_, addresses) => {
  for (const address of addresses) expect(isPublicAddress(address), address).toBe(false);
});
