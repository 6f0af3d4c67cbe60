// LZMA2 (.xz file format 1.2.1, section 5.3.1; the LZMA stream inside is described in the LZMA SDK's lzma-specification.txt): chunks of at most 64 KiB packed and
// 2 MiB plain, each stored or LZMA coded, so a chunk is decoded in one go and only the dictionary is kept. LZMA alone (lzma.ts) is one stream without chunks. A reader of our own because
// xz-decompress (WebAssembly) holds one global lock from the first byte to the last: an .xz inside a .tar.xz waits for itself for ever. It
// also knows no filters, no SHA-256 and no dictionary above 64 MiB.

/** Thrown for data that is no valid LZMA2; the caller says which file. */
export class BadLzma extends Error {}

/** Thrown where streams inside of one another ask for more memory together than one of them may. */
export class TooMuchLzma extends Error {}

/** Of each thread: what the windows of all decoders in use take. Eight levels of xz with a dictionary of 256 MiB each fit into a megabyte. */
let held = 0;
const mostHeld = 320 << 20;

const largeWindow = 16 << 20;

const slack = 4 << 20; // plain bytes between two moves of the dictionary to the front
const largestChunk = 1 << 21;
const longestMatch = 273;
const longestSymbol = 32; // bytes of input that one literal or match can take: 20 (LZMA_REQUIRED_INPUT_MAX of the LZMA SDK), and some
const endMark = 0xffffffff;

// Where each kind of probability stands in one array.
const isMatch = 0; // 12 states x 16 positions
const isRep = 192; // 12
const isRepG0 = 204;
const isRepG1 = 216;
const isRepG2 = 228;
const isRep0Long = 240; // 12 x 16
const posSlot = 432; // 4 x 64
const posSpecial = 688; // 128
const posAlign = 816; // 16
const lengths = 832; // choice, choice 2, low 16 x 8, mid 16 x 8, high 256
const repLengths = 1346;
const literals = 1860; // 0x300 x 2^(lc + lp), lc + lp <= 4
const probabilities = literals + (0x300 << 4);

/** Decodes the chunks of one LZMA2 stream after another; keeps the last `dictionary` bytes of what came out. */
export class Lzma2 {
  #dictionary = 0;
  #window = new Uint8Array(); // grows with what comes out: a stream of tiny blocks has a decoder for each
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
  #in: Uint8Array = new Uint8Array();
  #inAt = 0;
  #range = 0;
  #code = 0;
  #pause = 0; // decoding goes on while no more of the input than this was read
  #ended = false; // the mark that ends a stream of unknown length was read

  /** For a new stream. `dictionary` in bytes; memory grows with the output, up to it. */
  restart(dictionary: number): this {
    this.#dictionary = dictionary;
    this.#at = 0;
    this.#base = 0;
    this.#needsDictionary = true;
    this.#needsProperties = true;
    this.#needsState = true;
    this.#ended = false;
    return this;
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
    this.#pause = packed.length;
    this.#decode(start + size, start + size);
    if (this.#at < start + size || this.#ended) throw new BadLzma('a chunk that ends too early');
    if (this.#inAt !== packed.length || this.#code !== 0) throw new BadLzma('a chunk that does not end where it says');
    return this.#window.subarray(start, this.#at);
  }

  /** Begins a stream without chunks, as .lzma files and zips hold it: a byte of properties, and the five bytes that the range coder starts with. */
  begin(properties: number, first: Uint8Array): void {
    this.#resetDictionary();
    this.#properties(properties);
    this.#resetState();
    this.#start(first);
  }

  /**
   * Decodes up to `most` bytes of such a stream from the input that is there; `last` when no more will come. `used` of the input is done with;
   * `beyond` where more was read than there is. The output is valid until the next call.
   */
  more(input: Uint8Array, most: number, last: boolean): { output: Uint8Array; used: number; ended: boolean; beyond: boolean } {
    const wanted = Math.min(most, largestChunk);
    const hard = Math.min(most, wanted + longestMatch);
    this.#room(hard);
    const start = this.#at;
    this.#in = input;
    this.#inAt = 0;
    this.#pause = last ? input.length : input.length - longestSymbol;
    this.#decode(start + wanted, start + hard);
    const used = Math.min(this.#inAt, input.length);
    if (this.#ended) this.#finished(input);
    return { output: this.#window.subarray(start, this.#at), used, ended: this.#ended, beyond: this.#inAt > input.length };
  }

  /** After the last byte of a stream of known length: nothing is left, or the mark of its end. Returns what that takes of the input. */
  end(input: Uint8Array): number {
    if (this.#code === 0) return 0;
    this.#in = input;
    this.#inAt = 0;
    this.#pause = input.length;
    this.#decode(this.#at + 1, this.#at);
    if (!this.#ended) throw new BadLzma('more data than stated');
    this.#finished(input);
    return this.#inAt;
  }

  /** Behind the mark of the end nothing is left of the range coder's number: the only check that this format has. */
  #finished(input: Uint8Array): void {
    if (this.#inAt > input.length || this.#code !== 0) throw new BadLzma('a damaged end');
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
      // Beyond some megabytes all at once: the system gives pages as they are written to, and each smaller window would be garbage for a while.
      const wanted = Math.max(this.#window.length * 2, this.#at + size);
      const larger = new Uint8Array(this.#hold(wanted > largeWindow ? most : Math.min(most, wanted)));
      larger.set(this.#window.subarray(0, this.#at));
      this.#window = larger;
      if (this.#at + size <= larger.length) return;
    }
    const from = Math.max(0, this.#at - this.#dictionary);
    this.#window.copyWithin(0, from, this.#at);
    this.#at -= from;
    this.#base -= from; // may become negative: positions count from the reset, wherever that was
  }

  #hold(bytes: number): number {
    if (held - this.#window.length + bytes > mostHeld) throw new TooMuchLzma('dictionaries of streams inside of one another are too large together');
    held += bytes - this.#window.length;
    return bytes;
  }

  /** To be called when nothing more is to be decoded. */
  release(): void {
    held -= this.#window.length;
    this.#window = new Uint8Array();
  }

  #start(packed: Uint8Array): void {
    if (packed.length < 5 || packed[0] !== 0) throw new BadLzma('a chunk without a range coder');
    this.#in = packed;
    this.#inAt = 5;
    this.#range = 0xffffffff;
    this.#code = ((packed[1]! << 24) | (packed[2]! << 16) | (packed[3]! << 8) | packed[4]!) >>> 0;
  }

  #bit(index: number): number {
    const probs = this.#probs;
    const probability = probs[index]!;
    const bound = Math.imul(this.#range >>> 11, probability) >>> 0;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      probs[index] = probability + ((2048 - probability) >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      probs[index] = probability - (probability >> 5);
      bit = 1;
    }
    if (this.#range < 0x1000000) this.#shift();
    return bit;
  }

  #shift(): void {
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | (this.#inAt < this.#in.length ? this.#in[this.#inAt]! : 0)) >>> 0;
    this.#inAt++;
  }

  /** `count` bits of a tree of probabilities, the highest first, or the lowest where `reverse`. Local variables for the reason said at `#decode`. */
  #tree(base: number, count: number, reverse = false): number {
    const probs = this.#probs;
    const input = this.#in;
    let range = this.#range >>> 0;
    let code = this.#code >>> 0;
    let inAt = this.#inAt;
    let symbol = 1;
    let reversed = 0;
    for (let i = 0; i < count; i++) {
      const index = base + symbol;
      const probability = probs[index]!;
      const bound = Math.imul(range >>> 11, probability) >>> 0;
      if (code < bound) {
        range = bound;
        probs[index] = probability + ((2048 - probability) >> 5);
        symbol <<= 1;
      } else {
        range = (range - bound) >>> 0;
        code = (code - bound) >>> 0;
        probs[index] = probability - (probability >> 5);
        symbol = (symbol << 1) | 1;
        reversed |= 1 << i;
      }
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | (inAt < input.length ? input[inAt]! : 0)) >>> 0;
        inAt++;
      }
    }
    this.#range = range;
    this.#code = code;
    this.#inAt = inAt;
    return reverse ? reversed : symbol - (1 << count);
  }

  #direct(bits: number): number {
    const input = this.#in;
    let range = this.#range >>> 0;
    let code = this.#code >>> 0;
    let inAt = this.#inAt;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      range >>>= 1;
      value <<= 1;
      if (code >= range) {
        code = (code - range) >>> 0;
        value |= 1;
      }
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | (inAt < input.length ? input[inAt]! : 0)) >>> 0;
        inAt++;
      }
    }
    this.#range = range;
    this.#code = code;
    this.#inAt = inAt;
    return value >>> 0;
  }

  /**
   * Decodes until the window is filled up to `end`, the input is used up, or the stream ends; a match may go on up to `hardEnd`. Most bits are those of literals: for them the range coder stands in local variables, which a
   * compiler keeps in registers, and goes back to its fields for everything else. Twice as fast as one method for all bits.
   */
  #decode(end: number, hardEnd: number): void {
    const window = this.#window;
    const probs = this.#probs;
    const input = this.#in;
    const positions = (1 << this.#pb) - 1;
    const literalPositions = (1 << this.#lp) - 1;
    const [lc, base, pause] = [this.#lc, this.#base, this.#pause];
    let state = this.#state;
    let at = this.#at;
    let range = this.#range >>> 0;
    let code = this.#code >>> 0;
    let inAt = this.#inAt;
    while (at < end && inAt <= pause) {
      const position = (at - base) & positions;
      const index = isMatch + state * 16 + position;
      const chance = probs[index]!;
      const bound = Math.imul(range >>> 11, chance) >>> 0;
      if (code < bound) {
        range = bound;
        probs[index] = chance + ((2048 - chance) >> 5);
        if (range < 0x1000000) {
          range = (range << 8) >>> 0;
          code = ((code << 8) | (inAt < input.length ? input[inAt]! : 0)) >>> 0;
          inAt++;
        }
        const before = at > base ? window[at - 1]! : 0;
        const table = literals + 0x300 * ((((at - base) & literalPositions) << lc) + (before >> (8 - lc)));
        let symbol = 1;
        let offset = 0x100; // while the bits agree with those of the byte that a match would give, they have probabilities of their own
        let match = 0;
        if (state >= 7) {
          if (this.#rep0 >= at - base) throw new BadLzma('a match before the beginning');
          match = window[at - this.#rep0 - 1]!;
        } else offset = 0;
        while (symbol < 0x100) {
          match <<= 1;
          const matchBit = match & offset;
          const where = table + offset + matchBit + symbol;
          const probability = probs[where]!;
          const split = Math.imul(range >>> 11, probability) >>> 0;
          if (code < split) {
            range = split;
            probs[where] = probability + ((2048 - probability) >> 5);
            symbol <<= 1;
            offset &= ~matchBit;
          } else {
            range = (range - split) >>> 0;
            code = (code - split) >>> 0;
            probs[where] = probability - (probability >> 5);
            symbol = (symbol << 1) | 1;
            offset &= matchBit;
          }
          if (range < 0x1000000) {
            range = (range << 8) >>> 0;
            code = ((code << 8) | (inAt < input.length ? input[inAt]! : 0)) >>> 0;
            inAt++;
          }
        }
        window[at++] = symbol;
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        continue;
      }
      range = (range - bound) >>> 0;
      code = (code - bound) >>> 0;
      probs[index] = chance - (chance >> 5);
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | (inAt < input.length ? input[inAt]! : 0)) >>> 0;
        inAt++;
      }
      this.#range = range;
      this.#code = code;
      this.#inAt = inAt;
      this.#at = at;
      state = this.#match(state, position, hardEnd);
      at = this.#at;
      range = this.#range >>> 0;
      code = this.#code >>> 0;
      inAt = this.#inAt;
      if (this.#ended) break;
    }
    this.#at = at;
    this.#range = range;
    this.#code = code;
    this.#inAt = inAt;
    this.#state = state;
    if (this.#range < 0x1000000) this.#shift();
  }

  /** A match, behind the bit that says so: a new distance or one of the last four, and a length. Returns the state that follows. */
  #match(state: number, position: number, end: number): number {
    if (this.#bit(isRep + state) === 0) {
      this.#rep3 = this.#rep2;
      this.#rep2 = this.#rep1;
      this.#rep1 = this.#rep0;
      const length = this.#length(lengths, position);
      this.#rep0 = this.#distance(length);
      if (this.#rep0 === endMark) this.#ended = true;
      else this.#copy(length, end);
      return state < 7 ? 7 : 10;
    }
    if (this.#bit(isRepG0 + state) === 0) {
      if (this.#bit(isRep0Long + state * 16 + position) === 0) {
        this.#copy(1, end);
        return state < 7 ? 9 : 11;
      }
    } else this.#rotate(state);
    this.#copy(this.#length(repLengths, position), end);
    return state < 7 ? 8 : 11;
  }

  #rotate(state: number): void {
    let distance = this.#rep1;
    if (this.#bit(isRepG1 + state) === 1) {
      if (this.#bit(isRepG2 + state) === 0) distance = this.#rep2;
      else {
        distance = this.#rep3;
        this.#rep3 = this.#rep2;
      }
      this.#rep2 = this.#rep1;
    }
    this.#rep1 = this.#rep0;
    this.#rep0 = distance;
  }

  #length(base: number, position: number): number {
    if (this.#bit(base) === 0) return 2 + this.#tree(base + 2 + position * 8, 3);
    if (this.#bit(base + 1) === 0) return 10 + this.#tree(base + 130 + position * 8, 3);
    return 18 + this.#tree(base + 258, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(posSlot + Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.#tree(posSpecial + high - slot - 1, bits, true);
    return high + this.#direct(bits - 4) * 16 + this.#tree(posAlign, 4, true);
  }

  #copy(length: number, end: number): void {
    const distance = this.#rep0 + 1;
    const window = this.#window;
    let at = this.#at;
    if (distance > at - this.#base || distance > this.#dictionary) throw new BadLzma('a match before the beginning');
    if (at + length > end) throw new BadLzma('a chunk that is longer than stated');
    if (distance >= length && length > 24) window.copyWithin(at, at - distance, at - distance + length);
    else for (let i = 0; i < length; i++) window[at + i] = window[at + i - distance]!;
    at += length;
    this.#at = at;
  }
}
