// Pipfile.lock: JSON, `_meta.pipfile-spec` 6. https://github.com/pypa/pipfile and https://pipenv.pypa.io/
// `default` is what the project needs, `develop` adds for development, further sections are named categories. Hashes have no file names, so that
// source is not told from binary. git rows have the commit in `ref`. No edges.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, type Place, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, isTrue, parseJson, startOf, textOf, textsOf } from './reading/tree.ts';

export const pipenv: LockfileFormat = {
  id: 'pipenv',
  names: ['Pipfile.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const spec = field(field(tree.root, '_meta'), 'pipfile-spec');
    if (textOf(spec) !== '6') return yield unknownVersion(path, 'a Pipfile.lock', textOf(spec), '6', startOf(tree, spec));
    for (const section of fieldsOf(tree.root)) {
      if (section.key === '_meta') continue;
      for (const row of fieldsOf(section.node)) yield packageOf(row, section.key, tree.lines.place(row.at));
    }
  },
};

function packageOf(row: Field, section: string, place: Place): LockedPackage {
  const said = textOf(field(row.node, 'version'));
  const version = /^={2,3}\s*(.+)$/.exec(said ?? '')?.[1];
  const marker = textOf(field(row.node, 'markers'));
  const index = textOf(field(row.node, 'index'));
  const unpinned = said !== undefined && version === undefined ? [said === '*' ? 'unpinned' : `unpinned: ${said}`] : [];
  const notes = [...(isTrue(field(row.node, 'editable')) ? ['editable'] : []), ...unpinned];
  return locked(place, {
    name: row.key,
    ...(version === undefined ? {} : { version }),
    purl: purlOf('pypi', row.key, version),
    resolved: resolvedOf(row),
    hashes: textsOf(field(row.node, 'hashes')),
    key: `${section}/${row.key}`,
    scopes: section === 'default' ? [] : [section === 'develop' ? 'dev' : section],
    ...(marker === undefined ? {} : { platform: { markers: [marker] } }),
    ...(index === undefined && notes.length === 0 ? {} : { notes: [...notes, ...(index === undefined ? [] : [`index ${index}`])] }),
  });
}

function resolvedOf({ node }: Field): LockedPackage['resolved'] {
  const git = ['git', 'hg', 'svn', 'bzr'].map((system) => textOf(field(node, system))).find((address) => address !== undefined);
  if (git !== undefined) {
    const ref = textOf(field(node, 'ref'));
    return { kind: 'git', url: git, ...(ref === undefined ? {} : { commit: ref }) };
  }
  const local = textOf(field(node, 'path'));
  if (local !== undefined) return { kind: 'path', url: local };
  const file = textOf(field(node, 'file'));
  if (file !== undefined) return /^https?:/i.test(file) ? { kind: 'url', url: file } : { kind: 'path', url: file };
  return { kind: 'registry' };
}
