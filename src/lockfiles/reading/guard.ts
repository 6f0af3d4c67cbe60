// What every reader is wrapped in: bounds, bytes that no text format holds, conflict markers, and the same entry twice.
import type { LockedPackage, LockfileFormat, Problem } from '../../types.ts';
import { Repair } from './repair.ts';
import { Lines, maxBytes, problem, ReadError } from './text.ts';

/** The format with a `read` that never throws for what stands in the file: every mistake is a problem with its line. */
export function guarded(format: LockfileFormat): LockfileFormat {
  return {
    ...format,
    *read(given, path) {
      const text = given.charCodeAt(0) === 0xfeff ? given.slice(1) : given; // byte order mark
      const refused = refusal(text, path);
      if (refused !== undefined) return yield refused;
      const repair = new Repair(path);
      for (let rest: string | undefined = text; rest !== undefined; ) rest = yield* attempt(format, rest, path, repair);
    },
  };
}

/** Reads once. A mistake is told, and the text without the entry that holds it is given back. */
function* attempt(format: LockfileFormat, text: string, path: string, repair: Repair): Generator<LockedPackage | Problem, string | undefined> {
  let problems = 0;
  let packages = 0;
  try {
    for (const found of both(format.read(text, path), new Map(), path)) {
      yield found;
      if ('purl' in found) packages++;
      else if (++problems >= maxProblems) {
        yield problem(path, 'too-many-problems', 'limit', `more than ${maxProblems} problems: the rest is not read`);
        return undefined;
      }
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    yield problem(path, error.code, error.kind, error.message, error.place);
    return packages > 0 ? undefined : repair.next(text, error);
  }
  return undefined;
}

const maxProblems = 500;

function* both(read: Iterable<LockedPackage | Problem>, seen: Map<string, LockedPackage>, path: string): Generator<LockedPackage | Problem> {
  for (const found of read) {
    if (!('purl' in found)) yield found;
    else {
      const told = withoutCredentials(found);
      yield told;
      yield* twice(seen, told, path);
    }
  }
}

/** A password or token in an address is the repository's own mistake: what is read here is printed, so it ends here. `git@` is a user's name, no secret. */
function withoutCredentials(found: LockedPackage): LockedPackage {
  const { resolved, files, purl } = found;
  if (!hasCredentials(resolved.url) && !files?.some(({ url }) => hasCredentials(url))) return found;
  return {
    ...found,
    purl: purl.replace(/([a-z+]+:%2F%2F)[^%]*%40/gi, '$1'),
    resolved: { ...resolved, ...(resolved.url === undefined ? {} : { url: resolved.url.replace(userInfo, '$1') }) },
    ...(files === undefined
      ? {}
      : { files: files.map((file) => (file.url === undefined ? file : { ...file, url: file.url.replace(userInfo, '$1') })) }),
    notes: [...(found.notes ?? []), 'its address held credentials'],
  };
}

const userInfo = /^((?:[a-z]+\+)?(?:https?:\/\/|[a-z]+:\/\/(?=[^/@]*:[^/@]*@)))[^/@\s]*@/i;
const hasCredentials = (url: string | undefined): boolean => url?.includes('@') === true && userInfo.test(url.slice(0, 2048));

function refusal(text: string, path: string): Problem | undefined {
  if (text.length > maxBytes) return problem(path, 'too-large', 'limit', `more than ${maxBytes >> 20} MiB`);
  const zero = text.indexOf('\0');
  if (zero !== -1)
    return problem(path, 'not-text', 'unreadable', 'holds zero bytes: binary, or not UTF-8', new Lines(text.slice(0, zero)).place(zero));
  const conflict = /^(?:<{7}|>{7})(?: .*)?\r?$/m.exec(text);
  if (conflict === null) return undefined;
  const place = { line: text.slice(0, conflict.index).split('\n').length, column: 1 };
  return problem(path, 'conflict-markers', 'unreadable', 'holds the markers of an unresolved merge conflict', place);
}

/** One key, two contents: which of them is installed depends on the reader. The same content twice is only untidy. */
function* twice(seen: Map<string, LockedPackage>, found: LockedPackage, path: string): Generator<Problem> {
  const key = found.key ?? `${found.name}@${found.version ?? ''}`;
  const before = seen.get(key);
  seen.set(key, found);
  if (before === undefined || contentOf(before) === contentOf(found)) return;
  const message = `${key} is locked twice with different content, first on line ${before.line}`;
  yield problem(path, 'duplicate-entry', 'hazard', message, { line: found.line, column: found.column });
}

const contentOf = ({ resolved, hashes, version }: LockedPackage): string => JSON.stringify([resolved, [...hashes].sort(), version]);
