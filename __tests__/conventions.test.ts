// Holds the direction of imports and the order of the house: types <- {purl, io} <- stages <- gate <- {main, cli}.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stages: readonly string[] = ['discover', 'lockfiles', 'open', 'inspect', 'identify', 'source', 'judge', 'report'];

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === '.git' || name === 'dist') return [];
    return statSync(path).isDirectory() ? filesUnder(path, ending) : ending.test(name) ? [path] : [];
  });
}

const roomOf = (path: string): string => {
  const parts = relative(join(root, 'src'), path).split(sep);
  return parts.length === 1 ? (parts[0] as string).replace(/\.ts$/, '') : (parts[0] as string);
};

/** How high a room stands: a file may import from lower rooms and from its own. */
function rank(room: string): number {
  if (room === 'types') return 0;
  if (room === 'purl' || room === 'io') return 1;
  if (stages.includes(room)) return 2;
  if (room === 'gate' || room === 'worker' || room === 'github') return 3; // a worker is the gate's other end, in a thread of its own
  if (room === 'progress') return 4;
  return 5; // main, cli, comment
}

const imports = filesUnder(join(root, 'src'), /\.ts$/).flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'/gm)].map((match) => ({ file, what: match[1] as string }));
});

describe('imports', () => {
  test('point one way, and no stage imports another', () => {
    const wrong = imports
      .filter(({ what }) => what.startsWith('.'))
      .map(({ file, what }) => ({ file, from: roomOf(file), to: roomOf(resolve(dirname(file), what)) }))
      .filter(({ from, to }) => from !== to && !(rank(to) < rank(from) || (from === 'worker' && to === 'gate')))
      .map(({ file, from, to }) => `${relative(root, file)}: ${from} imports ${to}`);
    expect(imports.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  test('only the action knows @actions/*', () => {
    const users = imports.filter(({ what }) => what.startsWith('@actions/')).map(({ file }) => relative(join(root, 'src'), file));
    expect([...new Set(users)].filter((file) => file !== 'main.ts' && file !== 'comment.ts')).toEqual([]);
  });

  test('the words import nothing', () => {
    expect(imports.filter(({ file }) => roomOf(file) === 'types')).toEqual([]);
  });
});

/** Folders whose files are units of one type: each stands in the index beside it, in a test, and on a page. */
interface Shelf {
  folder: string;
  /** The type that says what a unit is. */
  type: RegExp;
  tests: string;
  /** The page of one unit, or of all of them. */
  page(id: string): string;
}
const shelves: readonly Shelf[] = [
  { folder: 'src/lockfiles', type: /LockfileFormat/, tests: '__tests__/lockfiles', page: () => 'docs/formats-lockfiles.md' },
  { folder: 'src/open', type: /ContainerFormat/, tests: '__tests__/open', page: () => 'docs/formats-containers.md' },
  { folder: 'src/open/codecs', type: /Codec/, tests: '__tests__/open', page: () => 'docs/formats-containers.md' },
  { folder: 'src/inspect/native', type: /NativeFormat/, tests: '__tests__/inspect/native', page: () => 'docs/formats-native.md' },
  { folder: 'src/inspect/metadata', type: /MetadataFormat/, tests: '__tests__/inspect/metadata', page: () => 'docs/formats-metadata.md' },
  { folder: 'src/source', type: /RegistryUnit/, tests: '__tests__/source', page: () => 'docs/indexes.md' },
  { folder: 'src/report', type: /Report/, tests: '__tests__/report', page: () => 'docs/reports.md' },
  { folder: 'src/judge/rules', type: /Rule(Across)?/, tests: '__tests__/judge/rules', page: (id) => `docs/rules/${id}.md` },
];

interface Unit {
  file: string;
  name: string;
  id: string;
}

/** The units of a shelf: `export const x: Type = { id: ... }`, or a function that makes one. */
function unitsOf({ folder, type }: Shelf): Unit[] {
  const deep = folder === 'src/judge/rules';
  return filesUnder(join(root, folder), /\.ts$/)
    .filter((file) => deep || dirname(file) === join(root, folder))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const made = new RegExp(`^export const (\\w+)(?:: (?:${type.source})\\b| = \\(.*\\): (?:${type.source}) =>)`, 'gm');
      return [...text.matchAll(made)].map((match) => ({
        file: relative(root, file),
        name: match[1] as string,
        id: /^\s*(?:id|type): '([^']+)'/m.exec(text.slice(match.index))?.[1] ?? basename(file, '.ts'),
      }));
    });
}

describe.each(shelves.map((shelf) => [shelf.folder, shelf] as const))('the units in %s', (folder, shelf) => {
  const units = unitsOf(shelf);
  const index = readFileSync(join(root, folder, 'index.ts'), 'utf8');
  const tests = filesUnder(join(root, shelf.tests), /\.ts$/)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const named = (text: string, word: string): boolean => new RegExp(`(^|[^\\w-])${word.replaceAll('/', '\\/')}([^\\w-]|$)`, 'm').test(text);

  test('are told apart by id', () => {
    expect(units.length).toBeGreaterThan(3);
    expect(units.filter(({ id }) => id === '')).toEqual([]);
    expect(new Set(units.map(({ id }) => id)).size).toBeGreaterThan(units.length / 2);
  });

  test('stand in the index', () => {
    const listed = ({ file }: Unit): boolean => index.includes(`'./${relative(folder, file).split(sep).join('/')}'`);
    // A unit that another one of the same id stands for is listed with it: thin Mach-O files, under the universal ones.
    expect(units.filter((unit) => !listed(unit) && !units.some((other) => other.id === unit.id && listed(other)))).toEqual([]);
  });

  test('stand in a test', () => {
    // What is refused by name is tested file by file, as __tests__/build/hostile.ts makes them.
    expect(units.filter(({ name, id }) => id !== 'unsupported' && !named(tests, name) && !named(tests, id))).toEqual([]);
  });

  test('stand on a page', () => {
    const page = (id: string): string => (existsSync(join(root, shelf.page(id))) ? readFileSync(join(root, shelf.page(id)), 'utf8') : '');
    expect(
      units.filter(
        ({ id, file }) => !named(page(id), id) && !named(page(id).toLowerCase(), id.replaceAll('-', ' ')) && !page(id).includes(basename(file)),
      ),
    ).toEqual([]);
  });
});

describe('the house', () => {
  test('names no host of a package registry: addresses come from the configuration of the ecosystem’s own client', () => {
    // Written in parts, since this file is searched too.
    const hosts = [
      ['registry', 'npmjs'],
      ['pypi', 'org'],
      ['python', 'hosted'],
      ['index.crates', 'io'],
      ['static.crates', 'io'],
      ['proxy.golang', 'org'],
      ['sum.golang', 'org'],
      ['repo1.maven', 'org'],
      ['repo.maven', 'apache.org'],
      ['deb.debian', 'org'],
      ['security.debian', 'org'],
    ].map(([a, b]) => (a === 'python' ? `${a}${b}` : `${a}.${b}`));
    const found = filesUnder(root, /\.(ts|mjs|js|json|md|yml|yaml|lock|toml|txt|html|svg)$/)
      .concat(filesUnder(join(root, 'dist'), /./))
      .flatMap((file) => {
        const text = readFileSync(file, 'utf8');
        return hosts.filter((host) => text.includes(host)).map((host) => `${relative(root, file)}: ${host}`);
      });
    expect(found).toEqual([]);
  });
});
