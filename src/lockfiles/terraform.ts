// .terraform.lock.hcl: providers only, modules are not locked. https://developer.hashicorp.com/terraform/language/files/dependency-lock
// `provider "HOST/NAMESPACE/TYPE" { version = "…" constraints = "…" hashes = [ "h1:…", "zh:…" ] }`, machine-written. Providers are executables.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, locked, numberedLines, problem } from './reading/text.ts';

export const terraform: LockfileFormat = {
  id: 'terraform',
  names: ['.terraform.lock.hcl'],

  *read(text, path): Generator<LockedPackage | Problem> {
    let draft: Draft | undefined;
    let opened = 0;
    let hashes: string[] = [];
    for (const { line, text: raw } of numberedLines(text)) {
      const content = raw.trim();
      const provider = /^provider\s+"([^"]+)"\s*\{/.exec(content);
      if (provider !== null) {
        if (draft !== undefined) yield problem(path, 'truncated', 'unreadable', 'the provider does not end', { line: opened, column: 1 });
        draft = locked({ line, column: 1 }, { name: provider[1]!, purl: '', direct: true, requiredBy: ['.'], compiled: 'provider executable' });
        opened = line;
        hashes = [];
      } else if (draft === undefined) {
        if (content !== '' && !/^(?:#|\/\/)/.test(content)) yield problem(path, 'bad-line', 'unreadable', 'not a provider', { line, column: 1 });
      } else if (content === '}') {
        yield finished(draft, hashes);
        draft = undefined;
      } else {
        const version = /^version\s*=\s*"([^"]*)"/.exec(content)?.[1];
        if (version !== undefined) draft.version = version;
        else if (!content.startsWith('constraints')) for (const match of content.matchAll(/"((?:h1|zh):[^"]+)"/g)) hashes.push(match[1]!);
      }
    }
    if (draft !== undefined) yield problem(path, 'truncated', 'unreadable', 'the provider does not end', { line: opened, column: 1 });
  },
};

/** The host of the registry goes to the purl's repository_url. */
function finished(draft: Draft, hashes: readonly string[]): Draft {
  const [host = '', ...rest] = draft.name.split('/');
  draft.purl =
    rest.length < 2 ? purlOf('terraform', draft.name, draft.version) : purlOf('terraform', rest.join('/'), draft.version, { repository_url: host });
  draft.resolved = { kind: 'registry', url: host };
  draft.hashes = hashes;
  return draft;
}
