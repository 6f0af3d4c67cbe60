// Names that try to break out of a line, a cell, a tag or a string: what every report is fed in its tests.
import fc from 'fast-check';
import type { Verdict } from '../../src/types.ts';
import { blocked, component, finding, torch, torchLocked, verdictOf } from './samples.ts';

export const nasty: readonly string[] = [
  'a\n::error::owned',
  'a\r\n::set-output name=x::y',
  '::stop-commands::x',
  '##[error]owned',
  '\u001b[31mred\u001b[0m',
  '\u009b31m',
  '\u202egnp.exe',
  '\u2066x\u2069',
  'a\u2028b\u2029c',
  'x\u200by',
  '\u{e0041}\u{e0042}',
  '`code` ``` fence',
  '](https://evil.example)',
  '![x](https://evil.example/p.png)',
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '<!-- sourcegate:x -->',
  '--> <b>',
  '</style>',
  '@octocat',
  'octo/cat#1',
  'GH-1',
  'https://evil.example/x',
  'www.evil.example',
  ':smile:',
  'a|b\\|c',
  '"quotes" \'single\' &amp; &lt;',
  '%0A::error::x',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '$x^2$',
  '*bold* _it_ ~~no~~',
  'end";alert(1);//',
  '{{constructor}}',
  '__proto__',
  '\ud800',
  'a'.repeat(5000),
  'zażółć 日本語 שלום',
];

const piece = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 20 }));
/** Any text that an artifact could carry as a name, a path or a string. */
export const hostileText = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));

/** A verdict in which every text that comes from outside is `text`. */
export function verdictWith(text: string): Verdict {
  const at = { path: `dist/${text}`, line: 3, column: 2 };
  const artifact = {
    ...torch,
    subject: {
      kind: 'artifact' as const,
      path: `dist/${text}.whl`,
      format: 'wheel',
      size: 10,
      purl: `pkg:pypi/${text}@${text}`,
      depth: 'full' as const,
    },
    native: torch.native.map((file) => ({ ...file, path: `lib/${text}`, soname: text, buildId: text })),
    components: [
      component(text, text, {
        version: text,
        licence: text,
        category: 'proprietary-redistributable',
        paths: [text],
        sourceUrl: `https://x.example/${text}`,
      }),
      component('y', text, {
        how: 'static',
        category: 'copyleft-strong',
        paths: [text],
        evidence: [{ kind: 'symbol', path: text, value: text, count: 3 }],
      }),
    ],
    hostLibraries: [{ name: text, neededBy: [text], promisedBy: text }],
    metadata: { name: text, version: text, licence: text, requires: [text], installScripts: [text], platforms: [text], repository: text },
    source: {
      status: 'published' as const,
      reason: text,
      where: [{ kind: text, url: `https://x.example/${text}`, evidence: { kind: 'metadata' as const, path: text, value: text } }],
    },
    contents: {
      files: 1,
      packed: 5,
      unpacked: 10,
      kinds: [{ kind: text, files: 1, packed: 5, unpacked: 10 }],
      largest: [{ path: text, packed: 5, unpacked: 10, kind: text }],
    },
    problems: [{ path: text, code: text, message: text, kind: 'hazard' as const }],
  };
  const locked = {
    ...torchLocked,
    subject: { kind: 'locked-package' as const, purl: `pkg:npm/${text}@${text}`, path: `${text}.lock`, at, depth: 'index' as const },
    wayIn: [`${text}@1`, `${text}@${text}`],
  };
  const said = {
    title: text,
    message: text,
    wayOut: text,
    evidence: [{ kind: 'string' as const, path: text, value: text }] as const,
    policyLine: { path: text, line: 1 },
  };
  const waiver = { rule: 'x/y', subject: text, reason: text, approver: text, expires: '2027-01-01', at };
  return verdictOf(
    [
      finding('proprietary/static', artifact, said),
      finding('source/binary-only', locked, { ...said, at }),
      finding('source/missing', artifact, { ...said, outcome: 'unknown' }),
      finding('bundled/undeclared', locked, { ...said, level: 'warning', at, waiver }),
      finding('bundled/undeclared', locked, { ...said, level: 'note', at }),
    ],
    { facts: [artifact, locked, ...blocked.facts], notInspected: [{ path: text, reason: text }], policy: text, remarks: [text] },
  );
}

/** What a report writes, as one text. */
export function printed(report: { print(verdict: Verdict, write: (text: string) => void): void } | undefined, verdict: Verdict): string {
  const parts: string[] = [];
  report?.print(verdict, (text) => parts.push(text));
  return parts.join('');
}

/** Letters that no report may let through: controls other than the report's own line ends, and what reorders or hides text. */
export const forbidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]|\p{Cs}/u;
