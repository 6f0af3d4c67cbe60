// What a conda package says of its source, read out of the archive without downloading it. A .conda file is a zip whose members are
// stored, not deflated: metadata.json, pkg-NAME.tar.zst and info-NAME.tar.zst; only the last is needed, and range requests bring it.
// Inside: info/index.json (identity), info/about.json (addresses), info/recipe/meta.yaml or rendered_recipe.yaml (what was built from what).
// https://docs.conda.io/projects/conda/en/stable/dev-guide/specs/conda-package-format.html (CEP 2); zip: APPNOTE 4.3
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { RandomAccess } from '../types.ts';

/** One place that a recipe took source from. */
export interface RecipeSource {
  kind: 'git' | 'archive';
  url: string;
  /** Commit or tag of a repository, hash of an archive. */
  pinned?: string;
}
export interface CondaInfo {
  name: string;
  version: string;
  build?: string;
  /** Repository addresses of about.json: claims about the project, not about this build. */
  repositories: readonly string[];
  licence?: string;
  homepage?: string;
  /** Undefined: the archive holds no recipe. */
  recipe?: readonly RecipeSource[];
}

const endRecord = 0x06054b50;
const centralRecord = 0x02014b50;
const localRecord = 0x04034b50;
const largestDirectory = 1 << 20;
const mostMembers = 100;
const largestPacked = 16 << 20;
const largestInfo = 64 << 20;
const largestText = 1 << 20;
const mostEntries = 50_000;

/** Undefined where the bytes are no .conda file, or its information is larger than is read. */
export async function readCondaInfo(archive: RandomAccess): Promise<CondaInfo | undefined> {
  const packed = await infoMember(archive);
  const tar = packed === undefined ? undefined : unpacked(packed);
  return tar === undefined ? undefined : infoOf(tarFiles(tar));
}

async function infoMember(archive: RandomAccess): Promise<Uint8Array | undefined> {
  const tailSize = Math.min(archive.size, 65_557);
  const tail = view(await archive.read(archive.size - tailSize, tailSize));
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== endRecord) end--;
  if (end < 0) return undefined;
  const [count, size, at] = [tail.getUint16(end + 10, true), tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)];
  if (count > mostMembers || size > largestDirectory || at + size > archive.size) return undefined;
  const directory = view(await archive.read(at, size));
  for (let row = 0, place = 0; row < count && place + 46 <= directory.byteLength; row++) {
    if (directory.getUint32(place, true) !== centralRecord) return undefined;
    const nameLength = directory.getUint16(place + 28, true);
    const name = textOf(directory, place + 46, nameLength);
    if (/^info-[^/]+\.tar\.zst$/.test(name)) {
      const stored = directory.getUint16(place + 10, true) === 0;
      return stored ? member(archive, directory.getUint32(place + 42, true), directory.getUint32(place + 20, true)) : undefined;
    }
    place += 46 + nameLength + directory.getUint16(place + 30, true) + directory.getUint16(place + 32, true);
  }
  return undefined;
}

async function member(archive: RandomAccess, at: number, size: number): Promise<Uint8Array | undefined> {
  if (size > largestPacked || at + 30 > archive.size) return undefined;
  const header = view(await archive.read(at, 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== localRecord) return undefined;
  const start = at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  return start + size > archive.size ? undefined : archive.read(start, size);
}

/** node:zlib reads Zstandard from 22.15 on; before that fzstd, in plain JavaScript. */
function unpacked(packed: Uint8Array): Uint8Array | undefined {
  try {
    if (typeof zlib.zstdDecompressSync === 'function') return zlib.zstdDecompressSync(packed, { maxOutputLength: largestInfo });
    const chunks: Uint8Array[] = [];
    let total = 0;
    const decoder = new Decompress((chunk) => {
      total += chunk.length;
      if (total > largestInfo) throw new RangeError('too large');
      chunks.push(chunk.slice());
    });
    for (let at = 0; at < packed.length; at += 1 << 16) decoder.push(packed.subarray(at, at + (1 << 16)), at + (1 << 16) >= packed.length);
    return Buffer.concat(chunks);
  } catch {
    return undefined; // broken, or larger than is read
  }
}

const wanted = /^(?:\.\/)?info\/(index\.json|about\.json|recipe\/(?:meta|rendered_recipe|recipe)\.yaml)$/;

/** The few files of the ustar archive that are needed; long names (which these do not have) are passed over. */
export function tarFiles(tar: Uint8Array): Map<string, string> {
  const files = new Map<string, string>();
  const bytes = Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength);
  for (let at = 0, seen = 0; at + 512 <= bytes.length && seen < mostEntries; seen++) {
    const name = field(bytes, at, 100);
    if (name === '') break;
    const prefix = field(bytes, at + 345, 155);
    const size = /^[0-7]+$/.exec(field(bytes, at + 124, 12).trim());
    if (size === null) break;
    const length = Number.parseInt(size[0], 8);
    const type = bytes[at + 156];
    const found = wanted.exec(prefix === '' ? name : `${prefix}/${name}`)?.[1];
    const start = at + 512;
    if (found !== undefined && (type === 0x30 || type === 0) && length <= largestText && start + length <= bytes.length && !files.has(found))
      files.set(found, bytes.toString('utf8', start, start + length));
    at = start + Math.ceil(length / 512) * 512;
  }
  return files;
}

const oneOrMore = z
  .union([z.string().max(4096), z.array(z.string().max(4096)).max(50)])
  .nullish()
  .catch(undefined);
const line = z.string().max(1000).nullish().catch(undefined);
const identity = z.object({ name: z.string().max(300), version: z.string().max(300), build: line, license: line });
const about = z.object({ dev_url: oneOrMore, source_url: oneOrMore, repository: oneOrMore, home: oneOrMore, license: line }).catch({});

function infoOf(files: ReadonlyMap<string, string>): CondaInfo | undefined {
  const own = identity.safeParse(json(files.get('index.json'))).data;
  if (own === undefined) return undefined;
  const said = about.parse(json(files.get('about.json')) ?? {});
  const recipe = files.get('recipe/rendered_recipe.yaml') ?? files.get('recipe/meta.yaml') ?? files.get('recipe/recipe.yaml');
  const licence = said.license ?? own.license;
  const homepage = list(said.home)[0];
  return {
    name: own.name,
    version: own.version,
    ...(own.build ? { build: own.build } : {}),
    repositories: [...list(said.dev_url), ...list(said.source_url), ...list(said.repository)],
    ...(licence ? { licence } : {}),
    ...(homepage ? { homepage } : {}),
    ...(recipe === undefined ? {} : { recipe: recipeSources(recipe) }),
  };
}

const list = (value: string | readonly string[] | null | undefined): readonly string[] =>
  (typeof value === 'string' ? [value] : (value ?? [])).filter((one) => one !== '');

const word = z
  .union([z.string().max(1000), z.number()])
  .nullish()
  .catch(undefined);
const part = z.object({
  url: oneOrMore,
  git_url: oneOrMore,
  git: oneOrMore,
  git_rev: word,
  git_tag: word,
  rev: word,
  tag: word,
  sha256: word,
});
const parts = z.union([z.array(part).max(100), part.transform((one) => [one])]).catch([]);
/** A recipe is some kilobytes; what is longer is left, since a YAML reader takes seconds for a megabyte. */
const largestRecipe = 256 << 10;

/** `source:` of a rendered recipe of conda-build, or of rattler-build (below `recipe:`). An unrendered template is no answer. */
export function recipeSources(text: string): RecipeSource[] {
  if (text.length > largestRecipe) return [];
  let recipe: unknown;
  try {
    recipe = parseYaml(text, { maxAliasCount: 20, uniqueKeys: false, logLevel: 'silent' });
  } catch {
    return [];
  }
  const source = at(recipe, 'source') ?? at(at(recipe, 'recipe'), 'source');
  const found = parts.parse(source).flatMap((one): RecipeSource[] => {
    const pinned = one.git_rev ?? one.rev ?? one.git_tag ?? one.tag;
    const git = [...list(one.git_url), ...list(one.git)].map(
      (url): RecipeSource => ({ kind: 'git', url, ...(pinned ? { pinned: String(pinned) } : {}) }),
    );
    const archives = list(one.url).map((url): RecipeSource => ({ kind: 'archive', url, ...(one.sha256 ? { pinned: `sha256:${one.sha256}` } : {}) }));
    return [...git, ...archives];
  });
  return found.filter(({ url }) => /^(?:https?|git|ssh|ftp|git\+https?):\/\/[^\s{}]+$/.test(url)).slice(0, 50);
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const textOf = (from: DataView, at: number, length: number): string =>
  Buffer.from(from.buffer, from.byteOffset, from.byteLength).toString('utf8', at, at + length);
const field = (bytes: Buffer, at: number, length: number): string => {
  const end = bytes.indexOf(0, at);
  return bytes.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
};
