// What the host must bring: libraries that files need and that the artifact does not hold where the dynamic linker looks (run-paths.ts). One that
// lies elsewhere in the artifact is told with its place: packages load theirs before they are needed (ctypes, a first import), which no run path
// shows. Java archives unpack their libraries and load each by its path, so there the name is enough.
// Who promises the rest: the platform tags of wheels (PEP 513, 571, 599, 600: the lists of libraries that auditwheel's policies carry;
// PEP 656 for musl), the systems themselves (macOS: /usr/lib and /System; Windows: the system folder), and packages that this one requires.
import type { HostLibrary, ListedFile, Metadata, NativeFile } from '../types.ts';
import { recordsNamed } from './catalogue.ts';
import { comparable, readLibraryName } from './names.ts';
import { runPaths } from './run-paths.ts';

interface Input {
  native: readonly NativeFile[];
  files: readonly ListedFile[];
  metadata?: Metadata | undefined;
  path: string;
}

const mostNamed = 4096;
const mostInside = 8;
const isUnpacked = /\.(?:jar|war|ear|aar|apk)!\//;

/** Needed libraries that the artifact does not hold, sorted by name, each with the files that need it. */
export function hostLibraries(input: Input): HostLibrary[] {
  const held = heldNames(input);
  const reaches = runPaths(input.native, input.files, input.path);
  const promise = promises(input);
  const needs = new Map<string, { files: Set<string>; promisedBy: string | undefined; inside: readonly string[] | undefined }>();
  for (const file of input.native) {
    if (file.type === 'object' || file.format === 'wasm') continue;
    for (const name of [...file.needed, ...(file.delayNeeded ?? [])]) {
      const base = baseOf(name);
      if (base === '') continue;
      const inside = held.get(base) ?? held.get(base.toLowerCase());
      if (inside !== undefined && (isUnpacked.test(`${input.path}!/${file.path}`) || reaches(file, name))) continue;
      const shown = file.format === 'macho' ? name : base;
      const key = inside === undefined ? shown : `${shown}\ninside`;
      const need = needs.get(key) ?? { files: new Set<string>(), promisedBy: promise(name, file), inside };
      need.files.add(file.path);
      if (needs.size < mostNamed || needs.has(key)) needs.set(key, need);
    }
  }
  const libraries = [...needs].map(([key, { files, promisedBy, inside }]): HostLibrary => {
    return {
      name: key.replace(/\ninside$/, ''),
      neededBy: [...files].sort(),
      ...(promisedBy === undefined ? {} : { promisedBy }),
      ...(inside === undefined ? {} : { inside: inside.slice(0, mostInside) }),
    };
  });
  return libraries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const baseOf = (name: string): string => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);

/** Names and SONAMEs of what is inside, each with the files that have it. */
function heldNames({ native, files }: Input): Map<string, readonly string[]> {
  const held = new Map<string, string[]>();
  const put = (name: string, path: string) => {
    const paths = held.get(name) ?? [];
    held.set(name, paths);
    if (!paths.includes(path) && paths.length < mostInside) paths.push(path);
  };
  for (const { path, soname, format } of native) {
    for (const name of [baseOf(path), ...(soname === undefined ? [] : [baseOf(soname)])]) {
      put(name, path);
      if (format === 'pe') put(name.toLowerCase(), path);
    }
  }
  for (const { path, kind } of files) if (kind === 'link') put(baseOf(path), path); // libfoo.so.1 -> libfoo.so.1.2
  return held;
}

/** For a needed name, who promises it; nobody, if nothing does. */
function promises({ metadata, path }: Input): (name: string, file: NativeFile) => string | undefined {
  const tags = platformTags(metadata, path);
  const required = new Set((metadata?.requires ?? []).map((line) => comparable(/^[A-Za-z0-9._@/-]+/.exec(line.trim())?.[0] ?? '')));
  const wheel = path.endsWith('.whl');
  return (name, file) => {
    const base = baseOf(name);
    const packaged = required.size > 0 ? recordsNamed(readLibraryName(base).plain).flatMap(({ packages = [] }) => packages) : [];
    const by = packaged.find((one) => [...required].some((wanted) => wanted === comparable(one) || sameFamily(wanted, comparable(one))));
    if (by !== undefined) return `required package ${by}`;
    if (file.format === 'macho') return /^(\/usr\/lib\/|\/System\/Library\/)/.test(name) ? 'macos-system' : undefined;
    if (file.format === 'pe') return windows(base.toLowerCase(), wheel);
    if (file.format !== 'elf') return undefined;
    if (tags.musl !== undefined)
      return muslLibraries.has(base) || base.startsWith('libc.musl-') || base.startsWith('ld-musl-') ? tags.musl : undefined;
    if (androidLibraries.has(base) && file.needed.some((one) => onlyAndroid.has(one))) return 'android-system';
    if (tags.manylinux !== undefined) return promised(base, tags.manylinux) ? tags.manylinux : undefined;
    return glibcLibraries.has(base) || /^ld(64)?-linux/.test(base) || /^ld(64)?\.so\./.test(base)
      ? 'linux-glibc'
      : base.startsWith('libc.musl-') || base === 'libc.so'
        ? 'linux-musl'
        : undefined;
  };
}

/** nvidia-cublas-cu11 and nvidia-cublas-cu12 bring the same library of two toolkits. */
const sameFamily = (a: string, b: string): boolean => /-cu\d+$/.test(a) && a.replace(/-cu\d+$/, '') === b.replace(/-cu\d+$/, '');

/** The lowest Linux tag: what holds on all the hosts that the name promises. */
function platformTags(metadata: Metadata | undefined, path: string): { manylinux?: string; musl?: string } {
  const base = baseOf(path);
  const all = [...(metadata?.platforms ?? []), ...(base.endsWith('.whl') ? base.slice(0, -4).split('-').slice(-1) : [])].join('.');
  const lowest = (found: number[][]): number[] | undefined => found.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)[0];
  const old: Readonly<Record<string, number[]>> = { manylinux1: [2, 5], manylinux2010: [2, 12], manylinux2014: [2, 17] };
  const many = [...all.matchAll(/manylinux_(\d{1,3})_(\d{1,3})/g)].map((one) => [Number(one[1]), Number(one[2])]);
  for (const [alias, version] of Object.entries(old)) if (all.includes(`${alias}_`)) many.push(version);
  const musl = [...all.matchAll(/musllinux_(\d{1,3})_(\d{1,3})/g)].map((one) => [Number(one[1]), Number(one[2])]);
  const [low, lowMusl] = [lowest(many), lowest(musl)];
  return {
    ...(low === undefined ? {} : { manylinux: `manylinux_${low[0]}_${low[1]}` }),
    ...(lowMusl === undefined || low !== undefined ? {} : { musl: `musllinux_${lowMusl[0]}_${lowMusl[1]}` }),
  };
}

// manylinux: the same list for every version, but for expat, which manylinux_2_5 does not promise, and glibc's vector functions.
const glibcLibraries = new Set(
  'libm.so.6 libanl.so.1 libdl.so.2 librt.so.1 libc.so.6 libnsl.so.1 libutil.so.1 libpthread.so.0 libresolv.so.2 libmvec.so.1'.split(' '),
);
const manylinuxLibraries = new Set(
  (
    'libatomic.so.1 libgcc_s.so.1 libstdc++.so.6 libm.so.6 libanl.so.1 libdl.so.2 librt.so.1 libc.so.6 libnsl.so.1 libutil.so.1 libpthread.so.0 ' +
    'libX11.so.6 libXext.so.6 libXrender.so.1 libICE.so.6 libSM.so.6 libGL.so.1 libgobject-2.0.so.0 libgthread-2.0.so.0 libglib-2.0.so.0 ' +
    'libresolv.so.2 libz.so.1'
  ).split(' '),
);
/** Bionic's libraries carry no version: who needs one of the second set was built for Android, since musl has them all in libc.so. */
const androidLibraries = new Set([
  'libc.so',
  'libm.so',
  'libdl.so',
  'liblog.so',
  'libandroid.so',
  'libz.so',
  'libEGL.so',
  'libGLESv2.so',
  'libOpenSLES.so',
]);
const onlyAndroid = new Set(['libdl.so', 'libm.so', 'liblog.so', 'libandroid.so']);
const muslLibraries = new Set(['libc.so', 'libz.so.1']);
function promised(name: string, tag: string): boolean {
  if (manylinuxLibraries.has(name) || /^ld(64)?-linux/.test(name) || /^ld(64)?\.so\./.test(name)) return true;
  if (name === 'libmvec.so.1') return Number(/_(\d+)$/.exec(tag)?.[1]) >= 24;
  return name === 'libexpat.so.1' && tag !== 'manylinux_2_5';
}

// The libraries of every supported Windows (system32), without those of optional features.
const windowsLibraries = new Set(
  (
    'advapi32 avicap32 avrt bcrypt bcryptprimitives cabinet cfgmgr32 clbcatq comctl32 comdlg32 credui crypt32 cryptbase cryptsp cryptui d2d1 d3d10 ' +
    'd3d10_1 d3d11 d3d12 d3d9 dbgcore dbghelp dcomp ddraw devobj dhcpcsvc dinput8 dnsapi dsound dwmapi dwrite dxgi dxva2 esent evr faultrep fltlib ' +
    'fwpuclnt gdi32 gdi32full gdiplus glu32 hid httpapi icmp imagehlp imm32 iphlpapi jscript kernel32 kernelbase ktmw32 lz32 mf mfplat mfreadwrite ' +
    'mfuuid mpr msacm32 mscms mscoree msctf msdmo mshtml msi msimg32 mswsock msvcrt msvfw32 ncrypt netapi32 netutils newdev normaliz ntdll ntdsapi ' +
    'odbc32 odbccp32 ole32 oleacc oleaut32 oledlg opengl32 pdh powrprof profapi propsys psapi quartz rasapi32 rpcns4 rpcrt4 rstrtmgr sas samcli ' +
    'schannel sechost secur32 security sensapi setupapi sfc shcore shell32 shfolder shlwapi snmpapi sspicli synchronization t2embed tdh traffic ' +
    'ucrtbase umpdc urlmon user32 userenv usp10 uxtheme version virtdisk vssapi wbemcomn webservices wer wevtapi win32u windowscodecs winhttp ' +
    'wininet winmm winscard winspool.drv winsta wintrust wldap32 wlanapi wofutil ws2_32 wsock32 wtsapi32 xinput1_4 xinput9_1_0 xmllite'
  )
    .split(' ')
    .map((name) => (name.includes('.') ? name : `${name}.dll`)),
);
/** Brought by the interpreter's own installation. */
const besidePython = /^(python3\d*(_d)?|vcruntime140(_1)?)\.dll$/;
function windows(name: string, wheel: boolean): string | undefined {
  if (name === 'node.exe') return 'node'; // addons import from the program that loads them
  if (windowsLibraries.has(name) || /^(api|ext)-ms-win-/.test(name)) return 'windows-system';
  return wheel && besidePython.test(name) ? 'cpython' : undefined;
}
