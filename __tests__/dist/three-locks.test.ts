// A repository with three lockfiles and a pull request that changes two of forty packages: exactly those two are judged, at their lines.
import { commit, git, removeAll, repositoryOf, write } from '../discover/repository.ts';
import { nodes, run } from './run.ts';

const uv = (versions: Readonly<Record<string, string>>): string =>
  `version = 1\nrequires-python = ">=3.9"\n\n[[package]]\nname = "demo"\nversion = "1"\nsource = { virtual = "." }\ndependencies = [\n${Object.keys(
    versions,
  )
    .map((name) => `    { name = "${name}" },\n`)
    .join('')}]\n${Object.entries(versions)
    .map(
      ([name, version]) =>
        `\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://index.example/simple" }\nwheels = [\n    { url = "https://index.example/${name}-${version}-cp39-cp39-manylinux1_x86_64.whl", hash = "sha256:${'1'.repeat(64)}", size = 1 },\n]\n`,
    )
    .join('')}`;

const cargo = (versions: Readonly<Record<string, string>>): string =>
  `version = 4\n${Object.entries(versions)
    .map(
      ([name, version]) =>
        `\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://index.example/"\nchecksum = "${'2'.repeat(64)}"\n`,
    )
    .join('')}`;

const npm = (versions: Readonly<Record<string, string>>): string =>
  `${JSON.stringify(
    {
      name: 'demo',
      lockfileVersion: 3,
      packages: {
        '': { name: 'demo', dependencies: versions },
        ...Object.fromEntries(
          Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version, integrity: `sha512-${'A'.repeat(86)}==` }]),
        ),
      },
    },
    undefined,
    2,
  )}\n`;

const names = (prefix: string, count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, '1.0.0']));
afterAll(removeAll);

test.each(nodes)('under Node $version', async ({ node }) => {
  const [python, rust, javascript] = [names('p', 20), names('r', 10), names('j', 10)];
  const folder = repositoryOf({
    'sourcegate.yml': 'version: 1\nrules:\n  source/binary-only: error\n  licence/missing: error\n',
    'a/uv.lock': uv(python),
    'b/Cargo.lock': cargo(rust),
    'c/package-lock.json': npm(javascript),
  });
  git(folder, 'checkout', '-q', '-b', 'topic');
  const locks = { 'a/uv.lock': uv({ ...python, p7: '2.0.0' }), 'c/package-lock.json': npm({ ...javascript, j3: '1.1.0' }) };
  write(folder, locks);
  commit(folder, 'update two');
  const { out } = await run(node, 'cli.js', ['check', '--base', 'HEAD~1', '--offline', '--format', 'json'], { cwd: folder });
  const { facts } = JSON.parse(out) as {
    facts: { subject: { kind: string; purl?: string; at?: { path: string; line: number } }; packages: unknown[]; change?: unknown }[];
  };
  expect(facts.filter(({ subject }) => subject.kind === 'lockfile').reduce((sum, { packages }) => sum + packages.length, 0)).toBeGreaterThanOrEqual(
    40,
  );
  const judged = facts.filter(({ subject }) => subject.kind === 'locked-package');
  const lineOf = (path: keyof typeof locks, text: string): number => locks[path].split('\n').findIndex((line) => line.includes(text)) + 1;
  expect(judged.map(({ subject, change }) => [subject.purl, subject.at?.path, subject.at?.line, change])).toEqual([
    ['pkg:pypi/p7@2.0.0', 'a/uv.lock', locks['a/uv.lock'].split('\n').indexOf('name = "p7"') + 1, { kind: 'updated', from: '1.0.0' }],
    ['pkg:npm/j3@1.1.0', 'c/package-lock.json', lineOf('c/package-lock.json', '"node_modules/j3": {'), { kind: 'updated', from: '1.0.0' }],
  ]);
});
