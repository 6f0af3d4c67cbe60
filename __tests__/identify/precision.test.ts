// What real packages were once wrongly said to hold, as the few facts that misled. Each was refuted by nm, strings or the project's own papers.
import { createHash } from 'node:crypto';
import { known } from '../../src/identify/catalogue.ts';
import { sameCode } from '../../src/identify/image.ts';
import { recogniseText, vendoredFolders } from '../../src/identify/text.ts';
import { components, found, image, many } from './made.ts';

describe('no claim for what', () => {
  test('a plugin shares with a library: Qt has plugins called libqpdf.so and libcupsprintersupport.so', async () => {
    const plugin = { symbols: ['qt_plugin_instance', 'qt_plugin_query_metadata_v2'] };
    expect(await found([{ path: 'PySide6/Qt/plugins/imageformats/libqpdf.so', ...plugin }])).toEqual([]);
    expect(await found([{ path: 'PySide6/Qt/plugins/printsupport/libcupsprintersupport.so', ...plugin }])).toEqual([]);
    expect(await found([{ path: 'plugins/imageformats/qpdf.dll', format: 'pe', soname: 'qpdf.dll', ...plugin }])).toEqual([]);
    expect(await found([{ path: 'lib/libqpdf.so.30', soname: 'libqpdf.so.30' }])).toEqual(['bundled qpdf by-name']); // nothing speaks against it
  });

  test('two libraries call their source files: FLINT has an inflate.c and a deflate.c', async () => {
    expect(await found([{ path: 'a/x.so', units: ['inflate.c', 'deflate.c', 'mul.c'] }])).toEqual([]);
    expect(await found([{ path: 'a/x.so', units: ['inflate.c', 'deflate.c', 'inftrees.c', 'trees.c'] }])).toEqual(['static zlib likely']);
  });

  test('a longer name begins with: JLine’s libjlinenative is no libjli, leveldbjni no LevelDB of its own', async () => {
    expect(await found([{ path: 'jline/Mac/libjlinenative.jnilib', format: 'macho', soname: 'target/libjlinenative.jnilib' }])).toEqual([]);
    expect(await found([{ path: 'native/libleveldbjni.so', symbols: many('_ZN7leveldb6DBImpl', 300) }])).toEqual(['static leveldb certain']);
  });

  test('a header defines for everyone: GLFW opens libwayland at run time, and has the functions that its generated headers hold', async () => {
    const inline = [
      'wl_registry_add_listener',
      'wl_registry_bind',
      'wl_registry_destroy',
      ...many('wl_display_get', 3),
      ...many('wl_display_sync', 9),
    ];
    expect(await found([{ path: 'glfw/wayland/libglfw.so', symbols: inline }])).toEqual([]);
    expect(await found([{ path: 'a/x.so', symbols: [...many('wl_proxy_', 20), ...many('wl_connection_', 9)] }])).toEqual(['static wayland likely']);
  });

  test('a header defines for everyone: old addons hold node::ObjectWrap, and are not Node.js', async () => {
    const addon = { path: 'lib/sqlite3_bindings.node', symbols: many('_ZN4node10ObjectWrap', 17), strings: ['N4node10ObjectWrapE'] };
    expect(await found([addon])).toEqual([]);
    const node = {
      path: 'lib/libx.so',
      symbols: ['node_module_register', 'napi_create_function', 'napi_module_register', 'node_api_create_syntax_error'],
    };
    expect(await found([node])).toEqual(['static nodejs certain']);
  });

  test('a company sells an interface that others implement too: PDFium is not Foxit’s SDK', async () => {
    expect(await found([{ path: 'pypdfium2_raw/x.so', symbols: many('FPDF_Close', 115) }])).toEqual(['static pdfium certain']);
  });

  test('two projects call a namespace tsl: TensorFlow’s own library and robin-map', async () => {
    expect(await found([{ path: 'a/x.so', symbols: many('_ZN3tsl6random12PhiloxRandom', 500), strings: ['N3tsl4core10RefCountedE'] }])).toEqual([]);
  });

  test('a successor asks by the old names too: C-Blosc2 compiled into a module of Windows', async () => {
    expect(await found([{ path: 'blosc2/blosc2_ext.pyd', strings: ['BLOSC_NTHREADS', 'BLOSC_BLOSC1_COMPAT'] }])).toEqual(['static blosc2 likely']);
    expect(await found([{ path: 'a/x.so', strings: ['BLOSC_NTHREADS'] }])).toEqual(['static blosc likely']);
  });

  test('one SONAME, two libraries: the libcrypt.so.1 of wheels is libxcrypt, not the C library’s', async () => {
    const path = 'psycopg2_binary.libs/libcrypt-bc2db45e.so.1';
    expect(await found([{ path, strings: ['void _crypt_gensalt_sha1crypt_rn(unsigned long, const uint8_t *, size_t)'] }])).toEqual([
      'bundled libxcrypt certain',
    ]);
  });

  test('a fork keeps: Ruby’s regular expressions are Onigmo, which grew out of Oniguruma', async () => {
    const symbols = [...many('rb_', 300), ...many('onig_', 100)];
    expect(await found([{ path: 'lib/libruby-3.1.so.3.1.2', soname: 'libruby-3.1.so.3.1', symbols }])).not.toContainEqual(
      expect.stringContaining('oniguruma'),
    );
    expect(await found([{ path: 'a/tokenizers.so', symbols: many('onig_', 100) }])).toEqual(['static oniguruma certain']);
  });

  test('a build of Lodash names Underscore, whose licence it follows', () => {
    const head = '/**\n * @license\n * lodash (Custom Build) lodash.com/license | Underscore.js 1.8.3 underscorejs.org/LICENSE\n */';
    expect(recogniseText('package/core.min.js', Buffer.from(head)).map(({ id }) => id)).toEqual(['pkg:npm/lodash']);
  });

  test('C-Blosc2 that is linked to says nothing of a C-Blosc inside: PyTables has both', async () => {
    const tables = { path: 'tables/hdf5extension.abi3.so', needed: ['libblosc2-a12ec544.so.7'], symbols: many('blosc_compress', 58) };
    expect(await found([tables])).toEqual(['static blosc certain']);
  });

  test.each([
    ['GnuTLS offers a little of OpenSSL', 'libgnutls-openssl.so.27', ['SSL_CTX_new', 'SSL_connect', 'SSL_library_init']],
    ['libedit offers readline', 'libfoo.so', [...many('rl_', 60), ...many('_rl_echoing_', 10), 'rl_readline_name', 'rl_complete', 'rl_initialize']],
    ['the C library has Sun RPC', 'libfoo.so', [...many('xdr_', 83), ...many('clnt_p', 9), ...many('svc_reg', 9)]],
    ['libbpf reads BTF, which is no block triangular form', 'libbpf.so.1', many('btf__', 70)],
    ['wolfSSL computes with sp_', 'libwolfssl.so.35', many('sp_sqr', 71)],
    ['CTranslate2 opens NCCL at run time', 'libctranslate2.so.4', ['ncclCommDestroy', 'ncclAllReduce', 'ncclGroupEnd', ...many('ncclComm', 9)]],
    ['libunbound calls its functions ub_ too', 'libunbound.so.8', many('ub_ctx_', 36)],
  ])('an interface or a beginning is shared: %s', async (_why, path, symbols) => {
    const all = await found([{ path: `lib/${path}`, symbols }]);
    expect(all.filter((one) => one.startsWith('static'))).toEqual([]);
  });

  test('a fork keeps: GraphicsMagick has the names of ImageMagick', async () => {
    const library = { path: 'lib/libGraphicsMagick-Q16.so.3', soname: 'libGraphicsMagick-Q16.so.3', symbols: many('MagickGet', 60) };
    expect(await found([library])).toEqual(['bundled graphicsmagick by-name']);
  });

  test('everyone’s interface: a libblas.so.3 may be that of OpenBLAS', async () => {
    const symbols = ['dgemm_', 'dgesv_', 'dgetrf_', 'dsyev_', 'dgeev_', 'dpotrf_', 'xerbla_'];
    expect(await found([{ path: 'atlas/libblas.so.3', soname: 'libblas.so.3', symbols }])).toEqual(['bundled lapack likely']);
  });

  test('two versions of one toolkit: GTK 2 is not GTK 3', async () => {
    const library = { path: 'lib/libgtk-x11-2.0.so.0.2400.33', soname: 'libgtk-x11-2.0.so.0', symbols: many('gtk_button_', 3950) };
    expect(await found([library])).toEqual(['bundled gtk2 certain']);
  });

  test('whoever reads a format must know: DuckDB and file(1) look for the first bytes of SQLite databases', async () => {
    expect(await found([{ path: 'a/x.so', strings: ['SQLite format 3'] }])).toEqual([]);
  });

  test('a library inherited: RocksDB from LevelDB, MozJPEG from libjpeg-turbo, zlib-ng from zlib, C-Blosc2 from C-Blosc', async () => {
    expect(await found([{ path: 'a/r.so', strings: ['leveldb.BytewiseComparator', 'rocksdb.block.cache.miss'] }])).toEqual(['static rocksdb likely']);
    expect(await found([{ path: 'a/v.so', strings: ['The libjpeg-turbo Project', 'mozjpeg version 4.1.5 (build 0)'] }])).toEqual([
      'static mozjpeg 4.1.5 likely',
    ]);
    expect(await found([{ path: 'a/z.so', strings: ['1.2.11.zlib-ng', ' deflate 1.2.11 Copyright 1995-2022 '] }])).toEqual(['static zlib-ng likely']);
    const blosc = { path: 'a.libs/libblosc2-a12ec544.so.7', symbols: many('blosc2_', 40), strings: ['BLOSC_NTHREADS'] };
    expect(await found([blosc])).toEqual(['bundled blosc2 certain']);
    expect(await found([{ path: 'a/l.so', strings: ['leveldb.BytewiseComparator'] }])).toEqual(['static leveldb likely']);
  });

  test('a rewrite brings: the crate defines the names of Brotli and has its dictionary', async () => {
    const symbols = many('BrotliDecoderGet', 20);
    const strings = ['/registry/src/index-1949cf8c6b5b557f/brotli-decompressor-2.3.4/src/ffi/mod.rs', 'timedownlifeleftbackcodedatashowonlysite'];
    expect(await found([{ path: 'a/next.node', symbols, strings }])).toEqual(['static pkg:cargo/brotli-decompressor 2.3.4 likely']);
    expect(await found([{ path: 'a/next.node', symbols, strings: strings.slice(1) }])).toEqual(['static brotli certain']);
  });

  test('documentation names: lupa builds Lua five times, and says what LuaJIT would answer', async () => {
    const strings = ['Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio', 'The version string, e.g. "Lua 5.3" or "LuaJIT 2.0.1".'];
    expect(await found([{ path: 'lupa/lua54.so', symbols: many('luaL_', 51), strings }])).toEqual(['static lua 5.4.8 certain']);
    expect(await found([{ path: 'lupa/jit.so', symbols: [...many('luaL_', 47), 'luaJIT_setmode'], strings: ['LuaJIT 2.1.1774896198'] }])).toEqual([
      'static luajit 2.1.1774896198 certain',
    ]);
  });

  test('two of one interface share: the names are the first one’s, a text is all that is left of the second', async () => {
    const strings = ['Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio', 'LuaJIT 2.1.1774896198'];
    const all = await components([{ path: 'a/x.so', symbols: many('luaL_', 51), strings }]);
    expect(all.map(({ id, confidence, evidence }) => [id, confidence, ...evidence.map(({ kind }) => kind)].join(' '))).toEqual([
      'lua certain symbol string',
      'luajit likely string',
    ]);
  });

  test('an interface is open to all: GSS-API names of IBM GSKit, WTF types of Qt', async () => {
    expect(await found([{ path: 'lib/libgsk8acmeidup_64.so', symbols: many('gss_', 17) }])).not.toContainEqual(expect.stringContaining('krb5'));
    const types = many('N3WTF5Thing', 8).map((name) => `\0${name}E`);
    expect(await found([{ path: 'lib/libQt6Qml.so.6', soname: 'libQt6Qml.so.6', strings: types }])).not.toContainEqual(
      expect.stringContaining('webkit'),
    );
  });

  test('a header is there for others: AWS-LC has an opensslv.h', () => {
    const compatible = Buffer.from(
      '/* This header is provided in order to make compiling against code that expects OpenSSL easier. */\n#define OPENSSL_VERSION_NUMBER 1',
    );
    expect(recogniseText('aws-lc/include/openssl/opensslv.h', compatible)).toEqual([]);
    const real = Buffer.from(' * Copyright 1999-2025 The OpenSSL Project Authors. All Rights Reserved.\n# define OPENSSL_VERSION_STR "3.6.3"');
    expect(recogniseText('openssl/include/openssl/opensslv.h', real).map(({ id, version }) => `${id} ${version}`)).toEqual(['openssl 3.6.3']);
    expect(recogniseText('include/openssl/base.h', Buffer.from('#define OPENSSL_IS_AWSLC\n')).map(({ id }) => id)).toEqual(['aws-lc']);
  });

  test('a folder sorts by language: external/perl/Text-Template is not Perl', () => {
    expect(vendoredFolders(['openssl/external/perl/Text-Template-1.56/LICENSE'])).toEqual([]);
    expect(vendoredFolders(['deps/zlib/LICENSE', 'third_party/abseil/src/LICENSE']).map(({ name }) => name)).toEqual(['zlib', 'abseil']);
  });
});

describe('what changes with the version', () => {
  test('libimagequant 2.4 was under BSD-2-Clause; a fork of it is what image libraries ship', async () => {
    const sbom = (value: string) => ({ id: 'libimagequant', how: 'declared' as const, path: 'versions.json', value });
    const licences = async (value: string) => {
      const metadata = {
        sboms: [{ path: sbom(value).path, format: 'CycloneDX', components: [{ name: 'imagequant', version: value.split(' ')[1]! }] }],
      };
      const all = await components([{ path: 'lib/libvips.so.42', strings: ['liq_remapping_result'] }], { metadata });
      return all.filter(({ id }) => id === 'libimagequant').map(({ licence, category }) => `${licence} ${category}`);
    };
    expect(await licences('imagequant 2.4.1')).toEqual(['BSD-2-Clause permissive']);
    expect(await licences('imagequant 4.4.1')).toEqual(['GPL-3.0-or-later copyleft-strong']);
  });
});

describe('how sure', () => {
  test('stubs define an interface, the library also what is behind it', async () => {
    const interface_ = many('cudnnCreate', 204);
    expect(await found([{ path: 'tf/stubs.so', symbols: interface_ }])).toEqual(['static nvidia-cudnn likely']);
    const behind = [...interface_, ...many('_ZN5cudnn6conv2d', 120)];
    expect(await found([{ path: 'torch/lib/x.so', symbols: behind }])).toEqual(['static nvidia-cudnn certain']);
  });

  test('a list that says of something "optional", where nothing of it is there, says little; a part of the package itself is not foreign', async () => {
    const list = [
      { name: 'libimagequant', version: '4.4.1', optional: true as const },
      { name: 'PIL._imaging', version: '13.0.0', purl: 'pkg:pypi/pillow@13.0.0#c-ext/PIL._imaging' },
      { name: 'raqm', version: '0.11.0' },
    ];
    const metadata = { name: 'pillow', sboms: [{ path: 'sboms/pillow.cdx.json', format: 'CycloneDX', components: list }] };
    expect(await found([{ path: 'PIL/_imagingft.so', symbols: many('raqm_', 26) }], { metadata, path: 'pillow-13.0.0.whl' })).toEqual([
      'declared libimagequant 4.4.1 by-name',
      'static raqm 0.11.0 certain',
    ]);
  });

  test('a copy without build id is told by its code; one with another build id is not looked at', async () => {
    const code = Buffer.from('\u0001\u0002 the very instructions', 'latin1');
    const record = { ...known('libgomp')!, knownBuilds: [{ text: createHash('sha256').update(code).digest('hex') }] };
    const made = image({ path: 'x.libs/libgomp-01234567.so.1', elsewhere: { kind: 'text', text: code.toString('latin1') } });
    const sections = made.sections.map((section) => ({ ...section, name: section.kind === 'text' ? '.text' : section.name }));
    expect(await sameCode(record, { ...made, sections })).toMatchObject({ kind: 'section-hash', offset: sections[1]!.offset });
    expect(await sameCode(record, { ...made, sections, file: { ...made.file, buildId: 'ab' } })).toBeUndefined();
    expect(await sameCode(known('libgomp')!, { ...made, sections })).toBeUndefined();
  });
});
