// The disk cache: what an index answered and what a file's pages hold, never a verdict. Blobs lie under the sha256 of their
// bytes and are checked against it when read; records lie under the sha256 of their key and are checked against a schema. What
// does not fit is as good as absent, so a damaged cache costs time and changes no result; an answer
// that may change is still asked whether it holds (http.ts). Nothing is stored with the clock in it.
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HttpAnswer } from './fetch.ts';

const layout = 'v1';
const largestRecord = 64 << 10;
const largestBlob = 64 << 20;
const keptHeaders = ['etag', 'last-modified', 'content-type'] as const;

const answerSchema = z.strictObject({
  key: z.string().max(8192),
  status: z.literal(200),
  url: z.string().max(4096),
  type: z.string().max(200),
  headers: z.record(z.enum(keptHeaders), z.string().max(1024).optional()),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().min(0).max(largestBlob),
  immutable: z.boolean(),
});
const bytesSchema = answerSchema.pick({ key: true, sha256: true, size: true }).strict();

export interface DiskCache {
  answer(key: string): HttpAnswer | undefined;
  keepAnswer(key: string, answer: HttpAnswer, immutable: boolean): void;
  bytes(key: string): Buffer | undefined;
  keepBytes(key: string, bytes: Uint8Array): void;
  /** A value that the caller's schema accepts; anything else is as good as absent. */
  value<T>(key: string, schema: z.ZodType<T>): T | undefined;
  keepValue(key: string, value: unknown): void;
  /** Removes what was not used longest, until at most `bytes` of blobs, and a sixteenth of that of records, are left. */
  prune(bytes: number): void;
}

/** A cache in a folder; writing is best effort, since a full disk must not fail a run. */
export function diskCache(folder: string): DiskCache {
  const root = join(folder, layout);
  const blobPath = (hash: string) => join(root, 'blobs', hash.slice(0, 2), hash);
  const recordPath = (key: string) => join(root, 'records', sha256(key).slice(0, 2), `${sha256(key)}.json`);

  const readBlob = (hash: string, size: number): Buffer | undefined => {
    const bytes = readPlain(blobPath(hash), size);
    return bytes !== undefined && bytes.length === size && sha256(bytes) === hash ? bytes : undefined;
  };
  const readRecord = (key: string): unknown => {
    const text = readPlain(recordPath(key), largestRecord);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text.toString('utf8'));
    } catch {
      return undefined;
    }
  };
  const keepBlob = (bytes: Uint8Array): string => {
    const hash = sha256(bytes);
    write(blobPath(hash), bytes);
    return hash;
  };

  return {
    answer(key) {
      const record = answerSchema.safeParse(readRecord(key));
      if (!record.success || record.data.key !== key) return undefined;
      const body = readBlob(record.data.sha256, record.data.size);
      if (body === undefined) return undefined;
      const { headers, status, url, type } = record.data;
      return { status, url, type, body, headers: { get: (name) => headers[name as (typeof keptHeaders)[number]] ?? null } };
    },
    keepAnswer(key, answer, immutable) {
      if (answer.body.length > largestBlob) return;
      const headers: Record<string, string> = {};
      for (const name of keptHeaders) {
        const value = answer.headers.get(name);
        if (value !== null && value.length <= 1024) headers[name] = value;
      }
      if (!immutable && headers.etag === undefined && headers['last-modified'] === undefined) return; // could never be asked about
      const { status, url, type, body } = answer;
      write(recordPath(key), JSON.stringify({ key, status, url, type, headers, sha256: keepBlob(body), size: body.length, immutable }));
    },
    bytes(key) {
      const record = bytesSchema.safeParse(readRecord(key));
      return record.success && record.data.key === key ? readBlob(record.data.sha256, record.data.size) : undefined;
    },
    keepBytes(key, bytes) {
      write(recordPath(key), JSON.stringify({ key, sha256: keepBlob(bytes), size: bytes.length }));
    },
    value(key, schema) {
      const record = bytesSchema.safeParse(readRecord(key));
      const bytes = record.success && record.data.key === key ? readBlob(record.data.sha256, record.data.size) : undefined;
      if (bytes === undefined) return undefined;
      try {
        const value = schema.safeParse(JSON.parse(bytes.toString('utf8')));
        return value.success ? value.data : undefined;
      } catch {
        return undefined;
      }
    },
    keepValue(key, value) {
      this.keepBytes(key, Buffer.from(JSON.stringify(value)));
    },
    prune(bytes) {
      pruneFolder(join(root, 'blobs'), bytes);
      pruneFolder(join(root, 'records'), bytes / 16);
    },
  };
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A plain file of at most `limit` bytes; links and devices are not followed. */
function readPlain(path: string, limit: number): Buffer | undefined {
  try {
    const entry = lstatSync(path);
    if (!entry.isFile() || entry.size > limit) return undefined;
    const bytes = readFileSync(path);
    const now = new Date();
    utimesSync(path, now, now); // what was used last is pruned last
    return bytes;
  } catch {
    return undefined;
  }
}

/** Whole or not at all: another run may read at the same time. */
function write(path: string, bytes: Uint8Array | string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(draft, bytes, { flag: 'wx', mode: 0o600 });
    renameSync(draft, path);
  } catch {
    remove(draft);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // it was never there, or may not be removed: the cache is best effort
  }
}

function pruneFolder(folder: string, bytes: number): void {
  const files = listFiles(folder).sort((a, b) => b.used - a.used || (a.path < b.path ? -1 : 1));
  let total = 0;
  for (const file of files) {
    total += file.size;
    if (total > bytes) remove(file.path);
  }
}

function listFiles(root: string): { path: string; size: number; used: number }[] {
  const found: { path: string; size: number; used: number }[] = [];
  try {
    for (const folder of readdirSync(root)) {
      for (const name of readdirSync(join(root, folder))) {
        const path = join(root, folder, name);
        const entry = lstatSync(path);
        if (entry.isFile()) found.push({ path, size: entry.size, used: entry.mtimeMs });
      }
    }
  } catch {
    return found; // nothing kept yet, or another run prunes as well
  }
  return found;
}
