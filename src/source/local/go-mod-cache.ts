// Go's module cache: cache/download/MODULE/@v/VERSION.zip is the module as it came, VERSION.ziphash the h1 hash that go computed of
// it when it came, which is what go.sum holds. Folder: GOMODCACHE, else GOPATH/pkg/mod, else ~/go/pkg/mod. https://go.dev/ref/mod#module-cache
import { delimiter, join } from 'node:path';
import { nativeName, parsePurl } from '../../purl/index.ts';
import { hashesFor, isFile, isPlain, type LocalPlace, readText } from './types.ts';

export const goModCache: LocalPlace = {
  types: ['golang'],
  find(locked, { env, home }) {
    const purl = parsePurl(locked.purl);
    const module = purl === undefined ? '' : nativeName(purl);
    if (purl?.version === undefined || !isPlain(module) || !isPlain(purl.version)) return undefined;
    const root = env.GOMODCACHE || join((env.GOPATH ?? '').split(delimiter)[0] || join(home, 'go'), 'pkg', 'mod');
    const low = (text: string) => text.replace(/[A-Z]/g, (capital) => `!${capital.toLowerCase()}`);
    const path = join(root, 'cache', 'download', low(module), '@v', `${low(purl.version)}.zip`);
    if (!isFile(path)) return undefined;
    const got = readText(`${path}hash`)?.trim();
    // The other hash of go.sum is of the go.mod file: no zip has it.
    const wanted = hashesFor(locked, (name) => name.endsWith('.zip')).filter((hash) => hash.startsWith('h1:'));
    if (got === undefined || wanted.length === 0) return { path, kind: 'archive', how: 'name-version', place: 'Go module cache' };
    if (wanted.includes(got)) return { path, kind: 'archive', how: 'hash', place: 'Go module cache' };
    return { path, kind: 'archive', how: 'name-version', place: 'Go module cache', mismatch: { expected: wanted[0]!, got } };
  },
};
