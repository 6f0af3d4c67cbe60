// LLVM bitcode (LLVM "Bitcode File Format"): "BC" 0xC0DE, bare or behind a wrapper header (0x0B17C0DE) that gives offset and size. What follows
// is a stream of bits: blocks of records, with abbreviations defined inside the stream. Read here: who produced it, the target, and the names
// of what it defines.
import type { NativeFormat, NativeImage, Problem, RandomAccess } from '../../types.ts';
import { type BitcodeFacts, readBitstream } from './bitstream.ts';
import { details, maybe, Reading, refuse, type Visit } from './reading.ts';

export const bitcode: NativeFormat = {
  id: 'bitcode',
  sniff: (head) => isRaw(head, 0) || (head.length >= 20 && isWrapper(head)),
  read: readBitcode,
};

const isRaw = (head: Uint8Array, at: number): boolean => head[at] === 0x42 && head[at + 1] === 0x43 && head[at + 2] === 0xc0 && head[at + 3] === 0xde;
const isWrapper = (head: Uint8Array): boolean => head[0] === 0xde && head[1] === 0xc0 && head[2] === 0x17 && head[3] === 0x0b;

async function readBitcode(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const place = await reading.attempt(() => locate(reading));
  const facts = place && (await reading.attempt(() => readBitstream(reading, place.offset, place.size)));
  const arch = archOf(facts?.triple) ?? 'llvm';
  const image: NativeImage = {
    file: {
      path,
      format: 'bitcode',
      type: 'object',
      arch,
      bits: /64|s390x/.test(arch) ? 64 : 32,
      endian: 'little',
      size: from.size,
      sha256,
      needed: [],
      ...maybe('compilers', facts?.producer ? [facts.producer] : undefined),
      ...details({ target: facts?.triple, sourceFile: facts?.source }),
    },
    sections: [{ name: 'bitcode', offset: 0, size: from.size, kind: 'strings' }],
    bytes: from,
    problems: reading.problems,
    async symbols(visit) {
      if (facts) visitSymbols(facts, visit);
    },
  };
  return [image, ...reading.problems];
}

async function locate(reading: Reading): Promise<{ offset: number; size: number }> {
  const head = await reading.some(0, 20, true);
  if (isRaw(head.bytes, 0)) return { offset: 0, size: reading.from.size };
  const [offset, size] = [head.u32(8), head.u32(12)];
  if (offset + size > reading.from.size) refuse('bitcode-wrapper', 'the wrapped bitcode runs past the end of the file');
  return { offset, size };
}

/** The first word of a target triple, as platform tags name it. */
function archOf(triple: string | undefined): string | undefined {
  const first = /^[^-]+/.exec(triple ?? '')?.[0];
  if (first === undefined) return undefined;
  const other = { amd64: 'x86_64', arm64: 'aarch64', i486: 'i386', i586: 'i386', i686: 'i386', powerpc64le: 'ppc64le', powerpc64: 'ppc64' };
  return (other as Record<string, string>)[first] ?? first;
}

function visitSymbols({ symbols }: BitcodeFacts, visit: Visit): void {
  for (const { names, start, end } of symbols) visit(names, start, end, 'static');
}
