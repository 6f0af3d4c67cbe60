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

interface Group {
  label: string;
  /** Which entries the question can be put to. Where a file has none of them nothing is said: "none found" would read as "all have one". */
  among: (each: LockedPackage) => boolean;
  wanted: (each: LockedPackage) => boolean;
}

const every = (): boolean => true;
const isAction = ({ resolved }: LockedPackage): boolean => resolved.kind === 'action';
const isImage = ({ resolved }: LockedPackage): boolean => resolved.kind === 'image';
const isOpen = ({ notes = [] }: LockedPackage): boolean => notes.some((note) => /^(the argument|an image that is known)/.test(note));
const isPackage = ({ resolved }: LockedPackage): boolean => ['registry', 'url', 'git', 'external', 'sdk'].includes(resolved.kind);
const digest = /@[a-z0-9+._-]+:[0-9a-f]{32,}$/i;

const groups: readonly Group[] = [
  { label: 'binary only', among: every, wanted: ({ binaryOnly }) => binaryOnly === true },
  { label: 'compiled by design', among: every, wanted: ({ compiled }) => compiled !== undefined },
  { label: 'runs at install', among: every, wanted: ({ installScript }) => installScript === true },
  { label: 'not from an index', among: every, wanted: ({ resolved }) => ['git', 'path', 'url', 'external'].includes(resolved.kind) },
  {
    label: 'without a hash',
    among: isPackage,
    wanted: ({ hashes, files, resolved }) => resolved.kind === 'registry' && hashes.length === 0 && !files?.some(({ hash }) => hash),
  },
  { label: 'without a commit', among: isAction, wanted: ({ resolved }) => resolved.commit === undefined },
  { label: 'without a digest', among: isImage, wanted: (each) => !isOpen(each) && !digest.test(each.resolved.url ?? '') },
  { label: 'known when run only', among: isOpen, wanted: (each) => !digest.test(each.resolved.url ?? '') },
];

function summary(packages: readonly LockedPackage[], page: Page): string[] {
  return groups.flatMap(({ label, among, wanted }) => {
    const asked = packages.filter(among);
    if (asked.length === 0 && (packages.length > 0 || among !== every)) return [];
    const found = asked.filter(wanted);
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

export function originOf({ resolved }: LockedPackage): string {
  const { kind, commit, url = '' } = resolved;
  if (commit) return `${kind} ${commit.slice(0, 12)}`;
  return kind === 'url' && URL.canParse(url) ? `${kind} ${new URL(url).host}` : kind;
}

/** `4 wheels or other binaries, no source`, as far as the lock says. */
export function lockedFiles({ files, binaryOnly, compiled }: LockedPackage): string {
  if (!files || files.length === 0)
    return compiled ? `compiled: ${compiled}` : binaryOnly === undefined ? '' : binaryOnly ? 'binary only' : 'has source';
  const of = (kind: 'source' | 'binary' | 'pure') => files.filter((file) => file.kind === kind).length;
  const parts = [`${count(of('source'))} source`, `${count(of('binary'))} binary`, ...(of('pure') > 0 ? [`${count(of('pure'))} pure`] : [])];
  return parts.join(', ');
}
