// Foreign code that is vendored as source: single files that are known by what they say of themselves (the SQLite amalgamation, headers of
// zlib, lz4, stb ...), JavaScript libraries known by their banner, minified or not, and folders that keep what was taken over together
// with its own manifest: node_modules/, Python's _vendor/, Go's vendor/modules.txt, Cargo's vendor/, META-INF/maven of jars, and lists
// of versions beside prebuilt libraries.
import type { Evidences, Sighting } from '../types.ts';
import { recordCalled } from './catalogue.ts';

const mostBytes = 16 << 20;
const headBytes = 64 << 10;
const bannerBytes = 4 << 10;
const mostModules = 4096;

/** A source file that names its library: its base name, a text it must hold, and where its version stands: the groups, joined by points. */
interface KnownFile {
  id: string;
  name: RegExp;
  holds: RegExp;
  version?: RegExp;
  /** How many of the first bytes the text is looked for in. */
  within?: number;
}
const cFiles: readonly KnownFile[] = [
  { id: 'sqlite', name: /^sqlite3(?:ext|mc_amalgamation|-binding)?\.[ch]$/, holds: /SQLite/, version: /#define SQLITE_VERSION\s+"(\d+\.\d+\.\d+)/ },
  { id: 'sqlcipher', name: /^sqlite3\.c$/, holds: /\/\* BEGIN SQLCIPHER \*\//, within: 1 << 20 },
  {
    id: 'zlib',
    name: /^zlib\.h$/,
    holds: /interface of the 'zlib' general purpose compression library/,
    version: /#define ZLIB_VERSION "(\d[\w.-]*)"/,
  },
  { id: 'zlib-ng', name: /^zlib-ng\.h(?:\.in)?$/, holds: /zlib-ng/, version: /#define ZLIBNG_VERSION "(\d[\w.-]*)"/ },
  { id: 'miniz', name: /^miniz\.[ch]$/, holds: /miniz\.c/, version: /#define MZ_VERSION\s+"(\d+\.\d+(?:\.\d+)?)"/ },
  { id: 'stb', name: /^stb_\w+\.(?:h|c)$/, holds: /public domain/i, version: /^\/\* ?stb_\w+ - v(\d+\.\d+)/m },
  {
    id: 'lz4',
    name: /^lz4\.h$/,
    holds: /LZ4 - Fast LZ compression algorithm|LZ4 library/,
    version:
      /#define LZ4_VERSION_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define LZ4_VERSION_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define LZ4_VERSION_RELEASE\s+(\d+)\b/,
  },
  {
    id: 'xxhash',
    name: /^xxhash\.h$/,
    holds: /xxHash - Extremely Fast Hash algorithm/,
    version:
      /#define XXH_VERSION_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define XXH_VERSION_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define XXH_VERSION_RELEASE\s+(\d+)\b/,
  },
  {
    id: 'zstd',
    name: /^zstd\.h$/,
    holds: /zstd, short for Zstandard|ZSTD_VERSION_MAJOR/,
    version:
      /#define ZSTD_VERSION_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define ZSTD_VERSION_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define ZSTD_VERSION_RELEASE\s+(\d+)\b/,
  },
  { id: 'bzip2', name: /^bzlib\.h$/, holds: /bzip2\/libbzip2/, version: /bzip2\/libbzip2 version (\d+\.\d+\.\d+)/ },
  { id: 'libpng', name: /^png\.h$/, holds: /libpng/, version: /#define PNG_LIBPNG_VER_STRING "(\d+\.\d+\.\d+)"/ },
  { id: 'libjpeg-turbo', name: /^jconfig\.h(?:\.in)?$/, holds: /LIBJPEG_TURBO_VERSION/, version: /LIBJPEG_TURBO_VERSION\s+(\d+\.\d+\.\d+)/ },
  {
    id: 'expat',
    name: /^expat\.h$/,
    holds: /XML_ParserCreate/,
    version:
      /#define XML_MAJOR_VERSION\s+(\d+)\b.{0,200}\s{1,40}#define XML_MINOR_VERSION\s+(\d+)\b.{0,200}\s{1,40}#define XML_MICRO_VERSION\s+(\d+)\b/,
  },
  { id: 'libyaml', name: /^yaml\.h$/, holds: /yaml_parser_t/ },
  { id: 'libffi', name: /^ffi\.h(?:\.in)?$/, holds: /libffi/, version: /libffi (\d+\.\d+(?:\.\d+)?)/ },
  { id: 'libuv', name: /^uv\.h$/, holds: /uv_loop_t/ },
  { id: 'c-ares', name: /^ares_version\.h$/, holds: /ARES_VERSION_STR/, version: /#define ARES_VERSION_STR\s+"(\d+\.\d+\.\d+)/ },
  { id: 'brotli', name: /^decode\.h$/, holds: /BROTLI_DEC_DECODE_H_/ },
  { id: 'snappy', name: /^snappy\.h$/, holds: /namespace snappy/ },
  {
    id: 'leveldb',
    name: /^db\.h$/,
    holds: /STORAGE_LEVELDB_INCLUDE_DB_H_/,
    version: /kMajorVersion = (\d+);\s+static const int kMinorVersion = (\d+);/,
  },
  { id: 'libsodium', name: /^sodium\.h$/, holds: /sodium\/core\.h/ },
  { id: 'argon2', name: /^argon2\.h$/, holds: /Argon2 reference source code package/ },
  { id: 'blake3', name: /^blake3\.h$/, holds: /blake3_hasher/ },
  {
    id: 'pcre2',
    name: /^pcre2\.h(?:\.generic)?$/,
    holds: /Perl-Compatible Regular Expression/,
    version: /#define PCRE2_MAJOR\s+(\d+)\s+#define PCRE2_MINOR\s+(\d+)/,
  },
  { id: 'tree-sitter', name: /^parser\.h$/, holds: /TREE_SITTER_PARSER_H_/ },
  { id: 'pugixml', name: /^pugixml\.hpp$/, holds: /pugixml parser/, version: /pugixml parser - version (\d+\.\d+)/ },
  { id: 'tinyxml2', name: /^tinyxml2\.h$/, holds: /namespace tinyxml2/ },
  { id: 'jsoncpp', name: /^jsoncpp\.cpp$/, holds: /Json-cpp amalgamated source/ },
  { id: 'yyjson', name: /^yyjson\.h$/, holds: /yyjson_doc/ },
  { id: 'simdjson', name: /^simdjson\.h$/, holds: /namespace simdjson/ },
  { id: 'duktape', name: /^duktape\.h$/, holds: /Duktape public API/, version: /Duktape public API for Duktape (\d+\.\d+\.\d+)/ },
  { id: 'quickjs', name: /^quickjs\.h$/, holds: /QuickJS Javascript Engine/ },
  { id: 'lua', name: /^lua\.h$/, holds: /LUA_VERSION_MAJOR/, version: /Lua (5\.\d+\.\d+)/ },
  {
    id: 'llhttp',
    name: /^llhttp\.h$/,
    holds: /LLHTTP_VERSION_MAJOR/,
    version:
      /#define LLHTTP_VERSION_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define LLHTTP_VERSION_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define LLHTTP_VERSION_PATCH\s+(\d+)\b/,
  },
  { id: 'http-parser', name: /^http_parser\.h$/, holds: /HTTP_PARSER_VERSION_MAJOR/ },
  {
    id: 'mbedtls',
    name: /^(?:version|build_info)\.h$/,
    holds: /MBEDTLS_VERSION_STRING/,
    version: /#define MBEDTLS_VERSION_STRING\s+"(\d+\.\d+\.\d+)"/,
  },
  {
    id: 'openssl',
    name: /^opensslv\.h(?:\.in)?$/,
    holds: /The OpenSSL Project Authors|OPENSSL_VERSION_TEXT\s+"OpenSSL/,
    version: /OPENSSL_VERSION_STR "(\d+\.\d+\.\d+)"/,
  },
  { id: 'aws-lc', name: /^base\.h$/, holds: /#define OPENSSL_IS_AWSLC/, version: /#define AWSLC_VERSION_NUMBER_STRING\s+"(\d+\.\d+\.\d+)"/ },
  { id: 'boringssl', name: /^base\.h$/, holds: /#define OPENSSL_IS_BORINGSSL(?![\s\S]*OPENSSL_IS_AWSLC)/ },
  {
    id: 'oniguruma',
    name: /^oniguruma\.h$/,
    holds: /ONIGURUMA_VERSION_MAJOR/,
    version:
      /#define ONIGURUMA_VERSION_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define ONIGURUMA_VERSION_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define ONIGURUMA_VERSION_TEENY\s+(\d+)\b/,
  },
  {
    id: 'rocksdb',
    name: /^version\.h$/,
    holds: /#define ROCKSDB_MAJOR/,
    version: /#define ROCKSDB_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define ROCKSDB_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define ROCKSDB_PATCH\s+(\d+)\b/,
  },
  { id: 'jemalloc', name: /^jemalloc_macros\.h\.in$/, holds: /JEMALLOC_VERSION_MAJOR/ },
  { id: 'harfbuzz', name: /^hb-version\.h(?:\.in)?$/, holds: /HB_VERSION_STRING/, version: /HB_VERSION_STRING "(\d+\.\d+\.\d+)"/ },
  {
    id: 'freetype',
    name: /^freetype\.h$/,
    holds: /FreeType high-level API/,
    version: /#define FREETYPE_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define FREETYPE_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define FREETYPE_PATCH\s+(\d+)\b/,
  },
  {
    id: 'lmdb',
    name: /^lmdb\.h$/,
    holds: /Lightning memory-mapped database library/,
    version: /#define MDB_VERSION_MAJOR\s+(\d+)[^#]*#define MDB_VERSION_MINOR\s+(\d+)[^#]*#define MDB_VERSION_PATCH\s+(\d+)/,
  },
  { id: 'ggml', name: /^ggml\.h$/, holds: /ggml_tensor/ },
  { id: 'mimalloc', name: /^mimalloc\.h$/, holds: /mi_malloc/ },
  { id: 'miniaudio', name: /^miniaudio\.h$/, holds: /ma_device/, version: /miniaudio - v(\d+\.\d+\.\d+)/ },
  { id: 'libdeflate', name: /^libdeflate\.h$/, holds: /libdeflate_alloc_compressor/, version: /#define LIBDEFLATE_VERSION_STRING\s+"(\d+\.\d+)"/ },
  { id: 'librdkafka', name: /^rdkafka\.h$/, holds: /librdkafka - Apache Kafka C library/ },
  {
    id: 'hiredis',
    name: /^hiredis\.h$/,
    holds: /redisContext/,
    version: /#define HIREDIS_MAJOR\s+(\d+)\b.{0,200}\s{1,40}#define HIREDIS_MINOR\s+(\d+)\b.{0,200}\s{1,40}#define HIREDIS_PATCH\s+(\d+)\b/,
  },
  { id: 'fmt', name: /^(?:core|base)\.h$/, holds: /#define FMT_VERSION/ },
  { id: 'openssl', name: /^VERSION\.dat$/, holds: /^MAJOR=\d[\s\S]{1,200}^SHLIB_VERSION=/m, version: /^MAJOR=(\d+)\s+MINOR=(\d+)\s+PATCH=(\d+)/m },
  { id: 'curl', name: /^curlver\.h$/, holds: /#define LIBCURL_VERSION "/, version: /#define LIBCURL_VERSION "(\d+\.\d+\.\d+)/ },
  { id: 'libssh2', name: /^libssh2\.h$/, holds: /#define LIBSSH2_VERSION\b/, version: /#define LIBSSH2_VERSION\s+"(\d+\.\d+\.\d+)/ },
  { id: 'libgit2', name: /^version\.h$/, holds: /#define LIBGIT2_VERSION\b/, version: /#define LIBGIT2_VERSION\s+"(\d+\.\d+\.\d+)/ },
  { id: 'libusb', name: /^libusb\.h$/, holds: /libusb_device_handle/ },
  {
    id: 'libusb',
    name: /^version\.h$/,
    holds: /#define LIBUSB_MAJOR\b/,
    version: /#define LIBUSB_MAJOR (\d+)[\s\S]{1,80}#define LIBUSB_MINOR (\d+)[\s\S]{1,80}#define LIBUSB_MICRO (\d+)/,
  },
  { id: 'libwebp', name: /^decode\.h$/, holds: /WEBP_WEBP_DECODE_H_/ },
  {
    id: 'luajit',
    name: /^luajit(?:_rolling)?\.h$/,
    holds: /LuaJIT -- a Just-In-Time Compiler for Lua/,
    version: /LUAJIT_VERSION\s+"LuaJIT (\d+\.\d+\.[\w-]{1,20})"/,
  },
  {
    id: 'xz',
    name: /^version\.h$/,
    holds: /#define LZMA_VERSION_MAJOR\b/,
    version: /#define LZMA_VERSION_MAJOR\s+(\d+)\s+#define LZMA_VERSION_MINOR\s+(\d+)\s+#define LZMA_VERSION_PATCH\s+(\d+)/,
  },
  { id: 'mozjpeg', name: /^jcext\.c$/, holds: /mozjpeg/i },
  { id: 'secp256k1', name: /^secp256k1\.h$/, holds: /secp256k1_context/ },
  {
    id: 'hidapi',
    name: /^hidapi\.h$/,
    holds: /hid_device/,
    version:
      /#define HID_API_VERSION_MAJOR\s+(\d+)[\s\S]{1,200}#define HID_API_VERSION_MINOR\s+(\d+)[\s\S]{1,200}#define HID_API_VERSION_PATCH\s+(\d+)/,
  },
  { id: 'protobuf', name: /^message_lite\.h$/, holds: /namespace google\s*\{\s*namespace protobuf/ },
  { id: 'libsass', name: /^base\.h$/, holds: /ADDCALL libsass_version/ },
  { id: 'blst', name: /^blst\.h$/, holds: /blst_p1_affine/ },
  { id: 'imgui', name: /^imgui\.h$/, holds: /dear imgui, v/i, version: /#define IMGUI_VERSION\s+"(\d+\.\d+(?:\.\d+)?)/ },
  {
    id: 'glfw',
    name: /^glfw3\.h$/,
    holds: /GLFWwindow/,
    version: /#define GLFW_VERSION_MAJOR\s+(\d+)[\s\S]{1,300}#define GLFW_VERSION_MINOR\s+(\d+)[\s\S]{1,300}#define GLFW_VERSION_REVISION\s+(\d+)/,
  },
  { id: 'duckdb', name: /^duckdb\.h$/, holds: /duckdb_connection/ },
  { id: 'hnswlib', name: /^hnswlib\.h$/, holds: /namespace hnswlib/ },
  {
    id: 'nlohmann-json',
    name: /^json\.hpp$/,
    holds: /JSON for Modern C\+\+/,
    version: /JSON for Modern C\+\+\s*[|\s/_]*version (\d+\.\d+\.\d+)/,
  },
  { id: 'cjson', name: /^cJSON\.c$/, holds: /cJSON/ },
  { id: 'catch2', name: /^catch(?:_amalgamated)?\.hpp$/, holds: /Catch v/, version: /Catch v(\d+\.\d+\.\d+)/ },
  { id: 'uthash', name: /^uthash\.h$/, holds: /uthash/, version: /#define UTHASH_VERSION (\d+\.\d+\.\d+)/ },
  { id: 'mongoose', name: /^mongoose\.c$/, holds: /Cesanta Software/ },
];

/** What a JavaScript or style library writes at its head. Each expression is held against the first bytes only. */
const banners: readonly (readonly [string, RegExp])[] = [
  ['jquery', /jQuery (?:JavaScript Library )?v(\d+\.\d+\.\d+)(?![\w.-]*\s*(?:plugin|UI))/],
  ['jquery-ui', /jQuery UI (?:- )?v?(\d+\.\d+\.\d+)/],
  ['lodash', /\* (?:@license\s+\* )?(?:Lodash <|lodash (?:lodash\.com|\(Custom Build\)|(\d+\.\d+\.\d+)))/],
  ['react', /@license React(?: v(\d+\.\d+\.\d+))?\s+\*\s+react(?:\.\w+)*\.(?:production|development)/],
  ['react-dom', /@license React(?: v(\d+\.\d+\.\d+))?\s+\*\s+react-dom(?:[\w.-]*)\.(?:production|development)/],
  ['bootstrap', /\* Bootstrap v(\d+\.\d+\.\d+) \(/],
  ['angular', /@license AngularJS v(\d+\.\d+\.\d+)/],
  ['vue', /(?:\* Vue\.js v|\* vue v|\* @vue\/[\w-]+ v)(\d+\.\d+\.\d+)/],
  ['moment', /\/\/! moment\.js\s+\/\/! version : (\d+\.\d+\.\d+)/],
  ['d3', /\/\/ https:\/\/d3js\.org v(\d+\.\d+\.\d+)/],
  ['underscore', /(?<!\| )Underscore\.js (\d+\.\d+\.\d+)/], // a build of Lodash says: lodash.com/license | Underscore.js 1.8.3
  ['backbone', /Backbone\.js (\d+\.\d+\.\d+)/],
  ['handlebars', /handlebars v(\d+\.\d+\.\d+)/],
  ['highlight.js', /Highlight\.js v(\d+\.\d+\.\d+)/],
  ['chart.js', /\* Chart\.js v(\d+\.\d+\.\d+)/],
  ['@popperjs/core', /@popperjs\/core v(\d+\.\d+\.\d+)/],
  ['axios', /(?:\/\*! Axios v|\/\/ Axios v|\/\* axios v)(\d+\.\d+\.\d+)/],
  ['dompurify', /@license DOMPurify (\d+\.\d+\.\d+)/],
  ['clipboard', /clipboard\.js v(\d+\.\d+\.\d+)/],
  ['pako', /\/\*! pako (\d+\.\d+\.\d+) http/],
  ['jszip', /JSZip v(\d+\.\d+\.\d+)/],
  ['plotly.js', /\* (?:@license )?plotly\.js(?: \([\w -]+\))? v(\d+\.\d+\.\d+)/],
  ['requirejs', /@license (?:RequireJS|r\.js) (\d+\.\d+\.\d+)/],
  ['mustache', /mustache\.js - Logic-less/],
  ['marked', /\* marked v(\d+\.\d+\.\d+)/],
  ['prismjs', /\/\* PrismJS (\d+\.\d+\.\d+)/],
  ['select2', /\* Select2 (\d+\.\d+\.\d+)/],
  ['leaflet', /Leaflet (\d+\.\d+\.\d+)(?:\+[\w.]+)?, a JS library for interactive maps/],
  ['hammerjs', /Hammer\.JS - v(\d+\.\d+\.\d+)/i],
  ['@fortawesome/fontawesome-free', /Font Awesome Free (\d+\.\d+\.\d+)/],
  ['normalize.css', /normalize\.css v(\d+\.\d+\.\d+)/],
  ['core-js', /\* core-js (\d+\.\d+\.\d+)/],
  ['knockout', /Knockout JavaScript library v(\d+\.\d+\.\d+)/],
  ['modernizr', /modernizr (\d+\.\d+\.\d+) \(Custom Build\)/i],
  ['mathjax', /MathJax\.js|\* {2}Copyright \(c\) \d{4}(?:-\d{4})? The MathJax Consortium/],
  ['datatables.net', /DataTables (\d+\.\d+\.\d+)/],
  ['zepto', /\/\* Zepto v?(\d+\.\d+\.\d+)/],
  ['three', /\* Copyright 2010-\d{4} Three\.js Authors/],
  ['socket.io-client', /\* Socket\.IO v(\d+\.\d+\.\d+)/],
  ['lunr', /lunr - http:\/\/lunrjs\.com[^\n]{0,80} - (\d+\.\d+\.\d+)/],
  ['esprima', /Copyright JS Foundation and other contributors, https:\/\/js\.foundation\/[\s\S]{0,400}Redistribution/],
];

const vendorFolder = /(?:^|\/)(?:_vendor|_vendored|vendored|vendor|third_party|third-party|thirdparty|3rdparty|extern|external|bundled|deps)\//i;
const ofTests = /(?:^|\/)(?:tests?|testing|testdata|test_data|fixtures|__tests__|examples?|docs?|benchmarks?)\//i;

/** Whether a file's text is worth reading: by path and size in bytes only. */
export function wantsText(path: string, size: number): boolean {
  if (size === 0 || size > mostBytes) return false;
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (/\.(?:h|c|hpp|cpp|in|generic|dat)$/.test(base)) return cFiles.some(({ name }) => name.test(base));
  if (/\.(?:js|mjs|cjs|css)$/.test(base)) return true;
  return manifestOf(path) !== undefined;
}

type Manifest = 'npm' | 'go' | 'cargo' | 'python' | 'pinned' | 'maven' | 'versions';
function manifestOf(path: string): Manifest | undefined {
  if (/(?:^|\/)node_modules\/(?:@[^/]{1,100}\/)?[^/]{1,214}\/package\.json$/.test(path)) return 'npm';
  if (/(?:^|\/)vendor\/modules\.txt$/.test(path)) return 'go';
  if (/(?:^|\/)vendor\/[^/]{1,100}\/Cargo\.toml$/.test(path)) return 'cargo';
  if (/(?:^|\/)META-INF\/maven\/[\w.-]{1,200}\/[\w.-]{1,200}\/pom\.properties$/.test(path)) return 'maven';
  if (/(?:^|\/)versions\.json$/.test(path)) return 'versions';
  if (/\.dist-info\/METADATA$/.test(path) && vendorFolder.test(path)) return 'python';
  if (/(?:^|\/)_?vendor(?:ed)?\/vendor(?:ed)?\.txt$/.test(path)) return 'pinned';
  return undefined;
}

/** Known foreign sources in one file's bytes; empty where there are none. Never throws. */
export function recogniseText(path: string, bytes: Uint8Array): readonly Sighting[] {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const manifest = manifestOf(path);
  if (manifest !== undefined) return manifestReaders[manifest](path, decode(bytes, 1 << 20));
  if (/\.(?:js|mjs|cjs|css)$/.test(base)) return banner(path, decode(bytes, bannerBytes));
  return cFiles.flatMap((one) => (one.name.test(base) ? knownFile(one, path, bytes) : []));
}

const decode = (bytes: Uint8Array, most: number): string => Buffer.from(bytes.subarray(0, most)).toString('utf8');

function sighting(
  id: string,
  path: string,
  version: string | undefined,
  value: string,
  offset: number,
  kind: 'content' | 'metadata' = 'content',
): Sighting {
  const evidence: Evidences = [{ kind, path, value: value.slice(0, 200), ...(offset > 0 ? { offset } : {}) }];
  return { id, how: 'vendored', path, ...(version === undefined || version === '' ? {} : { version }), evidence };
}

function knownFile({ id, holds, version, within = headBytes }: KnownFile, path: string, bytes: Uint8Array): Sighting[] {
  const text = decode(bytes, within);
  const found = holds.exec(text);
  if (found === null) return [];
  // The amalgamation tells its version behind its first comments.
  const said = version?.exec(text) ?? version?.exec(decode(bytes, 1 << 20));
  return [sighting(id, path, said?.slice(1).join('.'), (said ?? found)[0].replace(/\s+/g, ' '), (said ?? found).index)];
}

function banner(path: string, head: string): Sighting[] {
  const found: Sighting[] = [];
  for (const [name, expression] of banners) {
    const match = expression.exec(head);
    if (match === null) continue;
    // A plugin's banner names the library that it extends; the library's own begins with it. Lodash is based on Underscore, and says so.
    if (match.index > 600 || /\b(?:based on|inspired by|compatible with|for) $/i.test(head.slice(Math.max(0, match.index - 20), match.index)))
      continue;
    found.push(sighting(`pkg:npm/${name.replace('@', '%40')}`, path, match[1], match[0].replace(/\s+/g, ' '), match.index));
  }
  return found.slice(0, 2);
}

const manifestReaders: Readonly<Record<Manifest, (path: string, text: string) => Sighting[]>> = { npm, go, cargo, python, pinned, maven, versions };

function npm(path: string, text: string): Sighting[] {
  const name = /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1];
  if (name === undefined) return [];
  const version = /"version"\s*:\s*"([^"\\]{1,100})"/.exec(text)?.[1];
  return [sighting(`pkg:npm/${name.replace('@', '%40')}`, path, version, `${name} ${version ?? ''}`.trim(), 0, 'metadata')];
}

/** `# module version` lines; `=>` names what replaces a module. */
function go(path: string, text: string): Sighting[] {
  const found: Sighting[] = [];
  for (const match of text.matchAll(/^# ([\w./~+-]{1,200}) (v[\w.+-]{1,100})(?: => ([\w./~+-]{1,200}) (v[\w.+-]{1,100}))?$/gm)) {
    if (found.length === mostModules) break;
    found.push(sighting(`pkg:golang/${match[3] ?? match[1]}`, path, match[4] ?? match[2], match[0], match.index, 'metadata'));
  }
  return found;
}

function cargo(path: string, text: string): Sighting[] {
  const head = text.slice(0, text.indexOf('[package]') + 4096);
  const name = /^name\s*=\s*"([\w-]{1,100})"/m.exec(head)?.[1];
  const version = /^version\s*=\s*"([^"\\]{1,100})"/m.exec(head)?.[1];
  return name === undefined || version === undefined ? [] : [sighting(`pkg:cargo/${name}`, path, version, `${name} ${version}`, 0, 'metadata')];
}

function python(path: string, text: string): Sighting[] {
  const name = /^Name: ?([A-Za-z0-9._-]{1,100})\r?$/m.exec(text)?.[1];
  const version = /^Version: ?([\w.!+-]{1,100})\r?$/m.exec(text)?.[1];
  return name === undefined ? [] : [sighting(pythonId(name), path, version, `${name} ${version ?? ''}`.trim(), 0, 'metadata')];
}

/** `name==version`, a line each: what pip and others say of their _vendor folder. */
function pinned(path: string, text: string): Sighting[] {
  const lines = [...text.matchAll(/^[ \t]*([A-Za-z0-9][A-Za-z0-9._-]{0,99})==([\w.!+-]{1,100})/gm)].slice(0, mostModules);
  return lines.map(([line, name = '', version]) => sighting(pythonId(name), path, version, line.trim(), 0, 'metadata'));
}

/** One spelling of a Python package's name, as the index compares them. */
export const pythonId = (name: string): string => `pkg:pypi/${name.toLowerCase().replace(/[-_.]+/g, '-')}`;

function maven(path: string, text: string): Sighting[] {
  const match = /META-INF\/maven\/([\w.-]+)\/([\w.-]+)\/pom\.properties$/.exec(path);
  const version = /^version=([\w.+-]{1,100})\r?$/m.exec(text)?.[1];
  if (match === null) return [];
  return [
    {
      ...sighting(
        `pkg:maven/${match[1]}/${match[2]}`,
        path,
        version,
        `${match[1]}:${match[2]}${version === undefined ? '' : `:${version}`}`,
        0,
        'metadata',
      ),
      how: 'bundled',
    },
  ];
}

const fewestVersions = 5;
/** `{"cairo": "1.18.0", "expat": "2.6.2", ...}` beside prebuilt libraries: a declaration when most of it is known to the catalogue. */
function versions(path: string, text: string): Sighting[] {
  const listed = listedVersions(text);
  const known = listed.map(([name, version]) => ({ name, version, record: recordCalled(name) })).filter(({ record }) => record !== undefined);
  if (known.length < fewestVersions || known.length * 2 < listed.length) return [];
  return known.map(({ name, version, record }) => ({
    ...sighting(record!.id, path, version, `${name} ${version}`, 0, 'metadata'),
    how: 'declared' as const,
  }));
}

function listedVersions(text: string): [string, string][] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const entries = Object.entries(value).slice(0, mostModules);
    return entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && /^v?\d[\w.+-]{0,60}$/.test(entry[1]));
  } catch {
    return []; // not JSON: no declaration
  }
}

/**
 * Folders of foreign code that carry their own licence file: third_party/NAME/LICENSE. The name is all that is known of them, so the
 * caller looks it up. Tests, examples and documentation are left out.
 */
export function vendoredFolders(paths: Iterable<string>): { name: string; path: string }[] {
  const found = new Map<string, { name: string; path: string }>();
  const licence =
    /(?:^|\/)(?:_vendor|_vendored|vendored|vendor|third_party|third-party|thirdparty|3rdparty|extern|external|deps)\/([A-Za-z0-9][\w.+-]{1,63})\/(?:(?:src|source|docs?|legal|licen[cs]es?|v?\d[\w.]{0,20})\/)?(?:LICEN[CS]E|COPYING|COPYRIGHT|NOTICE)(?:[.-][\w.-]{1,40})?$/i;
  for (const path of paths) {
    const match = licence.exec(path);
    if (match === null || ofTests.test(path) || /\.dist-info$/.test(match[1]!)) continue;
    if (!found.has(match[1]!) && found.size < mostModules) found.set(match[1]!, { name: match[1]!, path });
  }
  return [...found.values()];
}
