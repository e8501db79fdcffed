import { BlockList, isIP, isIPv6 } from 'node:net';

/** Who speaks to this process, and for whom they say they do. */
export interface Peer {
  /** Of the socket. */
  address: string | undefined;
  /** `X-Forwarded-For`, as Node gives it. */
  forwardedFor: string | string[] | undefined;
}

/**
 * The client's address: the socket's own, unless that is a trusted proxy. Then what the proxy itself wrote, at the right end of
 * `X-Forwarded-For`, and so on through a chain of trusted ones; what stands left of the first untrusted address is anybody's word.
 *
 * @param trustedProxies addresses and networks (`10.0.0.0/8`)
 */
export function clientAddressOf({ address = '', forwardedFor }: Peer, trustedProxies: readonly string[]): string {
  let known = plain(address);
  if (trustedProxies.length === 0 || forwardedFor === undefined) return known;
  const trusted = listOf(trustedProxies);
  const hops = [forwardedFor].flat().join(',').split(',');
  while (isTrusted(trusted, known)) {
    const hop = plain(hops.pop() ?? '');
    if (isIP(hop) === 0) return known;
    known = hop;
  }
  return known;
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function isTrusted(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Without a port, brackets, a zone, or the form in which an IPv6 socket names IPv4. */
function plain(text: string): string {
  const trimmed = text.trim();
  const address =
    /^\[(.+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}
