// manifest.scm of Guix: (specifications->manifest '("gcc-toolchain" "python@3.11" "gcc:lib")). https://guix.gnu.org/manual/devel/en/html_node/Writing-Manifests.html
// A version narrows what the channels offer and is no pin: the channels' commits are. Manifests that are computed otherwise are said to be so.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { parseTerms } from './reading/terms.ts';
import { locked, problem } from './reading/text.ts';
import { itemsOf, type Node, textOf } from './reading/tree.ts';

export const guixManifest: LockfileFormat = {
  id: 'guix-manifest',
  names: ['manifest.scm', '*-manifest.scm'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const { nodes, lines } = parseTerms(text, ';');
    let found = false;
    for (const list of specifications(nodes)) {
      found = true;
      for (const item of texts(list)) {
        const [, name = '', version] = /^([^@:]+)(?:@([^:]+))?/.exec(item.kind === 'scalar' ? item.value.slice(0, 256) : '') ?? [];
        if (name === '') continue;
        yield locked(lines.place(item.at), {
          name,
          ...(version === undefined ? {} : { version }),
          purl: purlOf('generic', name, version),
          direct: true,
          requiredBy: ['.'],
          notes: ['pinned by its channel only'],
        });
      }
    }
    if (!found)
      yield problem(path, 'no-specifications', 'unreadable', 'no list of specifications is written out; what the file computes is not known', {
        line: 1,
        column: 1,
      });
  },
};

/** The forms whose first word is one of these, at any depth. */
function* specifications(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    if (/^specifications?->(?:manifest|packages?)$/.test(textOf(itemsOf(node)[0]) ?? '')) yield node;
    else yield* specifications(itemsOf(node));
  }
}

function* texts(node: Node): Generator<Node> {
  for (const item of itemsOf(node)) {
    if (item.kind === 'scalar' && item.quoted) yield item;
    else yield* texts(item);
  }
}
