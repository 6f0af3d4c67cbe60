// Facts as short literals, and what every rule's test needs.
import type { AnyRule, RuleAcross, RuleOptions, Run } from '../../src/judge/across.ts';
import { judge } from '../../src/judge/evaluate.ts';
import type { Policy } from '../../src/judge/model.ts';
import { loadPolicy } from '../../src/judge/policy.ts';
import { presets } from '../../src/judge/presets.ts';
import type { Component, Facts, LockedPackage, Metadata, NativeFile, Problem, Rule, Source, Subject, Verdict, Violation } from '../../src/types.ts';

export const today = '2026-11-23';

const nothing = { native: [], bytecode: [], components: [], hostLibraries: [], packages: [], problems: [] } as const;

type ArtifactSubject = Extract<Subject, { kind: 'artifact' }>;

/** An artifact; `subject` changes parts of its subject. */
export function artifact({ subject, ...facts }: Partial<Omit<Facts, 'subject'>> & { subject?: Partial<ArtifactSubject> } = {}): Facts {
  return {
    subject: { kind: 'artifact', path: 'dist/demo-1.0-cp312-cp312-linux_x86_64.whl', format: 'wheel', size: 1000, depth: 'full', ...subject },
    ...nothing,
    ...facts,
  };
}

/** A locked package at line 12 of uv.lock, from a registry. */
export function locked({
  lock,
  line = 12,
  path = 'uv.lock',
  ...facts
}: Partial<Omit<Facts, 'subject' | 'locked'>> & { lock: Partial<LockedPackage> & { purl: string }; line?: number; path?: string }): Facts {
  const [, name = '', version] = /^pkg:[^/]+\/([^@]+)(?:@(.*))?$/.exec(lock.purl) ?? [];
  const entry: LockedPackage = {
    name,
    line,
    column: 1,
    resolved: { kind: 'registry' },
    hashes: [],
    scopes: [],
    requiredBy: [],
    ...(version === undefined ? {} : { version }),
    ...lock,
  };
  return {
    subject: { kind: 'locked-package', purl: lock.purl, path, at: { path, line, column: 1 }, depth: 'index', scopes: entry.scopes },
    ...nothing,
    locked: entry,
    ...facts,
  };
}

export const so = (path: string, more: Partial<NativeFile> = {}): NativeFile => ({
  path,
  format: 'elf',
  type: 'shared',
  arch: 'x86_64',
  bits: 64,
  endian: 'little',
  size: 1000,
  sha256: '00',
  needed: [],
  ...more,
});

export const component = (id: string, more: Partial<Component> = {}): Component => {
  const path = more.paths?.[0] ?? `${id}.so`;
  return {
    id,
    name: id,
    how: 'bundled',
    category: 'permissive',
    confidence: 'certain',
    paths: [path],
    evidence: [{ kind: 'file-name', path, value: id }],
    ...more,
  };
};

export const source = (status: Source['status'], reason?: string): Source => ({ status, where: [], ...(reason === undefined ? {} : { reason }) });
export const metadata = (more: Partial<Metadata> = {}): Metadata => ({ name: 'demo', version: '1.0', requires: [], installScripts: [], ...more });
export const problem = (kind: Problem['kind'], code: string, more: Partial<Problem> = {}): Problem => ({
  path: 'dist/demo.whl',
  kind,
  code,
  message: `${code} at byte 12`,
  ...more,
});

export interface RuleCase {
  name: string;
  facts: Facts | readonly Facts[];
  options?: RuleOptions;
  run?: Partial<Run>;
}
export interface RuleTests {
  pass: readonly RuleCase[];
  /** `finds`: messageIds, with `?` behind where the outcome is unknown. `about`: what the first violation is about. */
  fail: readonly (RuleCase & { finds: readonly string[]; about?: readonly string[] })[];
}

/** A rule finds what it should and nothing else, and its words hold: titles of at most 60 characters, all placeholders filled. */
export function testRule(rule: AnyRule, { pass, fail }: RuleTests): void {
  describe(rule.id, () => {
    test.each(pass.map((each) => [each.name, each] as const))('not violated: %s', (_, each) => {
      expect(check(rule, each).map(shown)).toEqual([]);
    });
    test.each(fail.map((each) => [each.name, each] as const))('violated: %s', (_, each) => {
      const violations = check(rule, each);
      expect(violations.map(shown)).toEqual(each.finds);
      if (each.about !== undefined) expect(violations[0]?.about).toEqual(each.about);
      for (const { evidence, at } of violations) {
        expect(evidence.length).toBeGreaterThan(0);
        expect(at.path).not.toBe('');
      }
      if (each.run !== undefined) return; // needs more than a policy with this one rule
      const options =
        each.options === undefined
          ? ''
          : `, ${Object.entries(each.options)
              .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
              .join(', ')}`;
      const { findings } = judge(
        listOf(each.facts),
        policyOf(`version: 1\nrules: { ${JSON.stringify(rule.id)}: { level: error, unknown: warning${options} } }\n`),
        { today },
      );
      const own = findings.filter((finding) => finding.rule === rule.id);
      expect(own.length).toBe(violations.length);
      for (const { title, message, wayOut } of own) {
        expect(title.length).toBeLessThanOrEqual(60);
        expect(`${title}${message}${wayOut}`).not.toMatch(/\{\{|undefined|\bnull\b/);
        expect(message.split('\n').length).toBeLessThanOrEqual(4);
        expect(`${title} ${message}`).not.toMatch(/illegal|!/i);
      }
    });
  });
}

const listOf = (facts: Facts | readonly Facts[]): readonly Facts[] => (Array.isArray(facts) ? facts : [facts]) as readonly Facts[];

function check(rule: AnyRule, { facts, options, run }: RuleCase): readonly Violation[] {
  const given = { ...Object.fromEntries(Object.entries(rule.meta.options ?? {}).map(([name, spec]) => [name, spec.default])), ...options };
  if ('across' in rule) {
    const whole: Run = { facts: listOf(facts), waivers: [], unmatched: [], nothingIsFine: false, home: { path: 'sourcegate.yml', line: 1 }, ...run };
    return [...(rule as RuleAcross).across(whole, given)];
  }
  return listOf(facts).flatMap((each) => [...(rule as Rule<RuleOptions>).check(each, given)]);
}

const shown = ({ messageId, outcome }: Violation): string => (outcome === 'unknown' ? `${messageId}?` : messageId);

export const policyOf = (text: string, files: Readonly<Record<string, string>> = {}, path = 'sourcegate.yml'): Policy =>
  loadPolicy({ text, path, read: (name) => files[name], presets });

/** The verdict as short lines: `E source/binary-only torch 1.9.0 uv.lock:12`, `?` for unknown, `-` waived, `b` in the baseline. */
export const lines = (verdict: Verdict): string[] =>
  verdict.findings.map((finding) => {
    const letter = finding.waiver ? '-' : finding.baseline ? 'b' : `${finding.level[0]!.toUpperCase()}${finding.outcome === 'unknown' ? '?' : ''}`;
    return `${letter} ${finding.rule} ${finding.at.path}${finding.at.line === undefined ? '' : `:${finding.at.line}`}`;
  });
