// Go module zips (https://go.dev/ref/mod#zip-files): every path begins with MODULE@VERSION/, in it most often go.mod. Name and version stand nowhere else, except for
// the `module` line. There is no licence field, no script runs, and the repository follows from the module path.
import { purlOf } from '../../purl/index.ts';
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../types.ts';
import { lines } from './parts/headers.ts';
import { forgeRepository } from './parts/repository.ts';
import { decode, hazard, mostValues, optional } from './parts/text.ts';

/** A pseudo-version names the first 12 digits of its commit: too few for `commit`. */
const pseudoVersion = /[-.]\d{14}-([0-9a-f]{12})(?:\+incompatible)?$/;
const inModule = /^([^@!]+)@(v[^/@!]+)\//;

export const gomod: MetadataFormat = {
  id: 'go-module',
  maxBytes: 16 << 20, // the go command's own bound for go.mod
  wants: (path) => /^[^@!]+@v[^/@!]+\/(go\.mod|LICEN[CS]E[^/!]*|COPYING[^/!]*)$/.test(path),

  read(files, listing) {
    const prefix = onlyPrefix(listing);
    if (prefix === undefined) return undefined;
    const [, name, version] = inModule.exec(prefix)!;
    const at = `${prefix}go.mod`;
    const mod = files.get(at);
    const { module, requires, directives } = readGoMod(mod === undefined ? '' : decode(mod));
    const problems: Problem[] = [];
    if (module !== undefined && module !== name)
      problems.push(hazard(at, 'metadata-name-mismatch', `go.mod says ${module}, the folder says ${name}`));
    const metadata: Metadata = {
      name: name!,
      version: version!,
      requires,
      installScripts: [],
      ...optional('repository', forgeRepository(`https://${name}`)),
      purl: purlOf('golang', name!, version!),
      details: { ...directives, goMod: mod !== undefined, ...optional('commitStart', pseudoVersion.exec(version!)?.[1]) },
    };
    return { metadata, problems };
  },
};

function onlyPrefix(listing: readonly ListedFile[]): string | undefined {
  let prefix: string | undefined;
  for (const { path } of listing) {
    const found = inModule.exec(path)?.[0];
    if (found === undefined || (prefix !== undefined && found !== prefix)) return undefined;
    prefix = found;
  }
  return prefix;
}

interface GoMod {
  module?: string;
  requires: string[];
  directives: Record<string, string>;
}

/** go.mod is line by line: a directive, or a block `require ( … )`. Comments begin with `//`. */
function readGoMod(text: string): GoMod {
  const found: GoMod = { requires: [], directives: {} };
  let block = '';
  for (const raw of lines(text)) {
    const line = raw.replace(/(^|\s)\/\/.*$/, '').trim();
    if (line === ')') block = '';
    else if (/^\w+\s*\($/.test(line)) block = line.replace(/\s*\($/, '');
    else {
      const [directive = '', ...rest] = block === '' ? line.split(/\s+/) : [block, ...line.split(/\s+/)];
      if (directive === 'module' && rest[0] !== undefined) found.module ??= rest[0].replace(/^["`](.*)["`]$/, '$1');
      if (directive === 'require' && rest.length === 2 && found.requires.length < mostValues) found.requires.push(`${rest[0]}@${rest[1]}`);
      if ((directive === 'go' || directive === 'toolchain') && rest[0] !== undefined) found.directives[directive] ??= rest[0];
    }
  }
  return found;
}
