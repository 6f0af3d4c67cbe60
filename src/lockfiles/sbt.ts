// build.sbt.lock of sbt-dependency-lock: JSON, `lockVersion` 1. https://github.com/stringbean/sbt-dependency-lock
// `dependencies[]` has org, name, version, artifacts with `hash` ("sha1:…") and configurations. No edges.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, itemsOf, type Node, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const sbt: LockfileFormat = {
  id: 'sbt',
  names: ['build.sbt.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'lockVersion');
    if (textOf(version) !== '1') return yield unknownVersion(path, 'a build.sbt.lock', textOf(version), '1', startOf(tree, version));
    for (const row of itemsOf(field(tree.root, 'dependencies'))) yield packageOf(row, tree);
  },
};

function packageOf(row: Node, tree: Tree): LockedPackage {
  const org = row.kind === 'fields' ? row.fields.get('org') : undefined;
  const name = `${textOf(org?.node) ?? ''}:${textOf(field(row, 'name')) ?? ''}`;
  const version = textOf(field(row, 'version')) ?? '';
  const hashes = itemsOf(field(row, 'artifacts')).flatMap((artifact) => textOf(field(artifact, 'hash')) ?? []);
  return locked(tree.lines.place(org?.at ?? row.at), {
    name,
    version,
    purl: purlOf('maven', name, version),
    hashes,
    scopes: textsOf(field(row, 'configurations')),
  });
}
