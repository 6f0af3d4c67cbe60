// What is left of a broken lock: the entry that holds the mistake is blanked out, so that the others keep their places and can still be read. The
// mistake itself is told; nothing is guessed, and an entry is never read in part.
import type { ReadError } from './text.ts';

const maxTries = 3;

/** The texts to try instead, one after the other, each from the mistake that reading the one before it met. */
export class Repair {
  #tries = 0;
  readonly #path: string;
  constructor(path: string) {
    this.#path = path;
  }
  /** Undefined where the mistake has no entry of its own, or the text too many of them. */
  next(text: string, error: ReadError): string | undefined {
    const blank = blanks[error.code];
    if (error.kind !== 'unreadable' || error.place === undefined || blank === undefined || ++this.#tries > maxTries) return undefined;
    const lines = text.split('\n');
    const range = blank(lines, Math.min(error.place.line, lines.length) - 1, error.code === 'bad-json' ? depthOf(this.#path, text) : 0);
    if (range === undefined) return undefined;
    for (let at = range.from; at < range.to; at++) lines[at] = '';
    const rest = lines.join('\n');
    return error.code === 'bad-json' ? closed(rest, lines, range) : rest;
  }
}

interface Range {
  from: number;
  to: number;
}
type Blank = (lines: readonly string[], at: number, depth: number) => Range | undefined;
const blanks: Readonly<Record<string, Blank>> = {
  'bad-json': inJson,
  'bad-yaml': inYaml,
  'bad-toml': inToml,
};

/** How many brackets are open around an entry: most locks have their packages in one object or list of the root. */
function depthOf(path: string, text: string): number {
  if (/(?:^|\/)nix\/sources\.json$/.test(path)) return 1;
  if (/packages[^/]*\.lock\.json$/.test(path)) return 3;
  return /^[ \t]*"(?:graph_lock|object)"[ \t]*:|^[ \t]*"version"[ \t]*:[ \t]*"3",?[ \t]*\r?$/m.test(text) ? 3 : 2;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => line.trim() === '';

/** Printed by a tool, an entry starts that many steps in, and ends where the next line of its depth is. */
function inJson(lines: readonly string[], at: number, depth: number): Range | undefined {
  const step = indentOf(lines.find((line) => indentOf(line) > 0 && !isBlank(line)) ?? '');
  const indent = depth * step;
  if (step === 0) return undefined;
  let from = at;
  while (from > 0 && (isBlank(lines[from]!) || indentOf(lines[from]!) > indent || /^\s*[}\]],?\s*$/.test(lines[from]!))) from--;
  if (indentOf(lines[from]!) !== indent) return undefined;
  let to = Math.max(from, at) + 1;
  while (to < lines.length && (isBlank(lines[to]!) || indentOf(lines[to]!) > indent)) to++;
  if (to < lines.length && /^[}\]],?\s*$/.test(lines[to]!.trim()) && indentOf(lines[to]!) === indent) to++;
  return { from, to };
}

/** An entry of a list (`- `), else what stands two spaces in, or, where entries stand at the line's beginning, there. */
function inYaml(lines: readonly string[], at: number): Range | undefined {
  const above = outerAbove(lines, at);
  let from = at;
  while (from > 0 && (isBlank(lines[from]!) || !isEntry(lines[from]!, above[from]!))) from--;
  const depth = indentOf(lines[from]!);
  let to = Math.max(from, at) + 1;
  while (to < lines.length && (isBlank(lines[to]!) || indentOf(lines[to]!) > depth)) to++;
  return from === 0 && to >= lines.length ? undefined : { from, to };
}

/** For each line up to `last` that stands one or two spaces in: the nearest line above that stands further out, or ''. */
function outerAbove(lines: readonly string[], last: number): readonly string[] {
  const nearest = ['', '']; // with no space before it, with at most one
  return lines.slice(0, last + 1).map((line) => {
    const depth = indentOf(line);
    const found = depth === 1 || depth === 2 ? nearest[depth - 1]! : '';
    if (isBlank(line)) return found;
    if (depth === 0) nearest[0] = line;
    if (depth < 2) nearest[1] = line;
    return found;
  });
}

function isEntry(line: string, outer: string): boolean {
  const depth = indentOf(line);
  if (depth === 0) return true;
  if (depth > 2) return false;
  if (line.startsWith('- ', depth)) return true;
  return outer !== '' && !/^(?:- |".*":\s*$|\S*@)/.test(outer); // a field of an entry that itself stands at the line's beginning
}

/** The `[[table]]` with all that is below it; before any, the one `key =`. */
function inToml(lines: readonly string[], line: number): Range | undefined {
  const isHeader = /^\[(?:[^[\]]+|\[[^[\]]+\])\]\s*$/.test(lines[line]!); // whole: what is wrong is open above it
  const at = isHeader ? Math.max(0, line - 1) : line;
  const isTop = (line: string): boolean => /^\[\[?[^\].]+\]/.test(line);
  let from = at;
  while (from >= 0 && !isTop(lines[from]!)) from--;
  const isRow = from >= 0 && lines[from]!.startsWith('[[');
  const isNext = (line: string): boolean => isTop(line) || (!isRow && /^(?:\[|["\w][^=]*=)/.test(line));
  if (!isRow) for (from = at; from > 0 && !/^["\w][^=]*=/.test(lines[from]!); ) from--;
  let to = Math.max(from, at) + 1;
  while (to < lines.length && !isNext(lines[to]!)) to++;
  return { from, to };
}

/** No comma is left before a closing bracket, and what a file that ends too soon left open is closed. */
function closed(text: string, lines: readonly string[], { from, to }: Range): string {
  const next =
    lines
      .slice(to)
      .find((line) => !isBlank(line))
      ?.trim() ?? '';
  let rest = text;
  if (next === '' || /^[}\]]/.test(next)) {
    const before = lines.slice(0, from).join('\n').length;
    const head = text.slice(0, before).replace(/,\s*$/, (end) => ` ${end.slice(1)}`);
    rest = head + text.slice(before);
  }
  return next === '' ? balanced(rest) : rest;
}

/** With the brackets that are open at the end. Strings are stepped over. */
function balanced(text: string): string {
  const open: string[] = [];
  for (const match of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\]]/g)) {
    if (match[0] === '{') open.push('}');
    else if (match[0] === '[') open.push(']');
    else if (match[0] === '}' || match[0] === ']') open.pop();
  }
  return text.trimEnd() + open.reverse().join('');
}
