// What is made from the rules is as the rules say, and every rule has all that it needs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { documents } from '../../scripts/generate-docs.ts';
import { factsSchemaText } from '../../scripts/generate-facts-schema.ts';
import { presetsModule } from '../../scripts/generate-presets.ts';
import { policyJsonSchema, presets, rules } from '../../src/judge/index.ts';
import { artifact, component, locked, metadata, problem, so, source } from './support.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

test('pages, table and schema are unchanged: node scripts/generate-docs.ts', () => {
  const differ = [...documents()].filter(([path, text]) => !existsSync(new URL(path, root)) || read(path) !== text).map(([path]) => path);
  expect(differ).toEqual([]);
});

test('the presets in the bundle are those of policies/: node scripts/generate-presets.ts', () => {
  const made = presetsModule();
  for (const [name, text] of Object.entries(presets)) expect(text).toBe(read(`policies/${name}.yml`));
  expect(made).toContain('export const presets');
  expect(Object.keys(presets).sort()).toEqual(
    readdirSync(new URL('policies/', root))
      .filter((name) => name.endsWith('.yml'))
      .map((name) => name.slice(0, -4))
      .sort(),
  );
});

test('every rule has its file, its line in the index, its test, its page, titles and examples', () => {
  const tests = readdirSync(new URL('__tests__/judge/rules/', root))
    .map((name) => read(`__tests__/judge/rules/${name}`))
    .join('\n');
  const files = readdirSync(new URL('src/judge/rules/', root), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.includes('/') && read(`src/judge/rules/${path}`).includes("  id: '"),
  );
  expect(files.map((path) => path.slice(0, -3)).sort()).toEqual(rules.map(({ id }) => id).sort());
  for (const { id, meta } of rules) {
    expect(existsSync(new URL(`docs/rules/${id}.md`, root))).toBe(true);
    expect(tests).toContain(`src/judge/rules/${id}.ts`);
    expect(Object.keys(meta.titles ?? {}).sort()).toEqual(Object.keys(meta.messages).sort());
    expect(meta.examples).toBeDefined();
    expect(`${meta.asks} ${meta.why} ${meta.wayOut} ${Object.values(meta.messages).join(' ')}`).not.toMatch(
      /\billegal|malicious|infected|compliant|obviously|please\b/i,
    );
  }
});

test('the JSON Schema agrees with the loader on presets and on mistakes', () => {
  const ajv = new Ajv2020.default({ strict: false });
  const validate = ajv.compile(policyJsonSchema(rules));
  for (const text of Object.values(presets)) expect(validate(parse(text))).toBe(true);
  expect(validate(parse('version: 1\nrules: { local/mine: error }\ncustom: [{ id: local/mine, when: "true", says: x }]\n'))).toBe(true);
  for (const wrong of [
    'version: 2',
    'version: 1\nrules: { source/mising: error }',
    'version: 1\nrules: { source/missing: high }',
    'version: 1\nwaivers: [{ rule: a }]',
    'version: 1\nextra: 1',
  ])
    expect(validate(parse(wrong))).toBe(false);
});

test('the schema of facts is unchanged (node scripts/generate-facts-schema.ts) and accepts what rules are tested with', () => {
  expect(read('schemas/facts.schema.json')).toBe(factsSchemaText());
  const ajv = new Ajv2020.default({ strict: false });
  const validate = ajv.compile(JSON.parse(factsSchemaText()));
  expect(
    validate([
      artifact({
        native: [so('a.so')],
        components: [component('zlib')],
        metadata: metadata(),
        source: source('absent'),
        problems: [problem('hazard', 'x')],
      }),
    ]),
  ).toBe(true);
  expect(validate([locked({ lock: { purl: 'pkg:pypi/a@1' } })])).toBe(true);
  expect(validate([{ subject: { kind: 'artifact', path: 1 } }])).toBe(false);
});
