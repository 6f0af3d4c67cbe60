// A conda list of addresses: a line `@EXPLICIT`, then one URL per line with `#md5` or `#sha256:…`. conda-lock adds what
// pip installs as comments, `# pip name @ URL --hash=…`, and reads them back. https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#identical-conda-environments
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { condaAddress, condaFacts } from './reading/conda.ts';
import { locked, numberedLines, problem } from './reading/text.ts';
import { requirementOf } from './requirements.ts';

export const condaExplicit: LockfileFormat = {
  id: 'conda-explicit',
  names: ['conda.lock', 'conda-*.lock', '*explicit*.txt', 'conda-spec*.txt', 'spec-file.txt'],

  *read(text, path): Generator<LockedPackage | Problem> {
    if (!/^@EXPLICIT\s*$/m.test(text))
      return yield problem(path, 'unknown-version', 'unreadable', 'no line @EXPLICIT: not a list of conda addresses', { line: 1, column: 1 });
    for (const { line, text: raw } of numberedLines(text)) {
      const content = raw.trim();
      const pip = /^# pip (\S.*)$/.exec(content)?.[1];
      if (pip !== undefined) {
        const found = requirementOf({ line, column: raw.indexOf(pip) + 1, text: pip });
        yield found === undefined
          ? problem(path, 'bad-line', 'unreadable', 'not a requirement', { line, column: 1 })
          : { ...found, scopes: ['pip'], key: `pip/${found.key}` };
        continue;
      }
      if (content === '' || content.startsWith('#') || content === '@EXPLICIT') continue;
      const [url = '', hash] = content.split('#');
      const address = condaAddress(url);
      if (address === undefined) {
        yield problem(path, 'bad-line', 'unreadable', 'not the address of a conda package', { line, column: 1 });
        continue;
      }
      const { name, version, build, subdir } = address;
      yield locked(
        { line, column: 1 },
        {
          name,
          version,
          purl: purlOf('conda', name, version),
          hashes: hash === undefined ? [] : [hash.includes(':') ? hash : `${hash.length === 32 ? 'md5' : 'sha256'}:${hash}`],
          key: `${name}@${version}-${build}`,
          platform: { platform: [subdir] },
          ...condaFacts(url),
        },
      );
    }
  },
};
