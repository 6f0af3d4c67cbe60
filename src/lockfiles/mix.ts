// mix.lock: an Elixir map from name to a tuple. https://hexdocs.pm/mix/Mix.html and hex's own lock format:
// {:hex, :package, "version", "inner sha256", [managers], [deps], "repository", "outer sha256"}; older ones end earlier. {:git, "url", "commit", [options]}.
// {:path, "folder", …} is not written by mix itself, but by hand. The outer hash is of the archive as downloaded, the inner of its content.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { linkByName } from './reading/link.ts';
import { parseTerms, type Terms } from './reading/terms.ts';
import { type Draft, locked, numberedLines, type Place, problem, ReadError } from './reading/text.ts';
import { itemsOf, type Node, textOf } from './reading/tree.ts';

export const mix: LockfileFormat = {
  id: 'mix',
  names: ['mix.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const { terms, broken } = parseLines(text);
    for (const { code, message, place } of broken) yield problem(path, code, 'unreadable', message, place);
    const { nodes, lines } = terms;
    const pairs = itemsOf(nodes[0]);
    const drafts: Draft[] = [];
    const wants: string[][] = [];
    const names: string[] = []; // edges name the application, as the key does
    for (let index = 0; index + 1 < pairs.length; index += 2) {
      const [key, tuple] = [pairs[index]!, pairs[index + 1]!];
      const found = packageOf(textOf(key) ?? '', itemsOf(tuple), lines.place(key.at));
      if (found === undefined) {
        yield problem(path, 'unknown-entry', 'unreadable', 'neither a hex, git nor path entry', lines.place(key.at));
        continue;
      }
      drafts.push(found);
      names.push(textOf(key) ?? '');
      wants.push(itemsOf(itemsOf(tuple)[5]).map((dep) => textOf(itemsOf(dep)[0]) ?? ''));
    }
    linkByName(
      drafts,
      (index) => wants[index]!,
      (name) => name,
      (index) => [names[index]!],
    );
    yield* drafts;
  },
};

/** mix writes one entry per line: where the whole does not parse, the lines that do not are left out. */
function parseLines(text: string): { terms: Terms; broken: Pick<ReadError, 'code' | 'message' | 'place'>[] } {
  try {
    return { terms: parseTerms(text, '#'), broken: [] };
  } catch (error) {
    if (!(error instanceof ReadError) || error.kind !== 'unreadable') throw error;
    const broken: Pick<ReadError, 'code' | 'message' | 'place'>[] = [];
    const kept = [...numberedLines(text)].map(({ line, text: raw }) => {
      if (!/^\s*(?:"|:"?)\w/.test(raw) || isWhole(raw)) return raw;
      const place = { line, column: 1 + raw.length - raw.trimStart().length };
      broken.push({ code: 'bad-terms', message: 'a string or bracket of this entry does not close', place });
      return '';
    });
    const rest = kept.join('\n').trimEnd();
    if (broken.length === 0 && (error.code !== 'truncated' || rest.endsWith('}'))) throw error;
    return { terms: parseTerms(rest.endsWith('}') ? rest : `${rest}\n}`, '#'), broken: broken.length === 0 ? [error] : broken };
  }
}

function isWhole(line: string): boolean {
  try {
    return parseTerms(line, '#').nodes.length > 0;
  } catch (error) {
    if (error instanceof ReadError) return false;
    throw error;
  }
}

function packageOf(name: string, tuple: readonly Node[], place: Place): Draft | undefined {
  const [kind, first, second, third] = tuple.slice(0, 4).map(textOf);
  switch (kind) {
    case 'hex': {
      const hashes = [third, textOf(tuple[7])].filter((hash) => hash !== undefined).map((hash) => `sha256:${hash}`);
      const repository = textOf(tuple[6]);
      const organisation = repository?.startsWith('hexpm:') ? `${repository.slice('hexpm:'.length)}/` : '';
      const notes = first === undefined || first === name ? {} : { notes: [`alias ${name}`] };
      const version = second ?? '';
      return locked(place, {
        name: first ?? name,
        version,
        purl: purlOf('hex', organisation + (first ?? name), version),
        hashes,
        resolved: { kind: 'registry', ...(repository === undefined ? {} : { url: repository }) },
        ...notes,
      });
    }
    case 'git':
      return locked(place, {
        name,
        purl: purlOf('hex', name),
        resolved: { kind: 'git', url: first ?? '', ...(second === undefined ? {} : { commit: second }) },
      });
    case 'path':
      return locked(place, { name, purl: purlOf('hex', name), resolved: { kind: 'path', url: first ?? '' } });
    default:
      return undefined;
  }
}
