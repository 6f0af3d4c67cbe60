// Which of the components found are named by a licence text or notice of the same artifact, or by its file's name: a pointer for whoever asks what is inside.
import type { Component } from '../types.ts';
import { known } from './catalogue.ts';

const shortestName = 3;
/** Names that are ordinary words of licence texts: found there, they say nothing. */
const ordinary = new Set([
  'core',
  'base',
  'common',
  'library',
  'runtime',
  'public',
  'server',
  'source',
  'support',
  'open',
  'cares',
  'event',
  'serf',
  'magic',
  'link',
  // of three letters: languages, formats, protocols and words that licence texts hold for other reasons
  ...'ada arb ass bid bpf bsd cap cdd db elf git gif gsm gtk hip jvm mpi nag npp ode orc pci php png psl raw ssh ssp svm tcl usb usd zen zip'.split(
    ' ',
  ),
]);

/**
 * The components again. Those whose name stands as a word of its own in one of the texts, or is what the text's file or folder is called
 * (licenses/LICENSE.libsodium.txt, third_party/zlib/LICENSE), say so in `declaredBy`.
 */
export function withNamesIn(components: readonly Component[], texts: readonly { path: string; text: string }[]): Component[] {
  if (texts.length === 0) return [...components];
  const lower = texts.map(({ path, text }) => ({ path, words: ` ${wordsOf(text)} `, titles: titlesOf(path) }));
  return components.map((component) => {
    const names = namesOf(component);
    const paths = lower.filter(({ words, titles }) => names.some((name) => words.includes(` ${name} `) || titles.has(name))).map(({ path }) => path);
    const declaredBy = [...new Set([...(component.declaredBy ?? []), ...paths])].sort();
    return declaredBy.length === 0 ? component : { ...component, declaredBy };
  });
}

const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9+.]+/g, ' ')
    .trim();

/**
 * What a licence text is called after, as a whole: the text of imageio_ffmpeg is not FFmpeg's. A folder at the top is the package's own and
 * says nothing of what it holds.
 */
function titlesOf(path: string): ReadonlySet<string> {
  const parts = path.split('/');
  const file = (parts.at(-1) ?? '').replace(
    /(?:^|[-._ ])(?:un)?(?:licen[cs]es?|copying|copyright|notices?)(?=$|[-._ ])|\.(?:txt|md|rst|html?)$/gi,
    ' ',
  );
  const folder = parts.length > 2 ? (parts.at(-2) ?? '') : '';
  return new Set([file, folder].map((name) => wordsOf(name.replace(/[-_@. ]v?\d[\w.]*$/, '').replace(/^[-._ ]+|[-._ ]+$/g, ''))).filter(Boolean));
}

function namesOf({ id, name }: Component): string[] {
  const record = known(id);
  const given = [name, id, ...(record?.aliases ?? [])].map((one) =>
    one
      .toLowerCase()
      .replace(/\(.*?\)/g, '')
      .replace(/[^a-z0-9+.]+/g, ' ')
      .trim(),
  );
  return [...new Set(given.flatMap((one) => [one, one.startsWith('lib') ? one : `lib${one}`]))].filter(
    (one) => one.length >= shortestName && !ordinary.has(one),
  );
}
