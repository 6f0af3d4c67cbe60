// What a file is for a person who asks what fills a package, by its name alone. Where the content says more, the walk overrules this: `native code` is
// said of content only, what is merely named like it (a linker script called libc.so, a file that was not read) is `native code by name`.

const byExtension: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    Python: 'py pyi pyx pxd pxi pyw pth',
    'Python bytecode': 'pyc pyo',
    'C and CUDA headers': 'h hh hpp hxx h++ cuh inl ipp tcc inc',
    'C, C++ and CUDA': 'c cc cpp cxx c++ cu cl m mm i ii',
    Assembly: 's asm',
    Fortran: 'f f77 f90 f95 f03 for ftn',
    Rust: 'rs',
    Go: 'go',
    JavaScript: 'js mjs cjs jsx node-script',
    TypeScript: 'ts mts cts tsx',
    'Source maps': 'map',
    'Java bytecode': 'class',
    Java: 'java kt kts scala groovy clj',
    '.NET source': 'cs fs vb',
    Ruby: 'rb rake gemspec ru erb',
    PHP: 'php phtml phar-stub',
    Perl: 'pl pm pod t xs',
    'R and Julia': 'r jl rmd',
    Haskell: 'hs lhs',
    Lua: 'lua',
    'Shell and batch': 'sh bash zsh fish bat cmd ps1 psm1 awk sed csh ksh',
    'native code by name': 'so dll dylib exe pyd node o obj a lib ko sys efi wasm bc',
    archives: 'zip jar war ear aar whl egg gz tgz bz2 xz zst lz4 7z rar tar crate gem nupkg deb rpm apk conda asar cab msi',
    'web pages and styles': 'html htm css scss sass less xhtml vue svelte',
    'build files': 'cmake mk make am ac m4 gradle bazel bzl ninja meson sln vcxproj csproj fsproj props targets gyp gypi pc cabal nix podspec in',
    'interface definitions': 'proto thrift fbs capnp graphql idl xsd wsdl asn asn1',
    configuration: 'json json5 yaml yml toml ini cfg conf xml plist properties env editorconfig lock rc',
    documents: 'md rst txt adoc asciidoc tex pdf rtf doc docx odt texi info org 1 2 3 4 5 6 7 8',
    pictures: 'png jpg jpeg gif svg ico icns bmp webp avif tif tiff psd eps ai xcf',
    fonts: 'ttf otf woff woff2 eot pfb pcf afm ttc',
    'sound and video': 'mp3 mp4 wav ogg oga ogv flac webm avi mov mkv m4a aac',
    translations: 'po pot mo gmo qm xlf xliff ftl',
    data: 'csv tsv npy npz h5 hdf5 parquet arrow feather pkl pickle joblib dat data bin db sqlite sqlite3 mat jsonl ndjson avro pb onnx tflite safetensors gguf pt pth-data model vocab',
    signatures: 'asc sig p7s jws pem crt cer key pub sha256 sha512 md5 sha1 rsa dsa sf',
  }).flatMap(([kind, extensions]) => extensions.split(' ').map((extension): [string, string] => [extension, kind])),
);

const licenceName =
  /(^|\/)(licen[cs]es?|copying|notice|copyright|unlicense|eula|third[-_ ]?party[^/]*)([-._][^/]*)?$|[-_.]licen[cs]e(\.(txt|md))?$|\/licen[cs]es\/[^/]+$/i;
const notText = /\.(py|pyc|[cm]?js|ts|java|class|so|dll|c|h|cpp|rs|go|rb|php|cs|json|xml|html?|png|svg)$/i;

/** Texts that state a licence, by name: what recogniseLicence is shown, and what is counted as licences. */
export const isLicenceText = (path: string): boolean => licenceName.test(path) && !notText.test(path);

/** The README at the top of a package, alone or in its one folder: before 2014 or so the licence often stood there and nowhere else. */
export const isTopReadme = (path: string): boolean =>
  /^(?:[^/!]+\/)?readme(?:[-._][^/!]*)?$/i.test(path) && !/\.(?:py|pyc|[cm]?js|json|png|svg)$/i.test(path);

const documentName =
  /^(readme|changelog|changes|history|news|authors|contributors|contributing|maintainers|thanks|todo|install|security|code_of_conduct|credits|faq|hacking)([-._].*)?$/i;
const buildName =
  /^(makefile|gnumakefile|cmakelists\.txt|meson\.build|meson_options\.txt|build|workspace|sconstruct|rakefile|gemfile|dockerfile|containerfile|jenkinsfile|justfile|configure|setup\.py|binding\.gyp)$/i;
const packageName =
  /(^|\/)[^/]+\.(dist-info|egg-info)\/|(^|\/)META-INF\/(?!versions\/)(?!.*\.(class|so|dll|dylib|jnilib)$)|(^|\/)(package\.json|PKG-INFO|Cargo\.toml(\.orig)?|\.cargo_vcs_info\.json|pyproject\.toml|go\.mod|go\.sum|[^/]+\.nuspec)$/;

/** The kind of a file, for `Contents`: 'Python', 'C and CUDA headers', 'licences', 'package metadata', 'data', ... 'other' where the name says nothing. */
export function kindOfFile(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (isLicenceText(path)) return 'licences';
  if (packageName.test(path)) return 'package metadata';
  if (/\.so\.[\d.]+$/.test(name)) return 'native code by name';
  if (buildName.test(name)) return 'build files';
  if (documentName.test(name) && (extension === '' || byExtension[extension] === 'documents' || byExtension[extension] === undefined))
    return 'documents';
  return (Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined) ?? 'other';
}
