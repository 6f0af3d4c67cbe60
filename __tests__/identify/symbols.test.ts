import fc from 'fast-check';
import type { KnownComponent } from '../../src/identify/record.ts';
import { SymbolPatterns } from '../../src/identify/symbols.ts';

const record = (id: string, more: Partial<KnownComponent>): KnownComponent => ({
  id,
  name: id,
  purl: `pkg:generic/${id}`,
  licence: 'MIT',
  category: 'permissive',
  filePatterns: [],
  verified: [],
  ...more,
});

function count(
  records: readonly KnownComponent[],
  names: readonly string[],
  table: 'dynamic' | 'static' | 'export' = 'dynamic',
): Record<string, number> {
  const counter = new SymbolPatterns(records).counter();
  for (const name of names) {
    const bytes = Buffer.from(`xx${name}yy`, 'latin1');
    counter.visit(bytes, 2, bytes.length - 2, table);
  }
  return Object.fromEntries([...counter.result()].map(([index, hits]) => [records[index]!.id, hits.count]));
}

describe('definitions counted by the beginnings of their names', () => {
  const zstd = record('zstd', { definedSymbolPrefixes: ['ZSTD_'] });
  const cuda = record('cuda', { definedSymbolPrefixes: ['cuda[A-Z]'] });
  const ffi = record('ffi', { definedSymbolPrefixes: ['ffi_call$'] });
  const arrow = record('arrow', { namespaces: ['arrow'] });
  const protobuf = record('protobuf', { namespaces: ['google::protobuf'] });
  const icu = record('icu', { namespaces: ['icu_*'] });

  test('a beginning, a capital after it, a whole name, a versioned whole name', () => {
    const names = ['ZSTD_compress', 'ZSTD_', 'xZSTD_a', 'cudaMalloc', 'cudart', 'cuda', 'ffi_call', 'ffi_call_unix64', 'ffi_call@@LIBFFI_BASE_8.0'];
    expect(count([zstd, cuda, ffi], names)).toEqual({ zstd: 2, cuda: 1, ffi: 2 });
  });

  test('C++ namespaces, nested, const, local, and versioned', () => {
    const names = [
      '_ZN5arrow6StatusC1Ev',
      '_ZNK5arrow6Status8ToStringEv',
      '_ZZN5arrow3fooEvE3bar',
      '_ZN6google8protobuf7MessageC2Ev',
      '_ZN6icu_7113UnicodeStringC1Ev',
    ];
    expect(count([arrow, protobuf, icu], names)).toEqual({ arrow: 3, protobuf: 1, icu: 1 });
  });

  test('what only mentions a namespace is not of it: parameters, std, longer and inner names, tables of types', () => {
    const names = [
      '_ZN2at3fooERKN5arrow6StatusE',
      '_ZNSt6vectorIN5arrow6StatusESaIS1_EED1Ev',
      '_ZN12arrow_python3fooEv',
      '_ZN3foo5arrow3barEv',
      '_ZTSN5arrow6StatusE',
      '_ZTVN5arrow6StatusE',
      '_Z5arrowv',
    ];
    expect(count([arrow], names)).toEqual({});
  });

  test('a Rust crate of the same name is not the C++ library', () => {
    expect(count([arrow], ['_ZN5arrow6buffer3new17h0123456789abcdefE'])).toEqual({});
  });

  test('names mangled by Microsoft, where the outermost namespace stands last', () => {
    const names = ['??0Status@arrow@@QEAA@XZ', '?New@Message@protobuf@google@@UEBAPEAV123@XZ', '?f@arrow@other@@YAXXZ', '?arrow@@YAXXZ'];
    expect(count([arrow, protobuf], names)).toEqual({ arrow: 1, protobuf: 1 });
  });

  test('a name that stands in two tables counts once', () => {
    const counter = new SymbolPatterns([zstd]).counter();
    for (const table of ['dynamic', 'static'] as const) {
      const bytes = Buffer.from('ZSTD_compress');
      counter.visit(bytes, 0, bytes.length, table);
    }
    expect(counter.result().get(0)?.count).toBe(1);
  });

  test('any bytes are names', () => {
    const patterns = new SymbolPatterns([zstd, cuda, ffi, arrow, protobuf, icu]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom('_ZN', '_Z', '?', '', '_ZNK', '??'), (tail, head) => {
        const bytes = Buffer.concat([Buffer.from(head), tail]);
        const counter = patterns.counter();
        counter.visit(bytes, 0, bytes.length, 'export');
        return counter.total === 1;
      }),
      { numRuns: 1000 },
    );
  });

  test('a million names take well under a second', () => {
    const counter = new SymbolPatterns([zstd, cuda, ffi, arrow, protobuf, icu]).counter();
    const name = Buffer.from('_ZN10onnx_torch8OpSchema16all_tensor_typesEv');
    const start = performance.now();
    for (let index = 0; index < 1_000_000; index++) counter.visit(name, 0, name.length, 'dynamic');
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
