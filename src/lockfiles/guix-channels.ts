// channels.scm of Guix: Scheme that yields a list of channels. https://guix.gnu.org/manual/devel/en/html_node/Replicating-Guix.html
// (channel (name 'guix) (url "…") (branch "…") (commit "…") (introduction (make-channel-introduction "commit" (openpgp-fingerprint "…")))). It can compute; only what is
// written out is read, which is what `guix describe -f channels` prints. A channel without a commit follows its branch, one without an introduction is not authenticated.
// `%default-channels` stands for the guix channel at no commit.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { parseTerms, type Terms } from './reading/terms.ts';
import { locked, problem } from './reading/text.ts';
import { itemsOf, type Node, textOf } from './reading/tree.ts';

export const guixChannels: LockfileFormat = {
  id: 'guix-channels',
  names: ['channels.scm', '*-channels.scm', 'channels-*.scm'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const terms = parseTerms(text, ';');
    let count = 0;
    for (const node of forms(terms.nodes)) {
      if (node.kind === 'scalar' && node.value === '%default-channels' && !node.quoted) {
        count++;
        yield locked(terms.lines.place(node.at), {
          name: 'guix',
          purl: purlOf('generic', 'guix'),
          resolved: { kind: 'git' },
          key: node.value,
          direct: true,
          requiredBy: ['.'],
          notes: ['no commit'],
        });
      } else if (textOf(itemsOf(node)[0]) === 'channel' && itemsOf(node).length > 1) {
        count++;
        yield channelOf(node, terms);
      }
    }
    if (count === 0)
      yield problem(path, 'no-channels', 'unreadable', 'no channel is written out; what the file computes is not known', { line: 1, column: 1 });
  },
};

/** All forms at any depth, outermost first; the tree's depth is bounded by its parser. */
function* forms(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    yield* forms(itemsOf(node));
  }
}

function channelOf(node: Node, { lines }: Terms): LockedPackage {
  const parts = new Map<string, Node>();
  for (const part of itemsOf(node).slice(1)) {
    const [key, value] = itemsOf(part);
    const name = textOf(key);
    if (name !== undefined && value !== undefined) parts.set(name, value);
  }
  const partText = (key: string): string | undefined => textOf(parts.get(key)) ?? textOf(itemsOf(parts.get(key)).at(-1)); // 'name, or (quote name)
  const name = partText('name') ?? 'channel';
  const commit = partText('commit');
  const url = partText('url');
  const notes = [
    ...(name === 'guix' ? [] : ['a channel other than guix']),
    ...(commit === undefined ? ['no commit'] : []),
    ...(parts.has('introduction') ? [] : ['no introduction']),
  ];
  return locked(lines.place(node.at), {
    name,
    purl: purlOf('generic', name, commit, url === undefined ? {} : { vcs_url: url }),
    resolved: { kind: 'git', ...(url === undefined ? {} : { url }), ...(commit === undefined ? {} : { commit }) },
    direct: true,
    requiredBy: ['.'],
    ...(notes.length === 0 ? {} : { notes }),
  });
}
