// Cargo: $CARGO_HOME/registry/cache/HOST-HASH/NAME-VERSION.crate is the archive as it came (the lock's checksum is its sha256);
// registry/src/… is it unpacked; `cargo vendor` writes vendor/NAME with the checksum in .cargo-checksum.json.
import { join } from 'node:path';
import { parsePurl } from '../../purl/index.ts';
import { plainHash } from '../index-context.ts';
import { archive, hashesOf, isFolder, isPlain, type LocalPlace, list, readText } from './types.ts';

export const cargoRegistry: LocalPlace = {
  types: ['cargo'],
  find(locked, { env, home, cwd, folder }) {
    const purl = parsePurl(locked.purl);
    if (purl?.version === undefined || !isPlain(purl.name) || !isPlain(purl.version)) return undefined;
    const hashes = hashesOf(locked);
    const stem = `${purl.name}-${purl.version}`;
    const registry = join(env.CARGO_HOME || join(home, '.cargo'), 'registry');
    let second: ReturnType<typeof archive>;
    for (const host of list(join(registry, 'cache'))) {
      const found = archive(join(registry, 'cache', host, `${stem}.crate`), hashes, 'Cargo registry cache');
      if (found?.how === 'hash') return found;
      second ??= found;
    }
    if (second) return second;
    for (const root of new Set([folder, cwd])) {
      for (const name of [purl.name, stem]) {
        const path = join(root, 'vendor', name);
        const manifest = readText(join(path, 'Cargo.toml'));
        if (
          !isFolder(path) ||
          manifest === undefined ||
          !new RegExp(`^version\\s*=\\s*"${purl.version.replace(/[.+]/g, '\\$&')}"`, 'm').test(manifest)
        )
          continue;
        const sum = /"package"\s*:\s*"([0-9a-f]{64})"/.exec(readText(join(path, '.cargo-checksum.json')) ?? '')?.[1];
        const wanted = hashes.map(plainHash).find((hash) => hash.startsWith('sha256:'));
        if (sum !== undefined && wanted === `sha256:${sum}`) return { path, kind: 'folder', how: 'hash', place: 'vendor' };
        return {
          path,
          kind: 'folder',
          how: 'name-version',
          place: 'vendor',
          ...(sum === undefined || wanted === undefined ? {} : { mismatch: { expected: wanted, got: `sha256:${sum}` } }),
        };
      }
    }
    return undefined;
  },
};
