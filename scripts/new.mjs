// `npm run new KIND NAME`: a new rule, lockfile, container, native format, metadata format, index or report, begun as a copy of the smallest
// one that there is, with its test, its line in the index and its place on the page. Nothing that is there is written over. What is left
// to do is said at the end.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');

/** licence/not-spdx -> licenceNotSpdx */
const camel = (name) => name.replace(/[/-]+(\w)/g, (_, letter) => letter.toUpperCase());

/**
 * `from`: the unit that is copied, with the name that it exports and its id. `test`: the text of the new test. `list`: the array of the index.
 * `page`, `heading`, `row`: the table that gets a row. `edit`: what else must differ from the copy.
 */
const kinds = {
  rule: {
    example: 'source/x',
    valid: /^(source|bundled|proprietary|licence|binary|archive|origin|pin|sbom|install|lock|gate)\/[a-z][a-z0-9-]*$/,
    folder: 'src/judge/rules',
    from: { path: 'licence/missing', name: 'licenceMissing', id: 'licence/missing' },
    tests: (name) => `__tests__/judge/rules/${name.replace('/', '-')}.test.ts`,
    test: (name) => {
      const [block] = /^testRule\(licenceMissing, \{\n[\s\S]*?^\}\);\n/m.exec(read('__tests__/judge/rules/licence.test.ts'));
      const given = ['artifact', 'metadata', 'testRule'].join(', ');
      return `import { ${camel(name)} } from '../../../src/judge/rules/${name}.ts';\nimport { ${given} } from '../support.ts';\n\n${block.replace('licenceMissing', camel(name))}`;
    },
    list: 'rules: readonly AnyRule[]',
    todo: ['name the rule in each of policies/*.yml, then: node scripts/generate-presets.ts && node scripts/generate-docs.ts'],
    after: 'scripts/generate-docs.ts',
  },
  lockfile: {
    example: 'zig',
    folder: 'src/lockfiles',
    from: { path: 'niv', name: 'niv', id: 'niv' },
    edit: (text, name) => text.replace("names: ['nix/sources.json', '**/nix/sources.json']", `names: ['${name}.lock']`),
    tests: (name) => `__tests__/lockfiles/${name}.test.ts`,
    test: (name) =>
      read('__tests__/lockfiles/niv.test.ts')
        .replace("{ niv } from '../../src/lockfiles/niv.ts'", `{ ${camel(name)} } from '../../src/lockfiles/${name}.ts'`)
        .replace('testLockfile(niv,', `testLockfile(${camel(name)},`)
        .replaceAll('nix/sources.json', `${name}.lock`),
    list: 'listed: readonly LockfileFormat[]',
    page: 'docs/formats-lockfiles.md',
    heading: '| Format | Files |',
    row: (name) => `| ${name} | ${name}.lock | | no | no | yes |`,
  },
  container: {
    example: 'xar',
    folder: 'src/open',
    from: { path: 'cpio', name: 'cpio', id: 'cpio' },
    tests: (name) => `__tests__/open/${name}.test.ts`,
    test: (name) => `import { ${camel(name)} } from '../../src/open/${name}.ts';

test('is told by its first bytes', () => {
  const header = Buffer.from(\`070701\${'0'.repeat(104)}\`);
  expect(${camel(name)}.sniff(header, 'a')).toBe(true);
  for (let at = 0; at < 6; at++) {
    const other = Buffer.from(header);
    other[at] = 0x20;
    expect(${camel(name)}.sniff(other, 'a')).toBe(false);
  }
});
`,
    list: 'containers: readonly ContainerFormat[]',
    page: 'docs/formats-containers.md',
    heading: '| format | file | read |',
    row: (name) => `| ${name} | \`${name}.ts\` | what is read of it | how its entries are named |`,
    todo: ['add real files of the format, damaged copies and hazards to __tests__/open/'],
  },
  native: {
    example: 'plan9',
    folder: 'src/inspect/native',
    from: { path: 'jimage', name: 'jimage', id: 'jimage' },
    tests: (name) => `__tests__/inspect/native/${name}.test.ts`,
    test: (name) => `import { ${camel(name)} } from '../../../src/inspect/native/${name}.ts';

test('is told by its first bytes, in both byte orders', () => {
  const head = (...magic: number[]): Buffer => Buffer.concat([Buffer.from(magic), Buffer.alloc(28)]);
  expect(${camel(name)}.sniff(head(0xda, 0xda, 0xfe, 0xca), 'modules')).toBe(true);
  expect(${camel(name)}.sniff(head(0xca, 0xfe, 0xda, 0xda), 'modules')).toBe(true);
  expect(${camel(name)}.sniff(head(0xca, 0xfe, 0xba, 0xbe), 'modules')).toBe(false);
});
`,
    list: 'nativeFormats: readonly NativeFormat[]',
    page: 'docs/formats-native.md',
    heading: '| format | file |',
    row: (name) => `| \`${name}\` | \`${name}.ts\` | its first bytes | its types |`,
    todo: ['add the format to the fuzz test and hold it against an independent reader'],
  },
  metadata: {
    example: 'hackage',
    folder: 'src/inspect/metadata',
    from: { path: 'composer', name: 'composer', id: 'composer' },
    tests: (name) => `__tests__/inspect/metadata/${name}.test.ts`,
    test: (name) =>
      read('__tests__/inspect/metadata/composer.test.ts')
        .replace(
          "{ composer } from '../../../src/inspect/metadata/composer.ts'",
          `{ ${camel(name)} } from '../../../src/inspect/metadata/${name}.ts'`,
        )
        .replaceAll('(composer,', `(${camel(name)},`),
    list: 'formats: readonly MetadataFormat[]',
    page: 'docs/formats-metadata.md',
    heading: '| Format | Read |',
    row: (name) => `| ${name} | composer.json | \`license\` | \`require\` | | |`,
  },
  index: {
    example: 'hackage',
    folder: 'src/source',
    from: { path: 'rubygems', name: 'rubygems', id: 'gem' },
    tests: (name) => `__tests__/source/${name}.test.ts`,
    test: (name) => `import { ${camel(name)} } from '../../src/source/${name}.ts';

test('answers for its own purl type, and nobody is asked where no address is known', async () => {
  expect(${camel(name)}.type).toBe('${name}');
  const http = { get: () => Promise.reject(new Error('somebody was asked')) };
  const configuration = async () => ({ addresses: [], unknown: 'no server is known: set its variable' });
  const purl = { type: '${name}', name: 'a', version: '1' };
  const { source } = await ${camel(name)}.create({ http, configuration } as never).find(purl as never, 'index', { hashes: [] } as never);
  expect(source).toEqual({ status: 'unknown', reason: 'no server is known: set its variable', where: [] });
});
`,
    list: 'registries: readonly AnyUnit[]',
    page: 'docs/indexes.md',
    heading: '| purl type | environment |',
    row: (name) => `| ${name} | its variables | its files | what the client says |`,
    todo: ['write the reader of the client’s configuration in src/source/config/ and put it under `configure`'],
  },
  report: {
    example: 'junit',
    folder: 'src/report',
    from: { path: 'json', name: 'jsonReport', id: 'json' },
    name: (name) => `${camel(name)}Report`,
    unit: (name) => `// NAME for CONSUMER: what it takes, its limits, its specification.
import type { Report } from '../types.ts';
import { placeOf } from './causes.ts';
import { clean } from './text-escape.ts';
import { place } from './words.ts';

/** \`check --format ${name}\`: a line per finding. */
export const ${camel(name)}Report: Report = {
  id: '${name}',
  print(verdict, write) {
    for (const finding of verdict.findings) write(\`\${clean(\`\${place(placeOf(finding))} \${finding.level} \${finding.rule}: \${finding.title}\`)}\\n\`);
  },
};
`,
    tests: (name) => `__tests__/report/${name}.test.ts`,
    test: (name) => `import fc from 'fast-check';
import { createReports } from '../../src/report/index.ts';
import { forbidden, hostileText, printed, verdictWith } from './hostile.ts';
import { blocked } from './samples.ts';

const print = (verdict = blocked) => printed(createReports({ version: '0.0.0' }).reports['${name}'], verdict);

test('a line per finding', () => expect(print().trimEnd().split('\\n')).toHaveLength(blocked.findings.length));
test('foreign text stays in its line', () => {
  fc.assert(
    fc.property(hostileText, (name) => {
      const verdict = verdictWith(name);
      expect(forbidden.exec(print(verdict))?.[0]).toBeUndefined();
      expect(print(verdict).trimEnd().split('\\n')).toHaveLength(verdict.findings.length);
    }),
    { numRuns: 100 },
  );
});
`,
    list: 'reports: byId(',
    page: 'docs/reports.md',
    heading: '| `--format`, `--output` |',
    row: (name) => `| \`${name}\` | who reads it | check |`,
    todo: ['name its file in src/main.ts and action.yml, if the action is to write it'],
  },
};

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(2);
};

const [kind, name] = process.argv.slice(2);
const unit = Object.hasOwn(kinds, kind ?? '') ? kinds[kind] : undefined;
if (!unit)
  fail(
    `npm run new KIND NAME. Kinds: ${Object.entries(kinds)
      .map(([each, { example }]) => `${each} ${example}`)
      .join(', ')}`,
  );
if (!(unit.valid ?? /^[a-z][a-z0-9-]*$/).test(name ?? '')) fail(`npm run new ${kind} NAME: a name like ${unit.example}, not "${name ?? ''}"`);

const file = `${unit.folder}/${name}.ts`;
const test = unit.tests(name);
const exported = unit.name?.(name) ?? camel(name);
const index = `${unit.folder}/index.ts`;
for (const path of [file, test]) if (existsSync(join(root, path))) fail(`${path} is there already`);
if (new RegExp(`\\b${exported}\\b`).test(read(index))) fail(`${index}: ${exported} is there already`);

const written = [put(file, unit.unit?.(name) ?? copied()), put(test, unit.test(name)), put(index, listed(read(index)))];
if (unit.page) written.push(put(unit.page, withRow(read(unit.page))));
if (unit.after) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, unit.after)], { encoding: 'utf8' });
  if (status !== 0) fail(`${unit.after}: ${stderr}`);
  written.push(`docs/rules/${name}.md`);
}
process.stdout.write(
  [
    ...written.map((path) => `wrote ${path}`),
    `Now, in ${file} and its test: everything that still speaks of ${unit.from.id}. The order in ${index} is the order in which they are tried.`,
    ...(unit.todo ?? []).map((each) => `Then ${each}.`),
    '',
  ].join('\n'),
);

function copied() {
  const { path, name: old, id } = unit.from;
  const text = read(`${unit.folder}/${path}.ts`)
    .replace(new RegExp(`^export const ${old}\\b`, 'm'), `export const ${exported}`)
    .replace(new RegExp(`^( *(?:id|type): )'${id}'`, 'm'), `$1'${name}'`);
  return unit.edit?.(text, name) ?? text;
}

/** The import among the others, by its path; the name at the front of the list, where a narrow format belongs. */
function listed(text) {
  const lines = text.split('\n');
  const line = `import { ${exported} } from './${name}.ts';`;
  const pathOf = (each) => /^(?:import|\} from) .*from '(\.\/[^']+)';$/.exec(each)?.[1];
  const later = lines.findIndex((each) => (pathOf(each) ?? '') > `./${name}.ts`);
  const last = lines.findLastIndex((each) => each.startsWith('import '));
  lines.splice(later === -1 ? last + 1 : later, 0, line);
  const all = lines.join('\n');
  const from = all.indexOf(unit.list);
  const open = all.indexOf('[', all.indexOf(unit.list.endsWith('(') ? '(' : '=', from));
  if (from === -1 || open === -1) fail(`${index}: the list "${unit.list}" is not there`);
  const gap = all[open + 1] === '\n' ? '' : ' ';
  return `${all.slice(0, open + 1)}${gap === '' ? `\n  ${exported},` : `${exported},${gap}`}${all.slice(open + 1)}`;
}

function withRow(text) {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith(unit.heading));
  if (head === -1) fail(`${unit.page}: the table "${unit.heading}" is not there`);
  let at = head;
  while (lines[at]?.startsWith('|')) at++;
  lines.splice(at, 0, unit.row(name));
  return lines.join('\n');
}

function put(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return path;
}
