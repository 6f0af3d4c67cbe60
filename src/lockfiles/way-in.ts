// Why a package is there at all: the shortest chain of packages from one that the project itself asks for.
import type { LockedPackage } from '../types.ts';

const maxSteps = 1_000_000;

export const keyOfPackage = ({ key, name, version }: LockedPackage): string => key ?? labelOf({ name, version });

const labelOf = ({ name, version }: { name: string; version?: string | undefined }): string => (version === undefined ? name : `${name}@${version}`);

/**
 * The chain from a direct dependency to the package with this key, as `name@version`, the direct one first. Where a format does not say what is direct,
 * it starts at a package that nothing else in the lock requires. A package alone when it is direct, unknown or unreachable.
 */
export function shortestWayIn(packages: readonly LockedPackage[], key: string): string[] {
  return shortestWaysIn(packages)(key);
}

/** The same for many packages of one lock: the index is made once. */
export function shortestWaysIn(packages: readonly LockedPackage[]): (key: string) => string[] {
  const byKey = new Map(packages.map((one) => [keyOfPackage(one), one]));
  const next = stepsDown(packages, byKey);
  return (key) => {
    const chain: string[] = [];
    for (let at: string | undefined = key; at !== undefined && chain.length < byKey.size + 1; at = next.get(at)) {
      const one = byKey.get(at);
      chain.push(one === undefined ? at : labelOf(one));
    }
    return chain.reverse();
  };
}

/** For each key the one that stands before it on a shortest chain: breadth first from all starts at once, in the order of the lock. */
function stepsDown(packages: readonly LockedPackage[], byKey: ReadonlyMap<string, LockedPackage>): Map<string, string> {
  const requires = new Map<string, string[]>();
  for (const one of packages) {
    for (const from of one.requiredBy) {
      const known = requires.get(from);
      if (known === undefined) requires.set(from, [keyOfPackage(one)]);
      else known.push(keyOfPackage(one));
    }
  }
  const seen = new Set(packages.filter((one) => isStart(one, byKey)).map(keyOfPackage));
  const before = new Map<string, string>();
  let steps = 0;
  for (const key of seen) {
    for (const to of requires.get(key) ?? []) {
      if (++steps > maxSteps) return before;
      if (seen.has(to)) continue;
      seen.add(to); // a set's iteration meets what is added on the way
      before.set(to, key);
    }
  }
  return before;
}

/** The project's own folders are no dependencies: a chain starts below them. */
function isStart(one: LockedPackage, byKey: ReadonlyMap<string, LockedPackage>): boolean {
  if (one.resolved.kind === 'workspace') return false;
  if (one.direct !== undefined) return one.direct;
  return one.requiredBy.length === 0 || one.requiredBy.some((from) => !byKey.has(from));
}
