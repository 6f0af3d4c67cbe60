// Gemfile.lock and gems.locked. https://bundler.io/guides/git_bisect.html and bundler's own lockfile_parser.rb
// Sections start at the line's beginning. GEM, GIT, PATH and PLUGIN SOURCE have `remote:`, GIT `revision:`, and under `specs:` four spaces in
// `name (version[-platform])`, six spaces in its edges. DEPENDENCIES names what the Gemfile does; CHECKSUMS (2.5 on) has `name (version) sha256=…`.
// A gem with a platform is prebuilt: the same version without one is the source gem.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { linkByName } from './reading/link.ts';
import { type Draft, locked, numberedLines, problem } from './reading/text.ts';

interface Section {
  name: string;
  remote?: string;
  others?: readonly string[];
  revision?: string;
}

export const bundler: LockfileFormat = {
  id: 'bundler',
  names: ['Gemfile.lock', 'gems.locked', '*.gemfile.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const drafts: Draft[] = [];
    const wants: string[][] = [];
    const direct = new Set<string>();
    const checksums = new Map<string, string[]>();
    let section: Section = { name: '' };
    for (const { line, text: raw } of numberedLines(text)) {
      const content = raw.trim();
      if (content === '') continue;
      if (!raw.startsWith(' ')) {
        section = { name: content };
        if (!sections.has(content))
          yield problem(path, 'unknown-entry', 'unreadable', `a section that is not known: ${content.slice(0, 80)}`, { line, column: 1 });
        continue;
      }
      const row = /^([^\s(]+)(?: \(([^)]*)\))?(!?)(?: (.*))?$/.exec(content);
      if (section.name === 'DEPENDENCIES' && row !== null) direct.add(row[1]!.replace(/!$/, ''));
      else if (section.name === 'CHECKSUMS' && row !== null)
        checksums.set(
          `${row[1]} (${row[2] ?? ''})`,
          (row[4] ?? '').split(',').filter((hash) => hash !== ''),
        );
      else if (/^(?:GEM|GIT|PATH|PLUGIN SOURCE)$/.test(section.name)) {
        if (/^ {4}\S/.test(raw)) {
          if (row?.[2] === undefined) yield problem(path, 'bad-line', 'unreadable', 'not "name (version)"', { line, column: 5 });
          else {
            drafts.push(packageOf(row[1]!, row[2], section, line));
            wants.push([]);
          }
        } else if (/^ {6}\S/.test(raw)) wants.at(-1)?.push(content.split(' ')[0]!.replace(/!$/, ''));
        else section = withOption(section, content);
      }
    }
    linkByName(
      drafts,
      (index) => wants[index]!,
      (name) => name,
    );
    for (const draft of drafts) yield finished(draft, direct, checksums);
  },
};

const sections = new Set(['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE', 'PLATFORMS', 'DEPENDENCIES', 'CHECKSUMS', 'RUBY VERSION', 'BUNDLED WITH']);

/** Locks of before Bundler 2 may have several remotes: a gem of the section is from any of them. */
function withOption(section: Section, content: string): Section {
  const colon = content.indexOf(': ');
  const [key, value] = [content.slice(0, colon), content.slice(colon + 2)];
  if (key === 'remote' && section.remote !== undefined) return { ...section, others: [...(section.others ?? []), value] };
  return key === 'remote' || key === 'revision' ? { ...section, [key]: value } : section;
}

function packageOf(name: string, said: string, section: Section, line: number): Draft {
  const dash = said.indexOf('-');
  const version = dash === -1 ? said : said.slice(0, dash);
  const platform = dash === -1 ? undefined : said.slice(dash + 1);
  return locked(
    { line, column: 5 },
    {
      name,
      version,
      purl: purlOf('gem', name, version),
      resolved: resolvedOf(section),
      key: `${name} (${said})`,
      ...(section.others === undefined ? {} : { notes: section.others.map((other) => `or from ${other.replace(/\/\/[^/@]*@/, '//')}`) }),
      ...(platform === undefined || platform === 'ruby'
        ? {}
        : { platform: { platform: [platform] }, ...(platform === 'java' ? {} : { compiled: `platform gem: ${platform}` }) }),
    },
  );
}

function resolvedOf({ name, remote, revision }: Section): LockedPackage['resolved'] {
  const url = remote === undefined ? {} : { url: remote };
  if (name === 'GIT') return { kind: 'git', ...url, ...(revision === undefined ? {} : { commit: revision }) };
  return { kind: name === 'PATH' ? 'path' : 'registry', ...url };
}

function finished(draft: Draft, direct: ReadonlySet<string>, checksums: ReadonlyMap<string, readonly string[]>): Draft {
  draft.direct = direct.has(draft.name);
  if (draft.direct) draft.requiredBy = ['.', ...draft.requiredBy];
  draft.hashes = (checksums.get(draft.key!) ?? []).map((hash) => hash.replace('=', ':'));
  return draft;
}
