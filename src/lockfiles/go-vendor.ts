// vendor/modules.txt: what `go mod vendor` copied. https://go.dev/ref/mod#vendoring
// `# module version [=> replacement [version]]`, then `## explicit; go 1.x` where go.mod names it, then the packages. The source lies beside the file.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, locked, numberedLines } from './reading/text.ts';

export const goVendor: LockfileFormat = {
  id: 'go-vendor',
  names: ['**/vendor/modules.txt', 'vendor/modules.txt'],

  *read(text): Generator<LockedPackage | Problem> {
    let draft: Draft | undefined;
    for (const { line, text: raw } of numberedLines(text)) {
      if (raw.startsWith('# ')) {
        if (draft !== undefined) yield draft;
        draft = packageOf(raw.slice(2).trim().split(/\s+/), line);
      } else if (draft !== undefined && raw.startsWith('## ')) {
        if (!/^## .*\bexplicit\b/.test(raw)) continue;
        delete draft.direct; // go.mod names it, which since Go 1.17 it does for what others require as well
        draft.requiredBy = ['.'];
      }
    }
    if (draft !== undefined) yield draft;
  },
};

/** `module version`, `module version => other [version]`, or, for a replacement of all versions, `module => other [version]` (repeated at the end). */
function packageOf(words: readonly string[], line: number): Draft | undefined {
  const arrow = words.indexOf('=>');
  const [name = '', version] = arrow === -1 ? words : words.slice(0, arrow);
  if (name === '' || version === undefined) return undefined; // says again what a row above says
  const [to, toVersion] = arrow === -1 ? [] : words.slice(arrow + 1);
  return locked(
    { line, column: 1 },
    {
      name,
      version,
      purl: purlOf('golang', name, version),
      resolved: to === undefined ? { kind: 'registry' } : toVersion === undefined ? { kind: 'path', url: to } : { kind: 'registry', url: to },
      direct: false,
      notes: ['vendored', ...(to === undefined ? [] : [`replaced by ${to}${toVersion === undefined ? '' : `@${toVersion}`}`])],
    },
  );
}
