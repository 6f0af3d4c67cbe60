// .gitmodules: git's configuration syntax, `[submodule "name"]` with path, url and branch. https://git-scm.com/docs/gitmodules
// The commit of a submodule is in the tree that holds it (mode 160000), not in this file: whether it is pinned is git's to say, and it always is.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, locked, numberedLines, problem } from './reading/text.ts';

export const gitmodules: LockfileFormat = {
  id: 'gitmodules',
  names: ['.gitmodules'],

  *read(text, path): Generator<LockedPackage | Problem> {
    let draft: Draft | undefined;
    for (const { line, text: raw } of numberedLines(text)) {
      const content = raw.trim();
      if (content === '' || /^[#;]/.test(content)) continue;
      const header = /^\[submodule "((?:[^"\\]|\\.)*)"\]/.exec(content);
      if (header !== null) {
        if (draft !== undefined) yield draft;
        const name = header[1]!.replace(/\\(.)/g, '$1');
        draft = locked(
          { line, column: 1 },
          { name, purl: purlOf('generic', name || 'submodule'), resolved: { kind: 'git' }, key: name, direct: true, requiredBy: ['.'] },
        );
        continue;
      }
      const setting = /^([A-Za-z][\w-]*)\s*=\s*(.*)$/.exec(content);
      if (draft === undefined || (setting === null && !content.startsWith('['))) {
        if (!content.startsWith('[')) yield problem(path, 'bad-line', 'unreadable', 'not a submodule or a setting of one', { line, column: 1 });
        continue;
      }
      if (setting !== null) apply(draft, setting[1]!.toLowerCase(), setting[2]!.replace(/^"(.*)"$/, '$1'));
    }
    if (draft !== undefined) yield draft;
  },
};

function apply(draft: Draft, key: string, value: string): void {
  if (key === 'url') {
    draft.resolved = { kind: 'git', url: value };
    draft.purl = purlOfUrl(value, draft.name) ?? draft.purl;
  } else if (key === 'path' && value !== '') draft.folder = value;
  else if (key === 'branch') draft.notes = [`follows branch ${value}`];
}

/** The hosts that have a purl type of their own. */
function purlOfUrl(url: string, name: string): string | undefined {
  const match = /^(?:https?:\/\/|git@|ssh:\/\/git@)(github|gitlab|bitbucket)\.(?:com|org)[/:](.+?)(?:\.git)?\/?$/.exec(url.slice(0, 1024));
  if (match !== null) return purlOf(match[1]!, match[2]!);
  return name === '' ? undefined : purlOf('generic', name, undefined, { vcs_url: url });
}
