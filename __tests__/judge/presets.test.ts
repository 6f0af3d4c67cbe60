// The lists of what presets must stop and must let pass, as facts.
import { judge } from '../../src/judge/evaluate.ts';
import * as mustPass from './cases/pypi-ml-must-pass.ts';
import * as mustBlock from './cases/recommended-must-block.ts';
import { policyOf, today } from './support.ts';

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
