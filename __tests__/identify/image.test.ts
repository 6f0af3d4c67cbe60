import { recogniseImage } from '../../src/identify/image.ts';
import { found, image, many } from './made.ts';

describe('what one native file holds', () => {
  test('a grafted library with its names inside is certain, by its name alone it is only that', async () => {
    const path = 'torch/lib/libgomp-a34b3233.so.1';
    const names = { soname: 'libgomp.so.1', symbols: ['GOMP_parallel', 'GOMP_critical_start', ...many('gomp_', 20)] };
    expect(await found([{ path, ...names }])).toEqual(['bundled libgomp certain']);
    expect(await found([{ path, soname: 'libgomp.so.1' }])).toEqual(['bundled libgomp by-name']);
  });

  test('the place and count of what was seen are kept', async () => {
    const [sighting] = await recogniseImage(
      image({
        path: 'a.libs/libz-0123abcd.so.1.2.13',
        symbols: ['inflateInit2_', 'deflateInit2_', 'zlibVersion', 'crc32_z'],
        strings: ['x', ' inflate 1.2.13 Copyright 1995-2022 '],
      }),
    );
    expect(sighting).toEqual({
      id: 'zlib',
      how: 'bundled',
      path: 'a.libs/libz-0123abcd.so.1.2.13',
      version: '1.2.13',
      evidence: [
        { kind: 'file-name', path: 'a.libs/libz-0123abcd.so.1.2.13', value: 'libz-0123abcd.so.1.2.13' },
        { kind: 'symbol', path: 'a.libs/libz-0123abcd.so.1.2.13', value: 'inflateInit2_', count: 4 },
        { kind: 'string', path: 'a.libs/libz-0123abcd.so.1.2.13', value: 'inflate 1.2.13 Copyright 1995-2022', offset: 4 },
      ],
    });
  });

  test.each([
    ['bitshuffle', ['bshuf_bitshuffle', 'bshuf_bitunshuffle', 'bshuf_copy'], []],
    ['fastpfor', many('_ZN18duckdb_fastpforlib8internal', 120), []],
    ['sheenbidi', many('SBParagraphGet', 5).concat(many('SBLineGet', 5)), []],
    ['mecab', many('mecab_', 30), []],
    ['libsass', many('_ZN4Sass6Parser', 200), []],
    ['readstat', many('readstat_', 60), []],
    ['hdr-histogram', ['hdr_record_value', ...many('hdr_iter_', 5)], []],
    ['clipper', many('_ZN10ClipperLib7Clipper', 120), []],
    ['plfit', many('plfit_', 20), []],
    ['bliss', many('_ZN5bliss5Graph', 120), []],
    ['tinycc', ['tcc_new', 'tcc_compile_string', 'tcc_add_file', 'tcc_relocate'], []],
    ['libxmp', ['xmp_create_context', 'xmp_load_module', 'xmp_start_player', 'xmp_play_frame'], []],
    ['libultrahdr', many('uhdr_', 20), []],
    ['re2', many('_ZN10duckdb_re26Regexp', 120), []],
    ['stb', many('stb_vorbis_', 20), []],
    ['coin-cbc', many('_ZN10ClpSimplex', 120), []],
    ['lexbor', many('lxb_html_', 60), []],
    ['htslib', many('bcf_hdr_', 80), []],
    ['swisseph', many('swe_calc_', 40), []],
    ['cadical', many('_ZN10CaDiCaL1958Internal', 200), []],
    ['minisat', many('_ZN9Minisat226Solver', 120), []],
    ['infomap', many('_ZN7infomap4Node', 160), []],
    ['arpack', ['igraphdseupd_', 'igraphdneupd_'], []],
    ['c-ares', [], ['DNS server claims query was misformatted']],
    ['upb', [], ['Exceeded upb_DecodeOptions_MaxDepth']],
    ['utf8proc', [], ['Memory for processing UTF-8 data could not be allocated.']],
    ['oniguruma', [], ['ONIG-MONITOR: %-4s %s at: %d [%d - %d] len: %d']],
    ['mariadb-connector-c', [], ['MariaDB virtual IO plugin for socket communication']],
    ['libpg-query', [], ['src/pg_query_fingerprint.c']],
    ['zfp', [], ['zfp version 1.0.1 (December 15, 2023)']],
    ['zlib-ng', [], [' zlib-ng 2.3.3']],
  ])('%s is told by what only it holds', async (id, symbols, strings) => {
    const version = /\d+\.\d+\.\d+/.exec(strings.join(''))?.[0];
    const sure = symbols.length > 0 ? 'certain' : 'likely';
    expect(await found([{ path: 'a/_x.so', symbols, strings }])).toEqual([['static', id, version, sure].filter(Boolean).join(' ')]);
  });

  test('linked statically: definitions are certain, one text alone is likely, both tell the version', async () => {
    expect(await found([{ path: 'a/_x.so', symbols: many('ZSTD_', 20) }])).toEqual(['static zstd certain']);
    expect(await found([{ path: 'a/_x.so', strings: ['deflate 1.3.1 Copyright 1995-2024'] }])).toEqual(['static zlib 1.3.1 likely']);
    expect(await found([{ path: 'a/_x.so', symbols: many('curl_easy_', 20), strings: ['libcurl/8.8.0'] }])).toEqual(['static curl 8.8.0 certain']);
  });

  test('MKL inside another library: a name of the file tells nothing of it', async () => {
    const made = { path: 'torch/lib/libtorch_cpu.so', symbols: many('mkl_blas_', 100), strings: ['Intel(R) Math Kernel Library Version 2020.0.0'] };
    expect(await found([made], { metadata: { name: 'torch' }, path: 'torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl' })).toEqual([
      'static intel-mkl 2020.0.0 certain',
    ]);
  });

  test('few definitions, weak texts, compiler comments, debug texts are no component', async () => {
    expect(await found([{ path: 'a/x.so', symbols: many('ZSTD_', 3) }])).toEqual([]);
    expect(await found([{ path: 'a/x.so', strings: ['BoringSSL', 'x264 - core 0000', 'google/protobuf/descriptor.proto'] }])).toEqual([]);
    expect(
      await found([{ path: 'a/x.so', strings: ['GCC: (GNU) 8.5.0'], compilers: ['GCC: (GNU) 8.5.0'], symbolVersions: { GLIBCXX: '3.4.21' } }]),
    ).toEqual([]);
    expect(await found([{ path: 'a/x.so', elsewhere: { kind: 'debug', text: '\0libcurl/8.8.0\0' } }])).toEqual([]);
  });

  test('a needed library is not inside: wrappers under its names, its inline functions and its constants come from headers', async () => {
    const wrapper = {
      path: 'shapely/lib.so',
      needed: ['libgeos_c-0123abcd.so.1.17.1'],
      symbols: many('GEOSIntersection_', 100),
      strings: ['3.14.1-CAPI-1.20.5'],
    };
    expect(await found([wrapper])).toEqual([]);
    expect(await found([{ path: 'a/x.so', needed: ['libz.so.1'], strings: ['1.3.1.zlib-ng'] }])).toEqual([]);
    expect(await found([{ path: 'a/x.so', needed: ['libarrow.so.1700'], symbols: many('_ZN5arrow6Status', 500) }])).toEqual([]);
    expect(
      await found([
        {
          path: 'a/x.so',
          needed: ['libscipy_openblas-0123abcd.so'],
          symbols: ['dgemm_', 'dgesv_', 'dgetrf_', 'dsyev_', 'dgeev_', 'dpotrf_', 'xerbla_'],
        },
      ]),
    ).toEqual([]);
  });

  test('names that many define: stubs that open the library later are likely at most', async () => {
    expect(await found([{ path: 'a/x.so', symbols: many('cudnnGet', 50) }])).toEqual(['static nvidia-cudnn likely']);
    expect(await found([{ path: 'a/x.so', symbols: many('cudnnGet', 50), strings: ['CUDNN_LOGINFO_DBG'] }])).toEqual(['static nvidia-cudnn certain']);
  });

  test('headers compiled in are likely at most', async () => {
    expect(await found([{ path: 'a/x.so', symbols: many('_ZN5Eigen8internal', 500) }])).toEqual(['static eigen likely']);
  });

  test('one library name, several libraries: texts and own names decide', async () => {
    const jpeg = ['jpeg_read_header', 'jpeg_start_compress', 'jpeg_std_error', 'jpeg_CreateDecompress'];
    const path = 'a.libs/libjpeg-0123abcd.so.62.4.0';
    expect(await found([{ path, symbols: jpeg, strings: ['libjpeg-turbo version 3.0.4 (build 20241022)'] }])).toEqual([
      'bundled libjpeg-turbo 3.0.4 certain',
    ]);
    expect(
      await found([{ path, symbols: [...jpeg, 'jpeg_c_set_bool_param', 'jpeg_c_set_int_param'], strings: ['mozjpeg version 4.1.5 (build 1)'] }]),
    ).toEqual(['bundled mozjpeg 4.1.5 certain']);
    const ssl = ['SSL_CTX_new', 'SSL_connect', 'EVP_EncryptInit_ex'];
    expect(await found([{ path: 'a/x.so', symbols: [...ssl, 'OSSL_PROVIDER_load', 'EVP_MD_fetch'] }])).toEqual(['static openssl certain']);
    expect(await found([{ path: 'a/x.so', symbols: [...ssl, 'CRYPTO_BUFFER_new', 'EVP_AEAD_CTX_init', 'BORINGSSL_self_test'] }])).toEqual([
      'static boringssl certain',
    ]);
    const openmp = [...many('__kmpc_', 50), ...many('__kmp_', 50)];
    expect(await found([{ path: 'a/libiomp5.so', symbols: openmp, strings: ['Intel(R) OMP version: 5.0.20230417'] }])).toEqual([
      'bundled intel-openmp 5.0.20230417 certain',
    ]);
    expect(await found([{ path: 'a/libomp.so', symbols: openmp, strings: ['LLVM OMP version: 5.0.20140926'] }])).toEqual([
      'bundled llvm-openmp 5.0.20140926 certain',
    ]);
  });

  test('a library that a tool put there and nobody knows keeps its name', async () => {
    expect(await found([{ path: 'some.libs/libfoobar-0123abcd.so.3' }])).toEqual(['bundled pkg:generic/libfoobar by-name']);
    expect(await found([{ path: 'some/libfoobar.so.3' }])).toEqual([]);
  });

  test('import libraries of Windows hold no code of the library', async () => {
    expect(
      await found([{ path: 'lib/libwinapi_winsqlite3.a', type: 'static', symbols: many('sqlite3_', 200), details: { importLibrary: true } }]),
    ).toEqual([]);
  });

  test('members of a static library, and names of source files that a symbol table kept, are one kind of sign', async () => {
    expect(await found([{ path: 'lib/libown.a', type: 'static', units: ['own.o', 'inflate.o', 'deflate.o', 'trees.o'] }])).toEqual([
      'static zlib likely',
    ]);
    expect(await found([{ path: 'lib/libown.a', type: 'static', units: ['own.o', 'trees.o'] }])).toEqual([]);
  });

  test('headers of V8 in an addon are not V8', async () => {
    expect(await found([{ path: 'a/addon.node', symbols: many('_ZN2v88internalL12kNullAddress', 1000) }])).toEqual([]);
  });

  test('Go modules and audited crates are certain, crates in paths of panics likely', async () => {
    const go = { path: 'bin/x', type: 'executable' as const, details: { goModules: ['golang.org/x/sys@v0.1.0'], rustCrates: ['serde@1.0.200'] } };
    expect(await found([go])).toEqual(['static pkg:cargo/serde 1.0.200 certain', 'static pkg:golang/golang.org/x/sys v0.1.0 certain']);
    const rust = { path: 'a/x.so', strings: ['/user/.cargo/registry/src/index.mirror.test-6f17d22bba15001f/hashbrown-0.14.5/src/raw/mod.rs'] };
    expect(await found([rust])).toEqual(['static pkg:cargo/hashbrown 0.14.5 likely']);
  });

  test('a program of FFmpeg holds what its configuration enabled, a shared FFmpeg does not', async () => {
    const strings = [
      'libavcodec license: GPL version 3 or later',
      '--enable-gpl --enable-version3 --enable-static --enable-libx264 --enable-gnutls --enable-librubberband',
    ];
    expect(await found([{ path: 'x/binaries/ffmpeg-linux64-v4.2.2', type: 'executable', strings }])).toEqual([
      'bundled ffmpeg certain',
      'static gnutls likely',
      'static rubberband likely',
      'static x264 likely',
    ]);
    const shared = { path: 'av.libs/libavcodec-0123abcd.so.60', needed: ['libx264-0123abcd.so.164'], strings: [...strings, '--enable-shared'] };
    expect(await found([shared])).toEqual(['bundled ffmpeg certain']);
  });
});
