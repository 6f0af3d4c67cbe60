// A header says which library it belongs to, and often its version: a copy of that library's source is there only where code lies beside it.
import type { ListedFile, Sighting } from '../types.ts';
import { known } from './catalogue.ts';

const header = /\.(?:h|hh|hpp|hxx)(?:\.in|\.generic)?$/i;
const code = /\.(?:c|cc|cpp|cxx|c\+\+|m|mm|s|asm)$/i;
const includes = /^(?:inc|include|includes|public|headers)$/i;
/** Libraries whose headers hold their code, beside those that the catalogue knows to be nothing but headers. */
const inHeaders: ReadonlySet<string> = new Set(['stb', 'miniaudio', 'miniz', 'xxhash', 'fmt']);

/** The sightings without those of headers that came alone, as wheels and -dev packages carry them for whoever compiles against them. */
export function withoutLoneHeaders(sightings: readonly Sighting[], files: readonly ListedFile[]): readonly Sighting[] {
  const isHeader = ({ id, how, path }: Sighting): boolean =>
    how === 'vendored' && header.test(path) && !inHeaders.has(id) && known(id)?.headerOnly !== true;
  if (!sightings.some(isHeader)) return sightings;
  const withCode = foldersWithCode(files);
  return sightings.filter((one) => !isHeader(one) || withCode.has(libraryFolder(one.path)));
}

/** Every folder with a file of code anywhere below it; '' is the top. */
function foldersWithCode(files: readonly ListedFile[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { path } of files) {
    if (!code.test(path)) continue;
    for (let at = parent(path); !folders.has(at); at = parent(at)) folders.add(at);
  }
  return folders;
}

/** Where the library of a header begins: above `include/` or `include/NAME/`, else one folder above the header's own. */
function libraryFolder(path: string): string {
  const own = parent(path);
  const above = parent(own);
  return includes.test(above.slice(above.lastIndexOf('/') + 1)) ? parent(above) : above;
}

const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
