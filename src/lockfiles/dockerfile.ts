// Dockerfile and Containerfile: the images that a build starts from or copies out of. https://docs.docker.com/reference/dockerfile/
// `FROM [--platform=…] IMAGE [AS STAGE]`, `COPY --from=IMAGE`, `RUN --mount=…,from=IMAGE`. ARGs before the first FROM stand in image names, with their defaults. `scratch`
// and the names of earlier stages are no images. A line ends in `\` (or what the escape directive says) when it goes on; here-documents are text.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { imagePackage } from './reading/image.ts';
import { locked, numberedLines, type Place } from './reading/text.ts';

export const dockerfile: LockfileFormat = {
  id: 'dockerfile',
  names: ['Dockerfile', 'Dockerfile.*', '*.Dockerfile', '*.dockerfile', 'Containerfile', 'Containerfile.*', '*.Containerfile'],

  *read(text): Generator<LockedPackage | Problem> {
    const args = new Map<string, string>();
    const stages = new Set<string>();
    for (const { place, verb, rest } of instructions(text)) {
      if (verb === 'ARG') for (const [name, value] of assignments(rest)) args.set(name, value);
      else if (verb === 'FROM') yield* fromOf(rest, place, args, stages);
      else if (verb === 'COPY' || verb === 'ADD' || verb === 'RUN') {
        for (const match of rest.matchAll(/(?:^|\s)--(?:from=|mount=\S*?\bfrom=)([^\s,]+)/g)) {
          const image = substituted(match[1]!, args).text;
          if (!/^\d+$/.test(image) && !stages.has(image.toLowerCase())) yield imagePackage(place, image, { scopes: ['copy'] });
        }
      }
    }
  },
};

function* fromOf(rest: string, place: Place, args: ReadonlyMap<string, string>, stages: Set<string>): Generator<LockedPackage> {
  const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
  const { text: image, missing } = substituted((words[0] ?? '').replace(/^(["'])(.*)\1$/, '$2'), args);
  const platform = /--platform=(\S+)/.exec(rest.slice(0, 512))?.[1];
  const facts: Partial<LockedPackage> = {
    ...(platform === undefined ? {} : { platform: { platform: [platform] } }),
    ...(missing === undefined ? {} : { notes: [`the argument ${missing} has no default`] }),
  };
  if (image === 'scratch' || stages.has(image.toLowerCase())) {
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

/** `${NAME}`, `$NAME`, `${NAME:-default}` and `${NAME:+other}`. What has no value stays as it is written. */
function substituted(text: string, args: ReadonlyMap<string, string>): { text: string; missing?: string } {
  let missing: string | undefined;
  const whole = text.replace(/\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+))/g, (written, braced, operator, other, bare) => {
    const value = args.get(braced ?? bare);
    if (operator === '-') return value === undefined || value === '' ? other : value;
    if (operator === '+') return value === undefined || value === '' ? '' : other;
    if (value === undefined || value === '') missing ??= braced ?? bare;
    return value === undefined || value === '' ? written : value;
  });
  return { text: whole, ...(missing === undefined ? {} : { missing }) };
}

function* assignments(rest: string): Generator<[string, string]> {
  for (const match of rest.matchAll(/(?:^|\s)(\w+)=("[^"]*"|'[^']*'|\S*)/g)) yield [match[1]!, match[2]!.replace(/^(["'])(.*)\1$/, '$2')];
}

/** Logical lines with their verb, here-documents and comments left out. */
function* instructions(text: string): Generator<{ place: Place; verb: string; rest: string }> {
  const continuation = /^(?:#[^\n]*\n)*?#\s*escape\s*=\s*`/i.test(text.slice(0, 1024)) ? '`' : '\\';
  let current: { place: Place; parts: string[] } | undefined;
  const ends: string[] = [];
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
    const whole = current.parts.join(' ');
    const [verb = ''] = whole.split(/\s/, 1);
    if (/^(?:RUN|COPY|ADD)$/i.test(verb)) for (const match of whole.matchAll(/<<-?\s*(["']?)(\w+)\1/g)) ends.push(match[2]!);
    yield { place: current.place, verb: verb.toUpperCase(), rest: whole.slice(verb.length).trim() };
    current = undefined;
  }
  if (current !== undefined)
    yield { place: current.place, verb: current.parts[0]!.split(/\s/, 1)[0]!.toUpperCase(), rest: current.parts.join(' ').replace(/^\S+\s*/, '') };
}
