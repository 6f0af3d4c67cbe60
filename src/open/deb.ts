// deb and udeb (deb(5)): an ar archive of debian-binary ("2.0"), control.tar with the package's own data, data.tar with its files, in this order.
// Files are named as they are installed; what describes the package lies under DEBIAN/, where `dpkg-deb --raw-extract` puts it.
import type { Bytes, ContainerFormat, Entry, Limits, Problem, Unpack } from '../types.ts';
import { type ArMember, firstMember, readAr } from './ar.ts';
import { codecs } from './codecs/index.ts';
import { lzma } from './codecs/lzma.ts';
import { ContainerError, hazard, quote, unreadable } from './problems.ts';
import { readTar } from './tar.ts';
import { boundedOutput, unpackHere } from './unpack.ts';

export const deb: ContainerFormat = {
  id: 'deb',
  sniff: (head) => firstMember(head) === 'debian-binary',

  async *entries(from, path, limits, unpack = unpackHere) {
    const seen: string[] = [];
    for await (const member of readAr(from.stream(), path, limits)) {
      if ('code' in member) {
        yield member;
        continue;
      }
      const kind =
        /^(control|data)\.tar(\.(gz|xz|zst|bz2|lzma))?$/.exec(member.name)?.[1] ?? (member.name === 'debian-binary' ? 'debian-binary' : 'other');
      if (kind !== 'other' && seen.includes(kind))
        yield hazard(path, 'deb-twice', `holds ${quote(member.name)} although another ${kind} came before; readers take the first or the last`);
      yield* judgeOrder(kind, member.name, seen, path);
      seen.push(kind);
      if (kind === 'control') yield* tarEntries(member, 'DEBIAN/', path, limits, unpack);
      else if (kind === 'data') yield* tarEntries(member, '', path, limits, unpack);
      else if (kind === 'debian-binary') yield* judgeVersion(member, path);
    }
    for (const kind of ['control', 'data']) if (!seen.includes(kind)) yield unreadable(path, 'deb-incomplete', `holds no ${kind}.tar`);
  },
};

/** dpkg ignores members whose name begins with an underscore, and stops at others that it does not know before data.tar. */
function* judgeOrder(kind: string, name: string, seen: readonly string[], path: string): Generator<Problem> {
  if (kind === 'data' && !seen.includes('control'))
    yield hazard(path, 'deb-order', 'data.tar stands before control.tar; dpkg refuses it, other readers do not');
  if (kind !== 'other' || name.startsWith('_')) return;
  yield hazard(path, 'deb-odd-member', `holds a member ${quote(name)}, which dpkg refuses or ignores and other readers show`);
}

async function* judgeVersion(member: ArMember, path: string): AsyncGenerator<Problem> {
  const chunks: Uint8Array[] = [];
  if (member.size <= 64) for await (const chunk of member.bytes()) chunks.push(chunk);
  const version = Buffer.concat(chunks).toString('latin1');
  if (!/^2\.\d+\n/.test(version))
    yield unreadable(path, 'deb-version', `says to be of the version ${quote(version.trim())}, and 2.0 is what is known`);
}

async function* tarEntries(member: ArMember, prefix: string, path: string, limits: Limits, unpack: Unpack): AsyncGenerator<Entry | Problem> {
  try {
    for await (const entry of readTar(plain(member, path, limits, unpack), path, limits, 'system')) {
      if ('code' in entry) yield entry.path === path ? entry : { ...entry, path: prefix + entry.path };
      else yield { ...entry, path: prefix + entry.path };
    }
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    yield error.problem; // the next member can still be read
  }
}

function plain(member: ArMember, path: string, limits: Limits, unpack: Unpack): Bytes {
  if (member.name.endsWith('.tar')) return member.bytes();
  const codec = [...codecs, lzma].find((candidate) => member.name.endsWith(`.${candidate.id}`));
  if (codec === undefined)
    throw new ContainerError(unreadable(path, 'unsupported-format', `${quote(member.name)} is compressed in a way that is not read`));
  return boundedOutput(unpack(codec.id, member.bytes(), path, member.size), member.size, path, limits);
}
