// YAML of a policy: read with places, within bounds. A policy may come from the head of a pull request, so it is hostile
// until read: no aliases (a few lines of them expand to gigabytes), no deep nesting (the parser recurses), no large files.
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar, visit } from 'yaml';
import type { Location } from '../types.ts';
import type { Mistakes } from './mistakes.ts';

const largest = 256 << 10; // the yaml package takes 1 s for a file of this size on a slow machine
const deepest = 40;

export type Path = readonly (string | number)[];

/** A read document: its value as plain data, and where each part of it stands. */
export interface Located {
  path: string;
  value: unknown;
  /** Where the value at `path` stands; the nearest parent's place when it is not there. */
  placeOf(path: Path): Location;
  /** Where the key itself stands. */
  keyPlaceOf(path: Path): Location;
}

/** Reads one YAML document. Undefined, with the mistakes noted, when there is no value to go on with. */
export function readYaml(text: string, path: string, mistakes: Mistakes): Located | undefined {
  if (text.length > largest) {
    mistakes.add({ path, line: 1, column: 1 }, `the file is ${text.length} characters long; a policy may have ${largest}`);
    return undefined;
  }
  const tooDeep = findDepth(text);
  if (tooDeep !== undefined) {
    mistakes.add({ path, ...tooDeep }, `nested more than ${deepest} levels deep: a policy needs 5`);
    return undefined;
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    uniqueKeys: false, // the package compares each key with each other: 9,000 of them took it 2 s; see below
    prettyErrors: false,
    logLevel: 'error', // 'silent' would read the first of several documents and say nothing of the others
  });
  const at = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  for (const { code, message, pos } of document.errors) mistakes.add(at(pos[0]), wordsFor(code, message));
  let clear = document.errors.length === 0;
  visit(document, {
    Map(_, { items }) {
      for (const key of repeatedKeys(items)) {
        clear = false;
        mistakes.add(at(key.range![0]), 'this key stands here twice; only one of them could have an effect: remove one');
      }
    },
    Alias(_, node) {
      clear = false;
      mistakes.add(at(node.range![0]), `a policy has no aliases: write out what *${node.source} stands for`);
    },
  });
  if (!clear) return undefined;
  const root = document.contents as Node | null;
  return {
    path,
    value: root === null ? undefined : document.toJS(),
    placeOf: (keys) => at(findNode(root, keys)?.range?.[0] ?? 0),
    keyPlaceOf: (keys) => at(findPair(root, keys)?.range?.[0] ?? findNode(root, keys)?.range?.[0] ?? 0),
  };
}

/** Keys that stand in a map for the second time, `1` and `"1"` being one. */
function* repeatedKeys(items: readonly Pair[]): Iterable<Scalar> {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (seen.has(name)) yield key;
    seen.add(name);
  }
}

function wordsFor(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab indents this line; YAML indents with spaces';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here (---); a policy is one document';
  const first = message.split('\n')[0]!;
  return `not valid YAML: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

/** Where nesting passes the bound: brackets of the flow style, or `- - - -` and `? ? ?` of the block style, or ever deeper indentation. */
function findDepth(text: string): { line: number; column: number } | undefined {
  let depth = 0;
  const indents: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const lead = /(?:[ \t]|[-?:](?=[ \t]))*/.exec(line)![0];
    const markers = lead.replace(/[ \t]/g, '').length;
    if (markers > deepest) return { line: index + 1, column: 1 };
    const indent = lead.length;
    if (line.trim() !== '') {
      while ((indents.at(-1) ?? -1) >= indent) indents.pop();
      indents.push(indent);
      if (indents.length > deepest) return { line: index + 1, column: 1 };
    }
    for (let column = 0; column < line.length; column++) {
      const character = line[column];
      if (character === '[' || character === '{') depth++;
      else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
      if (depth > deepest) return { line: index + 1, column: column + 1 };
    }
  }
  return undefined;
}

function findNode(root: Node | null, keys: Path): Node | null {
  let node = root;
  for (const key of keys) {
    const next = childOf(node, key);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

function childOf(node: Node | null, key: string | number): Node | undefined {
  if (isSeq(node)) return node.items[Number(key)] as Node | undefined;
  return (pairOf(node, key)?.value ?? undefined) as Node | undefined;
}

function findPair(root: Node | null, keys: Path): Node | undefined {
  return pairOf(findNode(root, keys.slice(0, -1)), keys.at(-1))?.key as Node | undefined;
}

function pairOf(node: Node | null, key: string | number | undefined): Pair | undefined {
  return isMap(node) ? (node.items as Pair[]).find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key)) : undefined;
}
