// SARIF 2.1.0 (OASIS, errata 01), within what GitHub's code scanning takes: 25,000 results of which 5,000 are kept, 20 tags per
// rule, 100 locations per result, 10 MB packed. A result needs a location; a finding about no file stands on its subject's path.
import type { Evidence, Finding, Location, Report, Verdict } from '../types.ts';
import { placeOf, worstFirst } from './causes.ts';
import { printed } from './json.ts';
import { clean, cleanLines } from './text-escape.ts';
import { counted, evidenceKind, evidencePlace, spoken, subjectName, sureness } from './words.ts';

export interface RuleHelp {
  id: string;
  meta: { asks: string; why: string; wayOut: string; standard?: string; level: string };
}

const resultsKept = 5000;
const evidenceShown = 20;

export const sarifReport = (version: string, rules: readonly RuleHelp[]): Report => ({
  id: 'sarif',
  print: (verdict, write) => write(printed(sarif(verdict, version, rules))),
});

function sarif(verdict: Verdict, version: string, help: readonly RuleHelp[]): unknown {
  const findings = [...verdict.findings].filter(({ level }) => level !== 'off').sort(worstFirst);
  const shown = findings.slice(0, resultsKept);
  const ids = [...new Set(shown.map(({ rule }) => rule))].sort();
  const left = findings.length - shown.length;
  const gaps = verdict.notInspected.map(({ path, reason }) => ({ level: 'note', message: { text: clean(`Not inspected: ${path}: ${reason}`) } }));
  const remarks = verdict.remarks.slice(0, 50).map((remark) => ({ level: 'note', message: { text: cleanLines(remark) } }));
  const cut =
    left > 0 ? [{ level: 'warning', message: { text: `${counted(left, 'more finding')}: this file keeps the ${resultsKept} most important` } }] : [];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sourcegate',
            semanticVersion: version,
            informationUri: 'https://github.com/sourcegate/sourcegate',
            rules: ids.map((id) => rule(id, help, shown)),
          },
        },
        automationDetails: { id: 'sourcegate/' },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: [...cut, ...remarks, ...gaps] }],
        properties: { verdict: verdict.status, policy: clean(verdict.policy), counts: verdict.counts },
        results: shown.map((finding) => result(finding, ids.indexOf(finding.rule))),
      },
    ],
  };
}

const sarifLevels: Readonly<Record<string, string>> = { error: 'error', warning: 'warning', note: 'note', off: 'none' };

function rule(id: string, help: readonly RuleHelp[], findings: readonly Finding[]): unknown {
  const known = help.find((each) => each.id === id);
  const example = findings.find((finding) => finding.rule === id);
  const meta = known?.meta ?? { asks: id, why: '', wayOut: example?.wayOut ?? '', level: example?.level ?? 'warning', standard: undefined };
  const text = [meta.asks, meta.why, meta.wayOut === '' ? '' : `To clear: ${meta.wayOut}`, meta.standard ? `From: ${meta.standard}` : '']
    .filter(Boolean)
    .map(clean);
  return {
    id,
    name: id.replace(/(^|[/-])([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: clean(meta.asks) },
    fullDescription: { text: clean(meta.why || meta.asks) },
    help: { text: text.join('\n') },
    defaultConfiguration: { level: sarifLevels[meta.level] ?? 'warning' },
    properties: { tags: ['supply-chain', id.split('/')[0] ?? ''], precision: 'high' },
  };
}

function result(finding: Finding, ruleIndex: number): unknown {
  const { message, wayOut, confidence, wayIn, fingerprint, level, outcome, waiver, baseline, evidence } = finding;
  const sure = confidence ? ` ${sureness[confidence].replace(/^./, (letter) => letter.toUpperCase())}.` : '';
  const chain = wayIn.length > 1 ? ` Way in: ${wayIn.map(spoken).join(' > ')}.` : '';
  const open = outcome === 'unknown' ? 'Open question: ' : '';
  const suppressions = [
    ...(waiver ? [{ kind: 'external', status: 'accepted', justification: clean(`${waiver.reason} (to ${waiver.expires})`) }] : []),
    ...(baseline ? [{ kind: 'external', status: 'accepted', justification: 'in the baseline' }] : []),
  ];
  return {
    ruleId: finding.rule,
    ruleIndex,
    kind: outcome === 'unknown' ? 'open' : 'fail',
    // SARIF 3.27.10: a result whose kind is not "fail" has level "none"; code scanning reads the level all the same.
    level: outcome === 'unknown' ? 'none' : (sarifLevels[level] ?? 'warning'),
    message: { text: cleanLines(`${open}${message}${sure}${chain} To clear: ${wayOut}`) },
    locations: [
      {
        physicalLocation: physical(placeOf(finding)),
        logicalLocations: [{ fullyQualifiedName: clean(subjectName(finding.subject)), kind: 'module' }],
      },
    ],
    relatedLocations: evidence.slice(0, evidenceShown).map((each, id) => related(each, id)),
    partialFingerprints: { 'sourcegate/v1': fingerprint },
    ...(suppressions.length > 0 ? { suppressions } : {}),
  };
}

const related = (each: Evidence, id: number): unknown => ({
  id,
  message: { text: clean(`${evidenceKind(each)} ${each.value.slice(0, 500)} in ${evidencePlace(each)}`) },
  physicalLocation: physical(each),
});

/** Never empty: a place without a line is the first one. A path is a URI reference, so it is percent-encoded by segment. */
function physical({ path, line, column, offset }: Location): unknown {
  const region =
    line !== undefined && line > 0
      ? { startLine: line, ...(column !== undefined && column > 0 ? { startColumn: column } : {}) }
      : offset === undefined
        ? { startLine: 1 }
        : { byteOffset: offset, byteLength: 0 };
  return { artifactLocation: { uri: uri(path), uriBaseId: '%SRCROOT%' }, region };
}

const uri = (path: string): string =>
  path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^\/+/, '') || '.';
