// The lists of a Debian archive (Sources, Packages): paragraphs of fields (deb822(5)), packed, tens of megabytes long.
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import xz from 'xz-decompress';
import type { Http } from '../io/http.ts';
import { asking, isGone } from './index-context.ts';

const largestList = 128 << 20;
const largestUnpacked = 1 << 30;
const mostParagraphs = 500_000;

/** Shows each paragraph of the list at `url` (without its suffix) to `visit`. '200' when all were read, else what came instead. */
export async function readList(http: Http, url: string, from: string, visit: (paragraph: string) => void): Promise<string> {
  for (const suffix of ['.gz', '.xz']) {
    const { answer, status } = await asking(() => http.get(`${url}${suffix}`, { from, maxBytes: largestList }));
    if (answer === undefined) return status;
    if (isGone(answer)) continue;
    if (answer.status !== 200) return `status ${status}`;
    try {
      for await (const paragraph of paragraphs(unpacked(answer.body, suffix))) visit(paragraph);
    } catch {
      return `200, but not a list of ${url.endsWith('/Sources') ? 'sources' : 'packages'}`;
    }
    return status;
  }
  return '404';
}

const unpacked = (body: Buffer, suffix: string): AsyncIterable<Uint8Array> =>
  suffix === '.gz'
    ? Readable.from([body]).pipe(createGunzip())
    : (new xz.XzReadableStream(new Blob([new Uint8Array(body)]).stream()) as unknown as AsyncIterable<Uint8Array>);

async function* paragraphs(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let total = 0;
  let count = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > largestUnpacked) throw new RangeError(`more than ${largestUnpacked} bytes`);
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(/\n\n+/);
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (++count > mostParagraphs) throw new RangeError(`more than ${mostParagraphs} paragraphs`);
      yield part;
    }
  }
  if (rest.trim() !== '') yield rest;
}

/** One field of a paragraph (deb822(5)) with its continuation lines. */
export function field(paragraph: string, name: string): string | undefined {
  const found = `\n${paragraph}`.indexOf(`\n${name}:`); // counted from the line's own start
  if (found < 0) return undefined;
  const start = found + name.length + 1;
  let end = paragraph.indexOf('\n', start);
  while (end >= 0 && (paragraph[end + 1] === ' ' || paragraph[end + 1] === '\t')) end = paragraph.indexOf('\n', end + 1);
  return copied(paragraph.slice(start, end < 0 ? paragraph.length : end).trim());
}

/** A slice keeps the whole text alive that it was cut from. */
export const copied = (text: string): string => Buffer.from(text).toString();
