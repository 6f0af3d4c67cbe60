// A policy of another repository, pinned to a commit: named by what extends it, fetched by whoever can, a mistake where nobody can.
import { findPolicies } from '../../src/gate/policies.ts';
import { UserError } from '../../src/types.ts';
import { folderOf, removeAll } from '../discover/repository.ts';

const commit = 'c'.repeat(40);
const team = `github:acme/policies/team.yml@${commit}`;
const company = `github:acme/policies/company.yml@${commit}`;
const texts: Readonly<Record<string, string>> = {
  [team]: `version: 1\nextends: ${company}\nrules:\n  source/binary-only: error\n`,
  [company]: 'version: 1\nrules:\n  licence/missing: warning\n',
};
afterAll(removeAll);

test('is fetched, with what it extends in turn, and is in force', async () => {
  const cwd = folderOf({ 'sourcegate.yml': `version: 1\nextends: ${team}\n` });
  const asked: string[] = [];
  const { inForce } = await findPolicies({
    cwd,
    fetchPolicy: async (spec) => {
      asked.push(spec);
      return texts[spec];
    },
  });
  expect(asked).toEqual([team, company]);
  expect(inForce.layers.map(({ name }) => name)).toEqual([company, team, 'sourcegate.yml']);
  expect(inForce.layers.flatMap(({ rules }) => [...rules.keys()])).toEqual(['licence/missing', 'source/binary-only']);
});

test('is a mistake with its line where it cannot be had', async () => {
  const cwd = folderOf({ 'sourcegate.yml': `version: 1\nextends: ${team}\n` });
  await expect(findPolicies({ cwd })).rejects.toThrow(UserError);
  await expect(findPolicies({ cwd, fetchPolicy: async () => undefined })).rejects.toThrow(/sourcegate\.yml:2:\d+: .*could not be fetched/);
});

test('that goes on for ever ends', async () => {
  const cwd = folderOf({ 'sourcegate.yml': `version: 1\nextends: github:a/b/0.yml@${commit}\n` });
  let count = 0;
  const endless = async () => `version: 1\nextends: github:a/b/${++count}.yml@${commit}\n`;
  await expect(findPolicies({ cwd, fetchPolicy: endless })).rejects.toThrow(UserError);
  expect(count).toBeLessThanOrEqual(10);
});
