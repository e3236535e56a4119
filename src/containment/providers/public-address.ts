import { BlockList, isIPv4, isIPv6 } from 'node:net';

const notPublicV4 = new BlockList();
/** Source: IANA IPv4 Special-Purpose Address Registry, and multicast. */
const v4Ranges: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
for (const [net, prefix] of v4Ranges) notPublicV4.addSubnet(net, prefix, 'ipv4');

/** Global unicast; within it, ranges for documentation and tunnels, which may lead to any IPv4 address. */
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
const notPublicV6 = new BlockList();
/** Source: IANA IPv6 Special-Purpose Address Registry. */
const v6Ranges: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
for (const [net, prefix] of v6Ranges) notPublicV6.addSubnet(net, prefix, 'ipv6');

/** Is this an address of the public internet, and not this machine, its network, or its cloud's metadata service? */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublicV4.check(address, 'ipv4');
  // With a zone it is of this link; mapped and translated IPv4 lies outside global unicast.
  return (
    isIPv6(address) && !address.includes('%') && globalV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6')
  );
}
