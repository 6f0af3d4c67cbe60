// Terms of Erlang, Elixir and Scheme as far as lockfiles write them: brackets, strings, and words. The result is a tree of lists and scalars; what stands
// between (commas, colons of keywords, arrows, quotes) only separates. Nothing is evaluated.
import { Lines, maxDepth, maxValues, ReadError, refuseHuge } from './text.ts';
import type { Node } from './tree.ts';

export interface Terms {
  nodes: readonly Node[];
  lines: Lines;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The terms of a text, in order. `comment` starts a comment up to the line's end. Throws a ReadError where brackets or strings do not close. */
export function parseTerms(text: string, comment: ';' | '#' | '%'): Terms {
  refuseHuge(text);
  const lines = new Lines(text);
  const nodes: Node[] = [];
  const open: { items: Node[]; closer: string; at: number }[] = [];
  let count = 0;
  const add = (node: Node) => {
    if (++count > maxValues) throw new ReadError('too-many-values', `more than ${maxValues} values`, lines.place(node.at), 'limit');
    (open.at(-1)?.items ?? nodes).push(node);
  };
  for (let at = 0; at < text.length; ) {
    const character = text[at]!;
    if (character === comment && !(comment === '%' && text[at + 1] === '{')) at = endOf(text, at);
    else if (character in closers) {
      if (open.length >= maxDepth) throw new ReadError('too-deep', `more than ${maxDepth} levels`, lines.place(at), 'limit');
      const items: Node[] = [];
      add({ kind: 'list', at, items });
      open.push({ items, closer: closers[character]!, at });
      at++;
    } else if (character === ')' || character === ']' || character === '}') {
      if (open.pop()?.closer !== character) throw new ReadError('bad-terms', `an unexpected ${character}`, lines.place(at));
      at++;
    } else if (character === '"') {
      const end = endOfString(text, at, lines);
      add({ kind: 'scalar', at, value: text.slice(at + 1, end - 1).replace(/\\(.)/gs, '$1'), quoted: true });
      at = end;
    } else if (/[\s,:'`<>=%.|&@#~/]/.test(character) && !(comment === ';' && /[%<>=./@]/.test(character))) at++;
    else {
      const end = endOfWord(text, at, comment);
      add({ kind: 'scalar', at, value: text.slice(at, end), quoted: false });
      at = end;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new ReadError('truncated', 'a bracket does not close', lines.place(unclosed.at));
  return { nodes, lines };
}

function endOf(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function endOfString(text: string, at: number, lines: Lines): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === '"') return end + 1;
  }
  throw new ReadError('truncated', 'a string does not close', lines.place(at));
}

/** Scheme's words hold nearly everything; Erlang's and Elixir's are atoms and numbers. */
function endOfWord(text: string, at: number, comment: string): number {
  const word = comment === ';' ? /[^\s()[\]{}"';`,]+/y : /[\w?!.-]+/y;
  word.lastIndex = at;
  const match = word.exec(text);
  return match === null ? at + 1 : at + match[0].length;
}
