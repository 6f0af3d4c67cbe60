// Random access in pages: what was read once is not asked for again, and missing neighbours come in one request.
import type { RandomAccess } from '../types.ts';
import type { DiskCache } from './cache.ts';

/**
 * Bytes. The directory of most archives lies in the last page or two; a larger one comes in one more request, since neighbours are
 * asked for together (4 MiB at once at most; 8 MiB stay in memory).
 */
export const pageSize = 64 * 1024;
const pagesInMemory = 128;
const pagesAtOnce = 64;

export interface Pages {
  get(page: number): Uint8Array | undefined;
  /** `travels`: the bytes were given to anyone, and may lie in a cache that other runs read. */
  set(page: number, bytes: Uint8Array, travels: boolean): void;
}

/** The pages used last stay in memory. With a key that stands for the file's content (its hash), all go to disk as well. */
export function pageStore(cache: DiskCache | undefined, key: string | undefined): Pages {
  const kept = new Map<number, Uint8Array>();
  const remember = (page: number, bytes: Uint8Array): Uint8Array => {
    kept.delete(page);
    kept.set(page, bytes);
    if (kept.size > pagesInMemory) kept.delete(kept.keys().next().value!);
    return bytes;
  };
  const name = (page: number) => `page ${page} of ${pageSize}: ${key}`;
  return {
    get(page) {
      const found = kept.get(page) ?? (key === undefined ? undefined : cache?.bytes(name(page)));
      return found === undefined ? undefined : remember(page, found);
    },
    set(page, bytes, travels) {
      remember(page, bytes);
      if (key !== undefined && travels) cache?.keepBytes(name(page), bytes);
    },
  };
}

/** `load` brings the pages `first` to `last` into `pages`, or throws. */
export function pagedAccess(size: number, pages: Pages, load: (first: number, last: number) => Promise<void>): RandomAccess {
  const read = async (at: number, length: number): Promise<Uint8Array> => {
    const end = Math.min(size, at + length);
    if (end <= at) return new Uint8Array(0);
    const into = Buffer.allocUnsafe(end - at);
    for (let page = Math.floor(at / pageSize); page * pageSize < end; page++) {
      const bytes = pages.get(page) ?? (await fetched(page, end));
      const start = page * pageSize;
      const from = Math.max(at, start);
      into.set(bytes.subarray(from - start, Math.min(end, start + bytes.length) - start), from - at);
    }
    return into;
  };
  const fetched = async (page: number, end: number): Promise<Uint8Array> => {
    let last = page;
    while ((last + 1) * pageSize < end && last - page + 1 < pagesAtOnce && pages.get(last + 1) === undefined) last++;
    await load(page, last);
    return pages.get(page)!;
  };
  return {
    size,
    read,
    async *slice(at, length) {
      const end = Math.min(size, at + length);
      // Steps grow: a short look costs one page, a long read few requests.
      for (let from = at, step = 1; from < end; step = Math.min(step * 2, pagesAtOnce)) {
        const until = Math.min(end, (Math.floor(from / pageSize) + step) * pageSize);
        yield await read(from, until - from);
        from = until;
      }
    },
  };
}
