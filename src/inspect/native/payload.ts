// What compilers leave inside a program about what it was built from: Go's build information (debug/buildinfo) and the audit data of
// cargo-auditable (a zlib-compressed JSON list of crates in a section named .dep-v0). The same bytes in ELF, Mach-O and PE.
import { inflateSync } from 'node:zlib';
import { bounds, decode, distinct, type Reading, refuse } from './reading.ts';

const goMagic = Buffer.from('\xff Go buildinf:', 'latin1');
const auditBytes = 16 << 20;

interface GoDetails {
  goVersion?: string;
  goMain?: string;
  goModules?: string[];
  goSettings?: string[];
}

/**
 * Go's build information in a range (a section of its own, or the start of the data section). Since Go 1.18 two length-prefixed strings
 * follow a 32-byte header; before, the header holds the addresses of two string headers, and `offsetOf` says where an address lies.
 */
export async function goBuildInfo(
  reading: Reading,
  range: { offset: number; size: number },
  little: boolean,
  offsetOf: (address: number) => number | undefined,
): Promise<GoDetails> {
  const area = await reading.some(range.offset, Math.min(range.size, 1 << 20), little);
  const found = Buffer.from(area.bytes.buffer, area.bytes.byteOffset, area.size).indexOf(goMagic);
  if (found < 0) return {};
  const head = await reading.table(range.offset + found, 32, little, "Go's build information");
  const [pointerSize, flags] = [head.u8(14), head.u8(15)];
  if (flags & 2) {
    const version = await prefixed(reading, range.offset + found + 32);
    const modules = await prefixed(reading, version.end);
    return facts(decode(version.bytes), modules.bytes);
  }
  const wide = pointerSize === 8;
  const order = flags & 1 ? false : little;
  const pointed = async (at: number): Promise<Uint8Array> => {
    const address = (await reading.table(range.offset + found + at, wide ? 8 : 4, order, 'a pointer')).word(0, wide);
    const headerAt = offsetOf(address);
    if (address === 0 || headerAt === undefined) return new Uint8Array();
    const header = await reading.table(headerAt, wide ? 16 : 8, order, 'a Go string');
    const textAt = offsetOf(header.word(0, wide));
    if (textAt === undefined) return new Uint8Array();
    return (await reading.table(textAt, header.word(wide ? 8 : 4, wide), order, 'a Go string')).bytes;
  };
  return facts(decode(await pointed(16)), await pointed(16 + pointerSize));
}

async function prefixed(reading: Reading, at: number): Promise<{ bytes: Uint8Array; end: number }> {
  const head = await reading.some(at, 10, true);
  let [length, used] = [0, 0];
  for (; used < head.size; ) {
    const byte = head.u8(used);
    length += (byte & 127) * 2 ** (7 * used++);
    if (byte < 128) break;
  }
  const table = await reading.table(at + used, length, true, "a text of Go's build information");
  return { bytes: table.bytes, end: at + used + length };
}

/** The module text lies between two 16-byte marks; its lines are `path`, `mod`, `dep`, `=>` (replaces the line above) and `build`. */
function facts(version: string, modules: Uint8Array): GoDetails {
  const text = modules.length >= 33 && modules[modules.length - 17] === 10 ? decode(modules.subarray(16, modules.length - 16)) : '';
  const lists = { mod: [] as string[], dep: [] as string[], build: [] as string[] };
  for (const line of text.split('\n').slice(0, bounds.list)) {
    const [word, first = '', second = ''] = line.split('\t');
    if (word === 'mod' || word === 'dep') lists[word].push(second === '' ? first : `${first}@${second}`);
    else if (word === '=>' && lists.dep.length > 0) lists.dep[lists.dep.length - 1] = `${first}@${second}`;
    else if (word === 'build' && /^(vcs|-tags|-ldflags|CGO_ENABLED|GOOS|GOARCH)/.test(first)) lists.build.push(first);
  }
  return {
    ...(version === '' ? {} : { goVersion: version }),
    ...(lists.mod[0] === undefined ? {} : { goMain: lists.mod[0] }),
    ...(lists.dep.length === 0 ? {} : { goModules: distinct(lists.dep) }),
    ...(lists.build.length === 0 ? {} : { goSettings: distinct(lists.build) }),
  };
}

/** `name@version` of every crate in the audit data, sorted; the bytes inflated are bounded. */
export async function rustAudit(reading: Reading, offset: number, size: number): Promise<string[]> {
  const packed = await reading.table(offset, size, true, 'the cargo audit data');
  const parsed: unknown = unpack(packed.bytes);
  const packages = (parsed as { packages?: unknown })?.packages;
  if (!Array.isArray(packages)) refuse('cargo-audit', 'the cargo audit data lists no packages', offset);
  const named = packages.slice(0, bounds.list).map((one: { name?: unknown; version?: unknown } | null) => {
    return typeof one?.name === 'string' && typeof one.version === 'string' ? `${one.name}@${one.version}` : '';
  });
  return distinct(named).sort();
}

function unpack(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(inflateSync(bytes, { maxOutputLength: auditBytes }).toString('utf8'));
  } catch (error) {
    return refuse('cargo-audit', `the cargo audit data cannot be unpacked: ${(error as Error).message}`);
  }
}
