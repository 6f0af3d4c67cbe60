// What changed inside, from one release to the next, or between an artifact and what it should follow from: components, native
// files, licences, source, install scripts, size. Facts only, no judgement; the same rows as text and as Markdown.
import type { Component, Correspondence, Facts, FileChanges, NativeFile, Source } from '../types.ts';
import { hanging, paint, plain, type Style, widthOf } from './columns.ts';
import { fileCounts, fileLines, markdownFiles } from './compare-files.ts';
import { correspondenceLines, jsonOfCorrespondence, markdownCorrespondence } from './correspondence.ts';
import { printed } from './json.ts';
import { markdown } from './markdown-escape.ts';
import { clean, cleanAscii } from './text-escape.ts';
import { amount, baseName, byText, count, counted, isProprietary, isThePackage, listed, shortHash, subjectName, titled, unique } from './words.ts';

/** Two states of the same thing: a release and the next, or an artifact and what it should follow from. */
export interface Comparison {
  before: Facts;
  after: Facts;
  /** Where `after` is the source of `before`: what of it that explains. The differences of facts then say nothing. */
  correspondence?: Correspondence;
  /** Two artifacts file by file. Left out: their files were not held against each other. */
  files?: FileChanges;
}
export interface ComparisonReport {
  id: string;
  print(comparison: Comparison, write: (text: string) => void): void;
}
/** One subject of the comparison: what each side says where both say one thing, what came and went of a list. */
interface Difference {
  what: string;
  before?: string;
  after?: string;
  removed?: readonly string[];
  added?: readonly string[];
  changed?: readonly { before: string; after: string }[];
  /** Worth a reader's first look: new proprietary code, lost source, a new install script. */
  weighty?: true;
}

/** All differences, in a fixed order, those that did not change left out. */
export function differences({ before, after }: Comparison): Difference[] {
  return [
    ...size(before, after),
    ...packages(before, after),
    ...components(before, after),
    ...nativeFiles(before, after),
    ...grown(before, after),
    ...lists('needs of the host', hostNames(before), hostNames(after)),
    ...changed('licence', licenceWords(before), licenceWords(after)),
    ...changed('SBOM', sbomWords(before), sbomWords(after)),
    ...changed(
      'source',
      sourceWords(before.source),
      sourceWords(after.source),
      before.source?.status === 'published' && after.source?.status === 'absent',
    ),
    ...lists('runs at installation', before.metadata?.installScripts ?? [], after.metadata?.installScripts ?? [], true),
    ...lists('requires', before.metadata?.requires ?? [], after.metadata?.requires ?? []),
    ...lists('platforms', before.metadata?.platforms ?? [], after.metadata?.platforms ?? []),
    ...changed('not readable', problemWords(before), problemWords(after)),
  ];
}

function changed(what: string, before: string, after: string, weighty = false): Difference[] {
  return before === after
    ? []
    : [{ what, before: before || 'none found', after: after || 'none found', ...(weighty ? { weighty: true as const } : {}) }];
}

/** What was added to and taken from a list of names. */
function lists(what: string, before: readonly string[], after: readonly string[], weighty = false): Difference[] {
  const [old, now] = [before, after].map((names) => new Set(names.map(plainly))) as [Set<string>, Set<string>];
  const added = unique(after.filter((each) => !old.has(plainly(each)))).sort(byText);
  const removed = unique(before.filter((each) => !now.has(plainly(each)))).sort(byText);
  if (added.length === 0 && removed.length === 0) return [];
  return [{ what, ...listsOf({ removed, added }), ...(weighty && added.length > 0 ? { weighty: true as const } : {}) }];
}

/** The lists that hold something. */
const listsOf = ({ removed = [], added = [], changed = [] }: Pick<Difference, 'removed' | 'added' | 'changed'>) => ({
  ...(removed.length > 0 ? { removed } : {}),
  ...(added.length > 0 ? { added } : {}),
  ...(changed.length > 0 ? { changed } : {}),
});

/** Without what only its writer's habits put there: `furo ; extra == 'docs'` is `furo; extra == "docs"`. */
const plainly = (name: string): string => name.replaceAll('"', "'").replace(/ *([;,()<>=!~|&]+) */g, '$1');

const namesShown = 12;

function size(before: Facts, after: Facts): Difference[] {
  const words = ({ subject, contents }: Facts): string => {
    const bytes = subject.kind === 'artifact' ? subject.size : contents?.packed;
    const packed = bytes === undefined ? '' : amount(bytes);
    return contents ? `${packed} / ${amount(contents.unpacked)}, ${counted(contents.files, 'file')}` : packed;
  };
  return changed('download / unpacked', words(before), words(after));
}

const ways: readonly [Component['how'], string][] = [
  ['bundled', 'libraries as files'],
  ['static', 'linked in'],
  ['vendored', 'vendored source'],
  ['declared', 'declared'],
];

/** The package itself, by its own word, or one that a merged package names: its version is in the headline. */
const isNamed = (component: Component): boolean =>
  isThePackage(component) || (component.how === 'declared' && component.id === component.purl?.replace(/@.*$/, ''));

/** Components that came, went or changed their version, per way of being inside. */
function components(before: Facts, after: Facts): Difference[] {
  return ways.flatMap(([how, what]) => {
    const of = (facts: Facts): Map<string, Component> =>
      new Map(facts.components.filter((each) => each.how === how && !isNamed(each)).map((each) => [each.id, each]));
    const [old, now] = [of(before), of(after)];
    const came = [...now.values()].filter(({ id }) => !old.has(id));
    const gone = [...old.values()].filter(({ id }) => !now.has(id));
    const other = [...now.values()].filter((each) => old.has(each.id) && old.get(each.id)?.version !== each.version);
    if (came.length + gone.length + other.length === 0) return [];
    const changed = other.map((each) => ({ before: told(old.get(each.id) ?? each), after: told(each) }));
    const weighty = came.some(isProprietary) ? { weighty: true as const } : {};
    return [{ what, ...listsOf({ removed: gone.map(told), added: came.map(told), changed }), ...weighty }];
  });
}

const told = (component: Component): string =>
  titled(component) + (isProprietary(component) ? ' (proprietary)' : component.licence?.startsWith('GPL') ? ` (${component.licence})` : '');

/** Bundled names change with their hash (libz-eb09ad1d.so.1): the same library under another hash is the same file. */
const stem = (path: string): string => baseName(path).replace(/[-.][0-9a-f]{8}(?=[.-])/, '');

function nativeFiles(before: Facts, after: Facts): Difference[] {
  const stems = (facts: Facts): string[] => facts.native.map(({ path }) => stem(path));
  const [number] = changed('native files', count(before.native.length), count(after.native.length));
  const [names] = lists('native files', stems(before), stems(after));
  return number || names ? [{ what: 'native files', ...number, ...names }] : [];
}

const growth = 4;

/** Files whose size changed many-fold: another build of the same thing, or something else under its name. */
function grown(before: Facts, after: Facts): Difference[] {
  const old = new Map(before.native.map((file): [string, NativeFile] => [stem(file.path), file]));
  return after.native.flatMap((file) => {
    const was = old.get(stem(file.path));
    if (!was || was.size === 0 || file.size === 0 || (file.size / was.size < growth && was.size / file.size < growth)) return [];
    return [{ what: `size of ${stem(file.path)}`, before: amount(was.size), after: amount(file.size) }];
  });
}

const hostNames = (facts: Facts): string[] => facts.hostLibraries.map(({ name }) => name);
const licenceWords = ({ metadata }: Facts): string => metadata?.licenceExpression ?? metadata?.licence ?? '';
const sbomWords = ({ metadata }: Facts): string => (metadata?.sboms?.length ? counted(metadata.sboms.length, 'file') : '');
const sourceWords = (source?: Source): string => (source ? [source.status, ...unique(source.where.map(({ kind }) => kind))].join(', ') : 'unknown');
const problemWords = ({ problems }: Facts): string => {
  const unread = problems.filter(({ kind }) => kind !== 'skipped').length;
  return unread === 0 ? '' : counted(unread, 'place');
};

/** Packages that came to or went from a lockfile, and those whose content is pinned to other hashes under the same version. */
function packages(before: Facts, after: Facts): Difference[] {
  const [old, now] = [before, after].map((facts) => new Map(facts.packages.map((each) => [titled(each), hashesOf(each)]))) as [Packages, Packages];
  const changed = [...now].flatMap(([name, hashes]) => {
    const were = old.get(name) ?? '';
    return were === '' || were === hashes ? [] : [{ before: `${name} ${were}`, after: `${name} ${hashes || 'without a hash'}` }];
  });
  return [
    ...lists('locked packages', [...old.keys()], [...now.keys()]),
    ...(changed.length > 0 ? [{ what: 'hashes', changed, weighty: true as const }] : []),
  ];
}

type Packages = Map<string, string>;
const hashesOf = ({ hashes, files = [] }: Facts['packages'][number]): string => {
  const all = unique([...hashes, ...files.flatMap(({ hash }) => (hash ? [hash] : []))]).sort(byText);
  return listed(all.map(shortHash), 3);
};

/** `pillow 11.3.0` and `13.0.0`: the second without the name where it is the same; two files of one release by their own names. */
function names({ before, after }: Comparison): { title: string; old: string; now: string } {
  const [a, b] = [subjectName(before.subject), subjectName(after.subject)];
  if (a === b)
    return { title: baseName(a) === baseName(before.subject.path) ? '' : `${a}:`, ...namesOfFiles(before.subject.path, after.subject.path) };
  const [name = '', version] = a.split(' ');
  const same = version !== undefined && b.startsWith(`${name} `);
  return same ? { title: name, old: version, now: b.slice(name.length + 1) } : { title: '', old: a, now: b };
}

const namesOfFiles = (old: string, now: string) => (baseName(old) === baseName(now) ? { old, now } : { old: baseName(old), now: baseName(now) });

/** What each side says and holds, as labelled lines; long lists are cut with a count. */
function said({ before, after, removed, added, changed }: Difference): [label: string, text: string][] {
  const rows: [string, string | undefined][] = [
    ['before', before],
    ['after', after],
    ['removed', removed && shownOf(removed)],
    ['added', added && shownOf(added)],
    ['changed', changed && shownOf(changed.map((each) => `${each.before} -> ${each.after}`))],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

const shownOf = (names: readonly string[]): string =>
  [...names.slice(0, namesShown), ...(names.length > namesShown ? [`${count(names.length - namesShown)} more`] : [])].join(', ');

const summed = ({ files }: Comparison, rows: readonly Difference[]): string => {
  const changes = files?.changes.length ?? 0;
  if (rows.length === 0 && changes === 0) return 'Nothing that is looked at differs.';
  return `${counted(rows.length, 'difference')}${files ? `; ${counted(changes, 'file differs', 'files differ')}` : ''}.`;
};

/** `compare A B` on a terminal. */
export const textComparison = (given: Partial<Style> = {}): ComparisonReport => {
  const style = { ...plain, ...given };
  const safe = style.unicode ? clean : cleanAscii;
  return {
    id: 'text',
    print(comparison, write) {
      const width = widthOf(style);
      const { correspondence, files } = comparison;
      if (correspondence) return write(`${correspondenceLines({ ...comparison, correspondence }, style).join('\n')}\n`);
      const { title, old, now } = names(comparison);
      const rows = differences(comparison);
      const lines = rows.flatMap((row) => [
        paint(style, row.weighty ? 'warning' : 'strong', safe(row.what)),
        ...said(row).flatMap(([label, text]) => hanging(`  ${label}`, safe(text), 11, width)),
      ]);
      const head = safe(`${title ? `${title} ` : ''}${old} -> ${now}`);
      write(`${[paint(style, 'strong', head), ...lines, ...(files ? fileLines(files, style) : []), summed(comparison, rows)].join('\n')}\n`);
    },
  };
};

/** The same as a Markdown table, without a heading of its own. */
export function markdownDifferences(comparison: Comparison): string {
  const { old, now } = names(comparison);
  const rows = differences(comparison);
  const { files } = comparison;
  const list = files ? [markdownFiles(files)] : [];
  if (rows.length === 0)
    return list.length > 0 && files?.changes.length !== 0 ? list.join('') : ['Nothing that is looked at differs.', ...list].join('\n\n');
  const cell = (text: string, weighty?: true): string => (text === '' ? '' : weighty ? `**${markdown(text, 'prose')}**` : markdown(text, 'prose'));
  const lines = rows.map((row) => {
    const [left, right] = sides(row);
    return `| ${markdown(row.what, 'prose')} | ${cell(left)} | ${cell(right, row.weighty)} |`;
  });
  return [[`| | ${markdown(old, 'code')} | ${markdown(now, 'code')} |`, '|---|---|---|', ...lines].join('\n'), ...list].join('\n\n');
}

/** What only the first and only the second side has to say. */
function sides({ before, after, removed, added, changed = [] }: Difference): [string, string] {
  const side = (value: string | undefined, label: string, names: readonly string[] | undefined, other: readonly string[]): string =>
    [value, names && `${label}: ${shownOf(names)}`, other.length > 0 ? shownOf(other) : undefined].filter((part) => part !== undefined).join('; ');
  return [
    side(
      before,
      'removed',
      removed,
      changed.map((each) => each.before),
    ),
    side(
      after,
      'added',
      added,
      changed.map((each) => each.after),
    ),
  ];
}

/** One line of counts for a folded summary; words of ours and numbers only. */
export function comparisonWords(comparison: Comparison): string {
  const rows = differences(comparison);
  const weighty = rows.filter((row) => row.weighty).length;
  return `${counted(rows.length, 'difference')}${weighty > 0 ? `, ${count(weighty)} to look at first` : ''}`;
}

export const markdownComparison: ComparisonReport = {
  id: 'markdown',
  print(comparison, write) {
    if (comparison.correspondence) return write(markdownCorrespondence({ ...comparison, correspondence: comparison.correspondence }));
    const { title, old, now } = names(comparison);
    write(
      `### What changed inside ${[title, old]
        .filter(Boolean)
        .map((name) => markdown(name, 'code'))
        .join(' ')} → ${markdown(now, 'code')}\n\n${markdownDifferences(comparison)}\n`,
    );
  },
};

export const jsonComparison: ComparisonReport = {
  id: 'json',
  print(comparison, write) {
    const { before, after, correspondence } = comparison;
    if (correspondence) return write(printed(jsonOfCorrespondence({ before, after, correspondence })));
    const { files } = comparison;
    const inside = files ? { files: { counts: fileCounts(files), changes: files.changes } } : {};
    write(printed({ before: before.subject, after: after.subject, differences: differences(comparison), ...inside }));
  },
};
