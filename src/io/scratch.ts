// Large buffers that are lent, not made: what reads window after window of a big file leaves no garbage, and the allocator of a thread is
// not left with holes of every size.

/** Of each thread. What is lent is not in here. */
const spare: Uint8Array[] = [];
const mostSpare = 4;

/** A buffer of at least `bytes` bytes and of any content, the lender's until `giveBack`; nothing of it may be kept after that. */
export function borrow(bytes: number): Uint8Array {
  const at = spare.findIndex((buffer) => buffer.length >= bytes);
  return at === -1 ? Buffer.allocUnsafeSlow(bytes) : spare.splice(at, 1)[0]!;
}

export function giveBack(buffer: Uint8Array): void {
  if (spare.length < mostSpare) spare.push(buffer);
}

/** Lends a buffer while `use` runs. */
export async function withScratch<T>(bytes: number, use: (scratch: Uint8Array) => Promise<T>): Promise<T> {
  const scratch = borrow(bytes);
  try {
    return await use(scratch);
  } finally {
    giveBack(scratch);
  }
}
