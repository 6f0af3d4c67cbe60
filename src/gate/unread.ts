// What discovery saw and did not look at, as facts: a run that passes has not left out what a pull request put behind a link, or past a bound.
import { lockfileFormatFor } from '../lockfiles/index.ts';
import type { Facts, Problem, Subject } from '../types.ts';

/** One subject for each path, with nothing known of it but that it was not read. */
export const unreadFacts = (unread: readonly { path: string; reason: string }[], shown: (path: string) => string): Facts[] =>
  unread.map(({ path, reason }) => ({
    subject: subjectOf(shown(path), path),
    native: [],
    bytecode: [],
    components: [],
    hostLibraries: [],
    packages: [],
    problems: [problemOf(shown(path), reason)],
  }));

function subjectOf(shown: string, path: string): Subject {
  const lock = lockfileFormatFor(path);
  return lock ? { kind: 'lockfile', path: shown, format: lock.id } : { kind: 'artifact', path: shown, format: 'unknown', size: 0, depth: 'listing' };
}

const problemOf = (path: string, reason: string): Problem => ({ path, code: 'not-looked-at', kind: 'unreadable', message: reason });
