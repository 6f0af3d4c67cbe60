// asar, the archive of Electron applications (github.com/electron/asar, "Format"; Chromium's base/pickle.h): a pickle of 8 bytes with the size of the
// next one, a pickle with one string of JSON, padded with zeros to 4 bytes, and the content of all files. In the JSON a folder has `files`, a link `link`
// (from the root of the archive), a file `size` and `offset` (a string of digits, from the end of the header); what is `unpacked` lies beside the archive.
import { createHash, type Hash } from 'node:crypto';
import { posix } from 'node:path';
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { mostProblems } from './limits.ts';
import { judgeName, NameBook, pointsOutside } from './names.ts';
import { ContainerError, count, hazard, limit, quote, skipped, unreadable } from './problems.ts';
import { parseStrictJson } from './strict-json.ts';

const jsonStart = 16;
/** `{`, and the space that may stand before it. */
const jsonBegins = [0x7b, 0x20, 0x09, 0x0a, 0x0d];
/** Chromium's reader of JSON, and with it Electron, goes no deeper. */
const deepest = 200;
/** A program has ten values, its size, its offset, its hashes and what they stand in; another hash for each 4 MiB. */
const valuesPerEntry = 11;

export const asar: ContainerFormat = {
  id: 'asar',
  /** By the sizes, which agree with one another; where they do not, by the first key or by the name, so that a lie about them is told. */
  sniff(head, path) {
    const sizes = sizesOf(head);
    if (sizes === undefined || !jsonBegins.includes(head[jsonStart]!)) return sizes !== undefined && /\.asar$/i.test(path);
    return agree(sizes) || /\.asar$/i.test(path) || Buffer.from(head.subarray(jsonStart, jsonStart + 8)).toString('latin1') === '{"files"';
  },
  entries: readAsar,
};

/** As the header states them: the second pickle in all, its payload, and the string in it. */
interface Sizes {
  pickle: number;
  payload: number;
  text: number;
}

function sizesOf(head: Uint8Array): Sizes | undefined {
  if (head.length < jsonStart + 1) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, jsonStart);
  if (view.getUint32(0, true) !== 4) return undefined;
  return { pickle: view.getUint32(4, true), payload: view.getUint32(8, true), text: view.getUint32(12, true) };
}

const agree = ({ pickle, payload, text }: Sizes): boolean => payload + 4 === pickle && 4 * Math.ceil(text / 4) + 4 === payload;

async function* readAsar(source: ByteSource, path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
  const from = await source.random();
  const sizes = sizesOf(await from.read(0, jsonStart + 1))!;
  const base = 8 + sizes.pickle;
  if (!agree(sizes))
    yield hazard(
      path,
      'asar-sizes',
      'the sizes of the header do not agree; readers differ in which of them they go by, and so in where the files begin',
    );
  if (base > from.size || jsonStart + sizes.text > base) return yield unreadable(path, 'truncated', 'ends inside its header');
  if (sizes.text > limits.directoryBytes) return yield limit(path, 'directoryBytes', `a header of ${count(sizes.text)} bytes`);
  const header = readHeader(await from.read(jsonStart, sizes.text), path, limits);
  if ('code' in header) return yield header;
  yield* header.problems;
  const tree = new Tree(path, limits);
  tree.walk(header.files, '', 0);
  yield* tree.problems;
  yield* judgePlaces(tree.nodes, from.size - base, path);
  for (const node of tree.nodes) yield entryOf(node, from, base);
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function readHeader(bytes: Uint8Array, path: string, limits: Limits): { files: Json; problems: readonly Problem[] } | Problem {
  const problems: Problem[] = [];
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    problems.push(hazard(path, 'name-encoding', 'the header is no UTF-8; readers replace what they do not know, or refuse the archive'));
    text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }
  const json = parseStrictJson(text, { depth: deepest, values: limits.entries * valuesPerEntry });
  if (json === 'depth') return limit(path, 'depth', `a header of more than ${deepest} levels`);
  if (json === 'values') return limit(path, 'entries', `a header of more than ${count(limits.entries * valuesPerEntry)} values`);
  if (json === 'grammar' || !isObject(json.value) || !isObject(json.value['files']))
    return unreadable(path, 'asar-bad-header', 'the header is no JSON that lists files');
  for (const key of json.repeated)
    problems.push(
      hazard(path, 'name-duplicate', `the header holds the key ${quote(key)} twice in one place; readers take the first, the last, or refuse`),
    );
  return { files: json.value['files'], problems };
}

interface Integrity {
  hash: string;
  blockSize: number;
  blocks: readonly string[];
}
type Node =
  | { type: 'folder'; path: string }
  | { type: 'link'; path: string; target: string }
  | { type: 'file'; path: string; offset: number; size: number; executable: boolean; integrity: Integrity | undefined };

/** The header's tree as a list, with what is wrong in it. */
class Tree {
  readonly nodes: Node[] = [];
  readonly problems: Problem[] = [];
  readonly #names = new NameBook('zip');
  readonly #beside: string[] = [];
  readonly #path: string;
  readonly #limits: Limits;
  #nameBytes = 0;

  constructor(path: string, limits: Limits) {
    this.#path = path;
    this.#limits = limits;
  }

  walk(files: Json, folder: string, depth: number): void {
    for (const name of Object.keys(files)) {
      const path = folder + name;
      this.#nameBytes += path.length;
      if (this.#isFull()) break;
      const node = files[name];
      const said = judgeName(path, 'zip', this.#limits);
      if (name === '' || name === '.' || name.includes('/'))
        said.push(
          hazard(path, 'name-odd', `the name ${quote(name)} holds empty or "." parts, or a "/"; readers refuse it or file it under different paths`),
        );
      this.problems.push(...said);
      const odd = said.some(({ kind }) => kind === 'limit') ? undefined : this.#add(path, node, depth);
      if (odd !== undefined) this.problems.push(unreadable(path, 'asar-bad-entry', `${quote(path)} cannot be read: ${odd}`));
    }
    if (depth === 0) this.#end();
  }

  /** Adds what a node is, or says what is wrong with it. */
  #add(path: string, node: unknown, depth: number): string | undefined {
    if (!isObject(node)) return 'it is no object';
    const kinds = ['link', 'files', 'offset'].filter((key) => key in node);
    if (node['unpacked'] === true && 'offset' in node) kinds.push('unpacked');
    if (kinds.length > 1)
      this.problems.push(
        hazard(
          path,
          'asar-two-kinds',
          `${quote(path)} has ${kinds.join(' and ')} at once; it is a link, a folder, a file or beside the archive to different readers`,
        ),
      );
    if ('link' in node) return this.#link(path, node);
    if ('files' in node) return this.#folder(path, node, depth);
    if (node['unpacked'] !== true || 'offset' in node) return this.#file(path, node);
    this.problems.push(...this.#names.add(path, 'file'));
    this.#beside.push(path);
    return undefined;
  }

  #link(path: string, node: Json): string | undefined {
    const target = node['link'];
    if (typeof target !== 'string' || target === '') return 'its link is no text';
    this.problems.push(...this.#names.add(path, 'other'));
    if (pointsOutside('link', target))
      this.problems.push(hazard(path, 'link-outside', `the link ${quote(path)} points out of the archive, to ${quote(target)}`));
    this.nodes.push({ type: 'link', path, target: pointsOutside('link', target) ? target : posix.relative(posix.dirname(path), target) });
    return undefined;
  }

  #folder(path: string, node: Json, depth: number): string | undefined {
    const files = node['files'];
    if (!isObject(files)) return 'its files are no object';
    this.problems.push(...this.#names.add(path, 'folder'));
    this.nodes.push({ type: 'folder', path: `${path}/` });
    this.walk(files, `${path}/`, depth + 1);
    return undefined;
  }

  #file(path: string, node: Json): string | undefined {
    const { size, offset } = node;
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return 'its size is no whole number';
    if (typeof offset !== 'string' || !/^\d{1,15}$/.test(offset)) return 'its offset is no text of digits';
    this.problems.push(...this.#names.add(path, 'file'));
    const integrity = 'integrity' in node ? readIntegrity(node['integrity'], size) : undefined;
    if (integrity === 'odd')
      this.problems.push(hazard(path, 'asar-integrity', `the hashes of ${quote(path)} are not as Electron reads them; others do not look at them`));
    const executable = node['executable'] === true;
    this.nodes.push({ type: 'file', path, size, offset: Number(offset), executable, integrity: integrity === 'odd' ? undefined : integrity });
    return undefined;
  }

  /** One more than the limits allow is listed, so that whoever counts tells it. */
  #isFull(): boolean {
    const { directoryBytes, entries } = this.#limits;
    return this.#nameBytes > directoryBytes || this.nodes.length + this.#beside.length > entries || this.problems.length > mostProblems;
  }

  #end(): void {
    const { entries } = this.#limits;
    if (this.nodes.length <= entries && this.nodes.length + this.#beside.length > entries)
      this.problems.push(limit(this.#path, 'entries', `more than ${count(entries)} entries; the rest was not looked at`));
    if (this.#nameBytes > this.#limits.directoryBytes)
      this.problems.push(limit(this.#path, 'directoryBytes', `names of more than ${count(this.#limits.directoryBytes)} bytes in all`));
    const beside = this.#beside.length;
    if (beside === 0) return;
    const some = this.#beside.slice(0, 3).map(quote).join(', ');
    const files = beside === 1 ? 'file' : 'files';
    this.problems.push(
      skipped(
        this.#path,
        'asar-unpacked',
        `${count(beside)} ${files} of the archive lie beside it, in the folder .unpacked, and not in it: ${some}${beside > 3 ? ' ...' : ''}`,
      ),
    );
  }
}

/** SHA-256 of the whole and of each block; 'odd' where Electron would not take it. */
function readIntegrity(value: unknown, size: number): Integrity | 'odd' {
  if (!isObject(value)) return 'odd';
  const { algorithm, hash, blockSize, blocks } = value;
  if (algorithm !== 'SHA256' || typeof hash !== 'string' || typeof blockSize !== 'number' || !Number.isSafeInteger(blockSize) || blockSize < 1)
    return 'odd';
  if (!Array.isArray(blocks) || blocks.some((block) => typeof block !== 'string')) return 'odd';
  const expected = Math.ceil(size / blockSize);
  return blocks.length === expected || (size === 0 && blocks.length === 1) ? { hash, blockSize, blocks: blocks as string[] } : 'odd';
}

/** Equal files share one place; anything else that overlaps is a lie, and what belongs to no file is shown by no reader. */
function* judgePlaces(nodes: readonly Node[], size: number, path: string): Generator<Problem> {
  const files = nodes.filter((node) => node.type === 'file' && node.size > 0) as Extract<Node, { type: 'file' }>[];
  files.sort((a, b) => a.offset - b.offset || a.size - b.size);
  let end = 0;
  let gap = 0;
  let overlap: string | undefined;
  let before: (typeof files)[number] | undefined;
  for (const file of files) {
    const isShared = before?.offset === file.offset && before.size === file.size;
    if (file.offset < end && !isShared) overlap ??= `${quote(file.path)} begins inside of ${quote(before?.path ?? '')}`;
    gap += Math.max(0, file.offset - end);
    end = Math.max(end, file.offset + file.size);
    before = file;
  }
  if (overlap !== undefined) yield hazard(path, 'asar-overlap', `${overlap}; the bytes of one file are shown as those of another`);
  if (gap > 0) yield hazard(path, 'asar-gap', `${count(gap)} bytes between the files belong to none of them, and no reader shows them`);
  if (end < size) yield hazard(path, 'trailing-data', `${count(size - end)} bytes behind the last file, which no reader shows`);
}

function entryOf(node: Node, from: RandomAccess, base: number): Entry {
  if (node.type !== 'file') return { ...node, bytes: async function* () {} };
  const { path, size, executable } = node;
  return { path, type: 'file', size, packed: size, mode: executable ? 0o755 : 0o644, seekable: true, bytes: () => content(node, from, base) };
}

async function* content(node: Extract<Node, { type: 'file' }>, from: RandomAccess, base: number): Bytes {
  const { path, size, offset, integrity } = node;
  if (base + offset + size > from.size)
    throw new ContainerError(
      unreadable(path, 'truncated', `${quote(path)} runs past the end of the archive; readers refuse it or fill it up with zeros`),
    );
  const check = integrity && new Check(integrity);
  for await (const chunk of from.slice(base + offset, size)) {
    check?.update(chunk);
    yield chunk;
  }
  if (check?.agrees() === false)
    throw new ContainerError(
      hazard(
        path,
        'asar-integrity',
        `the content of ${quote(path)} has not the hashes that the header states; Electron may refuse it, other readers hand it on`,
      ),
    );
}

class Check {
  readonly #stated: Integrity;
  readonly #whole = createHash('sha256');
  #block: Hash = createHash('sha256');
  #left: number;
  #at = 0;
  #wrong = false;

  constructor(stated: Integrity) {
    this.#stated = stated;
    this.#left = stated.blockSize;
  }

  update(bytes: Uint8Array): void {
    this.#whole.update(bytes);
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#left);
      this.#block.update(part);
      at += part.length;
      this.#left -= part.length;
      if (this.#left === 0) this.#endBlock();
    }
  }

  agrees(): boolean {
    if (this.#at < this.#stated.blocks.length) this.#endBlock();
    return !this.#wrong && this.#whole.digest('hex') === this.#stated.hash;
  }

  #endBlock(): void {
    if (this.#block.digest('hex') !== this.#stated.blocks[this.#at]) this.#wrong = true;
    this.#at++;
    this.#block = createHash('sha256');
    this.#left = this.#stated.blockSize;
  }
}
