// A git repository as the source of an artifact: the tree at the commit that the artifact was probably made from, read from objects
// alone (git-ls-tree(1), git-cat-file(1)). Nothing is checked out, fetched or filtered, and the work tree is not looked at.
import { runGit, splitNul } from './run-git.ts';

export interface GitFile {
  path: string;
  /** The blob id, hex. */
  id: string;
  /** Bytes. */
  size: number;
  link?: true;
}
export interface GitTree {
  commit: string;
  ref: string;
  how: 'commit' | 'tag' | 'nearest' | 'head';
  files: readonly GitFile[];
  /** Folders whose content lies in another repository. */
  submodules: readonly string[];
  /** What a person should know of this choice. */
  remarks: readonly string[];
}
export interface GitWanted {
  name?: string;
  version?: string;
  /** The commit that the artifact names, or that an attestation names. */
  commit?: string;
  /** Blob ids of the artifact's files: where no name leads to a commit, the one that shares most of them is chosen. */
  ids: ReadonlySet<string>;
}

const commitPattern = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const mostRefs = 100;
const mostTags = 100_000;

/** The hash of the repository that `folder` lies in, whose index or commits know files of this folder; undefined where it is no checkout. */
export async function gitHash(folder: string): Promise<'sha1' | 'sha256' | undefined> {
  const format = await runGit(folder, ['rev-parse', '--show-object-format']);
  const hash = format.bytes.toString('utf8').trim();
  if (!format.ok || (hash !== 'sha1' && hash !== 'sha256')) return undefined;
  // A folder that only lies inside somebody's checkout, ignored or not yet added, is a folder.
  const known = await runGit(folder, ['ls-tree', '-z', 'HEAD']);
  return known.bytes.length > 0 || (await runGit(folder, ['rev-parse', '--is-bare-repository'])).bytes.toString('utf8').trim() === 'true'
    ? hash
    : undefined;
}

/** The tree that the artifact is held against. Candidates, in this order: its own commit, the tag of its version, the nearest branch or tag. */
export async function gitTree(folder: string, wanted: GitWanted): Promise<GitTree | undefined> {
  const remarks: string[] = [];
  const shallow = (await runGit(folder, ['rev-parse', '--is-shallow-repository'])).bytes.toString('utf8').trim() === 'true';
  if (shallow) remarks.push('This clone is shallow: older commits and most tags are not in it (git fetch --unshallow --tags).');
  const chosen =
    (await named(folder, wanted.commit, remarks)) ?? (await tagged(folder, wanted, remarks)) ?? (await nearestRef(folder, wanted.ids, remarks));
  if (chosen === undefined) return undefined;
  const { files, submodules } = await treeAt(folder, chosen.commit);
  if (submodules.length > 0)
    remarks.push(
      `${submodules.length === 1 ? 'A submodule is' : `${submodules.length} submodules are`} not looked into: their files lie in other repositories.`,
    );
  return { ...chosen, files, submodules, remarks };
}

type Chosen = Pick<GitTree, 'commit' | 'ref' | 'how'>;

async function named(folder: string, commit: string | undefined, remarks: string[]): Promise<Chosen | undefined> {
  if (commit === undefined || !commitPattern.test(commit)) return undefined;
  if ((await runGit(folder, ['cat-file', '-e', `${commit}^{commit}`])).ok) return { commit, ref: commit.slice(0, 12), how: 'commit' };
  remarks.push(`The artifact names commit ${commit.slice(0, 12)}, which is not in this clone.`);
  return undefined;
}

/** How projects write the tag of a version, most usual first. */
function tagNames(name: string | undefined, version: string): string[] {
  const plain = (name ?? '').replace(/^.*[/:]/, '');
  const names = plain === '' ? [] : [...new Set([plain, plain.replaceAll('_', '-'), plain.replaceAll('-', '_'), name as string])];
  const prefixed = names.flatMap((each) => [
    `${each}-${version}`,
    `${each}-v${version}`,
    `${each}@${version}`,
    `${each}/v${version}`,
    `${each}/${version}`,
    `${each}_${version}`,
  ]);
  return [
    `v${version}`,
    version,
    ...prefixed,
    `release-${version}`,
    `rel-${version}`,
    `rel/${version}`,
    `release/${version}`,
    `r${version}`,
    `V${version}`,
    version.replaceAll('.', '_'),
  ];
}

async function tagged(folder: string, { name, version }: GitWanted, remarks: string[]): Promise<Chosen | undefined> {
  if (version === undefined) return undefined;
  const there = new Set((await refs(folder, 'refs/tags')).map(({ ref }) => ref));
  const tag = tagNames(name, version).find((each) => there.has(each));
  const commit = tag === undefined ? undefined : await commitOf(folder, `refs/tags/${tag}`);
  if (tag !== undefined && commit !== undefined) return { commit, ref: tag, how: 'tag' };
  remarks.push(
    there.size === 0
      ? 'This checkout has no tags (git fetch --tags).'
      : `None of the ${there.size} tags of this checkout is called after version ${version}.`,
  );
  return undefined;
}

async function refs(folder: string, below: string, most = mostTags): Promise<{ ref: string; commit: string }[]> {
  const answer = await runGit(folder, [
    'for-each-ref',
    `--count=${most}`,
    '--sort=-creatordate',
    '--format=%(refname:lstrip=2) %(objectname)',
    below,
  ]);
  const lines = answer.bytes.toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => ({ ref: line.slice(0, line.lastIndexOf(' ')), commit: line.slice(line.lastIndexOf(' ') + 1) }));
}

/** Among the newest branches and tags, the one whose tree shares most files with the artifact; HEAD where several share as many. */
async function nearestRef(folder: string, ids: ReadonlySet<string>, remarks: string[]): Promise<Chosen | undefined> {
  const head = await commitOf(folder, 'HEAD');
  const others = [
    ...(await refs(folder, 'refs/heads', mostRefs)),
    ...(await refs(folder, 'refs/remotes', mostRefs)),
    ...(await refs(folder, 'refs/tags', mostRefs)),
  ];
  const candidates = [...(head ? [{ ref: 'HEAD', commit: head }] : []), ...others];
  let best: { ref: string; object: string; shared: number } | undefined;
  for (const { ref, commit: object } of candidates) {
    const there = new Set((await treeAt(folder, object)).files.map(({ id }) => id));
    const shared = [...ids].filter((id) => there.has(id)).length;
    if (best === undefined || shared > best.shared) best = { ref, object, shared };
  }
  if (best === undefined) return undefined;
  const { ref, object, shared } = best;
  const commit = await commitOf(folder, object);
  if (commit === undefined) return undefined;
  if (candidates.length > 1)
    remarks.push(`Chosen among ${candidates.length} branches and tags: ${ref} shares most files (${shared}) with the artifact.`);
  return { commit, ref, how: ref === 'HEAD' ? 'head' : 'nearest' };
}

/** The commit that a name stands for: an annotated tag is an object of its own. */
async function commitOf(folder: string, name: string): Promise<string | undefined> {
  const answer = await runGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  const commit = answer.bytes.toString('utf8').trim();
  return answer.ok && commitPattern.test(commit) ? commit : undefined;
}

/** The files of the folder at a commit, paths relative to it. */
async function treeAt(folder: string, commit: string): Promise<{ files: GitFile[]; submodules: string[] }> {
  const files: GitFile[] = [];
  const submodules: string[] = [];
  for (const line of splitNul((await runGit(folder, ['ls-tree', '-r', '-l', '-z', commit])).bytes)) {
    const match = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line);
    if (!match) continue;
    const [, mode, type, id = '', size, path = ''] = match;
    if (type === 'commit') submodules.push(path);
    else if (type === 'blob') files.push({ path, id, size: Number(size) || 0, ...(mode === '120000' ? { link: true as const } : {}) });
  }
  return { files, submodules };
}

const mostAsked = 50_000;
const mostBlob = 1 << 20;
const mostBlobs = 96 << 20;

/** Which of these blobs the repository holds at all, whatever commit they belong to. */
export async function knownBlobs(folder: string, ids: readonly string[]): Promise<Map<string, number>> {
  const asked = ids.filter((id) => commitPattern.test(id)).slice(0, mostAsked);
  if (asked.length === 0) return new Map();
  const answer = await runGit(folder, ['cat-file', '--batch-check'], `${asked.join('\n')}\n`);
  return new Map(
    answer.bytes
      .toString('utf8')
      .split('\n')
      .flatMap((line) => {
        const match = /^([0-9a-f]+) blob (\d+)$/.exec(line);
        return match ? [[match[1] as string, Number(match[2])] as const] : [];
      }),
  );
}

/** The content of blobs, as they are stored: no filter, no line ending conversion. Large ones are left out. */
export async function blobTexts(folder: string, ids: Iterable<string>): Promise<Map<string, Uint8Array>> {
  let total = 0;
  const wanted = [...(await knownBlobs(folder, [...new Set(ids)]))].flatMap(([id, size]) => {
    if (size > mostBlob || total + size > mostBlobs) return [];
    total += size;
    return [id];
  });
  const texts = new Map<string, Uint8Array>();
  if (wanted.length === 0) return texts;
  const { bytes } = await runGit(folder, ['cat-file', '--batch'], `${wanted.join('\n')}\n`);
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const header = end === -1 ? null : /^([0-9a-f]+) blob (\d+)$/.exec(bytes.toString('latin1', at, end));
    if (!header) break;
    const size = Number(header[2]);
    texts.set(header[1] as string, bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return texts;
}
