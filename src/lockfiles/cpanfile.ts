// cpanfile.snapshot of Carton: `# carton snapshot format: version 1.0`, then by indentation DISTRIBUTIONS, `Name-Version`, `pathname:`, `provides:` and `requirements:`
// with one module per line. https://metacpan.org/pod/Carton The pathname has the author's id. No hashes; requirements name modules, which `provides` lead to distributions.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Edges, locked, numberedLines, unknownVersion } from './reading/text.ts';

export const cpanfile: LockfileFormat = {
  id: 'cpanfile',
  names: ['cpanfile.snapshot'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const version = /^# carton snapshot format: version (\S+)/.exec(text)?.[1];
    if (version !== '1.0') return yield unknownVersion(path, 'a cpanfile.snapshot', version, '1.0', { line: 1, column: 1 });
    const drafts: Draft[] = [];
    const requires: string[][] = [];
    const providers = new Map<string, string>();
    let section = '';
    for (const { line, text: raw } of numberedLines(text)) {
      const content = raw.trim();
      const indent = raw.length - raw.trimStart().length;
      if (content === '' || content.startsWith('#') || indent === 0) continue;
      if (indent === 2) {
        drafts.push(packageOf(content, line));
        requires.push([]);
        section = '';
      } else if (indent === 4) {
        section = content;
        if (content.startsWith('pathname: ')) applyPath(drafts.at(-1), content.slice('pathname: '.length));
      } else if (indent >= 6) {
        const name = content.split(/\s/, 1)[0]!;
        if (section === 'provides:' && drafts.length > 0) providers.set(name, drafts.at(-1)!.key!);
        else if (section === 'requirements:') requires.at(-1)?.push(name);
      }
    }
    const edges = new Edges();
    for (const [index, draft] of drafts.entries()) {
      for (const name of requires[index]!) {
        const to = providers.get(name);
        if (to !== undefined && to !== draft.key) edges.add(draft.key!, to);
      }
    }
    for (const draft of drafts) {
      draft.requiredBy = edges.requiredBy(draft.key!);
      yield draft;
    }
  },
};

/** `Name-Version`: the version starts after the last dash that a digit or `v` and a digit follow. */
function packageOf(release: string, line: number): Draft {
  const dash = release.lastIndexOf('-');
  const [name, version] = dash > 0 ? [release.slice(0, dash), release.slice(dash + 1)] : [release, ''];
  return locked({ line, column: 3 }, { name, version, purl: purlOf('cpan', name, version), key: release });
}

function applyPath(draft: Draft | undefined, path: string): void {
  if (draft === undefined) return;
  draft.resolved = { kind: 'registry', url: path };
  const author = /^[A-Z]\/[A-Z-]{2}\/([A-Z][A-Z0-9-]*)\//.exec(path)?.[1];
  if (author !== undefined) draft.purl = purlOf('cpan', `${author}/${draft.name}`, draft.version);
}
