// Package.resolved of SwiftPM: JSON, `version` 1 (`object.pins`, `package` and `repositoryURL`), 2 and 3 (`pins`, `identity`, `kind`, `location`).
// https://github.com/swiftlang/swift-package-manager/blob/main/Sources/PackageGraph/ResolvedPackagesStore.swift
// All pins are git commits, or (2 on) versions from a registry. `state` has revision and version, or a branch. No edges; binary targets are not listed.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, itemsOf, type Node, parseJson, startOf, type Tree, textOf } from './reading/tree.ts';

export const swift: LockfileFormat = {
  id: 'swift',
  names: ['Package.resolved', '.package.resolved'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    if (!/^[1-3]$/.test(textOf(version) ?? ''))
      return yield unknownVersion(path, 'a Package.resolved', textOf(version), '1 to 3', startOf(tree, version));
    const pins = textOf(version) === '1' ? field(field(tree.root, 'object'), 'pins') : field(tree.root, 'pins');
    for (const pin of itemsOf(pins)) yield packageOf(pin, tree);
  },
};

function packageOf(pin: Node, tree: Tree): LockedPackage {
  const fields = pin.kind === 'fields' ? pin.fields : undefined;
  const named = fields?.get('identity') ?? fields?.get('package');
  const location = textOf(field(pin, 'location')) ?? textOf(field(pin, 'repositoryURL')) ?? '';
  const name = textOf(named?.node) ?? repositoryOf(location)?.split('/').at(-1) ?? location; // a package that could not be loaded has none
  const kind = textOf(field(pin, 'kind')) ?? 'remoteSourceControl';
  const state = field(pin, 'state');
  const version = textOf(field(state, 'version')) ?? '';
  const commit = textOf(field(state, 'revision'));
  const branch = textOf(field(state, 'branch'));
  return locked(tree.lines.place(named?.at ?? pin.at), {
    name,
    version,
    purl: purlOf('swift', kind === 'registry' ? name.replace('.', '/') : (repositoryOf(location) ?? name), version || commit),
    resolved:
      kind === 'registry'
        ? { kind: 'registry', ...(location === '' ? {} : { url: location }) }
        : { kind: kind === 'localSourceControl' ? 'path' : 'git', url: location, ...(commit === undefined ? {} : { commit }) },
    ...(branch === undefined ? {} : { notes: [`follows branch ${branch}`] }),
  });
}

/** `host/owner/repository` of an address: what the purl's definition asks for. */
function repositoryOf(location: string): string | undefined {
  const match = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^/:@]+\.[^/:@]+)(?::\d+)?[/:](.+?)(?:\.git)?\/?$/.exec(location.slice(0, 1024));
  return match === null ? undefined : `${match[1]}/${match[2]}`;
}
