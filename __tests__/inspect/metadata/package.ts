// A package for the tests of metadata readers: files as text or bytes, listed and hashed as the walk lists them.
import { createHash } from 'node:crypto';
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../../src/types.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? Buffer.from(content) : content);

export const listingOf = (files: Files): ListedFile[] =>
  Object.entries(files).map(([path, content]) => {
    const bytes = bytesOf(content);
    return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), kind: 'other' };
  });

/** What a format reads of a package called `path`: it is shown only the files that it wants, as the walk does. */
export function read(
  format: MetadataFormat,
  files: Files,
  path: string,
  listing: readonly ListedFile[] = listingOf(files),
): { metadata: Metadata; problems: readonly Problem[] } | undefined {
  const wanted = Object.entries(files).filter(([name]) => format.wants(name) || format.samples?.(name));
  return format.read(new Map(wanted.map(([name, content]) => [name, bytesOf(content)])), listing, path);
}

/** `read` of a package that must be understood. */
export function mustRead(...of: Parameters<typeof read>): { metadata: Metadata; codes: string[] } {
  const found = read(...of);
  if (found === undefined) throw new Error(`${of[0].id} does not read ${of[2]}`);
  return { metadata: found.metadata, codes: found.problems.map((problem) => problem.code) };
}

/** Changes bytes at random places: flips, cuts, doubles, hostile values. The same seed gives the same bytes. */
export function* mutations(seed: Uint8Array, count: number): Generator<Uint8Array> {
  let state = 0x9e3779b9;
  const next = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(1, below);
  };
  const tokens = [
    '\0',
    '\n',
    '"',
    '{',
    '[',
    '<',
    '&',
    ':',
    ',',
    '__proto__',
    '\u{feff}',
    '9'.repeat(400),
    '('.repeat(5000),
    '\r',
    '../',
    '!/',
    '--- ',
    '%',
  ];
  for (let round = 0; round < count; round++) {
    let bytes = Buffer.from(seed);
    for (let change = 0; change <= next(4); change++) {
      const at = next(bytes.length);
      const kind = next(4);
      if (kind === 0 && bytes.length > 0) bytes[at] = next(256);
      else if (kind === 1) bytes = bytes.subarray(0, at);
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(tokens[next(tokens.length)]!), bytes.subarray(at)]);
      else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(next(bytes.length))]);
    }
    yield bytes;
  }
}
