// LZMA2 (.xz file format 1.2.1, section 5.3.1; the LZMA stream inside is described in the LZMA SDK's lzma-specification.txt): chunks of at most 64 KiB packed and
// 2 MiB plain, each stored or LZMA coded, so a chunk is decoded in one go and only the dictionary is kept. A reader of our own because
// xz-decompress (WebAssembly) holds one global lock from the first byte to the last: an .xz inside a .tar.xz waits for itself for ever. It
// also knows no filters, no SHA-256 and no dictionary above 64 MiB.

/** Thrown for data that is no valid LZMA2; the caller says which file. */
export class BadLzma extends Error {}

const slack = 4 << 20; // plain bytes between two moves of the dictionary to the front
const largestChunk = 1 << 21;
const largestPacked = 1 << 16;

// Where each kind of probability stands in one array.
const isMatch = 0; // 12 states x 16 positions
const isRep = 192; // 12
const isRepG0 = 204; // 12 each for the first, second and third of the last distances
const isRep0Long = 240; // 12 x 16
const posSlot = 432; // 4 x 64
const posSpecial = 688; // 128
const posAlign = 816; // 16
const lengths = 832; // choice, choice 2, low 16 x 8, mid 16 x 8, high 256
const repLengths = 1346;
const literals = 1860; // 0x300 x 2^(lc + lp), lc + lp <= 4
const probabilities = literals + (0x300 << 4);

/** The chunk being decoded, and zeros behind it: each is decoded in one go, so that one buffer serves all. */
const chunkBytes = new Uint8Array(largestPacked + 64);

/** Decodes the chunks of one LZMA2 stream; keeps the last `dictionary` bytes of what came out. */
export class Lzma2 {
  readonly #dictionary: number;
  #window = new Uint8Array();
  #at = 0; // end of what was decoded, in the window
  #base = 0; // where the dictionary was last reset, in the window; negative once that has moved out
  #needsDictionary = true;
  #needsProperties = true;
  #needsState = true;
  #lc = 0;
  #lp = 0;
  #pb = 0;
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;
  readonly #probs = new Uint16Array(probabilities);
  // The range coder; `#in` is the chunk being read.
  readonly #in = chunkBytes;
  #last = 0;
  #inAt = 0;
  #range = 0;
  #code = 0;

  /** `dictionary` in bytes. Memory grows with the output, up to it. */
  constructor(dictionary: number) {
    this.#dictionary = dictionary;
  }

  /** The bytes of a chunk's header, its control byte included (5.3.1): 1 at the end, 3 stored, 5 or 6 coded. */
  static headerSize(control: number): number {
    if (control === 0) return 1;
    if (control < 0x80) return 3;
    return control >= 0xc0 ? 6 : 5;
  }

  /** How many packed bytes follow that header. */
  static packedSize(header: Uint8Array): number {
    if (header[0]! < 0x80) return ((header[1]! << 8) | header[2]!) + 1;
    return ((header[3]! << 8) | header[4]!) + 1;
  }

  /** Decodes one chunk. The result is valid until the next call. */
  chunk(header: Uint8Array, packed: Uint8Array): Uint8Array {
    const control = header[0]!;
    if (control >= 0xe0 || control === 1) this.#resetDictionary();
    else if (this.#needsDictionary) throw new BadLzma('a first chunk that does not reset the dictionary');
    if (control < 0x80) return this.#stored(control, packed);
    if (control >= 0xc0) this.#properties(header[5]!);
    else if (this.#needsProperties) throw new BadLzma('a first chunk without properties');
    if (control >= 0xa0) this.#resetState();
    else if (this.#needsState) throw new BadLzma('a first chunk that does not reset the state');
    const size = (((control & 0x1f) << 16) | (header[1]! << 8) | header[2]!) + 1;
    this.#room(size);
    const start = this.#at;
    this.#start(packed);
    this.#decode(start + size);
    if (this.#inAt !== packed.length || this.#code !== 0) throw new BadLzma('a chunk that does not end where it says');
    return this.#window.subarray(start, this.#at);
  }

  #stored(control: number, packed: Uint8Array): Uint8Array {
    if (control > 2) throw new BadLzma('an unknown kind of chunk');
    this.#room(packed.length);
    this.#window.set(packed, this.#at);
    this.#at += packed.length;
    return this.#window.subarray(this.#at - packed.length, this.#at);
  }

  #resetDictionary(): void {
    this.#needsDictionary = false;
    this.#base = this.#at;
  }

  #properties(byte: number): void {
    if (byte > 224) throw new BadLzma('no valid properties');
    this.#lc = byte % 9;
    this.#lp = Math.floor(byte / 9) % 5;
    this.#pb = Math.floor(byte / 45);
    if (this.#lc + this.#lp > 4) throw new BadLzma('no valid properties');
    this.#needsProperties = false;
  }

  #resetState(): void {
    this.#needsState = false;
    this.#state = 0;
    this.#rep0 = 0;
    this.#rep1 = 0;
    this.#rep2 = 0;
    this.#rep3 = 0;
    this.#probs.fill(1024);
  }

  /** Makes room for `size` more bytes: grows while the dictionary is not full, then moves it to the front. */
  #room(size: number): void {
    if (this.#at + size <= this.#window.length) return;
    const most = this.#dictionary + slack + largestChunk;
    if (this.#window.length < most) {
      const larger = new Uint8Array(Math.min(most, Math.max(this.#window.length * 2, this.#at + size)));
      larger.set(this.#window.subarray(0, this.#at));
      this.#window = larger;
      if (this.#at + size <= larger.length) return;
    }
    const from = Math.max(0, this.#at - this.#dictionary);
    this.#window.copyWithin(0, from, this.#at);
    this.#at -= from;
    this.#base -= from; // may become negative: positions count from the reset, wherever that was
  }

  #start(packed: Uint8Array): void {
    if (packed.length < 5 || packed[0] !== 0) throw new BadLzma('a chunk without a range coder');
    this.#in.set(packed);
    this.#in.fill(0, packed.length, packed.length + 64);
    this.#last = packed.length;
    this.#inAt = 5;
    this.#range = 0xffffffff;
    this.#code = ((packed[1]! << 24) | (packed[2]! << 16) | (packed[3]! << 8) | packed[4]!) >>> 0;
  }

  /**
   * Decodes until the window is filled up to `end`. One function, its numbers in local variables, and the coding of a bit written out wherever one
   * is read: a call per bit, or a field per number, makes it half as fast.
   */
  #decode(end: number): void {
    const [window, probs, base, most] = [this.#window, this.#probs, this.#base, this.#dictionary];
    const [input, last] = [this.#in, this.#last];
    const positions = (1 << this.#pb) - 1;
    const [lc, literalPositions] = [this.#lc, (1 << this.#lp) - 1];
    let [state, rep0, rep1, rep2, rep3] = [this.#state, this.#rep0, this.#rep1, this.#rep2, this.#rep3];
    let at = this.#at;
    let inAt = this.#inAt;
    let range = this.#range >>> 0;
    let code = this.#code >>> 0;
    let index = 0;
    let probability = 0;
    let bound = 0;
    while (at < end) {
      if (inAt > last) throw new BadLzma('a chunk that ends too early');
      const position = (at - base) & positions;
      index = isMatch + (state << 4) + position;
      probability = probs[index]!;
      bound = Math.imul(range >>> 11, probability) >>> 0;
      if (code < bound) {
        range = bound;
        probs[index] = probability + ((2048 - probability) >> 5);
        if (range < 0x1000000) {
          range = (range << 8) >>> 0;
          code = ((code << 8) | input[inAt++]!) >>> 0;
        }
        // A literal.
        const before = at > base ? window[at - 1]! : 0;
        const table = literals + 0x300 * ((((at - base) & literalPositions) << lc) + (before >> (8 - lc)));
        let symbol = 1;
        if (state >= 7) {
          if (rep0 >= at - base) throw new BadLzma('a match before the beginning');
          let match = window[at - rep0 - 1]!;
          do {
            const matchBit = (match >> 7) & 1;
            match <<= 1;
            index = table + ((1 + matchBit) << 8) + symbol;
            probability = probs[index]!;
            bound = Math.imul(range >>> 11, probability) >>> 0;
            let bit = 0;
            if (code < bound) {
              range = bound;
              probs[index] = probability + ((2048 - probability) >> 5);
            } else {
              range = (range - bound) >>> 0;
              code = (code - bound) >>> 0;
              probs[index] = probability - (probability >> 5);
              bit = 1;
            }
            if (range < 0x1000000) {
              range = (range << 8) >>> 0;
              code = ((code << 8) | input[inAt++]!) >>> 0;
            }
            symbol = (symbol << 1) | bit;
            if (matchBit !== bit) break;
          } while (symbol < 0x100);
        }
        while (symbol < 0x100) {
          index = table + symbol;
          probability = probs[index]!;
          bound = Math.imul(range >>> 11, probability) >>> 0;
          if (code < bound) {
            range = bound;
            probs[index] = probability + ((2048 - probability) >> 5);
            symbol <<= 1;
          } else {
            range = (range - bound) >>> 0;
            code = (code - bound) >>> 0;
            probs[index] = probability - (probability >> 5);
            symbol = (symbol << 1) | 1;
          }
          if (range < 0x1000000) {
            range = (range << 8) >>> 0;
            code = ((code << 8) | input[inAt++]!) >>> 0;
          }
        }
        window[at++] = symbol;
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        continue;
      }
      range = (range - bound) >>> 0;
      code = (code - bound) >>> 0;
      probs[index] = probability - (probability >> 5);
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | input[inAt++]!) >>> 0;
      }
      // A match: which distance? `choices` are the bits that say it, in their order.
      let table = lengths;
      index = isRep + state;
      probability = probs[index]!;
      bound = Math.imul(range >>> 11, probability) >>> 0;
      let repeated = 0;
      if (code < bound) {
        range = bound;
        probs[index] = probability + ((2048 - probability) >> 5);
      } else {
        range = (range - bound) >>> 0;
        code = (code - bound) >>> 0;
        probs[index] = probability - (probability >> 5);
        repeated = 1;
      }
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | input[inAt++]!) >>> 0;
      }
      if (repeated === 1) {
        table = repLengths;
        // Which of the four last distances: isRepG0, G1, G2; of the first, whether it is one byte only.
        let which = 0;
        for (; which < 3; which++) {
          index = isRepG0 + which * 12 + state;
          probability = probs[index]!;
          bound = Math.imul(range >>> 11, probability) >>> 0;
          const more = code >= bound;
          if (more) {
            range = (range - bound) >>> 0;
            code = (code - bound) >>> 0;
            probs[index] = probability - (probability >> 5);
          } else {
            range = bound;
            probs[index] = probability + ((2048 - probability) >> 5);
          }
          if (range < 0x1000000) {
            range = (range << 8) >>> 0;
            code = ((code << 8) | input[inAt++]!) >>> 0;
          }
          if (!more) break;
        }
        if (which === 0) {
          index = isRep0Long + (state << 4) + position;
          probability = probs[index]!;
          bound = Math.imul(range >>> 11, probability) >>> 0;
          const short = code < bound;
          if (short) {
            range = bound;
            probs[index] = probability + ((2048 - probability) >> 5);
          } else {
            range = (range - bound) >>> 0;
            code = (code - bound) >>> 0;
            probs[index] = probability - (probability >> 5);
          }
          if (range < 0x1000000) {
            range = (range << 8) >>> 0;
            code = ((code << 8) | input[inAt++]!) >>> 0;
          }
          if (short) {
            if (rep0 >= at - base) throw new BadLzma('a match before the beginning');
            window[at] = window[at - rep0 - 1]!;
            at++;
            state = state < 7 ? 9 : 11;
            continue;
          }
        } else {
          const distance = which === 1 ? rep1 : which === 2 ? rep2 : rep3;
          if (which === 3) rep3 = rep2;
          if (which >= 2) rep2 = rep1;
          rep1 = rep0;
          rep0 = distance;
        }
      }
      // How long: a choice of three tables.
      let size = 8;
      let length = 2;
      let tree = table + 2 + (position << 3);
      for (let choice = 0; choice < 2; choice++) {
        index = table + choice;
        probability = probs[index]!;
        bound = Math.imul(range >>> 11, probability) >>> 0;
        const more = code >= bound;
        if (more) {
          range = (range - bound) >>> 0;
          code = (code - bound) >>> 0;
          probs[index] = probability - (probability >> 5);
        } else {
          range = bound;
          probs[index] = probability + ((2048 - probability) >> 5);
        }
        if (range < 0x1000000) {
          range = (range << 8) >>> 0;
          code = ((code << 8) | input[inAt++]!) >>> 0;
        }
        if (!more) break;
        if (choice === 0) {
          tree = table + 130 + (position << 3);
          length = 10;
        } else {
          tree = table + 258;
          length = 18;
          size = 256;
        }
      }
      let symbol = 1;
      while (symbol < size) {
        index = tree + symbol;
        probability = probs[index]!;
        bound = Math.imul(range >>> 11, probability) >>> 0;
        if (code < bound) {
          range = bound;
          probs[index] = probability + ((2048 - probability) >> 5);
          symbol <<= 1;
        } else {
          range = (range - bound) >>> 0;
          code = (code - bound) >>> 0;
          probs[index] = probability - (probability >> 5);
          symbol = (symbol << 1) | 1;
        }
        if (range < 0x1000000) {
          range = (range << 8) >>> 0;
          code = ((code << 8) | input[inAt++]!) >>> 0;
        }
      }
      length += symbol - size;
      if (repeated === 1) state = state < 7 ? 8 : 11;
      else {
        state = state < 7 ? 7 : 10;
        rep3 = rep2;
        rep2 = rep1;
        rep1 = rep0;
        tree = posSlot + ((length < 6 ? length - 2 : 3) << 6);
        let slot = 1;
        while (slot < 64) {
          index = tree + slot;
          probability = probs[index]!;
          bound = Math.imul(range >>> 11, probability) >>> 0;
          if (code < bound) {
            range = bound;
            probs[index] = probability + ((2048 - probability) >> 5);
            slot <<= 1;
          } else {
            range = (range - bound) >>> 0;
            code = (code - bound) >>> 0;
            probs[index] = probability - (probability >> 5);
            slot = (slot << 1) | 1;
          }
          if (range < 0x1000000) {
            range = (range << 8) >>> 0;
            code = ((code << 8) | input[inAt++]!) >>> 0;
          }
        }
        slot -= 64;
        if (slot < 4) rep0 = slot;
        else {
          let bits = (slot >> 1) - 1;
          let distance = ((2 | (slot & 1)) << bits) >>> 0;
          let shift = 0;
          if (slot < 14) tree = posSpecial + distance - slot - 1;
          else {
            for (; bits > 4; bits--) {
              range >>>= 1;
              if (code >= range) {
                code = (code - range) >>> 0;
                distance = (distance + (1 << (bits - 1))) >>> 0;
              }
              if (range < 0x1000000) {
                range = (range << 8) >>> 0;
                code = ((code << 8) | input[inAt++]!) >>> 0;
              }
            }
            tree = posAlign;
          }
          let node = 1;
          for (; shift < bits; shift++) {
            index = tree + node;
            probability = probs[index]!;
            bound = Math.imul(range >>> 11, probability) >>> 0;
            if (code < bound) {
              range = bound;
              probs[index] = probability + ((2048 - probability) >> 5);
              node <<= 1;
            } else {
              range = (range - bound) >>> 0;
              code = (code - bound) >>> 0;
              probs[index] = probability - (probability >> 5);
              node = (node << 1) | 1;
              distance = (distance + (1 << shift)) >>> 0;
            }
            if (range < 0x1000000) {
              range = (range << 8) >>> 0;
              code = ((code << 8) | input[inAt++]!) >>> 0;
            }
          }
          rep0 = distance;
        }
      }
      if (rep0 >= at - base || rep0 >= most) throw new BadLzma('a match before the beginning');
      if (at + length > end) throw new BadLzma('a chunk that is longer than stated');
      let from = at - rep0 - 1;
      if (rep0 >= length && length > 24) {
        window.copyWithin(at, from, from + length);
        at += length;
      } else for (const until = at + length; at < until; ) window[at++] = window[from++]!;
    }
    if (range < 0x1000000) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | input[inAt++]!) >>> 0;
    }
    [this.#at, this.#inAt, this.#range, this.#code] = [at, inAt, range, code];
    [this.#state, this.#rep0, this.#rep1, this.#rep2, this.#rep3] = [state, rep0, rep1, rep2, rep3];
  }
}
