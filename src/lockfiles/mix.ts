// mix.lock: an Elixir map from name to a tuple. https://hexdocs.pm/mix/Mix.html and hex's own lock format:
// {:hex, :package, "version", "inner sha256", [managers], [deps], "repository", "outer sha256"}; older ones end earlier. {:git, "url", "commit", [options]}.
// {:path, "folder", …} is not written by mix itself, but by hand. The outer hash is of the archive as downloaded, the inner of its content.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { linkByName } from './reading/link.ts';
import { parseTerms } from './reading/terms.ts';
import { type Draft, locked, type Place, problem } from './reading/text.ts';
import { itemsOf, type Node, textOf } from './reading/tree.ts';

export const mix: LockfileFormat = {
  id: 'mix',
  names: ['mix.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const { nodes, lines } = parseTerms(text, '#');
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
