// Dockerfile and Containerfile: the images that a build starts from or copies out of. https://docs.docker.com/reference/dockerfile/
// `FROM [--platform=…] IMAGE [AS STAGE]`, `COPY --from=IMAGE`, `RUN --mount=…,from=IMAGE`, `# syntax=IMAGE`. Only ARGs before the first FROM stand in its image names, with their defaults. `scratch`
// and the names of earlier stages are no images. A line ends in `\` (or what the escape directive says) when it goes on; here-documents are text.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { imagePackage } from './reading/image.ts';
import { locked, numberedLines, type Place, problem } from './reading/text.ts';

export const dockerfile: LockfileFormat = {
  id: 'dockerfile',
  names: [
    'Dockerfile',
    'Dockerfile.!(dockerignore|*.dockerignore|md)',
    '*.Dockerfile',
    '*.dockerfile',
    'Containerfile',
    'Containerfile.!(*ignore)',
    '*.Containerfile',
  ],

  *read(text, path): Generator<LockedPackage | Problem> {
    yield* frontendOf(text);
    const before = new Map<string, string>(); // what stands before the first FROM, and only that, is known to every FROM
    let args = before;
    const stages = new Set<string>();
    const unknown: Place[] = [];
    const template: Place[] = [];
    for (const { place, verb, rest } of instructions(text)) {
      if (verb === 'ARG')
        for (const [name, value] of assignments(rest)) args.set(name, value === undefined ? (before.get(name) ?? '') : substituted(value, args).text);
      else if (verb === 'FROM') {
        yield* fromOf(rest, place, before, stages);
        args = new Map(before);
      } else if (verb === 'COPY' || verb === 'ADD' || verb === 'RUN') yield* imagesOf(rest, place, args, stages);
      else if (verb === unterminated) yield problem(path, 'truncated', 'unreadable', `the here-document ${rest.slice(0, 100)} does not end`, place);
      else if (!others.has(verb)) (templateLine.test(verb) ? template : unknown).push(place);
    }
    if (template[0] !== undefined)
      yield problem(path, 'template', 'skipped', 'a template: what it brings in is known once it is filled in', template[0]);
    const more = unknown.length > 1 ? `, and ${unknown.length - 1} more lines are none` : '';
    if (unknown[0] !== undefined) yield problem(path, 'bad-line', 'unreadable', `not an instruction${more}`, unknown[0]);
  },
};

const others = new Set('CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '));
const unterminated = '<<';
const templateLine = /^(?:\{[{%#]|<%|@\w+@)/;
/** What Go templates, Jinja, ERB and autoconf fill in. */
const placeholder = /\{\{[^{}]{0,200}\}\}|\{%[^%{}]{0,200}%\}|<%[^%<>]{0,200}%>|@[A-Z]\w{0,100}@/g;

/**
 * `# syntax=IMAGE` in the first comments: the image that reads this file, and may make anything of it. Docker's own is left out: it is recommended without a
 * digest (docs.docker.com/build/buildkit/frontend), and is as much a part of the build as Docker is.
 */
function* frontendOf(text: string): Generator<LockedPackage> {
  for (const { line, text: raw } of numberedLines(text.slice(0, longestDirectives))) {
    const directive = /^\s*#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(raw.slice(0, maxReference));
    if (directive === null && !(line === 1 && raw.startsWith('#!'))) return;
    const image = directive?.[1]?.toLowerCase() === 'syntax' ? directive[2]! : undefined;
    if (image === undefined) continue;
    const place = { line, column: raw.indexOf(image) + 1 };
    if (!/^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(image)) yield imagePackage(place, image, { scopes: ['syntax'] });
    return;
  }
}
const longestDirectives = 8192;

/** The images that `--from=IMAGE` and `--mount=…,from=IMAGE` name. Options stand before all else: what a command is given is its own. */
function* imagesOf(rest: string, place: Place, args: ReadonlyMap<string, string>, stages: ReadonlySet<string>): Generator<LockedPackage> {
  for (const word of wordsOf(rest)) {
    if (!word.startsWith('--')) return;
    const from = /^--from=(.+)$/.exec(word)?.[1] ?? /^--mount=(?:\S*,)?from=([^,]+)/.exec(word)?.[1];
    if (from === undefined) continue;
    const { text: image, missing } = substituted(from.replace(/^(["'])(.*)\1$/, '$2'), args);
    if (!/^\d+$/.test(image) && !namesStage(image, stages)) yield imagePackage(place, image, { scopes: ['copy'], ...notesOf(image, missing) });
  }
}

function* fromOf(rest: string, place: Place, args: ReadonlyMap<string, string>, stages: Set<string>): Generator<LockedPackage> {
  const words = wordsOf(rest).filter((word) => !word.startsWith('--'));
  const { text: image, missing } = substituted((words[0] ?? '').replace(/^(["'])(.*)\1$/, '$2'), args);
  const platform = /--platform=(\S+)/.exec(rest.slice(0, 512))?.[1];
  const facts: Partial<LockedPackage> = {
    ...(platform === undefined ? {} : { platform: { platform: [platform] } }),
    ...notesOf(image, missing),
  };
  if (image === 'scratch' || namesStage(image, stages)) {
    const note = image === 'scratch' ? 'empty image' : 'earlier stage';
    yield locked(place, {
      name: image,
      purl: purlOf('generic', image),
      resolved: { kind: 'none' },
      key: `${image} (line ${place.line})`,
      direct: true,
      notes: [note],
    });
  } else if (image !== '') yield imagePackage(place, image, facts);
  if (words[1]?.toUpperCase() === 'AS' && words[2] !== undefined) stages.add(words[2].toLowerCase());
}

/** Words of an instruction; what a template fills in is one, whatever spaces it is written with. */
const wordsOf = (rest: string): string[] => rest.replace(placeholder, (written) => written.replace(/\s+/g, '')).split(/\s+/);

function notesOf(image: string, missing: string | undefined): Partial<LockedPackage> {
  if (image.search(placeholder) >= 0) return { notes: ['an image that is known when the template is filled in'] };
  return missing === undefined ? {} : { notes: [`the argument ${missing} has no default`] };
}

/** An earlier stage, or one of several that an argument chooses between: `FROM base-${TARGETARCH}`. */
function namesStage(image: string, stages: ReadonlySet<string>): boolean {
  if (stages.has(image.toLowerCase())) return true;
  const parts = image.toLowerCase().split(/\$\{\w+[^{}]*\}|\$\w+/);
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1 || first + last === '') return false;
  return [...stages].some((stage) => stage.length >= first.length + last.length && stage.startsWith(first) && stage.endsWith(last));
}

/** `${NAME}`, `$NAME`, `${NAME:-default}` and `${NAME:+other}`, with or without the colon. What has no value stays as it is written. */
function substituted(text: string, args: ReadonlyMap<string, string>, depth = 0): { text: string; missing?: string } {
  let missing: string | undefined;
  const whole = text.slice(0, maxReference).replace(variable, (written, braced, operator, other: string | undefined, bare) => {
    const value = args.get(braced ?? bare);
    const isSet = value !== undefined && (value !== '' || (operator ?? ':').length === 1);
    if (operator?.endsWith('-') && !isSet) return depth > 3 ? written : substituted(other ?? '', args, depth + 1).text;
    if (operator?.endsWith('+')) return isSet && depth <= 3 ? substituted(other ?? '', args, depth + 1).text : '';
    if (isSet && value !== '') return value;
    missing ??= braced ?? bare;
    return written;
  });
  missing ??= /\$\{(\w+)/.exec(whole)?.[1]; // parts of a value, as `${NAME%pattern}` takes them
  return { text: whole, ...(missing === undefined ? {} : { missing }) };
}
const variable = /\$(?:\{(\w+)(?:(:?[-+?])((?:[^{}]|\{[^{}]*\})*))?\}|(\w+))/g;
const maxReference = 4096; // characters

/** `NAME=value`, or a name alone, which has what was given to it before. */
function* assignments(rest: string): Generator<[string, string | undefined]> {
  for (const match of rest.matchAll(/(?:^|\s)(\w+)(?:=("[^"]*"|'[^']*'|\S*))?(?=\s|$)/g))
    yield [match[1]!, match[2]?.replace(/^(["'])(.*)\1$/, '$2')];
}

/** Logical lines with their verb, here-documents and comments left out. ONBUILD is left off: what it says is done in another build, with the same images. */
function* instructions(text: string): Generator<{ place: Place; verb: string; rest: string }> {
  const continuation = /^(?:#[^\n]*\n)*?#\s*escape\s*=\s*`/i.test(text.slice(0, 1024)) ? '`' : '\\';
  let current: { place: Place; parts: string[] } | undefined;
  const ends: string[] = [];
  let opened: Place = { line: 1, column: 1 };
  for (const { line, text: raw } of numberedLines(text)) {
    if (ends.length > 0) {
      if (raw.trim() === ends[0]) ends.shift();
      continue;
    }
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    current ??= { place: { line, column: raw.length - raw.trimStart().length + 1 }, parts: [] };
    const goesOn = content.endsWith(continuation);
    current.parts.push(goesOn ? content.slice(0, -1).trimEnd() : content);
    if (goesOn) continue;
    const found = instructionOf(current.parts.join(' '));
    if (/^(?:RUN|COPY|ADD)$/.test(found.verb)) ends.push(...hereDocuments(found.rest));
    opened = current.place;
    yield { place: current.place, ...found };
    current = undefined;
  }
  if (current !== undefined) yield { place: current.place, ...instructionOf(current.parts.join(' ')) };
  if (ends[0] !== undefined) yield { place: opened, verb: unterminated, rest: ends[0] };
}

function instructionOf(whole: string): { verb: string; rest: string } {
  const text = whole.replace(/^ONBUILD\s+/i, '');
  const [verb = ''] = text.split(/\s/, 1);
  return { verb: verb.toUpperCase(), rest: text.slice(verb.length).trim() };
}

/** Words that are `<<NAME`, `<<-NAME`, `3<<"NAME"` and no more: `1<<2` and `<<<` belong to the shell. */
function* hereDocuments(rest: string): Generator<string> {
  for (const word of rest.split(/\s+/)) {
    const match = /^\d*<<-?(?:"([^"<]+)"|'([^'<]+)'|([^"'<]+))$/.exec(word.slice(0, 1024));
    const name = match?.[1] ?? match?.[2] ?? match?.[3];
    if (name !== undefined && /^\w[\w.-]*$/.test(name)) yield name;
  }
}
