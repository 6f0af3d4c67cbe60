// Platforms as people name them: an interpreter, a system and a processor joined by dashes, any of them (cp312-linux-x86_64, musllinux,
// aarch64). Platform tags of wheels (PEP 425, 600, 656) and target triples are made of the same words, and taken as well.

/** What people write, for "did you mean". */
export const platformWords: readonly string[] = [
  'linux', 'manylinux', 'musllinux', 'macos', 'windows',
  'x86_64', 'amd64', 'aarch64', 'arm64', 'i686', 'armv7l', 'ppc64le', 's390x', 'riscv64', 'loongarch64',
  'cp312', 'cp313t', 'pp311', 'py3',
]; // biome-ignore format: systems, processors, interpreters

const interpreter = /^(cp|py|pp)\d{1,4}t?$/;
const processors = 'x86_64|amd64|x64|aarch64|arm64|i[3-6]86|x86|32|armv7l|ppc64le|s390x|riscv64|loongarch64|universal2|intel';
const processor = new RegExp(`^(${processors})$`);
const system = new RegExp(`^(musllinux|manylinux|linux|gnu|macosx?|darwin|windows|win)(_?\\d{1,4}){0,2}(_?(${processors}))?$`);
/** The words of target triples that say nothing of their own here. */
const filler = /^(unknown|pc|apple|msvc|musl|gnueabihf|none|abi3)$/;

/** The words of a platform, in lower case, at most ten. */
export const wordsOfPlatform = (platform: string): string[] => platform.toLowerCase().replaceAll('x86-64', 'x86_64').split(/[-/]/).slice(0, 10);

/** The first word that says nothing of a platform; undefined where all do. */
export function strangeWord(platform: string): string | undefined {
  const words = wordsOfPlatform(platform);
  const strange = words.find((word) => ![interpreter, processor, system, filler].some((pattern) => pattern.test(word)));
  return strange ?? (words.every((word) => filler.test(word)) ? platform : undefined);
}
