// Where an address leads, and which addresses may be asked. A name is looked up once per run and judged before a connection is
// made to it; what no configured index leads to itself (a private network, this machine) nothing that an index says may lead to.
// IANA's special-purpose registries: RFC 6890 and what was added since.
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { HttpError } from './http-error.ts';

export interface Address {
  address: string;
  family: number;
}
export type Resolve = (host: string) => Promise<readonly Address[]>;
/** `never`: link-local, metadata services, multicast, unspecified. Refused whoever names it. */
export type Reach = 'public' | 'private' | 'loopback' | 'never';

// BlockList applies IPv4 rules to IPv4-mapped IPv6 addresses as well. For NAT64 (RFC 6052) and 6to4, where a gateway would carry
// them on, the IPv4 ranges are repeated.
const never = blockList(
  '0.0.0.0/8 169.254.0.0/16 100.100.100.200/32 192.0.0.0/24 224.0.0.0/4 240.0.0.0/4 ::/128 fe80::/10 ff00::/8 fd00:ec2::254/128 fd20:ce::254/128 64:ff9b::a9fe:0/112 64:ff9b:1::/48 2002:a9fe::/32',
);
const loopback = blockList('127.0.0.0/8 ::1/128');
const privates = blockList(
  '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 198.18.0.0/15 fc00::/7 fec0::/10 64:ff9b::a00:0/104 64:ff9b::7f00:0/104 64:ff9b::ac10:0/108 64:ff9b::c0a8:0/112 2002:a00::/24 2002:7f00::/24 2002:ac10::/28 2002:c0a8::/32',
);

/** Where an IP address leads. */
export function reachOf(address: string): Reach {
  const version = isIP(address);
  if (version === 0) return 'never';
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (never.check(address, family)) return 'never';
  if (loopback.check(address, family)) return 'loopback';
  return privates.check(address, family) ? 'private' : 'public';
}

/** The address without user, password, query and fragment: the only form in which one is printed or kept. */
export function redactUrl(url: string | URL): string {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
  } catch {
    return 'an address that is none';
  }
}

/** An address, absolute or relative to another; HttpError when it is none. */
export function parseUrl(text: string, base?: URL): URL {
  try {
    return new URL(text, base);
  } catch (cause) {
    throw new HttpError('protocol', 'an address that is none', { cause });
  }
}

/** Judges addresses for one run. */
export class Door {
  readonly #resolve: Resolve;
  /** Behind a proxy names need not be known here: the proxy looks them up, and has its own rules. */
  readonly #mayBeUnknown: (url: URL) => boolean;
  readonly #known = new Map<string, Promise<readonly Address[]>>();

  constructor(resolve: Resolve = (name) => lookup(name, { all: true }), mayBeUnknown: (url: URL) => boolean = () => false) {
    this.#resolve = resolve;
    this.#mayBeUnknown = mayBeUnknown;
  }

  /** The addresses to connect to; HttpError when the URL may not be asked. `from` is the configured index that led here, if one did. */
  async admit(url: URL, from: URL | undefined): Promise<readonly Address[]> {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new HttpError('insecure', `${redactUrl(url)}: only https is spoken`);
    if (url.protocol === 'http:' && !isLoopbackName(url.hostname))
      throw new HttpError('insecure', `${redactUrl(url)}: http without TLS is refused outside loopback`);
    const addresses = await this.#addresses(url);
    const reach = leastPublic(addresses);
    if (reach === 'never') throw new HttpError('refused-address', `${redactUrl(url)} leads to a link-local or metadata address and is refused`);
    if (reach === 'public' || url.host === from?.host) return addresses;
    if (from === undefined)
      throw new HttpError('refused-address', `${redactUrl(url)} leads to a ${reach} address, no configuration names it, and is refused`);
    if (leastPublic(await this.#addresses(from)) === reach) return addresses;
    throw new HttpError('refused-address', `${redactUrl(url)} leads to a ${reach} address, which the configured index does not, and is refused`);
  }

  async #addresses(url: URL): Promise<readonly Address[]> {
    const name = bare(url.hostname);
    const family = isIP(name);
    if (family !== 0) return [{ address: name, family }];
    let asked = this.#known.get(name);
    if (asked === undefined) {
      asked = this.#resolve(name);
      this.#known.set(name, asked);
    }
    let found: readonly Address[];
    try {
      found = await asked;
    } catch (cause) {
      if (this.#mayBeUnknown(url)) return [];
      this.#known.delete(name); // a name server that was busy is asked again
      throw new HttpError('network', `${redactUrl(url)}: the host name is not known here`, { cause });
    }
    if (found.length === 0) throw new HttpError('network', `${redactUrl(url)}: the host name has no address`);
    return found;
  }
}

/** A name that leads to two places may lead to the worse one. */
function leastPublic(addresses: readonly Address[]): Reach {
  const reaches = new Set(addresses.map((one) => reachOf(one.address)));
  return (['never', 'loopback', 'private'] as const).find((reach) => reaches.has(reach)) ?? 'public';
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
const isLoopbackName = (hostname: string): boolean =>
  hostname === 'localhost' || (isIP(bare(hostname)) !== 0 && reachOf(bare(hostname)) === 'loopback');

function blockList(subnets: string): BlockList {
  const list = new BlockList();
  for (const subnet of subnets.split(' ')) {
    const [net, bits] = subnet.split('/');
    list.addSubnet(net!, Number(bits), net!.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
