// go.sum and go.work.sum: `module version h1:hash` of the module's zip, `module version/go.mod h1:hash` of its go.mod. https://go.dev/ref/mod#go-sum-files
// One row per module and version, on its first line. The two hashes are of two files, and a file is compared with its own only. Rows with only the
// go.mod hash were looked at when versions were chosen; their code is neither downloaded nor built. More is listed than is built, and no edges.
import { purlOf } from '../purl/index.ts';
import type { LockedFile, LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, locked, numberedLines, problem } from './reading/text.ts';

export const goSum: LockfileFormat = {
  id: 'go-sum',
  names: ['go.sum', 'go.work.sum'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const rows = new Map<string, { draft: Draft; zip: boolean; files: LockedFile[]; lines: Map<string, string> }>();
    for (const { line, text: raw } of numberedLines(text)) {
      const words = raw.trim().split(/\s+/);
      const [name = '', said = '', hash = ''] = words;
      if (name === '') continue;
      if (words.length !== 3) {
        yield problem(path, 'bad-line', 'unreadable', 'not "module version hash"', { line, column: 1 });
        continue;
      }
      const isGoMod = said.endsWith('/go.mod');
      const version = isGoMod ? said.slice(0, -'/go.mod'.length) : said;
      const key = `${name}@${version}`;
      const row = rows.get(key) ?? {
        draft: locked({ line, column: 1 }, { name, version, purl: purlOf('golang', name, version) }),
        zip: false,
        files: [] as LockedFile[],
        lines: new Map(),
      };
      rows.set(key, row);
      const before = row.lines.get(said);
      if (before !== undefined && before !== hash && before.slice(0, 3) === hash.slice(0, 3)) {
        yield problem(path, 'duplicate-entry', 'hazard', `${name} ${said} is locked twice with different hashes`, { line, column: 1 });
      }
      if (before !== undefined) continue;
      row.lines.set(said, hash);
      row.files.push({ name: isGoMod ? 'go.mod' : `${name}@${version}.zip`, kind: 'source', hash });
      row.zip ||= !isGoMod;
    }
    for (const { draft, zip, files } of rows.values()) {
      draft.hashes = files.map(({ hash }) => hash!);
      draft.files = files;
      yield zip ? draft : { ...draft, notes: ['only its go.mod'], installed: false };
    }
  },
};
