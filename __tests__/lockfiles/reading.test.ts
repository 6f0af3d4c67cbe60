// Bounds and hazards that hold for all readers, and the parsers below them.
import { knownButNotRead, lockfileFormatFor, readLockfile } from '../../src/lockfiles/index.ts';
import { binaryOnly, distributionKind, fileName, ofVersion } from '../../src/lockfiles/reading/files.ts';
import { originOf } from '../../src/lockfiles/reading/javascript.ts';
import { Lines, ReadError } from '../../src/lockfiles/reading/text.ts';
import { parseToml, tomlPlaces } from '../../src/lockfiles/reading/toml.ts';
import { field, parseJson, parseYaml, textOf, textsOf } from '../../src/lockfiles/reading/tree.ts';

test('more than 64 MiB is not read', () => {
  const { packages, problems } = readLockfile(' '.repeat((64 << 20) + 1), 'package-lock.json');
  expect(packages).toEqual([]);
  expect(problems).toMatchObject([{ code: 'too-large', kind: 'limit' }]);
});

test('a hidden row is seen: the same key twice', () => {
  const { problems } = readLockfile(
    '{"lockfileVersion": 3, "packages": {\n"node_modules/a": {"version": "6.6.6"},\n"node_modules/a": {"version": "1.0.0"}}}',
    'package-lock.json',
  );
  expect(problems).toMatchObject([{ code: 'duplicate-key', kind: 'hazard', line: 3 }]);
});

test('one release locked twice with different hashes is a hazard, on the second line', () => {
  const row = (hash: string) =>
    `[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "x" }\nwheels = [{ url = "a-1.0-py3-none-any.whl", hash = "sha256:${hash}" }]\n`;
  expect(readLockfile(`version = 1\n${row('aa')}${row('bb')}`, 'uv.lock').problems).toMatchObject([
    { code: 'duplicate-entry', kind: 'hazard', line: 8 },
  ]);
  expect(readLockfile(`version = 1\n${row('aa')}${row('aa')}`, 'uv.lock').problems).toEqual([]);
});

test('an alias bomb ends at a limit, an alias in itself is no YAML', () => {
  const levels = Array.from({ length: 12 }, (_, level) => `l${level}: &l${level} [${level === 0 ? 'x,x,x' : `*l${level - 1},`.repeat(9)}]`);
  expect(readLockfile(levels.join('\n'), 'pnpm-lock.yaml').problems).toMatchObject([{ code: 'alias-bomb', kind: 'limit' }]);
  expect(readLockfile('a: &a [*a]\n', 'pnpm-lock.yaml').problems).toMatchObject([{ code: 'bad-yaml', line: 1 }]);
});

test('a file of nothing but mistakes gives a bounded number of problems', () => {
  const { problems } = readLockfile('one\n'.repeat(5000), 'go.sum');
  expect(problems.length).toBe(501);
  expect(problems.at(-1)).toMatchObject({ code: 'too-many-problems', kind: 'limit' });
});

test.each([
  ['empty lines in broken JSON', 'bun.lock', `{\n  "packages": {\n${'\n'.repeat(300_000)}x`],
  ['a long block before a mistake in YAML', 'pnpm-lock.yaml', `a:\n${'  b: c\n'.repeat(60_000)} ]: [\n`],
])('what is left of a broken lock is looked for once through the file: %s', (_, path, text) => {
  const started = process.cpuUsage().user;
  const { problems } = readLockfile(text, path);
  expect(problems.length).toBeGreaterThan(0);
  expect(process.cpuUsage().user - started).toBeLessThan(10e6);
});

test('a path that no format knows, and known names that are not read', () => {
  expect(readLockfile('', 'README.md').problems).toMatchObject([{ code: 'unknown-format' }]);
  expect(knownButNotRead.flatMap(({ names }) => names)).toEqual(expect.arrayContaining(['bun.lockb', 'pom.xml']));
  for (const { names, reason } of knownButNotRead) {
    expect(reason).not.toBe('');
    for (const name of names) expect(lockfileFormatFor(name.replace('*', 'x'))).toBeUndefined();
  }
});

test.each([
  ['a/b/uv.lock', 'uv'],
  ['requirements/dev.txt', 'requirements'],
  ['dev-requirements.txt', 'requirements'],
  ['charts/x/charts/requirements.lock', 'helm'],
  ['.github/workflows/ci.yml', 'github-workflow'],
  ['.github/workflows/actions.lock', 'github-actions-lock'],
  ['docker/Dockerfile.dev', 'dockerfile'],
  ['x/vendor/modules.txt', 'go-vendor'],
  ['npins/sources.json', 'npins'],
  ['nix/sources.json', 'niv'],
  ['.terraform.lock.hcl', 'terraform'],
  ['src/sources.json', undefined],
])('%s is read as %s', (path, id) => {
  expect(lockfileFormatFor(path)?.id).toBe(id);
});

// A mistake costs the entry that holds it, never the others, whose places stay.
const npmRow = (name: string, version: string) => `    "node_modules/${name}": {\n      "version": "${version}"\n    }`;
const npmLock = (...rows: string[]) => `{\n  "lockfileVersion": 3,\n  "packages": {\n${rows.join(',\n')}\n  }\n}\n`;
const uvRow = (name: string, more = '') => `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "x" }\n${more}\n`;
const pylockRow = (name: string, end = '"') => `[[packages]]\nname = "${name}"\n\n[[packages.wheels]]\nname = "${name}-1-py3-none-any.whl${end}\n\n`;
test.each([
  [
    'JSON: a comma too few',
    'package-lock.json',
    npmLock(npmRow('a', '1.0.0'), npmRow('b', '2.0.0').replace(': {', ' {'), npmRow('c', '3.0.0')),
    'bad-json:7',
    ['4 a', '10 c'],
  ],
  [
    'JSON: the last entry',
    'package-lock.json',
    npmLock(npmRow('a', '1.0.0'), npmRow('b', '2.0.0').replace('"\n    }', '\n    }')),
    'bad-json:8',
    ['4 a'],
  ],
  [
    'JSON: broken off',
    'package-lock.json',
    npmLock(npmRow('a', '1.0.0'), npmRow('b', '2.0.0'), npmRow('c', '3.0.0')).slice(0, -30),
    'bad-json:11',
    ['4 a', '7 b'],
  ],
  [
    'JSON: entries one level up',
    'nix/sources.json',
    '{\n    "a": {\n        "rev": "x"\n    },\n    "b": {\n        "rev": x"\n    }\n}\n',
    'bad-json:6',
    ['2 a'],
  ],
  [
    'JSON on one line',
    'package-lock.json',
    '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version: "1.0.0"}}}',
    'bad-json:1',
    [],
  ],
  [
    'YAML: an entry two spaces in',
    'pubspec.lock',
    'packages:\n  a:\n    version: "1.0"\n  b:\n    version: "2.0\n  c:\n    version: 3.0"\n  d:\n    version: "4.0"\n',
    'bad-yaml:8',
    ['2 a'],
  ],
  [
    'YAML: an entry of a list',
    'Chart.lock',
    "dependencies:\n- name: a\n  version: 1.0.0\n- name: b\n  version: 'x' y\n- name: c\n  version: 3.0.0\n",
    'bad-yaml:5',
    ['2 a', '6 c'],
  ],
  [
    'YAML: entries at the beginning of their lines',
    'yarn.lock',
    '__metadata:\n  version: 8\n\n"a@npm:1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0" x\n  checksum: aa\n\n"b@npm:1":\n  version: 1.0.0\n  resolution: "b@npm:1.0.0"\n',
    'bad-yaml:6',
    ['9 b'],
  ],
  ['TOML', 'uv.lock', `version = 1\n${uvRow('a')}${uvRow('b', 'wheels = [')}${uvRow('c')}`, 'bad-toml:12', ['3 a', '13 c']],
  [
    'TOML: tables below an entry go with it',
    'pylock.toml',
    `lock-version = "1.0"\n${pylockRow('a')}${pylockRow('b', '')}${pylockRow('c')}`,
    'bad-toml:12',
    ['3 a', '15 c'],
  ],
  ['poetry.lock without its end', 'poetry.lock', '[[package]]\nname = "a"\nversion = "1.0"\nfiles = []\n', 'truncated:2', ['2 a']],
  [
    'mix.lock, a line',
    'mix.lock',
    '%{\n  "a": {:hex, :a, "1.0", "x", [:mix], [], "hexpm", "y},\n  "b": {:hex, :b, "1.0", "x", [:mix], [], "hexpm", "y"},\n}\n',
    'bad-terms:2',
    ['3 b'],
  ],
  [
    'XML: what stands before',
    'gradle/verification-metadata.xml',
    '<verification-metadata xmlns="https://schema.gradle.org/dependency-verification">\n<components>\n<component group="g" name="a" version="1"/>\n<component group="g" name="b" version="1"/>\n<component group="g" name',
    'bad-xml:5',
    ['3 g:a'],
  ],
  ['go.mod: a block without an end', 'go.mod', 'module x\n\nrequire (\n\ta v1.0.0\n', 'truncated:3', ['4 a']],
  [
    'a provider without an end',
    '.terraform.lock.hcl',
    'provider "h/n/a" {\n  version = "1.0.0"\n\nprovider "h/n/b" {\n  version = "2.0.0"\n}\n',
    'truncated:1',
    ['4 h/n/b'],
  ],
])('the rest of a broken lock is read: %s', (_, path, text, mistake, rest) => {
  const { packages, problems } = readLockfile(text, path);
  expect(problems.map(({ code, line }) => `${code}:${line}`)).toContain(mistake);
  expect(packages.map(({ line, name }) => `${line} ${name}`)).toEqual(rest);
});

test.each([
  ['https://user:secret@git.example/g.git', 'https://git.example/g.git'],
  ['https://secret@git.example/g.git', 'https://git.example/g.git'],
  ['ssh://user:secret@git.example/g.git', 'ssh://git.example/g.git'],
  ['ssh://git@git.example/g.git', 'ssh://git@git.example/g.git'],
  ['git@git.example:o/g.git', 'git@git.example:o/g.git'],
])('credentials of an address are not kept: %s', (url, kept) => {
  const { packages } = readLockfile(`[submodule "x"]\n\tpath = x\n\turl = ${url}\n`, '.gitmodules');
  expect(packages).toMatchObject([{ resolved: { kind: 'git', url: kept } }]);
  expect(JSON.stringify(packages)).not.toContain('secret');
  expect(packages[0]?.notes ?? []).toEqual(url === kept ? [] : ['its address held credentials']);
});

test('places: lines end at \\n, columns count UTF-16 units', () => {
  const lines = new Lines('a\r\n💥b\n');
  expect([lines.place(0), lines.place(3), lines.place(5), lines.place(7)]).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 1 },
    { line: 2, column: 3 },
    { line: 3, column: 1 },
  ]);
});

test('TOML places step over strings that look like headers', () => {
  const toml = parseToml(
    'x = """\n[[package]]\nname = "not this"\n"""\ny = \'\'\'\n[[package]]\'\'\'\nlist = [\n  "a", # ]\n  "]",\n]\n[[package]]\n# name = "c"\n"name" = "a"\n[[package]]\nversion = "1"\n',
  );
  const placeOf = tomlPlaces(toml, 'package', 'name');
  expect([placeOf(0), placeOf(1)]).toEqual([
    { line: 13, column: 1 },
    { line: 14, column: 1 },
  ]);
});

test('YAML scalars stay as they are written', () => {
  const tree = parseYaml('version: 1.10\nquoted: \'null\'\nnothing: ~\nlist: [1, "2", no]\nmerge: {<<: x}\n? [a, b]\n: complex\n');
  expect(['version', 'quoted', 'nothing'].map((key) => textOf(field(tree.root, key)))).toEqual(['1.10', 'null', undefined]);
  expect(textsOf(field(tree.root, 'list'))).toEqual(['1', '2', 'no']);
});

test('a flow collection whose closing bracket is not indented is read all the same', () => {
  const tree = parseYaml('jobs:\n  a:\n    go: [\n      1,\n    ]\n    uses: x/y@v1\n');
  const uses = field(field(field(tree.root, 'jobs'), 'a'), 'uses');
  expect(textOf(uses)).toBe('x/y@v1');
  expect(tree.lines.place(uses?.at ?? 0)).toEqual({ line: 6, column: 11 });
});

test('JSON: __proto__ is a key like any other, depth is bounded, comments only where allowed', () => {
  const tree = parseJson('{"__proto__": {"polluted": true}}');
  expect(field(field(tree.root, '__proto__'), 'polluted')).toMatchObject({ value: 'true' });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(() => parseJson('['.repeat(300))).toThrow(ReadError);
  expect(() => parseJson('{} // x')).toThrow(ReadError);
  expect(parseJson('{"a": [1,],} // x', true).root).toBeDefined();
});

test('distributions by their names', () => {
  expect(['a-1.0.tar.gz', 'a-1.0.zip', 'a-1.0-py3-none-any.whl', 'a-1.0-cp311-cp311-win32.whl', 'a-1.0-py2.7.egg'].map(distributionKind)).toEqual([
    'source',
    'source',
    'pure',
    'binary',
    'binary',
  ]);
  expect(fileName('https://f.example/x/a%2Bb-1.0.tar.gz?x=/y#z')).toBe('a+b-1.0.tar.gz');
  expect([binaryOnly([]), binaryOnly([{ name: 'a', kind: 'pure' }]), binaryOnly([{ name: 'a', kind: 'source' }])]).toEqual([
    {},
    { binaryOnly: true },
    { binaryOnly: false },
  ]);
  const files = ['A_b-1.0.tar.gz', 'a_b-1.0.1-py3-none-any.whl', 'a_b-1.0.0-py3-none-any.whl'].map((name) => ({
    name,
    kind: distributionKind(name),
  }));
  expect(ofVersion(files, 'a-b', '1.0').map(({ name }) => name)).toEqual(['A_b-1.0.tar.gz', 'a_b-1.0.0-py3-none-any.whl']);
  expect(ofVersion(files, 'a-b', '9').length).toBe(3);
});

test.each([
  ['^1.0.0', undefined],
  ['latest', undefined],
  ['file:./x', 'path'],
  ['../x', 'path'],
  ['link:../x', 'path'],
  ['workspace:*', 'workspace'],
  ['https://files.example/x-1.0.0.tgz', 'url'],
  ['https://git.example/o/r.git#v1', 'git'],
  ['git+ssh://git@git.example/o/r.git', 'git'],
  ['git@git.example:o/r.git', 'git'],
  ['github:o/r#v1', 'git'],
  ['o/r', 'git'],
])('an npm specifier %s leads to %s', (specifier, kind) => {
  expect(originOf(specifier)?.kind).toBe(kind);
});
