// rebar.lock: Erlang terms. https://rebar3.org/docs/configuration/dependencies/#lock-files
// {"1.2.0", [{<<"name">>, SOURCE, LEVEL}, …]}. then [{pkg_hash, [{<<"name">>, <<"SHA256">>}]}, {pkg_hash_ext, […]}]. Before 1.1.0 only the list. SOURCE is {pkg, name, version} or
// {git, url, {ref, commit}}; LEVEL 0 is what the project itself requires. Names of the edges are not kept.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { parseTerms } from './reading/terms.ts';
import { type Draft, locked, type Place, problem, unknownVersion } from './reading/text.ts';
import { itemsOf, type Node, textOf } from './reading/tree.ts';

export const rebar: LockfileFormat = {
  id: 'rebar',
  names: ['rebar.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const { nodes, lines } = parseTerms(text, '%');
    const [first, second] = nodes;
    const version = textOf(itemsOf(first)[0]);
    const isOld = first?.kind === 'list' && version === undefined;
    if (!isOld && !/^1\.[12]\.0$/.test(version ?? ''))
      return yield unknownVersion(path, 'a rebar.lock', version, '1.1.0, 1.2.0', lines.place(first?.at ?? 0));
    const hashes = hashesOf(second);
    for (const row of itemsOf(isOld ? first : itemsOf(first)[1])) {
      const found = packageOf(itemsOf(row), hashes, lines.place(row.at));
      yield found ?? problem(path, 'unknown-entry', 'unreadable', 'neither a package nor a git entry', lines.place(row.at));
    }
  },
};

function hashesOf(node: Node | undefined): Map<string, string[]> {
  const hashes = new Map<string, string[]>();
  for (const list of itemsOf(node)) {
    for (const pair of itemsOf(itemsOf(list)[1])) {
      const [name, hash] = itemsOf(pair).map(textOf);
      if (name !== undefined && hash !== undefined) hashes.set(name, [...(hashes.get(name) ?? []), `sha256:${hash.toLowerCase()}`].slice(-2));
    }
  }
  return hashes;
}

function packageOf(row: readonly Node[], hashes: ReadonlyMap<string, readonly string[]>, place: Place): Draft | undefined {
  const name = textOf(row[0]);
  const said = itemsOf(row[1]);
  const source = textOf(said[0]) === 'raw' ? itemsOf(said[1]) : said; // fetched as it is, without being built
  if (name === undefined) return undefined;
  const direct = textOf(row[2]) === '0';
  const always = { direct, requiredBy: direct ? ['.'] : [] };
  if (textOf(source[0]) === 'pkg') {
    const real = textOf(source[1]) ?? name;
    const version = textOf(source[2]) ?? '';
    return locked(place, {
      name: real,
      version,
      purl: purlOf('hex', real, version),
      hashes: hashes.get(name) ?? [],
      ...always,
      ...(real === name ? {} : { notes: [`alias ${name}`] }),
    });
  }
  if (!/^(?:git|git_subdir|hg)$/.test(textOf(source[0]) ?? '')) return undefined;
  const [what, commit] = itemsOf(source[2]).map(textOf);
  return locked(place, {
    name,
    purl: purlOf('hex', name),
    resolved: { kind: 'git', url: textOf(source[1]) ?? '', ...(what === 'ref' && commit !== undefined ? { commit } : {}) },
    ...always,
  });
}
