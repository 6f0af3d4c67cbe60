// The report as one file: no outside resource, no network (its own policy forbids both), opens from disk, reads without scripts.
// Order: verdict, numbers, findings by cause, what fills each artifact, how it came in, native files, components, gaps.
import { createHash } from 'node:crypto';
import type { Evidence, Facts, Finding, LockedPackage, Report, Verdict } from '../types.ts';
import { type Cause, causesOf, type Letter, letterOf, lookedAt, placeOf, policyPlace, unreadPaths } from './causes.ts';
import { script, style } from './html-assets.ts';
import { html } from './html-escape.ts';
import { svgOf } from './html-graph.ts';
import { type Owner, ownerOf, ownerWords, type Treemap, treemap } from './html-treemap.ts';
import { chainsOf, graphOf } from './mermaid.ts';
import type { RuleHelp } from './sarif.ts';
import { openWords, verdictWords } from './text.ts';
import type { FactsReport } from './text-inspect.ts';
import { lockedFiles, originOf } from './text-lockfile.ts';
import {
  amount,
  byText,
  count,
  counted,
  evidenceKind,
  evidencePlace,
  listed,
  place,
  shortHash,
  spoken,
  subjectName,
  sureness,
  titled,
  titleOf,
  unique,
} from './words.ts';

const findingsShown = 2000;
const rowsShown = 2000;
const evidenceShown = 12;
const artifactsDrawn = 20;
const budget = 5_000_000;

export const htmlReport = (rules: readonly RuleHelp[]): Report => ({
  id: 'html',
  print: (verdict, write) => write(page(verdict.facts, rules, verdict)),
});
export const htmlFacts: FactsReport = { id: 'html', print: (facts, write) => write(page(facts, [], undefined)) };

/** The page; when it would be too long for a browser to enjoy, with half the rows, and again. */
function page(facts: readonly Facts[], rules: readonly RuleHelp[], verdict: Verdict | undefined): string {
  for (let rows = findingsShown; ; rows = Math.floor(rows / 2)) {
    const text = compose(facts, rules, verdict, rows);
    if (Buffer.byteLength(text) <= budget || rows < 10) return text;
  }
}

function compose(facts: readonly Facts[], rules: readonly RuleHelp[], verdict: Verdict | undefined, rows: number): string {
  const artifacts = facts.filter(({ subject }) => subject.kind === 'artifact');
  const drawn = artifacts.slice(0, artifactsDrawn);
  const maps = drawn.map((each, at) => treemap(each, `map${at}`));
  const several = drawn.length !== 1;
  const sheet = `${style}${maps.map((map) => map?.style ?? '').join('\n')}`;
  const title = artifacts.length === 1 && artifacts[0] ? subjectName(artifacts[0].subject) : 'sourcegate report';
  const body = [
    '<a class="skip" href="#findings">Skip to the findings</a>',
    `<header>${header(artifacts, facts, verdict)}</header>`,
    '<main>',
    ...(verdict ? [findings(verdict, rules, rows)] : []),
    ...(several ? [verdict ? cameIn(verdict) : ''] : []),
    ...drawn.map((each, at) => {
      const [fills, ...tables] = artifact(each, maps[at], several, Math.min(rowsShown, rows * 4), at);
      return [fills, ...(several || !verdict ? [] : [cameIn(verdict)]), ...tables].filter(Boolean).join('\n');
    }),
    ...(verdict
      ? []
      : facts.filter(({ subject }) => subject.kind === 'lockfile').map((each, at) => lockedTable(each, Math.min(rowsShown, rows * 4), at))),
    ...(artifacts.length > drawn.length ? [`<p>${counted(artifacts.length - drawn.length, 'more artifact')}: in the JSON report.</p>`] : []),
    gaps(facts, verdict),
    '</main>',
    '<p id="live" role="status" aria-live="polite" class="skip"></p>',
  ].filter((part) => part !== '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(sheet)}'; script-src '${digest(script)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${html(verdict ? `${title}: ${verdict.status}` : title)}</title>
<style>${sheet}</style>
</head>
<body>
${body.join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
const code = (text: string): string => `<code>${html(text)}</code>`;

const marks: Readonly<Record<Letter, [shown: string, name: string, word: string]>> = {
  E: ['E', 'E', 'error'],
  W: ['W', 'W', 'warning'],
  N: ['N', 'N', 'note'],
  '?': ['?', 'Q', 'open question'],
  '-': ['–', 'X', 'waived'],
};
const mark = (letter: Letter): string =>
  `<span class="mark l${marks[letter][1]}" role="img" aria-label="${marks[letter][2]}">${marks[letter][0]}</span>`;

function header(artifacts: readonly Facts[], facts: readonly Facts[], verdict: Verdict | undefined): string {
  const [only] = artifacts;
  const single = artifacts.length === 1 && only !== undefined && only.subject.kind === 'artifact' ? only : undefined;
  const seen = lookedAt(facts).map(({ path, note }) => `${code(path)}${note ? ` (${html(note)})` : ''}`);
  const unread = unreadPaths(facts).map(code);
  const looked = `<p class="dim">Looked at: ${seen.length === 0 ? 'nothing' : seen.slice(0, 12).join(', ')}${seen.length > 12 ? ` and ${count(seen.length - 12)} more` : ''}.${unread.length > 0 ? ` Could not be read: ${listed(unread, 6)}.` : ''}${verdict ? ` Policy: ${code(verdict.policy)}.` : ''}</p>`;
  const name = single
    ? `<h1>${html(subjectName(single.subject))} <small>${html(formatOf(single))}</small></h1>${fileLine(single)}`
    : '<h1>sourcegate report</h1>';
  const remarks =
    verdict && verdict.remarks.length > 0
      ? `<ul>${verdict.remarks
          .slice(0, 50)
          .map((remark) => `<li>${remark.split('\n').map(html).join('<br>')}</li>`)
          .join('')}</ul>`
      : '';
  return name + (verdict ? bar(verdict) : '') + looked + remarks + (single ? tiles(single) : '');
}

const formatOf = ({ subject, metadata }: Facts): string =>
  ['format' in subject ? subject.format : '', ...(metadata?.platforms ?? []).slice(0, 3)].join(', ');
const fileLine = ({ subject }: Facts): string =>
  `<p class="dim">${code(subject.path)}${'sha256' in subject && subject.sha256 ? ` · sha256 ${code(subject.sha256)}` : ''}</p>`;

const statusWords = { blocked: ['■', 'Blocked'], incomplete: ['◆', 'Incomplete'], clear: ['●', 'Clear'] } as const;
const bar = (verdict: Verdict): string =>
  `<p class="bar ${verdict.status}"><span><span aria-hidden="true">${statusWords[verdict.status][0]}</span> ${statusWords[verdict.status][1]}</span> <small>${html(verdictWords(verdict))}</small></p>`;

function tiles({ subject, contents, native, source }: Facts): string {
  const size = subject.kind === 'artifact' ? amount(subject.size) : '';
  const bytes = native.reduce((sum, file) => sum + file.size, 0);
  const share = contents && contents.unpacked > 0 && bytes > 0 ? `, ${((bytes / contents.unpacked) * 100).toFixed(1)}% of the unpacked bytes` : '';
  const items: [string, string][] = [
    ['Download', contents ? `${size} in ${counted(contents.files, 'file')}` : size],
    ['Unpacked', contents ? amount(contents.unpacked) : 'not known'],
    ['Native code', native.length === 0 ? 'none found' : `${counted(native.length, 'file')}${share}`],
    ['Source', source ? `${source.status}${source.reason ? `: ${source.reason}` : ''}` : 'not asked'],
  ];
  return `<ul class="tiles">${items.map(([label, words]) => `<li><span>${label}</span> ${html(words)}</li>`).join('')}</ul>`;
}

function findings(verdict: Verdict, rules: readonly RuleHelp[], most: number): string {
  const causes = causesOf(verdict);
  const all = causes.flatMap(({ rows }) => rows.flatMap((row) => row.findings));
  if (all.length === 0)
    return `<section id="findings"><h2>Findings</h2><p class="none">Nothing was found.${verdict.counts.baseline > 0 ? ` ${counted(verdict.counts.baseline, 'finding')} in the baseline.` : ''} What was looked at stands above, what was not stands below.</p></section>`;
  const present = (Object.keys(marks) as Letter[]).filter((letter) => all.some((finding) => letterOf(finding) === letter));
  const checks = present.map((letter) => {
    const number = all.filter((finding) => letterOf(finding) === letter).length;
    return `<label><input type="checkbox" checked value="${marks[letter][1]}">${mark(letter)} ${counted(number, marks[letter][2], letter === '-' ? 'waived' : `${marks[letter][2]}s`)}</label>`;
  });
  const help = new Map(rules.map((rule) => [rule.id, rule.meta]));
  let left = most;
  const sections = causes.map((cause) => {
    const list = cause.rows.flatMap((row) => row.findings).slice(0, Math.max(0, left));
    left -= list.length;
    return list.length === 0 ? '' : causeSection(cause, list, help, cause === causes[0]);
  });
  return `<section id="findings"><h2>Findings, by cause</h2>
<div class="controls" role="group" aria-label="Filter the findings">${checks.join('')}<input type="search" id="q" aria-label="Filter by rule, file or library; press / to come here" placeholder="Filter: rule, file, library ( / )"><span id="shown" class="dim">${count(Math.min(all.length, most))} shown</span></div>
<p id="nohit" class="none" hidden>No finding matches this filter. <button type="button" id="clear">Clear the filter</button></p>
${sections.filter((part) => part !== '').join('\n')}
${all.length > most ? notShown(all.slice(most), most) : ''}</section>`;
}

function notShown(rest: readonly Finding[], most: number): string {
  const rules = unique(rest.map(({ rule }) => rule)).sort(byText);
  const lines = rules.map((rule) => `<li>${count(rest.filter((finding) => finding.rule === rule).length)} × ${code(rule)}</li>`);
  return `<p>${count(rest.length)} more than the ${count(most)} shown here. All of them: <code>sourcegate check --format json</code></p><ul>${lines.join('')}</ul>`;
}

function causeSection(cause: Cause, list: readonly Finding[], help: ReadonlyMap<string, RuleHelp['meta']>, open: boolean): string {
  const { adds } = cause;
  const added =
    adds.packages > 0 ? `<small>adds ${counted(adds.packages, 'package')}${adds.packed > 0 ? `, ${amount(adds.packed)}` : ''}</small>` : '';
  const at = place(cause.at) === cause.name ? '' : `<small>${code(place(cause.at))}</small>`;
  return `<section class="cause"><h3>${html(cause.name)} ${at}${added}</h3>\n${list.map((finding, at) => fold(finding, help.get(finding.rule), open && at === 0)).join('\n')}\n</section>`;
}

function fold(finding: Finding, meta: RuleHelp['meta'] | undefined, open: boolean): string {
  const letter = letterOf(finding);
  const [, name] = marks[letter];
  const id = `f-${finding.fingerprint.replace(/[^0-9a-f]/gi, '')}`;
  const rows: [string, string][] = [
    ['Seen', finding.message.split('\n').map(html).join('<br>') + evidenceList(finding.evidence)],
    ...(finding.confidence ? [['How sure', `${sureness[finding.confidence]}.`] as [string, string]] : []),
    ['Where', code(place(placeOf(finding)))],
    ...(finding.wayIn.length > 1 ? [['Way in', finding.wayIn.map((link) => code(spoken(link))).join(' → ')] as [string, string]] : []),
    ...(meta?.why ? [['Why it matters', html(meta.why)] as [string, string]] : []),
    ['What would clear it', html(finding.wayOut)],
    ...(finding.policyLine ? [['Decided by', code(policyPlace(finding))] as [string, string]] : []),
    ...(finding.waiver
      ? [['Waived', `${html(finding.waiver.reason)}, to ${html(finding.waiver.expires)} (${code(place(finding.waiver.at))})`] as [string, string]]
      : []),
  ];
  return `<details class="f e${name}" data-l="${name}" id="${id}"${open ? ' open' : ''}><summary>${mark(letter)}<span class="t">${html(titleOf(finding))}</span><code class="r">${html(finding.rule)}</code></summary><dl>${rows.map(([term, said]) => `<dt>${term}</dt><dd>${said}</dd>`).join('')}</dl></details>`;
}

function evidenceList(evidence: readonly Evidence[]): string {
  const items = evidence
    .slice(0, evidenceShown)
    .map(
      (each) =>
        `<li>${html(evidenceKind(each))} ${code(each.value.length > 300 ? `${each.value.slice(0, 300)}…` : each.value)}${each.count && each.count > 1 ? `, one of ${count(each.count)}` : ''} in ${code(evidencePlace(each))}</li>`,
    );
  const rest = evidence.length - items.length;
  return `<ul>${items.join('')}${rest > 0 ? `<li>${count(rest)} more</li>` : ''}</ul>`;
}

function artifact(facts: Facts, map: Treemap | undefined, several: boolean, rows: number, at: number): string[] {
  const { subject, contents } = facts;
  const heading = several ? `<h2>${html(subjectName(subject))}</h2>${fileLine(facts)}${tiles(facts)}` : '';
  const owners = unique((contents?.largest ?? []).map(({ path }) => ownerOf(path, facts))) as Owner[];
  const legend = (Object.keys(ownerWords) as Owner[])
    .filter((owner) => owner === 'T' || owners.includes(owner))
    .map((owner) => `<li><b class="mark m${owner}">${owner}</b> ${ownerWords[owner]}</li>`);
  const fills = map
    ? `<section><${several ? 'h3' : 'h2'}>What fills ${map.of === 'download' && 'size' in subject ? amount(subject.size) : `${amount(map.total)}, unpacked`}</${several ? 'h3' : 'h2'}><ul class="legend">${legend.join('')}</ul>\n${map.markup}\n</section>`
    : '';
  return [heading + fills, nativeTable(facts, rows, at, several), componentTable(facts, rows, at, several)];
}

interface Column {
  name: string;
  /** Right-aligned and sorted as a number. */
  number?: true;
  /** Left out on a narrow screen. */
  wide?: true;
}
type Cell = { markup: string; value?: number };

function table(id: string, caption: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const classes = ({ number, wide }: Column): string =>
    number || wide ? ` class="${[number ? 'n' : '', wide ? 'wide' : ''].filter(Boolean).join(' ')}"` : '';
  const head = columns.map((column) => `<th scope="col"${classes(column)}><button type="button">${column.name}</button></th>`).join('');
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map(({ markup, value }, at) => `<td${classes(columns[at] ?? { name: '' })}${value === undefined ? '' : ` data-v="${value}"`}>${markup}</td>`).join('')}</tr>`,
  );
  const more = rows.length > 200 ? `<button type="button" hidden data-more="${id}">Show ${count(rows.length - 200)} more rows</button>` : '';
  return `<div class="scroll" tabindex="0" role="region" aria-label="${html(caption)}"><table><caption>${html(caption)}</caption><thead><tr>${head}</tr></thead><tbody id="${id}">\n${body.join('\n')}\n</tbody></table></div>${more}`;
}

function nativeTable(facts: Facts, most: number, at: number, several: boolean): string {
  const { native, contents } = facts;
  if (native.length === 0) return '';
  const packed = new Map((contents?.largest ?? []).map((file) => [file.path, file.packed]));
  const solid = contents?.kinds.some((kind) => kind.packed === undefined) === true;
  const sorted = [...native].sort((a, b) => b.size - a.size || byText(a.path, b.path) || byText(a.arch, b.arch));
  const rows = sorted.slice(0, most).map((file): Cell[] => {
    const owner = ownerOf(file.path, facts);
    const download = packed.get(file.path);
    const size = { markup: amount(file.size), value: file.size };
    return [
      { markup: code(file.path) },
      { markup: `<b class="mark m${owner}" title="${ownerWords[owner]}">${owner}</b>${html(file.type)}` },
      { markup: html(`${file.format} ${file.arch}`) },
      {
        markup:
          file.needed.length === 0
            ? ''
            : html(file.needed.slice(0, 6).join(', ') + (file.needed.length > 6 ? ` and ${file.needed.length - 6} more` : '')),
      },
      ...(solid ? [size] : [{ markup: download === undefined ? '' : amount(download), value: download ?? 0 }, size]),
    ];
  });
  const caption = `${counted(native.length, 'native file')}, largest first${native.length > most ? `; ${count(most)} shown` : ''}`;
  const columns: Column[] = [
    { name: 'File' },
    { name: 'What it is' },
    { name: 'Made for', wide: true },
    { name: 'Needs', wide: true },
    ...(solid
      ? [{ name: 'Unpacked', number: true as const }]
      : [
          { name: 'Download', number: true as const },
          { name: 'Unpacked', number: true as const, wide: true as const },
        ]),
  ];
  return `<section><${several ? 'h3' : 'h2'}>Native files</${several ? 'h3' : 'h2'}>${table(`native${at}`, caption, columns, rows)}</section>`;
}

function componentTable({ components }: Facts, most: number, at: number, several: boolean): string {
  const heading = `<${several ? 'h3' : 'h2'}>Components found inside</${several ? 'h3' : 'h2'}>`;
  if (components.length === 0) return `<section>${heading}<p>None found.</p></section>`;
  const rows = components
    .slice(0, most)
    .map((each): Cell[] => [
      { markup: html(titled(each)) },
      { markup: html(each.how) },
      { markup: html(each.category) },
      { markup: html(each.licence ?? 'not known') },
      { markup: html(sureness[each.confidence]) },
      { markup: each.paths.slice(0, 3).map(code).join('<br>') + (each.paths.length > 3 ? `<br>and ${count(each.paths.length - 3)} more` : '') },
    ]);
  const columns: Column[] = [
    { name: 'Component' },
    { name: 'How' },
    { name: 'Category' },
    { name: 'Licence', wide: true },
    { name: 'How sure', wide: true },
    { name: 'Where', wide: true },
  ];
  return `<section>${heading}${table(`components${at}`, `${counted(components.length, 'component')}`, columns, rows)}</section>`;
}

/** What a lockfile says of its packages, one row each. */
function lockedTable({ subject, packages }: Facts, most: number, at: number): string {
  const heading = `<h2>${html(subject.path)} <small>${html('format' in subject ? subject.format : '')}</small></h2>`;
  if (packages.length === 0) return `<section>${heading}<p>It locks no package.</p></section>`;
  const sorted = [...packages].sort((a, b) => a.line - b.line || byText(a.purl, b.purl));
  const rows = sorted
    .slice(0, most)
    .map((each): Cell[] => [
      { markup: html(titled(each)) },
      { markup: count(each.line), value: each.line },
      { markup: html(originOf(each)) },
      { markup: html(lockedFiles(each)) },
      { markup: html(hashWords(each)) },
      { markup: html(each.scopes.join(', ')) },
      { markup: html(each.licence ?? '') },
      { markup: code(each.purl) },
    ]);
  const caption = `${counted(packages.length, 'locked package')}${packages.length > most ? `; ${count(most)} shown` : ''}`;
  const columns: Column[] = [
    { name: 'Package' },
    { name: 'Line', number: true },
    { name: 'From' },
    { name: 'Files', wide: true },
    { name: 'Hashes', wide: true },
    { name: 'Scope', wide: true },
    { name: 'Licence', wide: true },
    { name: 'purl', wide: true },
  ];
  return `<section>${heading}${table(`locked${at}`, caption, columns, rows)}</section>`;
}

function hashWords({ hashes, files = [] }: LockedPackage): string {
  const all = unique([...hashes, ...files.flatMap(({ hash }) => (hash ? [hash] : []))]);
  const [first = ''] = all;
  return all.length === 0 ? 'none' : `${shortHash(first)}${all.length > 1 ? ` and ${count(all.length - 1)} more` : ''}`;
}

const chainsShown = 200;

function cameIn(verdict: Verdict): string {
  const chains = chainsOf(verdict).filter(({ links }) => links.length > 0);
  if (chains.length === 0) return '';
  const graph = graphOf(verdict);
  const items = chains
    .slice(0, chainsShown)
    .map(
      ({ links, letters }) =>
        `<li>this repository → ${links.map((link, at) => `${html(spoken(link))}${letters[at] ? ` ${mark(letters[at] as Letter)}` : ''}`).join(' → ')}</li>`,
    );
  const more = chains.length > chainsShown ? `<li>${counted(chains.length - chainsShown, 'more way')} in</li>` : '';
  return `<section><h2>How it came in</h2>${graph ? `<div class="graphbox">${svgOf(graph)}</div>` : ''}<ul class="chains">${items.join('')}${more}</ul></section>`;
}

const gapsShown = 500;

function gaps(facts: readonly Facts[], verdict: Verdict | undefined): string {
  const all = verdict ? verdict.notInspected : facts.flatMap(({ problems }) => problems.map(({ path, message }) => ({ path, reason: message })));
  const lines = all.slice(0, gapsShown).map(({ path, reason }) => `<li>${code(path)}: ${html(reason)}</li>`);
  const more = all.length > gapsShown ? `<li>${count(all.length - gapsShown)} more</li>` : '';
  const locked = facts.reduce((sum, each) => sum + each.packages.length, 0);
  const words = verdict ? openWords(facts) : locked > 0 ? [`${counted(locked, 'package')} not opened`] : [];
  const unopened = words.map(
    (each) => `<p>${each}: what is said of them comes from the lockfile${verdict ? ', the index and lists of files' : ''}.</p>`,
  );
  const list = all.length > 0 ? `<ul>${lines.join('')}${more}</ul>` : unopened.length > 0 ? '' : '<p>Nothing was left out.</p>';
  return `<section><h2>What was not inspected</h2>${unopened.join('')}${list}</section>`;
}
