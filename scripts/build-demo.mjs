// Builds examples/demo/dist/demo-0.1.0-py3-none-manylinux_2_17_x86_64.whl: one C file compiled by gcc, two Python files, and the
// metadata of a wheel. Run by hand after a change of examples/demo/src; the wheel is committed, so that the first command
// of the README needs nothing but node. The same compiler gives the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';

const demo = fileURLToPath(new URL('../examples/demo/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'demo-'));
const library = join(scratch, '_core.so');
execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-fopenmp', '-s', '-o', library, '_core.c'], { cwd: join(demo, 'src') });

const info = 'demo-0.1.0.dist-info';
const files = new Map([
  ['demo/__init__.py', Buffer.from('from ._sum import sum\n')],
  [
    'demo/_sum.py',
    Buffer.from(
      "import ctypes, pathlib\n\n_core = ctypes.CDLL(str(pathlib.Path(__file__).with_name('_core.so')))\n_core.demo_sum.restype = ctypes.c_double\n\n\ndef sum(values):\n    return _core.demo_sum((ctypes.c_double * len(values))(*values), ctypes.c_size_t(len(values)))\n",
    ),
  ],
  ['demo/_core.so', readFileSync(library)],
  [`${info}/METADATA`, Buffer.from('Metadata-Version: 2.1\nName: demo\nVersion: 0.1.0\nSummary: a parallel sum\nLicense: BSD-3\n')],
  [`${info}/WHEEL`, Buffer.from('Wheel-Version: 1.0\nGenerator: build-demo\nRoot-Is-Purelib: false\nTag: py3-none-manylinux_2_17_x86_64\n')],
]);
rmSync(scratch, { recursive: true });
const record = [...files].map(([path, bytes]) => `${path},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`);
files.set(`${info}/RECORD`, Buffer.from(`${[...record, `${info}/RECORD,,`].join('\n')}\n`));

writeFileSync(join(demo, 'dist', 'demo-0.1.0-py3-none-manylinux_2_17_x86_64.whl'), zip(files));

/** A zip as PKWARE's APPNOTE describes it: deflated entries, no extra fields, one fixed date. */
function zip(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [path, bytes] of entries) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(bytes, { level: 9 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(0x00210000, 6); // 1980-01-01
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(0o100644 * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), fields, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
