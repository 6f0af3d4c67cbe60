// go.mod: what a module requires, directly and (since Go 1.17) through others. https://go.dev/ref/mod#go-mod-file
// `require path version // indirect`, `replace old [version] => new [version]`, alone or in brackets. A replaced module comes from a folder or from another
// module; the row stays under its own name, as the build sees it. Hashes are in go.sum. go.work replaces in the same way and requires nothing.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, numberedLines, problem } from './reading/text.ts';

interface Replacement {
  to: string;
  toVersion: string | undefined;
}
interface Required {
  line: number;
  column: number;
  name: string;
  version: string;
  indirect: boolean;
}

export const goMod: LockfileFormat = {
  id: 'go-mod',
  names: ['go.mod'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const required: Required[] = [];
    const replaced = new Map<string, Replacement>();
    const tools: string[] = [];
    for (const { line, column, verb, words, comment } of directives(text)) {
      if (verb === 'require' && words.length === 2) {
        required.push({ line, column, name: words[0]!, version: words[1]!, indirect: /^\s*indirect\b/.test(comment) });
      } else if (verb === 'replace' && words.includes('=>')) addReplacement(replaced, words);
      else if (verb === 'tool' && words[0] !== undefined) tools.push(words[0]);
      else if (verb === unclosed) yield problem(path, 'truncated', 'unreadable', 'a bracket does not close', { line, column });
      else if (!known.has(verb))
        yield problem(path, 'unknown-entry', 'unreadable', `a directive that is not known: ${verb.slice(0, 80)}`, { line, column });
      else if (verb === 'require' || verb === 'replace') yield problem(path, 'bad-line', 'unreadable', `not a ${verb} of a module`, { line, column });
    }
    for (const row of required) yield packageOf(row, replaced, tools);
  },
};

const known = new Set(['module', 'go', 'toolchain', 'godebug', 'require', 'replace', 'exclude', 'retract', 'tool', 'ignore']);

function addReplacement(replaced: Map<string, Replacement>, words: readonly string[]): void {
  const arrow = words.indexOf('=>');
  const to = words[arrow + 1];
  const from = words[0];
  if (to === undefined || from === undefined) return;
  replaced.set(arrow > 1 ? `${from} ${words[1]}` : from, { to, toVersion: words[arrow + 2] });
}

function packageOf(
  { line, column, name, version, indirect }: Required,
  replaced: ReadonlyMap<string, Replacement>,
  tools: readonly string[],
): LockedPackage {
  const replacement = replaced.get(`${name} ${version}`) ?? replaced.get(name);
  const isTool = tools.some((tool) => tool === name || tool.startsWith(`${name}/`));
  return locked(
    { line, column },
    {
      name,
      version,
      purl: purlOf('golang', name, version),
      resolved: replacement === undefined ? { kind: 'registry' } : replacedBy(replacement),
      direct: !indirect,
      requiredBy: indirect ? [] : ['.'],
      scopes: isTool ? ['tool'] : [],
      ...(replacement === undefined
        ? {}
        : { notes: [`replaced by ${replacement.to}${replacement.toVersion === undefined ? '' : `@${replacement.toVersion}`}`] }),
    },
  );
}

/** A path starts with `./`, `../` or a root; all else is a module. */
const replacedBy = ({ to, toVersion }: Replacement): LockedPackage['resolved'] =>
  toVersion === undefined ? { kind: 'path', url: to } : { kind: 'registry', url: to };

interface Directive {
  line: number;
  column: number;
  verb: string;
  words: string[];
  comment: string;
}

const unclosed = '(';

/** One per line: `verb words`, or words inside `verb ( … )`. Words may be quoted with " or `. */
export function* directives(text: string): Generator<Directive> {
  let block: string | undefined;
  let opened = 0;
  for (const { line, text: raw } of numberedLines(text)) {
    const slashes = raw.indexOf('//');
    const code = slashes === -1 ? raw : raw.slice(0, slashes);
    const comment = slashes === -1 ? '' : raw.slice(slashes + 2);
    const words = [...code.matchAll(/"([^"]*)"|`([^`]*)`|([^\s"`]+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
    if (words.length === 0) continue;
    const indent = raw.length - raw.trimStart().length;
    if (block !== undefined) {
      if (words[0] === ')') block = undefined;
      else yield { line, column: indent + 1, verb: block, words, comment };
    } else if (words.at(-1) === '(') {
      block = words[0];
      opened = line;
    } else yield { line, column: indent + 1, verb: words[0]!, words: words.slice(1), comment };
  }
  if (block !== undefined) yield { line: opened, column: 1, verb: unclosed, words: [], comment: '' };
}
