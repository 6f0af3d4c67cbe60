// Composer repositories: packages.json names `metadata-url`, whose file has a package's releases, each as the difference to the
// one before ("minified": "composer/2.0"). `source` is a repository with the commit of the release, `dist` an archive of that commit.
// https://getcomposer.org/doc/05-repositories.md#metadata-url-available-packages-and-providers-api
import { z } from 'zod';
import { nativeName } from '../purl/index.ts';
import type { IndexAnswer, ReleaseFile, Source } from '../types.ts';
import { findComposer } from './config/composer.ts';
import { askJson, choose, type RegistryUnit, repositoryUrl, unknown, unlisted, whereOf } from './index-context.ts';

const root = z.object({ 'metadata-url': z.string().max(4096) });
const page = z.object({ packages: z.record(z.string(), z.array(z.record(z.string(), z.unknown())).max(50_000)) });
const place = z.object({
  type: z.string().max(50),
  url: z.string().max(4096),
  reference: z.string().max(200).nullish(),
  shasum: z.string().max(200).nullish(),
});

export const packagist: RegistryUnit = {
  type: 'composer',
  configure: findComposer,
  create: ({ http, configuration }) => ({
    async find(purl, _depth, options) {
      const configured = await configuration();
      const { addresses } = choose(configured.addresses, options.registry);
      if (addresses.length === 0) return unknown(configured.unknown ?? 'no Composer repository is known');
      const name = nativeName(purl).toLowerCase();
      const asked: { what: string; status: string }[] = [];
      for (const address of addresses) {
        const base = await askJson(http, `${address.url}/packages.json`, root, { from: address.url, accept: 'application/json' });
        asked.push({ what: `packages.json (${address.from})`, status: base.status });
        if (base.data === undefined) return unknown(`the repository did not answer: ${base.status}`, asked);
        const url = metadataUrl(base.data['metadata-url'], name, address.url);
        if (url === undefined) return unknown('the repository names no address of its metadata', asked);
        const found = await askJson(http, url, page, { from: address.url, accept: 'application/json' });
        asked.push({ what: `metadata of ${name} (${address.from})`, status: found.status });
        if (found.gone) continue;
        if (found.data === undefined) return unknown(`the repository did not answer: ${found.status}`, asked);
        const release = releaseOf(Object.getOwnPropertyDescriptor(found.data.packages, name)?.value ?? [], purl.version);
        if (release === undefined) return unlisted(`the repository lists no release ${purl.version} of ${name}`, asked);
        return { ...sourceOf(release, name, address.url), asked };
      }
      return unlisted(`every repository answered 404 for ${name}`, asked);
    },
  }),
};

function metadataUrl(template: string, name: string, index: string): string | undefined {
  try {
    return new URL(template.replaceAll('%package%', name), `${index}/`).href;
  } catch {
    return undefined;
  }
}

/** Each entry inherits what it does not say; `__unset` takes a key away. */
function releaseOf(entries: readonly Record<string, unknown>[], version: string): Record<string, unknown> | undefined {
  let current: Record<string, unknown> = {};
  for (const entry of entries) {
    current = { ...current, ...entry };
    for (const [key, value] of Object.entries(entry)) if (value === '__unset') delete current[key];
    if (typeof current.version === 'string' && current.version.replace(/^v/, '') === version.replace(/^v/, '')) return current;
  }
  return undefined;
}

function sourceOf(release: Record<string, unknown>, name: string, index: string): Pick<IndexAnswer, 'source' | 'files'> {
  const source = place.safeParse(release.source).data;
  const dist = place.safeParse(release.dist).data;
  const where: Source['where'][number][] = [];
  if (source !== undefined) where.push(whereOf(source.type, repositoryUrl(source.url) ?? source.url, source.reference ?? source.type, index));
  const files: ReleaseFile[] = [];
  if (dist !== undefined)
    files.push({
      name: `${name.replace('/', '-')}-${dist.reference ?? 'dist'}.${dist.type}`,
      url: dist.url,
      kind: 'source',
      hashes: dist.shasum ? [`sha1:${dist.shasum}`] : [],
      index,
    });
  if (source?.reference) return { source: { status: 'published', where }, files };
  if (dist === undefined)
    return { source: { status: 'unknown', reason: 'the repository names neither a source nor an archive of this release', where }, files };
  return {
    source: { status: 'partial', reason: 'the repository has an archive of this release, and names no commit that it was made from', where },
    files,
  };
}
