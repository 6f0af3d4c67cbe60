// Packages that come from another host than most of their lock, and from none that the build is configured with: what a lock looks like into which
// somebody wrote an address of his own. No host is good or bad by its name: the configuration of the clients and the lock itself are all that counts.
import { strangeAddress } from '../lockfiles/index.ts';
import type { Indexes } from '../source/index.ts';
import type { Facts, LockedPackage } from '../types.ts';

/** Kinds of packages whose lock names the index or a file of it. Others are fetched from where their authors keep them, each from another host. */
const fromOneIndex = /^pkg:(npm|pypi|cargo|gem)\//;

/** The packages again, strangers marked. */
export function markStrangers(
  packages: readonly Facts[],
  lockfiles: readonly Facts[],
  indexes: { of(lockfile: string): Pick<Indexes, 'isConfigured'> },
): Promise<Facts[]> {
  const most = new Map(lockfiles.map((facts) => [facts.subject.path, usualHosts(facts.packages)]));
  return Promise.all(
    packages.map(async (facts) => {
      const found = facts.locked && strangeHost(facts.locked, most.get(facts.subject.path));
      if (!found || (await indexes.of(facts.subject.path).isConfigured(facts.locked!)) !== false) return facts;
      return { ...facts, stranger: found };
    }),
  );
}

function strangeHost(locked: LockedPackage, usual: ReadonlyMap<string, string> | undefined): Facts['stranger'] {
  const type = typeOf(locked);
  const host = type === undefined ? undefined : hostOf(locked);
  if (type === undefined || host === undefined) return undefined;
  const most = usual?.get(type);
  if (locked.notes?.includes(strangeAddress)) return { host, ...(most === undefined || most === host ? {} : { most }) };
  // A person wrote an address that is no registry's into the manifest; it stands there for review.
  return locked.resolved.kind !== 'registry' || most === undefined || most === host ? undefined : { host, most };
}

/** For each kind of package the host from which more of the lock come than from any other. */
function usualHosts(packages: readonly LockedPackage[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const locked of packages) {
    const [type, host] = [typeOf(locked), hostOf(locked)];
    if (type === undefined || host === undefined || locked.resolved.kind !== 'registry') continue;
    const hosts = counts.get(type) ?? new Map<string, number>();
    hosts.set(host, (hosts.get(host) ?? 0) + 1);
    counts.set(type, hosts);
  }
  const usual = new Map<string, string>();
  for (const [type, hosts] of counts) {
    const [first, second] = [...hosts].sort(([, a], [, b]) => b - a);
    if (first && first[1] > (second?.[1] ?? 0)) usual.set(type, first[0]);
  }
  return usual;
}

const typeOf = ({ purl }: LockedPackage): string | undefined => fromOneIndex.exec(purl)?.[1];

function hostOf({ resolved: { url = '' } }: LockedPackage): string | undefined {
  const address = url.replace(/^(?:sparse|registry)\+/, '');
  return /^https?:/i.test(address) && URL.canParse(address) ? new URL(address).host : undefined;
}
