// Holds the direction of imports and the order of the house: types <- {purl, io} <- stages <- gate <- {main, cli}.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
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
      ['repo.maven.apache', 'org'],
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
