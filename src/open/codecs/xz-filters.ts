// The filters that an xz block may put before LZMA2 (.xz file format 1.2.1, section 5.3): Delta, and the branch converters that turn relative
// call targets of machine code into absolute ones, here turned back. A converter looks at whole instructions, so a few bytes wait for the next chunk.

export interface Filter {
  /** Bytes in, bytes out; some may be held back until more come, none after the `last` call. */
  push(bytes: Uint8Array, last: boolean): Uint8Array;
}

/** The filter of an id; undefined for ids that no writer in use makes. */
export function filterOf(id: number, properties: Uint8Array): Filter | undefined {
  if (id === 3) return delta((properties[0] ?? 0) + 1);
  const start = properties.length === 4 ? (properties[0]! | (properties[1]! << 8) | (properties[2]! << 16) | (properties[3]! << 24)) >>> 0 : 0;
  const convert = converters[id];
  return convert === undefined ? undefined : branch(convert(), start);
}

function delta(distance: number): Filter {
  const history = new Uint8Array(256);
  let at = 0;
  return {
    push(bytes) {
      const out = new Uint8Array(bytes.length);
      for (let i = 0; i < bytes.length; i++) {
        const value = (bytes[i]! + history[(at - distance) & 0xff]!) & 0xff;
        history[at & 0xff] = value;
        at++;
        out[i] = value;
      }
      return out;
    },
  };
}

/** Converts in place what it can, `position` bytes into the program, and returns how many bytes are done. */
type Convert = (bytes: Uint8Array, position: number) => number;

function branch(convert: Convert, start: number): Filter {
  let held: Uint8Array = new Uint8Array();
  let position = start;
  return {
    push(bytes, last) {
      const all = new Uint8Array(held.length + bytes.length);
      all.set(held);
      all.set(bytes, held.length);
      const done = convert(all, position);
      const given = last ? all.length : done;
      position = (position + done) >>> 0;
      held = all.subarray(given);
      return all.subarray(0, given);
    },
  };
}

/** Instructions of four bytes. */
const words =
  (size: number, step: (bytes: Uint8Array, at: number, position: number) => void): (() => Convert) =>
  () =>
  (bytes, position) => {
    const end = bytes.length - (bytes.length % size);
    for (let at = 0; at + size <= end; at += size) step(bytes, at, (position + at) >>> 0);
    return end;
  };
const big = (bytes: Uint8Array, at: number): number => ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
const little = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
const putBig = (bytes: Uint8Array, at: number, value: number): void => {
  for (let i = 0; i < 4; i++) bytes[at + i] = value >>> (24 - 8 * i);
};
const putLittle = (bytes: Uint8Array, at: number, value: number): void => {
  for (let i = 0; i < 4; i++) bytes[at + i] = value >>> (8 * i);
};

const powerpc = words(4, (bytes, at, position) => {
  const word = big(bytes, at);
  if ((word & 0xfc000003) >>> 0 !== 0x48000001) return;
  putBig(bytes, at, (0x48000001 | (((word & 0x03fffffc) - position) & 0x03fffffc)) >>> 0);
});
const arm = words(4, (bytes, at, position) => {
  if (bytes[at + 3] !== 0xeb) return;
  const target = (((little(bytes, at) & 0xffffff) << 2) - (position + 8)) >>> 2;
  putLittle(bytes, at, ((target & 0xffffff) | 0xeb000000) >>> 0);
});
const sparc = words(4, (bytes, at, position) => {
  if (!((bytes[at] === 0x40 && (bytes[at + 1]! & 0xc0) === 0) || (bytes[at] === 0x7f && (bytes[at + 1]! & 0xc0) === 0xc0))) return;
  const target = ((big(bytes, at) << 2) - position) >>> 2;
  putBig(bytes, at, (((0x40000000 - (target & 0x400000)) & 0x7fffffff) | 0x40000000 | (target & 0x3fffff)) >>> 0);
});
const arm64 = words(4, (bytes, at, position) => {
  const word = little(bytes, at);
  if (word >>> 26 === 0x25) return putLittle(bytes, at, (0x94000000 | ((word - (position >>> 2)) & 0x03ffffff)) >>> 0);
  if ((word & 0x9f000000) >>> 0 !== 0x90000000) return;
  const source = ((word >>> 29) & 3) | ((word >>> 3) & 0x001ffffc);
  if (((source + 0x00020000) & 0x001c0000) !== 0) return;
  const target = source - (position >>> 12);
  putLittle(bytes, at, ((word & 0x9000001f) | ((target & 3) << 29) | ((target & 0x0003fffc) << 3) | (-(target & 0x00020000) & 0x00e00000)) >>> 0);
});

const armThumb = (): Convert => (bytes, position) => {
  let at = 0;
  for (; at + 4 <= bytes.length; at += 2) {
    if ((bytes[at + 1]! & 0xf8) !== 0xf0 || (bytes[at + 3]! & 0xf8) !== 0xf8) continue;
    const source = (((bytes[at + 1]! & 7) << 19) | (bytes[at]! << 11) | ((bytes[at + 3]! & 7) << 8) | bytes[at + 2]!) << 1;
    const target = (source - (position + at + 4)) >>> 1;
    bytes[at + 1] = 0xf0 | ((target >>> 19) & 7);
    bytes[at] = target >>> 11;
    bytes[at + 3] = 0xf8 | ((target >>> 8) & 7);
    bytes[at + 2] = target;
    at += 2;
  }
  return at;
};

/** x86 CALL (E8) and JMP (E9): the most significant byte of a target must be 00 or FF; `mask` remembers opcodes shortly before. */
const x86 = (): Convert => {
  let mask = 0;
  const allowed = [true, true, true, false, true, false, false, false];
  const bitNumber = [0, 1, 2, 2, 3, 3, 3, 3];
  const extreme = (byte: number): boolean => byte === 0 || byte === 0xff;
  return (bytes, position) => {
    let previous = -1;
    let at = 0;
    if (bytes.length < 5) return 0;
    const end = bytes.length - 4;
    for (; at < end; at++) {
      if ((bytes[at]! & 0xfe) !== 0xe8) continue;
      const since = at - previous;
      if (since > 3) mask = 0;
      else {
        mask = (mask << (since - 1)) & 7;
        if (mask !== 0) {
          const byte = bytes[at + 4 - bitNumber[mask]!]!;
          if (!allowed[mask] || extreme(byte)) {
            previous = at;
            mask = ((mask << 1) | 1) & 7;
            continue;
          }
        }
      }
      previous = at;
      if (!extreme(bytes[at + 4]!)) {
        mask = ((mask << 1) | 1) & 7;
        continue;
      }
      let source = little(bytes, at + 1);
      let target: number;
      for (;;) {
        target = (source - ((position + at + 5) >>> 0)) >>> 0;
        if (mask === 0) break;
        const shift = bitNumber[mask]! * 8;
        if (!extreme((target >>> (24 - shift)) & 0xff)) break;
        source = (target ^ (2 ** (32 - shift) - 1)) >>> 0;
      }
      target = (target & 0x01ffffff) >>> 0;
      putLittle(bytes, at + 1, (target | -(target & 0x01000000)) >>> 0);
      at += 4;
      // What was converted holds no opcode.
      mask = 0;
      previous = at;
    }
    const since = at - previous;
    mask = since > 3 ? 0 : (mask << (since - 1)) & 7;
    return at;
  };
};

const converters: Readonly<Record<number, () => Convert>> = { 4: x86, 5: powerpc, 7: arm, 8: armThumb, 9: sparc, 10: arm64 };
