// Writes what is made from the rules and the policy's shape: docs/rules/<id>.md, docs/rules/README.md (the table), schemas/policy.schema.json,
// and the README's table between its two markers. `--check` only compares, and exits 1 when something differs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnyRule } from '../src/judge/across.ts';
import { defaultText } from '../src/judge/commands.ts';
import { loadPolicy, policyJsonSchema, presets, rules } from '../src/judge/index.ts';
import { decide } from '../src/judge/settings.ts';

const root = new URL('../', import.meta.url);
const begin = '<!-- rules: made by scripts/generate-docs.ts -->';
const end = '<!-- end of rules -->';

const areas: Readonly<Record<string, string>> = {
  source: 'Where the source is',
  bundled: 'What rides along',
  proprietary: 'Proprietary code',
  licence: 'Licences and corresponding source',
  binary: 'Native files',
  archive: 'Archives',
  origin: 'Does the artifact follow from what it says of itself',
  pin: 'Pinning',
  sbom: 'Bills of materials',
  install: 'Code that runs at installation',
  lock: 'Lockfiles',
  gate: 'The gate itself',
};

/** Every generated file: path from the root, and its text. */
export function documents(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const rule of rules) files.set(`docs/rules/${rule.id}.md`, page(rule));
  files.set('docs/rules/README.md', overview());
  files.set('schemas/policy.schema.json', `${JSON.stringify(policyJsonSchema(rules), null, 2)}\n`);
  const readme = new URL('README.md', root);
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';
  if (text.includes(begin) && text.includes(end))
    files.set('README.md', `${text.slice(0, text.indexOf(begin))}${begin}\n${table('docs/rules/')}${text.slice(text.indexOf(end))}`);
  return files;
}

/** Text as Markdown: what stands between backticks is code there as well. */
const words = (text: string): string =>
  text
    .split(/(`[^`|]+`)/)
    .map((part, at) => (at % 2 === 1 ? part : escaped(part)))
    .join('');
const escaped = (text: string): string =>
  text.replace(/[<>|*_[\]`]/g, (character) => `\\${character}`).replace(/\{\{(\w+)\}\}/g, (_, name: string) => `*${name}*`);
const sentence = (text: string): string => words(/[.?!]$/.test(text) ? text : `${text}.`);
const code = (text: string): string => `\`${text}\``;

function page({ id, meta }: AnyRule): string {
  const options = Object.entries(meta.options ?? {});
  const levels = Object.keys(presets).map((name) => `| ${code(name)} | ${levelsIn(name, id)} |`);
  return [
    `# ${code(id)}`,
    '',
    meta.asks,
    '',
    `**Why.** ${words(meta.why)}`,
    '',
    `**To clear a finding.** ${sentence(meta.wayOut.replace(/^./, (letter) => letter.toUpperCase()))}`,
    '',
    ...(meta.standard === undefined ? [] : [`**After.** ${sentence(meta.standard)}`, '']),
    ...(meta.examples === undefined ? [] : [`**Passes.** ${sentence(meta.examples.passes)}`, '', `**Fails.** ${sentence(meta.examples.fails)}`, '']),
    '## What it says',
    '',
    ...Object.entries(meta.messages).flatMap(([messageId, message]) => [
      `- ${words(meta.titles?.[messageId] ?? id)}: ${words(message.replaceAll('\n', ' '))}`,
    ]),
    '',
    '## In a policy',
    '',
    '```yaml',
    'rules:',
    `  ${id}: ${meta.level}`,
    '```',
    '',
    ...(options.length === 0
      ? []
      : [
          `Its options stand beside the level: ${code(`${id}: { level: ${meta.level}, ${options[0]![0]}: ... }`)}.`,
          '',
          '| Option | What it does | Default |',
          '|---|---|---|',
          ...options.map(([name, spec]) => `| ${code(name)} | ${words(spec.about)} | ${words(defaultText(spec.default))} |`),
          '',
        ]),
    '| Preset | Level |',
    '|---|---|',
    ...levels,
    '',
    `It reads: ${meta.needs.length === 0 ? 'what could and could not be read' : meta.needs.join(', ')}.`,
    '',
  ].join('\n');
}

const loaded = new Map(
  Object.entries(presets).map(([name, text]) => [name, loadPolicy({ text, path: `${name}.yml`, read: () => undefined, presets })]),
);

/** Level of a rule in a preset, and what an unanswered question counts as, where that differs. */
function levelsIn(preset: string, id: string): string {
  const rule = rules.find((each) => each.id === id)!;
  const { level, unknown } = decide(rule, loaded.get(preset)!, undefined, '2000-01-01');
  return unknown === level ? level : `${level} (unknown: ${unknown})`;
}

function overview(): string {
  return [
    '# Rules',
    '',
    'Each rule asks one question of the facts. It answers *violated*, *not violated* or *unknown*; a policy says what each counts as.',
    'On a terminal: `sourcegate explain`, `sourcegate explain source/missing`.',
    '',
    table(''),
  ].join('\n');
}

function table(prefix: string): string {
  const rows = rules.map(
    ({ id, meta }) => `| [${code(id)}](${prefix}${id}.md) | ${words(meta.asks)} | ${meta.level} | ${levelsIn('recommended', id)} |`,
  );
  const byArea = Object.entries(areas).flatMap(([area, title]) => {
    const own = rows.filter((row) => row.startsWith(`| [\`${area}/`));
    return own.length === 0 ? [] : [`| **${title}** | | | |`, ...own];
  });
  return ['| Rule | Asks | Default | In `recommended` |', '|---|---|---|---|', ...byArea, ''].join('\n');
}

function run(): void {
  const differ: string[] = [];
  for (const [path, text] of documents()) {
    const file = fileURLToPath(new URL(path, root));
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    differ.push(path);
    if (process.argv.includes('--check')) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  process.stdout.write(
    differ.length === 0
      ? 'Generated documents are up to date.\n'
      : `${differ.length} ${process.argv.includes('--check') ? 'differ' : 'written'}: ${differ.slice(0, 10).join(', ')}\n`,
  );
  if (process.argv.includes('--check') && differ.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run();
