import { withoutLoneHeaders } from '../../src/identify/headers.ts';
import type { Sighting } from '../../src/types.ts';

const header = (id: string, path: string): Sighting => ({ id, how: 'vendored', path, evidence: [{ kind: 'content', path, value: id }] });
const left = (id: string, path: string, ...others: readonly string[]): number =>
  withoutLoneHeaders(
    [header(id, path)],
    [path, ...others].map((each) => ({ path: each, size: 1, kind: 'other' })),
  ).length;

test.each([
  ['a wheel that ships headers for who compiles against it', 'zlib', 'lxml/includes/extlibs/zlib.h', ['lxml/etree.cpython-312.so']],
  ['a -dev package', 'zlib', 'usr/include/zlib.h', ['usr/lib/libz.a']],
  ['code of the package itself, elsewhere', 'zlib', 'demo/vendor/include/zlib.h', ['src/demo.c']],
])('a header alone is no copy of the source: %s', (_, id, path, others) => {
  expect(left(id, path, ...others)).toBe(0);
});

test.each([
  ['its code beside it', 'zlib', 'deps/zlib/zlib.h', ['deps/zlib/deflate.c']],
  ['its code above include/', 'libuv', 'deps/uv/include/uv.h', ['deps/uv/src/unix/loop.c']],
  ['its code above include/NAME/', 'openssl', 'openssl/include/openssl/opensslv.h', ['openssl/crypto/x.s']],
  ['a header that holds the code', 'stb', 'include/stb_image.h', []],
  ['a library that is nothing but headers', 'nlohmann-json', 'include/json.hpp', []],
  ['no header', 'sqlite', 'a/sqlite3.c', []],
])('a copy of the source: %s', (_, id, path, others) => {
  expect(left(id, path, ...others)).toBe(1);
});
