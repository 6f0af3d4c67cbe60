// Names of symbol versions: a prefix, an underscore, and a version (GLIBC_2.17, CXXABI_ARM_1.3.3, OPENSSL_1_1_0). Names without a number
// behind the underscore (GLIBC_PRIVATE, the name of a library itself) order nothing and are left out.

/** The highest version of each prefix, prefixes sorted. */
export function highestPerPrefix(names: Iterable<string>): Record<string, string> | undefined {
  const highest = new Map<string, string>();
  for (const name of names) {
    const [, prefix, version] = /^(.*?[^_])_(\d[\w.+-]*)$/.exec(name) ?? [];
    if (prefix === undefined || version === undefined) continue;
    const seen = highest.get(prefix);
    if (seen === undefined || compareVersions(version, seen) > 0) highest.set(prefix, version);
  }
  if (highest.size === 0) return undefined;
  return Object.fromEntries([...highest].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compares number by number; text between numbers counts where the numbers are equal. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(/[._-]/), b.split(/[._-]/)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [one = '', other = ''] = [left[index], right[index]];
    const difference = Number.parseInt(one || '0', 10) - Number.parseInt(other || '0', 10);
    if (difference) return difference;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
