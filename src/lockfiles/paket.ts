// paket.lock: text by indentation. https://fsprojects.github.io/Paket/lock-file.html
// `GROUP name`, then sections NUGET, GITHUB, GIT, HTTP, GIST with `remote:`; four spaces `Name (version)` (a commit for GITHUB, GIT and GIST), six its edges; a GIT row is a commit alone, an HTTP row has the path in
// brackets. A line
// may end in restrictions. GITHUB rows are files of the repository that `remote:` names. No hashes.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { linkByName } from './reading/link.ts';
import { type Draft, locked, numberedLines, problem } from './reading/text.ts';

interface State {
  group: string;
  section: string;
  remote: string;
}

export const paket: LockfileFormat = {
  id: 'paket',
  names: ['paket.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const drafts: Draft[] = [];
    const wants: string[][] = [];
    const state: State = { group: '', section: '', remote: '' };
    for (const { line, text: raw } of numberedLines(text)) {
      const content = raw.trim();
      const indent = raw.length - raw.trimStart().length;
      if (content === '') continue;
      if (indent === 0) {
        if (content.startsWith('GROUP ')) state.group = content.slice('GROUP '.length);
        else if (!content.includes(':')) {
          state.section = content;
          if (!sections.has(content))
            yield problem(path, 'unknown-entry', 'unreadable', `a section that is not known: ${content.slice(0, 80)}`, { line, column: 1 });
        }
        state.remote = '';
      } else if (indent === 2) state.remote = content.startsWith('remote:') ? content.slice('remote:'.length).trim() : state.remote;
      else {
        const row = /^(\S+) \(([^)]*)\)/.exec(content);
        const commit = state.section === 'GIT' ? /^\(([^)\s]+)\)/.exec(content)?.[1] : undefined;
        if (commit !== undefined || (indent === 4 && row !== null)) {
          drafts.push(packageOf(row?.[1] ?? repositoryName(state.remote), commit ?? row![2]!, state, line, indent));
          wants.push([]);
        } else if (indent === 4) yield problem(path, 'bad-line', 'unreadable', 'not "Name (version)"', { line, column: 5 });
        else if (indent >= 6) wants.at(-1)?.push(content.split(' ', 1)[0]!);
      }
    }
    linkByName(
      drafts,
      (index) => wants[index]!,
      (name) => name.toLowerCase(),
    );
    yield* drafts;
  },
};

const sections = new Set(['NUGET', 'CLITOOL', 'GITHUB', 'GIT', 'GIST', 'HTTP']);

const repositoryName = (remote: string): string => /([^/:]+?)(?:\.git)?\/?$/.exec(remote.slice(-512))?.[1] ?? 'repository';

function packageOf(name: string, version: string, { group, section, remote }: State, line: number, indent: number): Draft {
  const always = { name, version, key: `${group}/${section}/${remote}/${name}@${version}`, scopes: group === '' ? [] : [group] };
  const place = { line, column: indent + 1 };
  const commit = /^[0-9a-f]{40}$/.test(version) ? { commit: version } : {};
  if (section === 'GITHUB')
    return locked(place, { ...always, purl: purlOf('github', remote || name, version), resolved: { kind: 'git', url: remote, ...commit } });
  if (section === 'GIST')
    return locked(place, { ...always, purl: purlOf('generic', name, version), resolved: { kind: 'git', url: `gist:${remote}`, ...commit } });
  if (section === 'GIT')
    return locked(place, {
      ...always,
      purl: purlOf('generic', name, version, { vcs_url: remote }),
      resolved: { kind: 'git', url: remote, ...commit },
    });
  if (section === 'HTTP') {
    const isPath = version.startsWith('/');
    const url = isPath ? remote + version : remote;
    const said = isPath ? '' : version;
    return locked(place, { ...always, version: said, purl: purlOf('generic', name, said, { download_url: url }), resolved: { kind: 'url', url } });
  }
  return locked(place, {
    ...always,
    purl: purlOf('nuget', name, version),
    resolved: { kind: /^(?:https?:)?\/\//.test(remote) ? 'registry' : 'path', url: remote },
  });
}
