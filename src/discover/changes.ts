// What a lockfile gained, lost and changed against the base. Packages are compared, never lines: a package that moved, or a file that was written in another order, is
// no change.
import type { Facts, LockedPackage } from '../types.ts';

export type Change = NonNullable<Facts['change']>;

export interface Changes {
  /** Every package of the head, in its order. */
  packages: readonly { package: LockedPackage; change: Change }[];
  /** Packages of the base that the head has no more, under any version. */
  removed: readonly LockedPackage[];
}

/**
 * Compares two readings of one lockfile. `updated` carries the version before; it is also said of a package that keeps its version and now comes from elsewhere (a
 * commit instead of the registry, another commit). `integrity-changed`: same name and version, and a hash that contradicts the one before.
 */
export function changedPackages(base: readonly LockedPackage[], head: readonly LockedPackage[]): Changes {
  const same = groupBy(base, (locked) => locked.purl);
  const there = new Set(head.map((locked) => locked.purl));
  // What of the base can be the former version of something: its own purl is gone from the head.
  const former = groupBy(
    base.filter((locked) => !there.has(locked.purl)),
    withoutVersion,
  );
  const taken = new Set<LockedPackage>();
  const take = (locked: LockedPackage | undefined): LockedPackage | undefined => {
    if (locked) taken.add(locked);
    return locked;
  };
  const updatedFrom = (locked: LockedPackage): LockedPackage | undefined => {
    const candidates = (former.get(withoutVersion(locked)) ?? []).filter((candidate) => !taken.has(candidate));
    return candidates.find((candidate) => placeOf(candidate) === placeOf(locked)) ?? candidates[0];
  };
  // Entries in the same place find each other first, so that of two versions side by side each meets its own former one.
  const exact = new Map<LockedPackage, LockedPackage>();
  for (const locked of head) {
    if (same.has(locked.purl)) continue;
    const before = (former.get(withoutVersion(locked)) ?? []).find(
      (candidate) => !taken.has(candidate) && locked.key !== undefined && candidate.key === locked.key,
    );
    if (before) exact.set(locked, take(before)!);
  }
  const packages = head.map((locked): Changes['packages'][number] => {
    const equals = same.get(locked.purl);
    if (equals !== undefined) return { package: locked, change: compareEqual(equals, locked) };
    const before = exact.get(locked) ?? take(updatedFrom(locked));
    if (before === undefined) return { package: locked, change: { kind: 'added' } };
    return { package: locked, change: { kind: 'updated', ...(before.version === undefined ? {} : { from: before.version }) } };
  });
  const names = new Set(head.map(withoutVersion));
  return { packages, removed: base.filter((locked) => !names.has(withoutVersion(locked))) };
}

/** The same name and version. With several entries of it, one that agrees is enough: only its place changed. */
function compareEqual(before: readonly LockedPackage[], now: LockedPackage): Change {
  const updated: Change = { kind: 'updated', ...(now.version === undefined ? {} : { from: now.version }) };
  const sameKind = before.filter((locked) => isSameKind(locked, now));
  if (sameKind.length === 0) return updated;
  const sameOrigin = sameKind.filter((locked) => isSameOrigin(locked, now));
  // A release of a registry is published once: that it is fetched from elsewhere explains no other bytes. Of an address it does.
  const comparable = now.resolved.kind === 'registry' ? sameKind : sameOrigin;
  if (comparable.length === 0) return updated;
  if (comparable.every((locked) => contradict(locked, now))) return { kind: 'integrity-changed' };
  const agreeing = sameOrigin.filter((locked) => !contradict(locked, now));
  if (agreeing.length === 0) return updated;
  return agreeing.every((locked) => isLessPinned(locked, now)) ? updated : { kind: 'unchanged' };
}

const isSameKind = (before: LockedPackage, now: LockedPackage): boolean =>
  before.resolved.kind === now.resolved.kind && before.resolved.commit === now.resolved.commit;

/** It comes from where it came from: the same address, and no file of it from a host that gave none before. */
function isSameOrigin(before: LockedPackage, now: LockedPackage): boolean {
  if (isSameContent(before, now)) return true; // a mirror
  if (addressOf(before.resolved.url) !== addressOf(now.resolved.url)) return false;
  const known = new Set(before.files?.map(({ url }) => hostOf(url)));
  return (now.files ?? []).every(({ url }) => url === undefined || known.has(hostOf(url)));
}

/** Every hash, of every file, was there before, and none is weak: whatever the address, no other bytes fit. */
function isSameContent(before: LockedPackage, now: LockedPackage): boolean {
  const known = new Set([...before.hashes, ...fileHashes(before).values()]);
  const hashes = [...now.hashes, ...(now.files ?? []).map(({ hash }) => hash ?? '')];
  return hashes.length > 0 && hashes.every((hash) => known.has(hash) && strongest([hash]) === 3);
}

const addressOf = (url: string | undefined): string | undefined => url?.replace(/[?#].*$/, '').replace(/\/+$/, '');
const hostOf = (url: string | undefined): string | undefined => (url === undefined ? undefined : (/^[\w+.-]+:\/\/[^/?#]*/.exec(url)?.[0] ?? url));

/** What a hash promised before is promised no more: it is gone, or only weaker ones are left. A content could be exchanged and no hash would differ. */
function isLessPinned(before: LockedPackage, now: LockedPackage): boolean {
  if (strongest(now.hashes) < strongest(before.hashes)) return true;
  const named = fileHashes(before);
  return (now.files ?? []).some(({ name, hash }) => {
    const was = named.get(name);
    return was !== undefined && strongest(hash === undefined ? [] : [hash]) < strongest([was]);
  });
}

/** 0 for no hash, then md5, sha1, and everything better. */
const strongest = (hashes: readonly string[]): number => Math.max(0, ...hashes.slice(0, 1000).map((hash) => rankOf(parseHash(hash).algorithm)));
const rankOf = (algorithm: string): number => (/^(?:md5|length 32)$/.test(algorithm) ? 1 : /^(?:sha1|length 40)$/.test(algorithm) ? 2 : 3);

/**
 * Two hashes contradict when they are of one algorithm and of one file: by the file's name where the lock names files, else by standing alone. Files that came to a
 * release later, or that another platform needs, bring hashes of their own and contradict nothing.
 */
function contradict(before: LockedPackage, now: LockedPackage): boolean {
  const named = fileHashes(before);
  const common = [...fileHashes(now)].filter(([file]) => named.has(file));
  if (common.some(([file, hash]) => differ([named.get(file)!], [hash]))) return true;
  if (common.length > 0) return false;
  return differ(before.hashes, now.hashes) || (now.purl.startsWith('pkg:npm/') && fitsMore(before.hashes, now.hashes));
}

/**
 * A release of npm is one file, and its clients take it where any hash of the best algorithm fits (Subresource Integrity 3.3.4): one more of those lets other bytes
 * in, and a weaker one that stayed the same keeps none out.
 */
function fitsMore(before: readonly string[], now: readonly string[]): boolean {
  const known = before.map(parseHash);
  const best = (hashes: readonly { algorithm: string }[]) => integrityAlgorithms.find((each) => hashes.some(({ algorithm }) => algorithm === each));
  const algorithm = best(now.map(parseHash));
  if (algorithm === undefined || !known.some((hash) => hash.algorithm === algorithm)) return false;
  const values = new Set(known.filter((hash) => hash.algorithm === algorithm).map(({ value }) => value));
  return now.map(parseHash).some((hash) => hash.algorithm === algorithm && !values.has(hash.value));
}
/** The best first. */
const integrityAlgorithms = ['sha512', 'sha384', 'sha256', 'sha1'];

const fileHashes = (locked: LockedPackage): Map<string, string> =>
  new Map((locked.files ?? []).flatMap((file): [string, string][] => (file.hash === undefined ? [] : [[file.name, file.hash]])));

/** One algorithm in both, and not one value in common. */
function differ(before: readonly string[], now: readonly string[]): boolean {
  const first = groupBy(before.map(parseHash), (hash) => hash.algorithm);
  const second = groupBy(now.map(parseHash), (hash) => hash.algorithm);
  let compared = 0;
  for (const [algorithm, values] of first) {
    const others = second.get(algorithm);
    if (others === undefined) continue;
    compared += 1;
    const known = new Set(values.map((hash) => hash.value));
    if (others.some((hash) => known.has(hash.value))) return false;
  }
  return compared > 0;
}

/** `sha256:hex`, `sha512-base64` (SRI), `h1:base64` (Go), `10c0/hex` (yarn). Hexadecimal is compared in lower case. */
function parseHash(hash: string): { algorithm: string; value: string } {
  const match = /^(\w{1,20})[-:=/](.+)$/.exec(hash);
  const value = match?.[2] ?? hash;
  return { algorithm: match?.[1]?.toLowerCase() ?? `length ${value.length}`, value: /^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : value };
}

/** A purl's name part: neither version nor qualifiers (a commit in `vcs_url` is a version of its own kind). An `@` of a name is written %40. */
const withoutVersion = (locked: LockedPackage): string => locked.purl.replace(/[?#].*$/, '').replace(/@[^/]*$/, '');

/** Where an entry stands when it is not unique by name: its key without a version, its platform. */
const placeOf = (locked: LockedPackage): string =>
  `${locked.key?.replaceAll(locked.version ?? '\0', '') ?? ''} ${JSON.stringify(locked.platform ?? {})}`;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
