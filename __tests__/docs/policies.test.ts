// Every policy that we show is one that the program takes.
import { parse } from 'yaml';
import { checkPolicy, loadPolicy, presets, testPolicy } from '../../src/judge/index.ts';
import { blocksOf, documents, yamlBlocks } from './blocks.ts';

const keys = [
  'version',
  'extends',
  'look-at',
  'on-nothing',
  'indexes',
  'rules',
  'overrides',
  'waivers',
  'waivers-from',
  'baseline',
  'custom',
  'tests',
];
const today = '2026-12-01';

const policies = [...yamlBlocks, ...documents.flatMap((path) => blocksOf(path, 'yml'))].flatMap((block) => {
  const value = parse(block.text) as unknown;
  const isPolicy = typeof value === 'object' && value !== null && Object.keys(value).every((key) => keys.includes(key));
  if (!isPolicy) return [];
  // A part of a policy stands for the policy that it is put into.
  const text = 'version' in value ? block.text : `version: 1\n${block.text}`;
  return [{ name: `${block.path}:${block.line}`, input: { text, path: 'sourcegate.yml', presets, read: () => undefined } }];
});

test('there are policies to look at', () => expect(policies.length).toBeGreaterThan(8));

test.each(policies)('$name is a policy without mistakes, and its own tests pass', ({ input }) => {
  expect(checkPolicy(input, today)).toContain('no mistakes');
  expect(testPolicy(loadPolicy(input), today).failed).toEqual([]);
});
