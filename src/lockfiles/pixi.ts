// pixi.lock: YAML, `version` 4 to 7. https://pixi.sh/latest/workspace/lockfile/
// `environments.NAME.packages.PLATFORM` lists what is used where, by address; `packages` describes each address once: in 6 `- conda: URL` or `- pypi: URL or path`,
// before `- kind: conda` with name, version and url. 6 leaves name and version of a conda package to the file name. `license: None` is what conda packages
// without a known licence say. 7 has `- conda_source: "name[hash] @ folder or repository"` for what is built here, whose code may be elsewhere still: `source`
// (before, `package_build_source`) with git or url. One file per row, so that it is not said whether other files of the release are source.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { condaAddress, condaFacts } from './reading/conda.ts';
import { distributionKind, fileName } from './reading/files.ts';
import { distinctKeys, linkByName } from './reading/link.ts';
import { requirementName } from './reading/names.ts';
import { type Draft, locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, fieldsOf, isTrue, itemsOf, type Node, parseYaml, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

interface Use {
  environments: Set<string>;
  platforms: Set<string>;
}

export const pixi: LockfileFormat = {
  id: 'pixi',
  names: ['pixi.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    if (!/^[4-7]$/.test(textOf(version) ?? ''))
      return yield unknownVersion(path, 'a pixi.lock', textOf(version), '4 to 7', startOf(tree, version ?? tree.root));
    const rows = itemsOf(field(tree.root, 'packages'));
    const uses = usesOf(tree.root);
    const drafts = rows.map((row) => packageOf(row, uses, tree));
    distinctKeys(drafts, (index) => `${drafts[index]!.name}, line ${drafts[index]!.line}`); // one folder may hold several packages
    linkByName(drafts, (index) =>
      [...textsOf(field(rows[index], 'depends')), ...textsOf(field(rows[index], 'requires_dist'))]
        .map((text) => text.split(' ', 1)[0]!)
        .map(requirementName),
    );
    yield* drafts;
  },
};

function usesOf(root: Node | undefined): Map<string, Use> {
  const uses = new Map<string, Use>();
  for (const { key: environment, node } of fieldsOf(field(root, 'environments'))) {
    for (const { key: platform, node: list } of fieldsOf(field(node, 'packages'))) {
      for (const item of itemsOf(list)) {
        for (const { node: address } of fieldsOf(item)) {
          const url = textOf(address) ?? '';
          const use = uses.get(url) ?? { environments: new Set(), platforms: new Set() };
          uses.set(url, use);
          use.environments.add(environment);
          use.platforms.add(platform);
        }
      }
    }
  }
  return uses;
}

function packageOf(row: Node, uses: ReadonlyMap<string, Use>, tree: Tree): Draft {
  const [first] = fieldsOf(row);
  const kind = textOf(field(row, 'kind')) ?? first?.key ?? 'conda';
  if (kind === 'conda_source' || kind === 'source') return sourcePackage(row, textOf(first?.node) ?? '', uses, tree);
  const url = textOf(field(row, kind)) ?? textOf(field(row, 'url')) ?? textOf(field(row, 'path')) ?? '';
  const address = kind === 'conda' ? condaAddress(url) : undefined;
  const name = textOf(field(row, 'name')) ?? address?.name ?? fileName(url);
  const version = textOf(field(row, 'version')) ?? address?.version ?? '';
  const use = uses.get(url);
  const licence = textOf(field(row, 'license'));
  return locked(tree.lines.place(startOfItem(row)), {
    name,
    version,
    purl: purlOf(kind === 'conda' ? 'conda' : 'pypi', name, version),
    hashes: ['sha256', 'md5'].flatMap((algorithm) => (textOf(field(row, algorithm)) ? [`${algorithm}:${textOf(field(row, algorithm))}`] : [])),
    key: url,
    ...(use === undefined ? {} : { scopes: [...use.environments], platform: { platform: [...use.platforms] } }),
    ...(licence === undefined ? {} : { licence }),
    ...(kind !== 'conda' ? pypiFacts(url) : /^(?:git\+|https?:)/.test(url) ? condaFacts(url) : builtFrom(row, url)),
    ...(isTrue(field(row, 'editable')) ? { notes: ['editable'] } : {}),
  });
}

function sourcePackage(row: Node, said: string, uses: ReadonlyMap<string, Use>, tree: Tree): Draft {
  const [, name = said, place = ''] = /^([^[\s]+)(?:\[[^\]]*\])?\s+@\s+(.+)$/.exec(said.slice(0, 2048)) ?? [];
  const version = textOf(field(row, 'version')) ?? '';
  const use = uses.get(said);
  const licence = textOf(field(row, 'license'));
  return locked(tree.lines.place(startOfItem(row)), {
    name,
    version,
    purl: purlOf('conda', name, version),
    key: said,
    ...(use === undefined ? {} : { scopes: [...use.environments], platform: { platform: [...use.platforms] } }),
    ...(licence === undefined ? {} : { licence }),
    ...builtFrom(row, place),
  });
}

/** Where the code of a package comes from that is built here: what the row says itself, else the folder or repository of its recipe. */
function builtFrom(row: Node, place: string): Partial<LockedPackage> {
  const source = field(row, 'source') ?? field(row, 'package_build_source');
  const sha256 = textOf(field(source, 'sha256')) ?? textOf(field(row, 'sha256'));
  const hashes = sha256 === undefined ? [] : [`sha256:${sha256}`];
  const notes = ['built here from source'];
  const git = textOf(field(source, 'git'));
  const rev = textOf(field(source, 'rev'));
  if (git !== undefined) return { resolved: { kind: 'git', url: git, ...(rev === undefined ? {} : { commit: rev }) }, hashes, notes };
  const url = textOf(field(source, 'url'));
  if (url !== undefined) return { resolved: { kind: 'url', url }, hashes, notes };
  if (/^git\+/.test(place)) return { ...pypiFacts(place), hashes, notes };
  return { resolved: { kind: 'path', url: place }, hashes, notes };
}

/** A mapping inside a list starts at its first key. */
function startOfItem(row: Node): number {
  for (const { at } of fieldsOf(row)) return at;
  return row.at;
}

function pypiFacts(url: string): Partial<LockedPackage> {
  const name = fileName(url);
  const files = /\.(?:whl|gz|zip|bz2)$/.test(name) ? [{ name, kind: distributionKind(name), url }] : [];
  if (/^git\+/.test(url)) {
    const [address = '', commit] = url.split('#');
    return { resolved: { kind: 'git', url: address, ...(commit === undefined ? {} : { commit }) } };
  }
  if (!/^(?:direct\+)?https?:/.test(url)) return { resolved: { kind: 'path', url } };
  return { resolved: { kind: url.startsWith('direct+') ? 'url' : 'registry', url: url.replace(/^direct\+/, '') }, files };
}
