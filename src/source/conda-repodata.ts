// A channel's list of packages, one per platform folder: current_repodata.json (the newest releases only), repodata.json.zst, repodata.json;
// a JSON object whose `packages` and `packages.conda` map file names to records. The largest channels list half a million files in
// 300 MB of text, so the text is searched for records as it comes, and of each only name, SHA-256 and size stay in memory.
// https://docs.conda.io/projects/conda-build/en/stable/concepts/generating-index.html CEP 16
import { pipeline, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Http } from '../io/http.ts';
import { HttpError } from '../io/http-error.ts';
import type { Bytes } from '../types.ts';

export interface RepodataRow {
  file: string;
  sha256?: string;
  size?: number;
}

const lists = ['current_repodata.json', 'repodata.json.zst', 'repodata.json'];
const largestPacked = 512 << 20;
const largestText = 2 ** 31;
const mostRecords = 2_000_000;
/** A record with thousands of dependencies; what is longer is passed over. */
const longestRecord = 1 << 20;

/** The lists of a run: each is read once, whoever asks for it. */
export class Repodata {
  readonly #http: Http;
  readonly #known = new Map<string, Promise<Rows>>();
  constructor(http: Http) {
    this.#http = http;
  }

  /** Rows of one release in one platform folder, from the first list that has any. `silent`: a list that could not be read. */
  async find(
    folder: string,
    from: string,
    prefix: string,
  ): Promise<{ rows: RepodataRow[]; asked: { what: string; status: string }[]; silent?: string }> {
    const asked: { what: string; status: string }[] = [];
    let silent: string | undefined;
    for (const list of lists) {
      const url = `${folder}/${list}`;
      let known = this.#known.get(url);
      if (known === undefined) {
        known = readRows(this.#http, url, from);
        this.#known.set(url, known);
      }
      const rows = await known;
      asked.push({ what: list, status: rows.status });
      const found = rows.starting(prefix);
      if (found.length > 0) return { rows: found, asked };
      if (rows.complete && list !== lists[0]) return { rows: [], asked };
      if (!rows.complete && !rows.gone) silent ??= rows.status;
    }
    return { rows: [], asked, ...(silent === undefined ? {} : { silent }) };
  }
}

/** One line per file, `\nname sha256 size`, in blocks: a tenth of what objects would take. */
class Rows {
  status = '200';
  complete = false;
  gone = false;
  count = 0;
  readonly #blocks: string[] = [];
  #lines: string[] = [];

  add(file: string, sha256: string, size: string): void {
    this.count++;
    this.#lines.push(`\n${file} ${sha256} ${size}`);
    if (this.#lines.length === 8192) this.close();
  }
  close(): void {
    if (this.#lines.length > 0) this.#blocks.push(`${this.#lines.join('')}\n`);
    this.#lines = [];
  }
  starting(prefix: string): RepodataRow[] {
    const found: RepodataRow[] = [];
    for (const block of this.#blocks) {
      for (let at = block.indexOf(`\n${prefix}`); at >= 0 && found.length < 1000; at = block.indexOf(`\n${prefix}`, at + 1)) {
        const [file, sha256, size] = block.slice(at + 1, block.indexOf('\n', at + 1)).split(' ');
        found.push({ file: file!, ...(sha256 ? { sha256 } : {}), ...(size ? { size: Number(size) } : {}) });
      }
    }
    return found;
  }
}

async function readRows(http: Http, url: string, from: string): Promise<Rows> {
  const rows = new Rows();
  try {
    const { bytes } = await http.stream(url, { from, maxBytes: largestPacked });
    await scan(url.endsWith('.zst') ? unzstd(bytes) : bytes, rows);
  } catch (error) {
    if (!(error instanceof HttpError) && !isBroken(error)) throw error;
    rows.complete = false;
    rows.status = error instanceof HttpError ? error.message : 'broken data';
    rows.gone = error instanceof HttpError && (error.status === 404 || error.status === 410);
  }
  rows.close();
  return rows;
}

/** What a decoder of foreign bytes throws. */
function isBroken(error: unknown): boolean {
  if (error instanceof BrokenError) return true;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(ZSTD_|Z_|ERR_)/.test(code);
}
class BrokenError extends Error {}

/** `packages.conda` is no file: it holds them. */
const record = /"(?!packages\.conda")([\w.+!-]{1,300}\.(?:conda|tar\.bz2))"\s*:\s*\{/g;

/** File names have no blanks and no signs that JSON escapes, so a record is found by its key without reading all of the text as JSON. */
async function scan(text: Bytes, rows: Rows): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  let total = 0;
  let started = false;
  for await (const chunk of text) {
    total += chunk.length;
    if (total > largestText) return tooLarge(rows);
    rest += decoder.decode(chunk, { stream: true });
    if (!started && rest.trimStart() !== '') {
      if (!rest.trimStart().startsWith('{')) {
        rows.status = '200, but not what this channel promises';
        return;
      }
      started = true;
    }
    const done = take(rest, rows);
    if (rows.count > mostRecords) return tooLarge(rows);
    rest = rest.slice(Math.max(done, rest.length - longestRecord));
  }
  rows.complete = started && /\}\s*$/.test(rest);
  if (!rows.complete) rows.status = '200, but not what this channel promises';
}

function tooLarge(rows: Rows): void {
  rows.status = 'the list is larger than is read';
}

/** Takes the whole records out of the text; returns where the first unfinished one begins, or could begin. */
function take(text: string, rows: Rows): number {
  record.lastIndex = 0;
  for (let done = 0; ; ) {
    const found = record.exec(text);
    if (found === null) return Math.max(done, text.length - 512);
    const end = text.indexOf('}', record.lastIndex);
    if (end < 0) return found.index;
    const body = text.slice(record.lastIndex, end);
    rows.add(found[1]!, /"sha256"\s*:\s*"([0-9a-f]{64})"/.exec(body)?.[1] ?? '', /"size"\s*:\s*(\d{1,15})\b/.exec(body)?.[1] ?? '');
    done = end + 1;
    record.lastIndex = done;
  }
}

/** node:zlib reads Zstandard from 22.15 on; before that fzstd, in plain JavaScript. */
async function* unzstd(packed: Bytes): Bytes {
  if (typeof zlib.createZstdDecompress === 'function') {
    yield* pipeline(Readable.from(packed), zlib.createZstdDecompress(), () => {}); // whoever reads is told of errors
    return;
  }
  const out: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => out.push(chunk.slice()));
  const push = (chunk: Uint8Array, last: boolean): void => {
    try {
      decoder.push(chunk, last);
    } catch (cause) {
      throw new BrokenError('no zstd data', { cause });
    }
  };
  for await (const chunk of packed) {
    push(chunk, false);
    yield* out.splice(0);
  }
  push(new Uint8Array(0), true);
  yield* out.splice(0);
}
