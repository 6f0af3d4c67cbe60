// The lists of what presets must stop and must let pass, as facts.
import { knowledge } from '../../src/identify/knowledge/index.ts';
import { judge } from '../../src/judge/evaluate.ts';
import { presets } from '../../src/judge/presets.ts';
import * as mustPass from './cases/pypi-ml-must-pass.ts';
import * as mustBlock from './cases/recommended-must-block.ts';
import { artifact, component, metadata, policyOf, today } from './support.ts';

describe('recommended must block', () => {
  test.each(mustBlock.literal.map((each) => [each.name, each] as const))('%s', (_, { facts, rules, policy = '' }) => {
    const verdict = judge(facts, policyOf(`version: 1\nextends: recommended\n${policy}`), { today });
    const spoke = new Set(
      verdict.findings.filter(({ level, waiver, baseline }) => level === 'error' && !waiver && !baseline).map(({ rule }) => rule),
    );
    expect(verdict.exitCode).not.toBe(0);
    expect(rules.filter((rule) => !spoke.has(rule))).toEqual([]);
  });

  test('the lists are as long as they should be', () => {
    expect(mustBlock.literal.length).toBeGreaterThanOrEqual(25);
    expect(mustPass.literal.length).toBeGreaterThanOrEqual(25);
    expect(mustPass.inCorpus.length).toBeGreaterThanOrEqual(25);
  });
});

describe('pypi-ml must let pass', () => {
  test.each(mustPass.literal.map((each) => [each.name, each] as const))('%s', (_, { facts }) => {
    const verdict = judge(facts, policyOf('version: 1\nextends: pypi-ml\n'), { today });
    expect(verdict.findings.filter(({ level }) => level === 'error').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(verdict.status).toBe('clear');
  });
});

describe('presets with a list of licences', () => {
  const lists = Object.keys(presets).filter((name) => presets[name]!.includes('allow:\n      - 0BSD'));
  const permissive = knowledge.filter(({ category, licence }) => category === 'permissive' && licence !== undefined);
  const rejected = (preset: string, facts: Parameters<typeof judge>[0]): readonly string[] =>
    judge(facts, policyOf(`version: 1\nextends: ${preset}\n`), { today })
      .findings.filter(({ rule, outcome }) => rule === 'licence/not-allowed' && outcome === 'violated')
      .map(({ message }) => message);

  test.each(lists)('%s rejects nothing that the catalogue calls permissive', (preset) => {
    const inside = permissive.map(({ id, licence, category }) => component(id, { licence: licence!, category }));
    expect(rejected(preset, [artifact({ metadata: metadata({ licence: 'MIT' }), components: inside })])).toEqual([]);
    // A LicenseRef- is known by its text only: no package can say it of itself in a way that is the same for all.
    const declared = [...new Set(permissive.map(({ licence }) => licence!))].filter((licence) => !licence.includes('LicenseRef-'));
    expect(declared.flatMap((licence) => rejected(preset, [artifact({ metadata: metadata({ licence }) })]))).toEqual([]);
  });

  test('permissive-only rejects copyleft all the same', () => {
    const x264 = component('x264', { licence: 'GPL-2.0-or-later', category: 'copyleft-strong' });
    expect(rejected('permissive-only', [artifact({ metadata: metadata({ licence: 'MIT' }), components: [x264] })])).toHaveLength(1);
    expect(rejected('permissive-only', [artifact({ metadata: metadata({ licence: 'GPL-2.0-only' }) })])).toHaveLength(1);
  });
});
