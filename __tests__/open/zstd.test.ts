import { inPlainScript } from '../../src/open/codecs/zstd.ts';
import type { Bytes } from '../../src/types.ts';

async function* bytesOf(hex: string): Bytes {
  yield Buffer.from(hex, 'hex');
}
async function unpack(hex: string, longest?: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of inPlainScript(bytesOf(hex), 'x.zst', longest)) parts.push(part);
  return Buffer.concat(parts);
}

/** One raw block: window, header of the last block, "hi". */
const hi = '28b52ffd00001100006869';

test('in plain script, what is whole is unpacked, and what is damaged or cut off says so', async () => {
  expect((await unpack(hi)).toString()).toBe('hi');
  await expect(unpack(hi.slice(0, -2))).rejects.toMatchObject({ problem: { code: 'truncated' } });
  await expect(unpack('28b52ffd00000700006869')).rejects.toMatchObject({ problem: { code: 'bad-compressed-data' } });
});
test('a table that uses up no bits would never end, and is ended (from the corpus of klauspost/compress 1.17.0)', async () => {
  const endless = '28b52ffd00002d0100de138007000810f80bf9a9a9a9a9a9565656563f565646000000575656565d82910100004c';
  await expect(unpack(endless, 200)).rejects.toMatchObject({
    problem: { code: 'bad-compressed-data', message: expect.stringContaining('timed out') },
  });
});
