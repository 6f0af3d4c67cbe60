// Which file of a release is looked at, where only one is: a wheel with native code for the platform most builds run on, or for
// the one that was asked for. Wheel names: name-version[-build]-python-abi-platform.whl (PEP 425, 427, 600, 656).
import { wordsOfPlatform } from '../purl/platform.ts';
import type { ReleaseFile } from '../types.ts';

interface Tags {
  pythons: readonly string[];
  abis: readonly string[];
  platforms: readonly string[];
}

/**
 * The file to look at. `platform` joins what matters with dashes: an interpreter (cp312), a system (linux, musllinux, macos,
 * windows), a processor (x86_64, aarch64), any of them, as `--for` takes it. Undefined when no file fits it.
 */
export function chooseArtifact(files: readonly ReleaseFile[], platform?: string): ReleaseFile | undefined {
  const wish = platform === undefined ? undefined : wishOf(platform);
  const own = files.filter(({ sourcePackage }) => !sourcePackage);
  const fitting = wish === undefined ? own : own.filter((file) => fits(file, wish));
  return [...fitting].sort(better)[0];
}

function better(a: ReleaseFile, b: ReleaseFile): number {
  const [left, right] = [rank(a), rank(b)];
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return right[at]! - left[at]!;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Larger is better, the first difference decides. */
function rank(file: ReleaseFile): number[] {
  const kind = { binary: 2, pure: 1, source: 0 }[file.kind];
  const tags = tagsOf(file.name);
  if (tags === undefined) return [kind, file.yanked ? 0 : 1, 0, 0, 0, 0];
  return [
    kind,
    file.yanked ? 0 : 1,
    Math.max(...tags.platforms.map(platformRank)),
    Math.max(...tags.abis.map(abiRank)),
    Math.max(...tags.pythons.map(pythonRank)),
    1,
  ];
}

function platformRank(tag: string): number {
  const system = /^manylinux/.test(tag)
    ? 8
    : /^linux/.test(tag)
      ? 7
      : /^musllinux/.test(tag)
        ? 6
        : /^macosx/.test(tag)
          ? 4
          : /^win/.test(tag)
            ? 2
            : 0;
  return system * 2 + (/(x86_64|amd64)$/.test(tag) ? 1 : 0);
}
/** Free-threaded builds (cp313t) and other interpreters after CPython's own. */
const abiRank = (tag: string): number => (/^cp\d+t$/.test(tag) ? 1 : /^(cp|abi3|none)/.test(tag) ? 2 : 0);
/** cp310 is newer than cp39; a wheel for all Pythons ranks as the newest. */
function pythonRank(tag: string): number {
  const parts = /^(cp|py|pp)(\d)(\d*)$/.exec(tag);
  if (!parts) return 0;
  return parts[1] === 'py' ? 100_000 : (parts[1] === 'cp' ? 1000 : 0) * Number(parts[2]) + Number(parts[3] || 0);
}

export function tagsOf(name: string): Tags | undefined {
  const parts = /^[^-]+-[^-]+(?:-\d[^-]*)?-([^-]+)-([^-]+)-([^-]+)\.whl$/i.exec(name);
  if (!parts) return undefined;
  const [pythons, abis, platforms] = parts.slice(1).map((part) => part.toLowerCase().split('.').slice(0, 50));
  return { pythons: pythons!, abis: abis!, platforms: platforms! };
}

interface Wish {
  python: string | undefined;
  system: RegExp | undefined;
  processor: RegExp | undefined;
}
const systems: readonly (readonly [RegExp, RegExp])[] = [
  [/^musllinux/, /^musllinux/],
  [/^(many)?linux|^gnu$/, /^(many)?linux/],
  [/^(macos|macosx|darwin)/, /^macosx/],
  [/^win/, /^win/],
];
const processors: readonly (readonly [RegExp, RegExp])[] = [
  [/(x86_64|amd64|x64)$/, /(x86_64|amd64|universal2?|intel)$/],
  [/(aarch64|arm64)$/, /(aarch64|arm64|universal2)$/],
  [/(i[3-6]86|win32|x86)$/, /(i[3-6]86|win32)$/],
  [/(armv7l|ppc64le|s390x|riscv64|loongarch64)$/, /./],
];
function wishOf(platform: string): Wish {
  const words = wordsOfPlatform(platform);
  const named = processors.flatMap(([asked, given]) => {
    const word = words.find((one) => asked.test(one));
    return word === undefined ? [] : [given.source === '.' ? new RegExp(`${asked.exec(word)![1]}$`) : given];
  })[0];
  return {
    python: words.find((word) => /^(cp|py|pp)\d+t?$/.test(word)),
    system: systems.find(([asked]) => words.some((word) => asked.test(word)))?.[1],
    processor: named,
  };
}

function fits(file: ReleaseFile, { python, system, processor }: Wish): boolean {
  const tags = tagsOf(file.name);
  if (tags === undefined || tags.platforms.includes('any')) return true;
  const place = tags.platforms.some((tag) => (system?.test(tag) ?? true) && (processor?.test(tag) ?? true));
  return place && (python === undefined || runsOn(tags, python));
}

/** abi3 wheels run on their Python and every later one; py3 wheels on all. */
function runsOn({ pythons, abis }: Tags, python: string): boolean {
  const wanted = pythonRank(python.replace(/t$/, ''));
  if (python.endsWith('t')) return abis.includes(python);
  return pythons.some((tag) => {
    if (tag.startsWith('py')) return tag.charAt(2) === python.charAt(2);
    if (tag === python) return abis.some((abi) => !/^cp\d+t$/.test(abi));
    return abis.includes('abi3') && tag.startsWith('cp') && python.startsWith('cp') && pythonRank(tag) <= wanted;
  });
}
