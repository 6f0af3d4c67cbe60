// cabal.project.freeze: `constraints: any.name ==version, name +flag, any.name installed, …`. https://cabal.readthedocs.io/en/stable/cabal-project-description-file.html
// No hashes and no edges. `installed` means: what comes with the compiler, without a version; flags are no packages.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, numberedLines } from './reading/text.ts';

export const cabal: LockfileFormat = {
  id: 'cabal',
  names: ['cabal.project.freeze', '*.project.freeze', 'cabal.config'],

  *read(text): Generator<LockedPackage | Problem> {
    let inside = false;
    for (const { line, text: raw } of numberedLines(text)) {
      if (/^\s*--/.test(raw)) continue;
      const header = /^([A-Za-z-]+):/.exec(raw);
      if (header !== null) inside = header[1]!.toLowerCase() === 'constraints';
      if (!inside) continue;
      for (const match of raw.matchAll(/(?:^|[\s,:])(?:any\.)?([A-Za-z0-9][A-Za-z0-9-]*)\s*==\s*([0-9][\w.-]*)/g)) {
        const [, name = '', version = ''] = match;
        yield locked({ line, column: match.index + match[0].search(/[A-Za-z0-9]/) + 1 }, { name, version, purl: purlOf('hackage', name, version) });
      }
    }
  },
};
