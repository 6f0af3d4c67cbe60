// Container images in one file: an OCI image layout (OCI Image Format Specification 1.1, "Image Layout" and "Image Manifest") or what `docker save` writes
// (Docker Image Specification 1.2, manifest.json), both as a tar. Layers are tars of changes, applied in order: a file of an upper layer replaces that of a
// lower one, `.wh.NAME` removes NAME, `.wh..wh..opq` empties its folder. Read from the top layer down, so that each file is seen once, as it ends up,
// and each layer is unpacked once. Files are named as they lie in the root file system.
import { createHash } from 'node:crypto';
import { randomSlice } from '../io/bytes.ts';
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { codecs } from './codecs/index.ts';
import { ContainerError, count, hazard, limit, quote, skipped, unreadable } from './problems.ts';
import { isTarHeader, readTar } from './tar.ts';
import { boundedOutput, unpackHere } from './unpack.ts';

const rootNames = /^(\.\/)?(blobs(\/|$)|[0-9a-f]{64}(\/|\.json|\.tar|$)|oci-layout$|index\.json$|manifest\.json$|repositories$)/;
const largestJson = 8 << 20;
const mostLayers = 1000;

export const image = {
  id: 'image',
  /** A tar whose first member is one that an image has at its root; `resolve` looks whether the rest is an image's as well. */
  sniff: (head) => isTarHeader(head) && rootNames.test(firstMember(head)),

  async resolve(from: ByteSource, path: string, limits: Limits): Promise<AsyncIterable<Entry | Problem> | undefined> {
    return resolveImage(await from.random(), path, limits);
  },

  async *entries(from: ByteSource, path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
    yield* (await resolveImage(await from.random(), path, limits)) ?? readTar(from.stream(), path, limits, 'tar');
  },
} satisfies ContainerFormat & { resolve: unknown };

const nameOf = (header: Uint8Array): string =>
  Buffer.from(header.subarray(0, 100))
    .toString('latin1')
    .replace(/\0[\s\S]*$/, '');
const sizeOf = (header: Uint8Array): number => Number.parseInt(Buffer.from(header.subarray(124, 136)).toString('latin1'), 8) || 0;
const next = (header: Uint8Array): number => 512 + Math.ceil(sizeOf(header) / 512) * 512;
/** Headers that only describe the member after them (pax, GNU). */
const isExtra = (header: Uint8Array): boolean => 'xgLK'.includes(String.fromCharCode(header[156] ?? 0));
/** The folder that was packed, as `tar -C layout .` writes it. */
const isRoot = (name: string): boolean => /^\.?\/*$/.test(name);

/** The first name in a tar that is neither the packed folder itself nor an extra header; '' where it lies past the bytes given. */
function firstMember(head: Uint8Array): string {
  for (let at = 0; at + 512 <= head.length; ) {
    const header = head.subarray(at, at + 512);
    if (!isTarHeader(header)) break;
    if (!isExtra(header) && !isRoot(nameOf(header))) return nameOf(header);
    at += next(header);
  }
  return '';
}

interface Blob {
  at: number;
  size: number;
}
interface Layer {
  name: string;
  digest?: string;
}
interface Manifest {
  name: string;
  layers: readonly Layer[];
}

/** The files of the images in a tar; undefined when it holds none, and is a tar like any other. */
export async function resolveImage(from: RandomAccess, path: string, limits: Limits): Promise<AsyncIterable<Entry | Problem> | undefined> {
  const blobs = await indexTar(from, limits);
  const manifests = blobs === undefined ? undefined : await readManifests(from, blobs, path);
  return blobs === undefined || manifests === undefined ? undefined : readImages(from, blobs, manifests, path, limits);
}

async function* readImages(
  from: RandomAccess,
  blobs: ReadonlyMap<string, Blob>,
  manifests: readonly (Manifest | Problem)[],
  path: string,
  limits: Limits,
): AsyncGenerator<Entry | Problem> {
  // The outer tar is judged as any other; its members are the blobs, which are read below.
  for await (const entry of readTar(from.slice(0, from.size), path, limits, 'tar')) if ('code' in entry) yield entry;
  const used = new Set(manifests.flatMap((manifest) => ('code' in manifest ? [] : manifest.layers.map((layer) => layer.name))));
  for (const manifest of manifests) {
    if ('code' in manifest) yield manifest;
    else yield* readLayers(from, blobs, manifest, manifests.length > 1 ? `${manifest.name}!/` : '', path, limits);
  }
  const unused = [...blobs].filter(([name, blob]) => !used.has(name) && blob.size > largestJson);
  for (const [name, blob] of unused)
    yield skipped(path, 'image-unused-blob', `${quote(name)}, ${count(blob.size)} bytes, belongs to no image in this file`);
}

/** Where each member's data lies. Undefined when it is not an image: a member that no image has, or none of the two lists of contents. */
async function indexTar(from: RandomAccess, limits: Limits): Promise<Map<string, Blob> | undefined> {
  const blobs = new Map<string, Blob>();
  let at = 0;
  for (let members = 0; members <= limits.entries && at < from.size; members++) {
    const header = await from.read(at, 512);
    if (!isTarHeader(header)) break;
    const name = nameOf(header).replace(/^\.\//, '');
    const type = String.fromCharCode(header[156] ?? 0);
    if (!isExtra(header) && !isRoot(name)) {
      if (!rootNames.test(name)) return undefined;
      if (type === '0' || type === '\0') blobs.set(name, { at: at + 512, size: sizeOf(header) });
    }
    at += next(header);
  }
  return blobs.has('index.json') || blobs.has('manifest.json') ? blobs : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

async function readJson(from: RandomAccess, blob: Blob | undefined): Promise<unknown> {
  if (blob === undefined || blob.size > largestJson) return undefined;
  try {
    return JSON.parse(Buffer.from(await from.read(blob.at, blob.size)).toString('utf8'));
  } catch {
    return undefined; // no JSON: the caller says what is missing
  }
}

async function readManifests(
  from: RandomAccess,
  blobs: ReadonlyMap<string, Blob>,
  path: string,
): Promise<readonly (Manifest | Problem)[] | undefined> {
  const saved = await readJson(from, blobs.get('manifest.json'));
  const docker = list(saved).flatMap((item): Manifest[] => {
    const layers = isObject(item) ? list(item.Layers).flatMap((layer) => string(layer) ?? []) : [];
    const name = isObject(item) ? (string(list(item.RepoTags)[0]) ?? string(item.Config) ?? 'image') : 'image';
    return [{ name, layers: layers.map((layer) => ({ name: layer, ...digestOf(layer) })) }];
  });
  const index = await readJson(from, blobs.get('index.json'));
  const oci: (Manifest | Problem)[] = isObject(index) ? await readIndex(from, blobs, index, path, 0) : [];
  if (docker.length > 0 && docker.some((manifest) => manifest.layers.length > 0)) {
    // docker save since version 25 writes both; they must tell the same layers.
    const told = oci.flatMap((manifest) => ('code' in manifest ? [] : manifest.layers.map((layer) => layer.name)));
    const own = docker.flatMap((manifest) => manifest.layers.map((layer) => layer.name));
    if (told.length > 0 && !own.every((name) => told.includes(name)) && own.every((name) => name.startsWith('blobs/')))
      return [hazard(path, 'image-two-lists', 'index.json and manifest.json list different layers; readers believe one or the other'), ...docker];
    return docker;
  }
  return oci.length > 0 ? oci : undefined;
}

const digestOf = (name: string): { digest?: string } => {
  const digest = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1];
  return digest === undefined ? {} : { digest };
};

const deepestIndex = 3;
/** An index lists manifests, or further indexes (one image for several platforms). */
async function readIndex(
  from: RandomAccess,
  blobs: ReadonlyMap<string, Blob>,
  index: Record<string, unknown>,
  path: string,
  depth: number,
): Promise<(Manifest | Problem)[]> {
  if (depth > deepestIndex) return [limit(path, 'depth', 'image indexes inside each other')];
  const found: (Manifest | Problem)[] = [];
  for (const item of list(index.manifests).slice(0, mostLayers)) {
    if (!isObject(item)) continue;
    const digest = string(item.digest) ?? '';
    const annotations = isObject(item.annotations) ? item.annotations : {};
    if (annotations['vnd.docker.reference.type'] === 'attestation-manifest') continue;
    const platform = isObject(item.platform) ? [string(item.platform.os), string(item.platform.architecture)].filter(Boolean).join('/') : '';
    const manifest = await readJson(from, blobs.get(`blobs/${digest.replace(':', '/')}`));
    if (!isObject(manifest)) {
      // A layout may name platforms that were not copied into it.
      found.push(
        skipped(path, 'image-not-here', `the manifest ${quote(digest)} ${platform === '' ? '' : `(${platform}) `}is named and not in this file`),
      );
    } else if (Array.isArray(manifest.manifests)) found.push(...(await readIndex(from, blobs, manifest, path, depth + 1)));
    else found.push(ociManifest(manifest, string(annotations['org.opencontainers.image.ref.name']) ?? (platform === '' ? digest : platform)));
  }
  return found;
}

const ociManifest = (manifest: Record<string, unknown>, name: string): Manifest => ({
  name,
  layers: list(manifest.layers).flatMap((layer): Layer[] => {
    const digest = isObject(layer) ? string(layer.digest) : undefined;
    if (digest === undefined) return [];
    const blob = `blobs/${digest.replace(':', '/')}`;
    return [{ name: blob, ...digestOf(blob) }];
  }),
});

/** What the layers above have said about lower ones. */
class Covered {
  readonly #present = new Map<string, 'folder' | 'other'>();
  readonly #removed = new Set<string>();
  readonly #emptied = new Set<string>();

  /** True when a lower layer's `path` does not show in the result. */
  hides(path: string, folder: boolean): boolean {
    const own = this.#present.get(path);
    if (this.#removed.has(path) || (own !== undefined && !(own === 'folder' && folder))) return true;
    if (this.#emptied.has('')) return true;
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const above = path.slice(0, at);
      if (this.#removed.has(above) || this.#emptied.has(above) || this.#present.get(above) === 'other') return true;
    }
    return false;
  }
  add(layer: { present: ReadonlyMap<string, 'folder' | 'other'>; removed: ReadonlySet<string>; emptied: ReadonlySet<string> }): void {
    for (const [path, kind] of layer.present) if (!this.#present.has(path)) this.#present.set(path, kind);
    for (const path of layer.removed) this.#removed.add(path);
    for (const path of layer.emptied) this.#emptied.add(path);
  }
}

async function* readLayers(
  from: RandomAccess,
  blobs: ReadonlyMap<string, Blob>,
  manifest: Manifest,
  prefix: string,
  path: string,
  limits: Limits,
): AsyncGenerator<Entry | Problem> {
  if (manifest.layers.length > mostLayers) return yield limit(path, 'entries', `more than ${count(mostLayers)} layers`);
  const covered = new Covered();
  let hidden = 0;
  for (const layer of manifest.layers.toReversed()) {
    const blob = blobs.get(layer.name);
    if (blob === undefined) {
      yield unreadable(path, 'image-layer-missing', `the layer ${quote(layer.name)} is named and not in this file`);
      continue;
    }
    const own = { present: new Map<string, 'folder' | 'other'>(), removed: new Set<string>(), emptied: new Set<string>() };
    const digest = createHash('sha256');
    try {
      for await (const entry of readTar(
        await plain(hashed(randomSlice(from, blob.at, blob.size), digest), layer, path, limits),
        path,
        limits,
        'system',
      )) {
        if ('code' in entry) {
          yield entry;
          continue;
        }
        const name = entry.path.replace(/\/+$/, '');
        const [, folder = '', base = ''] = /^(?:(.*)\/)?([^/]*)$/s.exec(name) ?? [];
        if (base === '.wh..wh..opq') own.emptied.add(folder);
        else if (base.startsWith('.wh.')) own.removed.add(folder === '' ? base.slice(4) : `${folder}/${base.slice(4)}`);
        else if (covered.hides(name, entry.type === 'folder')) hidden += entry.type === 'file' ? 1 : 0;
        else yield { ...entry, path: prefix + entry.path };
        if (!base.startsWith('.wh.')) own.present.set(name, entry.type === 'folder' ? 'folder' : 'other');
      }
      const sum = digest.digest('hex');
      if (layer.digest !== undefined && sum !== layer.digest)
        yield hazard(
          path,
          'image-digest',
          `the layer ${quote(layer.name)} has other content than its name says; some readers refuse it, others do not look`,
        );
    } catch (error) {
      if (!(error instanceof ContainerError)) throw error;
      yield error.problem;
    }
    covered.add(own);
  }
  if (hidden > 0)
    yield skipped(
      path,
      'image-hidden-files',
      `${count(hidden)} files of lower layers are replaced or removed by upper ones; they are still shipped, and were not looked into`,
    );
}

/** The layer's bytes as a tar, whatever its media type claims: bytes decide. */
async function plain(layer: { head: Promise<Uint8Array>; size: number; bytes: Bytes }, named: Layer, path: string, limits: Limits): Promise<Bytes> {
  const head = await layer.head;
  if (isTarHeader(head) || head.every((byte) => byte === 0)) return layer.bytes;
  const codec = codecs.find((candidate) => candidate.sniff(head));
  if (codec === undefined)
    throw new ContainerError(unreadable(path, 'unsupported-format', `the layer ${quote(named.name)} is no tar and of no known compression`));
  return boundedOutput(unpackHere(codec.id, layer.bytes, path), layer.size, path, limits);
}

/** The bytes of a blob, all of them added to a digest, also those that a reader leaves. */
function hashed(from: RandomAccess, digest: ReturnType<typeof createHash>): { head: Promise<Uint8Array>; size: number; bytes: Bytes } {
  const bytes = async function* (): Bytes {
    for await (const chunk of from.slice(0, from.size)) {
      digest.update(chunk);
      yield chunk;
    }
  };
  return { head: from.read(0, 512), size: from.size, bytes: bytes() };
}
