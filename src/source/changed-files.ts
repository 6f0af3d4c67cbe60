// Two artifacts, file by file: what only one holds, and what both hold with another content. Content decides (SHA-256); names only say which
// file is held against which. Pure: the lists of files, with hashes and texts where the content was read, are handed in.
import type { FileChange, FileChanges, FileState, PrintedFile } from '../types.ts';
import { compareTexts } from './correspond/compare-texts.ts';
import { dangerOf } from './correspond/danger.ts';

export interface Side {
  files: readonly PrintedFile[];
  /** The artifact's format, as its facts name it. */
  format: string;
  version?: string;
}

/** The changes sorted by path. Deterministic: the same two lists give the same changes, whatever order they come in. */
export function changedFiles(before: Side, after: Side): FileChanges {
  const left: Left = { old: byPath(before.files), now: byPath(after.files) };
  const path = ({ path }: PrintedFile): string => path;
  const [oldPlace, nowPlace] = [before, after].map(
    ({ version }) =>
      (file: PrintedFile) =>
        withoutVersion(file.path, version),
  ) as [Key, Key];
  const here = [...paired(left, path, path), ...paired(left, oldPlace, nowPlace)];
  const elsewhere = [
    ...paired(left, content, content),
    ...paired(
      left,
      (file) => withoutHash(oldPlace(file) ?? ''),
      (file) => withoutHash(nowPlace(file) ?? ''),
    ),
  ];
  const changes = [
    ...here.filter(({ state }) => state === 'changed').map((pair) => changed(pair, after.format)),
    ...elsewhere.map((pair) => (pair.state === 'changed' ? changed(pair, after.format) : moved(pair, after.format))),
    ...left.old.map((file): FileChange => ({ path: file.path, danger: 'data', how: 'removed', before: stateOf(file) })),
    ...left.now.map((file): FileChange => ({ path: file.path, danger: dangerIn(file, after.format), how: 'added', after: stateOf(file) })),
  ];
  return {
    changes: withoutShells(changes).sort((a, b) => byText(a.path, b.path) || byText(a.how, b.how)),
    same: here.filter(({ state }) => state === 'same').length,
    notCompared: here.filter(({ state }) => state === 'not-compared').length,
  };
}

interface Left {
  old: PrintedFile[];
  now: PrintedFile[];
}
interface Pair {
  old: PrintedFile;
  now: PrintedFile;
  state: 'same' | 'changed' | 'not-compared';
}
type Key = (file: PrintedFile) => string | undefined;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (files: readonly PrintedFile[]): PrintedFile[] =>
  [...files].sort((a, b) => byText(a.path, b.path) || byText(a.sha256 ?? '', b.sha256 ?? ''));

/** Takes files with the same key out of both lists; where several share one, the first goes with the first. */
function paired(left: Left, keyOld: Key, keyNow: Key): Pair[] {
  const waiting = new Map<string, PrintedFile[]>();
  for (const file of left.old) {
    const key = keyOld(file);
    if (key === undefined) continue;
    const same = waiting.get(key);
    if (same) same.push(file);
    else waiting.set(key, [file]);
  }
  for (const same of waiting.values()) same.reverse(); // taken from the end
  const pairs: Pair[] = [];
  left.now = left.now.filter((now) => {
    const key = keyNow(now);
    const old = key === undefined ? undefined : waiting.get(key)?.pop();
    if (old === undefined) return true;
    pairs.push({ old, now, state: stateOfPair(old, now) });
    return false;
  });
  const taken = new Set(pairs.map(({ old }) => old));
  left.old = left.old.filter((file) => !taken.has(file));
  return pairs;
}

/** Links have no content of their own, and where they lead was not compared. */
function stateOfPair(old: PrintedFile, now: PrintedFile): Pair['state'] {
  if (old.sha256 !== undefined && now.sha256 !== undefined) return old.sha256 === now.sha256 ? 'same' : 'changed';
  return old.size === now.size && (old.kind === 'link') === (now.kind === 'link') ? 'not-compared' : 'changed';
}

function changed({ old, now }: Pair, format: string): FileChange {
  const text = now.text && old.text && compareTexts(now.text, old.text, { path: now.path, source: old.path });
  return {
    path: now.path,
    danger: dangerIn(now, format),
    how: 'changed',
    before: stateOf(old),
    after: stateOf(now),
    ...(old.path === now.path ? {} : { from: old.path }),
    ...(text?.class === 'line-ending-only' && text.why ? { why: text.why } : {}),
    ...(text?.lines ? { lines: text.lines } : {}),
  };
}

const moved = ({ old, now }: Pair, format: string): FileChange => ({
  path: now.path,
  danger: dangerIn(now, format),
  how: 'moved',
  from: old.path,
  after: stateOf(now),
});

const stateOf = ({ size, sha256 }: PrintedFile): FileState => ({ size, ...(sha256 ? { sha256 } : {}) });
const dangerIn = ({ path, kind }: PrintedFile, format: string) => dangerOf(withoutTop(path, format), format, kind === 'native code');

/** Archives of sources and npm packages hold one folder around all of it. */
const withoutTop = (path: string, format: string): string => (/^(npm|sdist|crate|gomod)$/.test(format) ? path.slice(path.indexOf('/') + 1) : path);

/** Empty files are all the same, which says nothing of where one went. */
const content: Key = ({ sha256, size }) => (size > 0 ? sha256 : undefined);

/** `demo-1.0/x` and `demo-1.0.dist-info/x` of version 1.0: in the next release the same place has another name. */
function withoutVersion(path: string, version: string | undefined): string {
  const at = path.indexOf('/');
  return version && at > 0 ? path.slice(0, at).replace(`-${version}`, '-*') + path.slice(at) : path;
}

/** `libz-eb09ad1d.so.1`: tools that repair wheels put a hash of the content into the name. */
const withoutHash = (path: string): string => path.replace(/[-.][0-9a-f]{8}(?=[.-][^/]*$)/, '');

/** An archive inside that changed is told by its members; by itself only where no member says why. */
function withoutShells(changes: readonly FileChange[]): FileChange[] {
  const told = new Set(changes.flatMap(({ path }) => containersOf(path)));
  const whole = new Set(changes.filter(({ how }) => how !== 'changed').map(({ path, how }) => `${how} ${path}`));
  return changes.filter(
    ({ path, how }) => !(how === 'changed' && told.has(path)) && !containersOf(path).some((container) => whole.has(`${how} ${container}`)),
  );
}

const containersOf = (path: string): string[] => [...path.matchAll(/!\//g)].map(({ index }) => path.slice(0, index));
