// Licences: texts recognised, expressions read and evaluated, declared names turned into SPDX expressions.
// A text is recognised by how many of a licence's own runs of six words it holds (fingerprints in knowledge/licence-texts.ts, made from the
// texts of the SPDX list), which reformatting, copyright lines and other texts around do not disturb. Texts that share most of their words
// (AGPL and GPL, MIT and X11) are told apart by a phrase. Notices that only name a licence count as well.
import parse from 'spdx-expression-parse';
import { licenceTexts } from './knowledge/licence-texts.ts';

export const mostTextBytes = 512 << 10;
const mostExpression = 4096;
export const wordsPerRun = 6;

/** Lower-case words without punctuation. Comment signs at the start of lines fall away with the rest. */
export function wordsOf(text: string): string[] {
  return (
    text
      .slice(0, mostTextBytes)
      .toLowerCase()
      .replace(/licence/g, 'license')
      .match(/[a-z0-9]+/g) ?? []
  );
}

const { imul } = Math;

/** FNV-1a over the words of a run. */
export function hashRun(words: readonly string[], from: number): number {
  let hash = 0x811c9dc5;
  for (let index = from; index < from + wordsPerRun; index++) {
    const word = words[index]!;
    for (let at = 0; at < word.length; at++) hash = imul(hash ^ word.charCodeAt(at), 0x01000193);
    hash = imul(hash ^ 0x20, 0x01000193);
  }
  return hash >>> 0;
}

interface Fingerprint {
  id: string;
  runs: Uint32Array;
}
let fingerprints: Fingerprint[] | undefined;
function allFingerprints(): Fingerprint[] {
  fingerprints ??= Object.entries(licenceTexts).map(([id, packed]) => {
    const bytes = new Uint8Array(Buffer.from(packed, 'base64'));
    return { id, runs: new Uint32Array(bytes.buffer) };
  });
  return fingerprints;
}

const enough = 0.78;

/** What must stand in the text beside the words shared with a relative. */
const phrases: Readonly<Record<string, RegExp>> = {
  MIT: /the above copyright notice and this permission notice/,
  'ECL-2.0': /educational community license/,
  'SSPL-1.0': /server side public license/,
  'CPL-1.0': /common public license/,
  NCSA: /university of illinois|ncsa/,
  'AGPL-3.0': /gnu affero general public license version 3/,
  'GPL-3.0': /gnu general public license version 3/,
  'GPL-2.0': /gnu general public license version 2/,
  'GPL-1.0': /gnu general public license version 1/,
  'LGPL-3.0': /gnu lesser general public license version 3/,
  'LGPL-2.1': /gnu lesser general public license version 2 1/,
  'LGPL-2.0': /gnu library general public license version 2/,
  'BSD-4-Clause': /all advertising materials mentioning features/,
  'BSD-3-Clause': /(?:neither the names? of|the names? of .{1,200} may not be used to endorse)/,
  X11: /except as contained in this notice the name/,
  'MPL-2.0': /mozilla public license version 2 0/,
  'MPL-1.1': /mozilla public license version 1 1/,
  'EPL-2.0': /eclipse public license v 2 0/,
  'EPL-1.0': /eclipse public license v 1 0/,
  ISC: /permission to use copy modify and or distribute|permission to use copy modify and distribute/,
  'CDDL-1.1': /version 1 1/,
  'BSD-3-Clause-Clear': /no express or implied licenses to any party s patent rights/,
  'Apache-1.1': /apache software license version 1 1|apache group|apache software foundation/,
};
/** The second is part of the first's words and says less. */
const implies: readonly (readonly [string, string])[] = [
  ['BSD-4-Clause', 'BSD-3-Clause'],
  ['BSD-3-Clause-Clear', 'BSD-3-Clause'],
  ['BSD-3-Clause', 'BSD-2-Clause'],
  ['BSD-4-Clause', 'BSD-2-Clause'],
  ['BSD-2-Clause-Patent', 'BSD-2-Clause'],
  ['Apache-1.1', 'BSD-3-Clause'],
  ['Apache-1.1', 'BSD-2-Clause'],
  ['X11', 'MIT'],
  ['MIT', 'MIT-0'],
  ['X11', 'MIT-0'],
  ['ISC', '0BSD'],
  ['OpenSSL', 'BSD-4-Clause'],
  ['OpenSSL', 'BSD-3-Clause'],
  ['OpenSSL', 'BSD-2-Clause'],
];
const gnu = /^(?:A|L)?GPL-\d\.\d$/;

/**
 * Licences that a text holds or names: SPDX ids, ids of exceptions, and LicenseRef- names of the catalogue, sorted. A GNU text alone does
 * not say whether later versions may be chosen: without a notice both ids are given.
 */
export function recogniseLicence(text: string): readonly string[] {
  const words = wordsOf(text);
  const joined = words.join(' ');
  const runs = new Set<number>();
  for (let from = 0; from + wordsPerRun <= words.length; from++) runs.add(hashRun(words, from));
  const ids = new Set<string>();
  for (const { id, runs: wanted } of allFingerprints()) {
    let held = 0;
    for (const run of wanted) if (runs.has(run)) held++;
    if (held >= wanted.length * enough && (phrases[id]?.test(joined) ?? true)) ids.add(id);
  }
  for (const [larger, smaller] of implies) if (ids.has(larger) && !separately(smaller, joined)) ids.delete(smaller);
  for (const [expression, id] of notices) if (expression.test(joined)) ids.add(id);
  for (const id of gnuNotices(joined)) ids.add(id);
  for (const id of identifiers(text)) ids.add(id);
  for (const id of [...ids]) {
    if (!gnu.test(id)) continue;
    ids.delete(id);
    const told = [`${id}-only`, `${id}-or-later`].filter((one) => ids.has(one));
    if (told.length === 0) for (const suffix of ['-only', '-or-later']) ids.add(`${id}${suffix}`);
  }
  return [...ids].sort();
}

/** MIT beside X11 in one file of many licences: its own grant stands more than once. */
function separately(id: string, joined: string): boolean {
  if (id === 'MIT') return (joined.match(/permission is hereby granted free of charge to any person/g)?.length ?? 0) > 1;
  if (id.startsWith('BSD'))
    return (
      (joined.match(/redistribution and use in source and binary forms/g)?.length ?? 0) > 1 &&
      /\bbsd\b/.test(joined) &&
      id === 'BSD-2-Clause' &&
      /bsd 2 clause|simplified bsd/.test(joined)
    );
  return false;
}

/** Agreements without an SPDX id, exceptions, and notices that refer to a licence without quoting it. Over words joined by spaces. */
const notices: readonly (readonly [RegExp, string])[] = [
  [
    /license agreement for nvidia software development kits|nvidia cuda toolkit end user license agreement|cuda toolkit supplement to software license agreement/,
    'LicenseRef-NVIDIA-CUDA-EULA',
  ],
  [
    /(?:cudnn supplement to software license agreement|software license agreement for nvidia cudnn|nvidia cudnn license)/,
    'LicenseRef-NVIDIA-cuDNN-SLA',
  ],
  [
    /(?:tensorrt supplement to software license agreement|nvidia tensorrt sdk license|license agreement for nvidia tensorrt)/,
    'LicenseRef-NVIDIA-TensorRT-SLA',
  ],
  [
    /license agreement for nvidia proprietary software|this license is a legal agreement between you and nvidia corporation/,
    'LicenseRef-NVIDIA-Proprietary',
  ],
  [/intel simplified software license/, 'LicenseRef-Intel-Simplified-Software-License'],
  [/microsoft software license terms .{0,120}visual (?:c|studio)/, 'LicenseRef-MSVC-Redistributable'],
  [/oracle free use terms and conditions/, 'LicenseRef-Oracle-Free-Use-Terms'],
  [/gurobi .{0,60}end user license agreement/, 'LicenseRef-Gurobi-EULA'],
  [/sap developer license/, 'LicenseRef-SAP-Developer-License'],
  [/gcc runtime library exception .{0,40}version 3 1|gcc runtime library exception/, 'GCC-exception-3.1'],
  [/llvm exceptions to the apache 2 0 license/, 'LLVM-exception'],
  [/classpath exception/, 'Classpath-exception-2.0'],
  [/licensed under the apache license version 2 0/, 'Apache-2.0'],
  [/subject to the terms of the mozilla public license v(?:ersion)? ?2 0/, 'MPL-2.0'],
  [/distributed under the boost software license version 1 0/, 'BSL-1.0'],
];

/** "either version 2 of the License, or (at your option) any later version", and its shorter sisters; not the advice at the end of a text. */
function gnuNotices(joined: string): string[] {
  const found: string[] = [];
  const expression =
    /gnu (general|lesser general|library general|affero general) public license(?: gpl| lgpl)? as published by the free software foundation (either )?version (\d)(?: (\d))?(?: of the license)?( only| or at your option any later version)?/g;
  for (const match of joined.matchAll(expression)) {
    const before = joined.slice(Math.max(0, match.index - 400), match.index);
    if (
      /how to apply these terms to your new/.test(joined.slice(Math.max(0, match.index - 1400), match.index)) &&
      /one line to give the|brief idea of what it does/.test(before)
    )
      continue;
    const kind = match[1] === 'general' ? 'GPL' : match[1] === 'affero general' ? 'AGPL' : 'LGPL';
    const version = `${match[3]}.${match[4] ?? '0'}`;
    if (!/^(?:GPL-[123]\.0|LGPL-(?:2\.[01]|3\.0)|AGPL-3\.0)$/.test(`${kind}-${version}`)) continue;
    found.push(`${kind}-${version}-${match[5]?.includes('later') ? 'or-later' : 'only'}`);
  }
  return found;
}

function identifiers(text: string): string[] {
  const found: string[] = [];
  for (const match of text.slice(0, mostTextBytes).matchAll(/SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+() -]{2,200})/g)) {
    const tree = expressionTree(match[1]!.replace(/\s+(?:--|\*).*$/, '').trim());
    if (tree !== undefined) for (const leaf of leaves(tree)) found.push(leaf.license);
    if (found.length > 1000) break;
  }
  return found;
}

// ---- expressions
interface Leaf {
  license: string;
  plus?: true;
  exception?: string;
}
type Tree = Leaf | { left: Tree; conjunction: 'and' | 'or'; right: Tree };

/** The tree of an SPDX expression; undefined where it is none, or longer than 4 KiB. */
export function expressionTree(expression: string): Tree | undefined {
  if (expression.length > mostExpression || expression.trim() === '') return undefined;
  try {
    return parse(expression) as Tree;
  } catch {
    return undefined;
  }
}

function* leaves(tree: Tree): Generator<Leaf> {
  const open: Tree[] = [tree];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('license' in next) yield next;
    else open.push(next.right, next.left);
  }
}

/** SPDX ids in an expression, in order, without exceptions; empty where it does not parse. */
export function licencesIn(expression: string): readonly string[] {
  const tree = expressionTree(expression);
  return tree === undefined ? [] : [...new Set([...leaves(tree)].map(({ license }) => license))];
}

/**
 * Whether a list of allowed licences satisfies an expression: one side of every OR, both sides of every AND. `X WITH E` is satisfied by
 * itself or by X, since an exception only grants more; `-or-later` by any later version. False where the expression does not parse.
 */
export function expressionSatisfies(expression: string, allowed: readonly string[]): boolean {
  const tree = expressionTree(expression);
  if (tree === undefined) return false;
  const list = new Set(allowed.map((one) => one.trim()));
  const holds = (node: Tree): boolean => {
    if ('license' in node) return isAllowed(node, list);
    return node.conjunction === 'and' ? holds(node.left) && holds(node.right) : holds(node.left) || holds(node.right);
  };
  return holds(tree);
}

const versions: Readonly<Record<string, readonly string[]>> = { GPL: ['1.0', '2.0', '3.0'], LGPL: ['2.0', '2.1', '3.0'], AGPL: ['1.0', '3.0'] };
function isAllowed({ license, plus, exception }: Leaf, allowed: ReadonlySet<string>): boolean {
  const ids = new Set([license, ...(plus ? [`${license}+`, `${license.replace(/-only$/, '')}-or-later`] : [])]);
  const later = /^(A?GPL|LGPL)-(\d\.\d)-or-later$/.exec(plus && /^(A|L)?GPL-\d\.\d$/.test(license) ? `${license}-or-later` : license);
  if (later !== null) {
    const known = versions[later[1]!] ?? [];
    for (const version of known.slice(Math.max(0, known.indexOf(later[2]!)))) {
      for (const suffix of ['-only', '-or-later', '']) ids.add(`${later[1]}-${version}${suffix}`);
    }
  }
  for (const id of ids) {
    if (exception !== undefined && allowed.has(`${id} WITH ${exception}`)) return true;
    if (allowed.has(id)) return true;
  }
  return false;
}

// ---- declared names
const ids = new Map(Object.keys(licenceTexts).map((id) => [id.toLowerCase(), id]));

/** Names that projects write for one licence and no other. Keys are words joined by spaces. */
const names: Readonly<Record<string, string>> = {
  mit: 'MIT',
  'the mit': 'MIT',
  'mit x11': 'MIT',
  'x11 mit': 'MIT',
  expat: 'MIT',
  'mit expat': 'MIT',
  'apache 2': 'Apache-2.0',
  'apache 2 0': 'Apache-2.0',
  apache2: 'Apache-2.0',
  'apache version 2 0': 'Apache-2.0',
  'apache software 2 0': 'Apache-2.0',
  'apache software version 2 0': 'Apache-2.0',
  'the apache software version 2 0': 'Apache-2.0',
  'the apache version 2 0': 'Apache-2.0',
  'asl 2 0': 'Apache-2.0',
  'bsd 2 clause': 'BSD-2-Clause',
  '2 clause bsd': 'BSD-2-Clause',
  'simplified bsd': 'BSD-2-Clause',
  'bsd 2': 'BSD-2-Clause',
  'bsd 3 clause': 'BSD-3-Clause',
  '3 clause bsd': 'BSD-3-Clause',
  'bsd 3': 'BSD-3-Clause',
  'new bsd': 'BSD-3-Clause',
  'modified bsd': 'BSD-3-Clause',
  'revised bsd': 'BSD-3-Clause',
  'bsd new': 'BSD-3-Clause',
  'the bsd 3 clause': 'BSD-3-Clause',
  isc: 'ISC',
  'isc iscl': 'ISC',
  zlib: 'Zlib',
  'zlib libpng': 'Zlib',
  unlicense: 'Unlicense',
  'the unlicense unlicense': 'Unlicense',
  'the unlicense': 'Unlicense',
  cc0: 'CC0-1.0',
  'cc0 1 0': 'CC0-1.0',
  'cc0 1 0 universal': 'CC0-1.0',
  psf: 'PSF-2.0',
  'psf 2': 'PSF-2.0',
  'python software foundation': 'PSF-2.0',
  'mpl 2': 'MPL-2.0',
  'mpl 2 0': 'MPL-2.0',
  'mozilla public 2 0': 'MPL-2.0',
  'mozilla public 2 0 mpl 2 0': 'MPL-2.0',
  'mozilla public version 2 0': 'MPL-2.0',
  'mpl 1 1': 'MPL-1.1',
  'boost 1 0': 'BSL-1.0',
  'boost software 1 0': 'BSL-1.0',
  'boost software 1 0 bsl 1 0': 'BSL-1.0',
  'boost software version 1 0': 'BSL-1.0',
  'eclipse public 2 0': 'EPL-2.0',
  'eclipse public 2 0 epl 2 0': 'EPL-2.0',
  'eclipse public v2 0': 'EPL-2.0',
  'eclipse public v 2 0': 'EPL-2.0',
  'eclipse public 1 0': 'EPL-1.0',
  'eclipse public v 1 0': 'EPL-1.0',
  gplv2: 'GPL-2.0-only',
  'gpl v2': 'GPL-2.0-only',
  'gpl 2': 'GPL-2.0-only',
  'gpl 2 0': 'GPL-2.0-only',
  'gnu general public v2 gplv2': 'GPL-2.0-only',
  'gnu general public v2 or later gplv2': 'GPL-2.0-or-later',
  'gplv2 or later': 'GPL-2.0-or-later',
  gplv3: 'GPL-3.0-only',
  'gpl v3': 'GPL-3.0-only',
  'gpl 3': 'GPL-3.0-only',
  'gpl 3 0': 'GPL-3.0-only',
  'gnu gplv3': 'GPL-3.0-only',
  'gnu gpl v3': 'GPL-3.0-only',
  'gnu general public v3 gplv3': 'GPL-3.0-only',
  'gnu general public v3 or later gplv3': 'GPL-3.0-or-later',
  'gplv3 or later': 'GPL-3.0-or-later',
  lgplv2: 'LGPL-2.0-only',
  'gnu lesser general public v2 lgplv2': 'LGPL-2.0-only',
  'gnu lesser general public v2 or later lgplv2': 'LGPL-2.0-or-later',
  'lgplv2 1': 'LGPL-2.1-only',
  'lgpl v2 1': 'LGPL-2.1-only',
  'lgpl 2 1': 'LGPL-2.1-only',
  lgplv3: 'LGPL-3.0-only',
  'lgpl v3': 'LGPL-3.0-only',
  'lgpl 3 0': 'LGPL-3.0-only',
  'gnu lesser general public v3 lgplv3': 'LGPL-3.0-only',
  'gnu lesser general public v3 or later lgplv3': 'LGPL-3.0-or-later',
  agplv3: 'AGPL-3.0-only',
  'agpl v3': 'AGPL-3.0-only',
  'gnu affero general public v3': 'AGPL-3.0-only',
  'gnu affero general public v3 or later agplv3': 'AGPL-3.0-or-later',
  'artistic 2 0': 'Artistic-2.0',
  postgresql: 'PostgreSQL',
  wtfpl: 'WTFPL',
  '0bsd': '0BSD',
  'mit no attribution mit 0': 'MIT-0',
  'historical permission notice and disclaimer hpnd': 'HPND',
  'cmu mit cmu': 'MIT-CMU',
  'academic free afl': 'AFL-3.0',
  'the bsd 2 clause': 'BSD-2-Clause',
  'gnu lgpl 2 1': 'LGPL-2.1-only',
  'cddl gplv2 with classpath exception': 'CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0',
};

/** Debian's and others' short names with a plus: GPL-2+, LGPL-2.1+. */
const plus = /^(A|L)?GPL-?v?(\d)(?:\.(\d))?\s*(\+|-or-later| or later)?$/i;

/**
 * An SPDX expression for what a package declares: an expression, a trove classifier, a common name, or names joined by `/`, `and`, `or`.
 * Undefined where the name means several licences ("BSD", "GPL") or none that is known: nothing is guessed.
 */
export function toSpdx(declared: string): string | undefined {
  const text = declared.trim();
  if (text === '' || text.length > mostExpression) return undefined;
  if (expressionTree(text) !== undefined && !plus.test(text)) return text;
  const classifier = /^License\s*::\s*(?:.*::\s*)?(.+)$/.exec(text);
  if (classifier) return oneName(classifier[1]!);
  const whole = oneName(text);
  if (whole !== undefined) return whole;
  for (const [splitter, word] of joiners) {
    const parts = text.replace(/^\((.*)\)$/, '$1').split(splitter);
    if (parts.length < 2 || parts.length > 8) continue;
    const each = parts.map((part) => oneName(part.trim()));
    if (each.every((one) => one !== undefined)) return each.map((one) => (/ (OR|AND) /.test(one) ? `(${one})` : one)).join(` ${word} `);
  }
  return undefined;
}
const joiners: readonly (readonly [RegExp, string])[] = [
  [/\s*\/\s*|\s*\|{1,2}\s*/, 'OR'],
  [/\s+or\s+/i, 'OR'],
  [/\s+and\s+|\s*&\s*/i, 'AND'],
];

function oneName(name: string): string | undefined {
  const text = name.trim().replace(/^["'(]+|["')]+$/g, '');
  if (text.length > 200) return undefined;
  if (expressionTree(text) !== undefined && !plus.test(text)) return text;
  const known = ids.get(text.toLowerCase());
  if (known !== undefined && !gnu.test(known)) return known;
  const gpl = plus.exec(text);
  if (gpl !== null) {
    const id = `${(gpl[1] ?? '').toUpperCase()}GPL-${gpl[2]}.${gpl[3] ?? '0'}`;
    const spelled = `${id}-${gpl[4] === undefined ? 'only' : 'or-later'}`;
    if (expressionTree(spelled) !== undefined) return spelled;
  }
  const key = wordsOf(text)
    .filter((word) => word !== 'license')
    .join(' ');
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
