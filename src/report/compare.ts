// What changed inside, from one release to the next, or between an artifact and what it should follow from: components, native
// files, licences, source, install scripts, size. Facts only, no judgement; the same rows as text and as Markdown.
import type { Component, Correspondence, Facts, NativeFile, Source } from '../types.ts';
import { hanging, paint, plain, type Style, widthOf } from './columns.ts';
import { correspondenceLines, jsonOfCorrespondence, markdownCorrespondence } from './correspondence.ts';
import { markdown } from './markdown-escape.ts';
import { clean, cleanAscii } from './text-escape.ts';
import { amount, baseName, byText, count, counted, isProprietary, listed, subjectName, titled, unique } from './words.ts';

/** Two states of the same thing: a release and the next, or an artifact and what it should follow from. */
export interface Comparison {
  before: Facts;
  after: Facts;
  /** Where `after` is the source of `before`: what of it that explains. The differences of facts then say nothing. */
  correspondence?: Correspondence;
}
export interface ComparisonReport {
  id: string;
  print(comparison: Comparison, write: (text: string) => void): void;
}
/** One line of the comparison. `before` and `after` are empty where only `change` speaks. */
interface Difference {
  what: string;
  before: string;
  after: string;
  /** Worth a reader's first look: new proprietary code, lost source, a new install script. */
  weighty?: true;
}

/** All differences, in a fixed order, those that did not change left out. */
export function differences({ before, after }: Comparison): Difference[] {
  return [
    ...size(before, after),
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
  const gone = unique(before.filter((each) => !now.has(plainly(each)))).sort(byText);
  if (added.length === 0 && gone.length === 0) return [];
  const words = (sign: string, names: readonly string[]): string =>
    listed(
      names.map((name) => `${sign} ${name}`),
      namesShown,
    );
  return [{ what, before: words('-', gone), after: words('+', added), ...(weighty && added.length > 0 ? { weighty: true as const } : {}) }];
}

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

/** The package itself, by its own word: its version is in the headline. */
const isThePackage = ({ how, declaredBy = [], id, purl = '' }: Component): boolean =>
  how === 'declared' && (declaredBy.includes('metadata') || id === purl.replace(/@.*$/, ''));

/** Components that came, went or changed their version, per way of being inside. */
function components(before: Facts, after: Facts): Difference[] {
  return ways.flatMap(([how, what]) => {
    const of = (facts: Facts): Map<string, Component> =>
      new Map(facts.components.filter((each) => each.how === how && !isThePackage(each)).map((each) => [each.id, each]));
    const [old, now] = [of(before), of(after)];
    const came = [...now.values()].filter(({ id }) => !old.has(id));
    const gone = [...old.values()].filter(({ id }) => !now.has(id));
    const other = [...now.values()].filter((each) => old.has(each.id) && old.get(each.id)?.version !== each.version);
    if (came.length + gone.length + other.length === 0) return [];
    const left = [...gone.map((each) => `- ${told(each)}`), ...other.map((each) => told(old.get(each.id) ?? each))];
    const right = [...came.map((each) => `+ ${told(each)}`), ...other.map(told)];
    return [
      { what, before: listed(left, namesShown), after: listed(right, namesShown), ...(came.some(isProprietary) ? { weighty: true as const } : {}) },
    ];
  });
}

const told = (component: Component): string =>
  titled(component) + (isProprietary(component) ? ' (proprietary)' : component.licence?.startsWith('GPL') ? ` (${component.licence})` : '');

/** Bundled names change with their hash (libz-eb09ad1d.so.1): the same library under another hash is the same file. */
const stem = (path: string): string => baseName(path).replace(/[-.][0-9a-f]{8}(?=[.-])/, '');

function nativeFiles(before: Facts, after: Facts): Difference[] {
  const stems = (facts: Facts): string[] => facts.native.map(({ path }) => stem(path));
  const total = changed('native files', `${before.native.length}`, `${after.native.length}`);
  const [first] = lists('native files', stems(before), stems(after));
  if (!first) return total;
  return [{ what: 'native files', before: join(count(before.native.length), first.before), after: join(count(after.native.length), first.after) }];
}

const join = (number: string, names: string): string => (names === '' ? number : `${number}: ${names}`);
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

/** `pillow 11.3.0` and `13.0.0`: the second without the name where it is the same. */
function names({ before, after }: Comparison): { title: string; old: string; now: string } {
  const [a, b] = [subjectName(before.subject), subjectName(after.subject)];
  const [name = '', version] = a.split(' ');
  const same = version !== undefined && b.startsWith(`${name} `);
  return same ? { title: name, old: version, now: b.slice(name.length + 1) } : { title: '', old: a, now: b };
}

/** `compare A B` on a terminal. */
export const textComparison = (given: Partial<Style> = {}): ComparisonReport => {
  const style = { ...plain, ...given };
  const safe = style.unicode ? clean : cleanAscii;
  return {
    id: 'text',
    print(comparison, write) {
      const width = widthOf(style);
      if (comparison.correspondence)
        return write(`${correspondenceLines({ ...comparison, correspondence: comparison.correspondence }, style).join('\n')}\n`);
      const { title, old, now } = names(comparison);
      const rows = differences(comparison);
      const lines = rows.flatMap(({ what, before, after, weighty }) => [
        paint(style, weighty ? 'warning' : 'strong', safe(what)),
        ...(before === '' ? [] : hanging('  before', safe(before), 10, width)),
        ...(after === '' ? [] : hanging('  after', safe(after), 10, width)),
      ]);
      const head = safe(`${title ? `${title} ` : ''}${old} -> ${now}`);
      write(
        `${[paint(style, 'strong', head), ...lines, rows.length === 0 ? 'Nothing that is looked at differs.' : `${counted(rows.length, 'difference')}.`].join('\n')}\n`,
      );
    },
  };
};

/** The same as a Markdown table, without a heading of its own. */
export function markdownDifferences(comparison: Comparison): string {
  const { old, now } = names(comparison);
  const rows = differences(comparison);
  if (rows.length === 0) return 'Nothing that is looked at differs.';
  const cell = (text: string, weighty?: true): string => (text === '' ? '' : weighty ? `**${markdown(text, 'prose')}**` : markdown(text, 'prose'));
  const lines = rows.map(({ what, before, after, weighty }) => `| ${markdown(what, 'prose')} | ${cell(before)} | ${cell(after, weighty)} |`);
  return [`| | ${markdown(old, 'code')} | ${markdown(now, 'code')} |`, '|---|---|---|', ...lines].join('\n');
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
    if (correspondence) return write(`${JSON.stringify(jsonOfCorrespondence({ before, after, correspondence }), undefined, 2)}\n`);
    write(`${JSON.stringify({ before: before.subject, after: after.subject, differences: differences(comparison) }, undefined, 2)}\n`);
  },
};
