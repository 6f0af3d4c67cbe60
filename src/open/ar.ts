// ar (ar(5)), as dpkg uses it: an 8-byte magic, then members: a 60-byte text header, the bytes, one padding byte when the size is odd.
// Static libraries are ar as well, but they are native code and read as such: see deb.ts for what is opened.
import type { Bytes, Limits, Problem } from '../types.ts';
import { ByteReader } from './byte-reader.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from './problems.ts';

export const arMagic = '!<arch>\n';
const headerSize = 60;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

export interface ArMember {
  name: string;
  size: number;
  /** To be read, or left alone, before the next member is asked for. */
  bytes(): Bytes;
}

/** The name of the first member, from the first bytes of a file; undefined when it is no ar archive. */
export function firstMember(head: Uint8Array): string | undefined {
  if (latin1(head.subarray(0, arMagic.length)) !== arMagic || head.length < arMagic.length + headerSize) return undefined;
  return memberName(latin1(head.subarray(arMagic.length, arMagic.length + headerSize)));
}

const memberName = (header: string): string => header.slice(0, 16).trimEnd().replace(/\/$/, '');

/** The members of an ar stream, in order. */
export async function* readAr(stream: Bytes, path: string, limits: Limits): AsyncGenerator<ArMember | Problem> {
  const reader = new ByteReader(stream);
  try {
    await reader.take(arMagic.length);
    for (let members = 0; ; members++) {
      if (members === limits.entries) return yield limit(path, 'entries', `more than ${count(limits.entries)} members`);
      const at = reader.offset;
      const header = latin1(await reader.take(headerSize));
      if (header.length === 0) return;
      const size = Number(/^(\d{1,10}) *$/.exec(header.slice(48, 58))?.[1]);
      if (header.slice(58) !== '`\n' || Number.isNaN(size))
        return yield header.length < headerSize && !header.includes('`')
          ? unreadable(path, 'truncated', `ends inside a member's header, at byte ${count(at)}`)
          : hazard(path, 'ar-bad-header', `no member header at byte ${count(at)}; readers stop there or refuse the file`);
      const start = reader.offset;
      const name = memberName(header);
      yield {
        name,
        size,
        async *bytes() {
          yield* reader.stream(start + size - reader.offset);
          if (reader.offset < start + size) throw new ContainerError(unreadable(path, 'truncated', `the archive ends inside ${quote(name)}`));
        },
      };
      if (reader.failed) return;
      const missing = start + size - reader.offset;
      if ((await reader.skip(missing)) < missing) return yield unreadable(path, 'truncated', `the archive ends inside ${quote(name)}`);
      await reader.skip(size % 2);
    }
  } finally {
    await reader.close();
  }
}
