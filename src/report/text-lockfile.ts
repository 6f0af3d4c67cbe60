// A lockfile on a terminal: what in it has no source, what runs at installation, what comes from elsewhere; then the list.
import type { Facts, LockedPackage } from '../types.ts';
import { hanging, paint, wrap } from './columns.ts';
import { type Page, problems } from './text-parts.ts';
import { byText, count, counted, listed, titled } from './words.ts';

const rowsShown = 60;

/** The lines about one lockfile. */
export function printLockfile(facts: Facts, page: Page): string[] {
  const { subject, packages } = facts;
  const format = 'format' in subject ? subject.format : '';
  const head = `${paint(page.style, 'strong', page.safe(subject.path))}    ${page.safe(format)}, ${counted(packages.length, 'package')}`;
  return [
    head,
    ...summary(packages, page),
    ...table(packages, page),
    ...problems(facts, page, 'the packages themselves: only the lockfile was read'),
    'Next: sourcegate check    what does your policy say of these?',
  ];
}

function summary(packages: readonly LockedPackage[], page: Page): string[] {
  const groups: readonly [label: string, wanted: (each: LockedPackage) => boolean][] = [
    ['binary only', ({ binaryOnly }) => binaryOnly === true],
    ['compiled by design', ({ compiled }) => compiled !== undefined],
    ['runs at install', ({ installScript }) => installScript === true],
    ['not from an index', ({ resolved }) => ['git', 'path', 'url', 'external'].includes(resolved.kind)],
    ['without a hash', ({ hashes, files, resolved }) => resolved.kind === 'registry' && hashes.length === 0 && !files?.some(({ hash }) => hash)],
  ];
  return groups.flatMap(([label, wanted]) => {
    const found = packages.filter(wanted);
    const names = listed(
      found.map((each) => page.safe(titled(each))),
      8,
    );
    return hanging(`  ${label}`, found.length === 0 ? 'none found' : `${count(found.length)}: ${names}`, 22, page.width);
  });
}

function table(packages: readonly LockedPackage[], page: Page): string[] {
  const sorted = [...packages].sort((a, b) => a.line - b.line || byText(a.purl, b.purl));
  const shown = page.style.verbose ? sorted : sorted.slice(0, rowsShown);
  if (shown.length === 0) return [];
  const rows = shown.map((each) => [String(each.line), page.safe(titled(each)), page.safe(originOf(each)), page.safe(lockedFiles(each))]);
  const wide = (column: number, least: number) => Math.max(least, ...rows.map((row) => Math.min(34, (row[column] ?? '').length)));
  const [line, name, origin] = [wide(0, 4), wide(1, 7), wide(2, 4)];
  const print = ([a = '', b = '', c = '', d = '']: readonly string[]): string =>
    `  ${a.padStart(line)}  ${b.padEnd(name)}  ${c.padEnd(origin)}  ${d}`.trimEnd();
  const rest = sorted.length - shown.length;
  return [
    paint(page.style, 'dim', print(['line', 'package', 'from', 'files'])),
    ...rows.map(print),
    ...(rest > 0 ? wrap(`  ${counted(rest, 'more package')}: --verbose or --format json`, page.width) : []),
  ];
}

export const originOf = ({ resolved }: LockedPackage): string =>
  resolved.commit ? `${resolved.kind} ${resolved.commit.slice(0, 12)}` : resolved.kind;

/** `4 wheels or other binaries, no source`, as far as the lock says. */
export function lockedFiles({ files, binaryOnly, compiled }: LockedPackage): string {
  if (!files || files.length === 0)
    return compiled ? `compiled: ${compiled}` : binaryOnly === undefined ? '' : binaryOnly ? 'binary only' : 'has source';
  const of = (kind: 'source' | 'binary' | 'pure') => files.filter((file) => file.kind === kind).length;
  const parts = [`${count(of('source'))} source`, `${count(of('binary'))} binary`, ...(of('pure') > 0 ? [`${count(of('pure'))} pure`] : [])];
  return parts.join(', ');
}
