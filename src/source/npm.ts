// The npm registry: a manifest per release (`/name/version`), or all of them in one document (`/name`) where an index has only
// that. One archive per release; where its source is, the manifest only claims: `repository`, and `gitHead`, the commit that npm
// publish saw. Packages for one platform (os, cpu, libc) hold compiled code whose source lives with their parent.
// https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
import { z } from 'zod';
import { nativeName } from '../purl/index.ts';
import type { IndexAnswer, Metadata, ReleaseFile, Source } from '../types.ts';
import { findNpm } from './config/npmrc.ts';
import { askJson, choose, type RegistryUnit, refuseStranger, repositoryUrl, unknown, unlisted, whereOf, withoutLogin } from './index-context.ts';
import { provenanceOf } from './provenance.ts';

const names = z
  .union([z.string().max(100), z.array(z.string().max(100)).max(100)])
  .optional()
  .catch(undefined);
const manifest = z.object({
  name: z.string().max(300),
  version: z.string().max(300),
  dist: z.object({
    tarball: z.string().max(4096),
    integrity: z.string().max(4096).optional(),
    shasum: z.string().max(64).optional(),
    unpackedSize: z.number().nonnegative().optional(),
    attestations: z
      .object({ url: z.string().max(4096) })
      .optional()
      .catch(undefined),
  }),
  repository: z
    .union([z.string().max(4096), z.object({ url: z.string().max(4096), directory: z.string().max(1000).optional() })])
    .optional()
    .catch(undefined),
  gitHead: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional()
    .catch(undefined),
  homepage: z.string().max(4096).optional().catch(undefined),
  license: z
    .union([z.string().max(1000), z.object({ type: z.string().max(1000) })])
    .optional()
    .catch(undefined),
  os: names,
  cpu: names,
  libc: names,
  scripts: z.record(z.string(), z.string()).optional().catch(undefined),
  gypfile: z.boolean().optional().catch(undefined),
  hasInstallScript: z.boolean().optional().catch(undefined),
  deprecated: z.union([z.string(), z.boolean()]).optional().catch(undefined),
});
type Manifest = z.infer<typeof manifest>;
const packument = z.object({ versions: z.record(z.string(), z.unknown()) });

export const npm: RegistryUnit = {
  type: 'npm',
  configure: findNpm,
  create: ({ http, configuration }) => ({
    async find(purl, depth, options) {
      const name = nativeName(purl);
      const configured = await configuration();
      const scoped = purl.namespace === undefined ? undefined : configured.parts?.[purl.namespace];
      const { addresses, stranger } = choose(scoped === undefined ? configured.addresses : [scoped], options.registry);
      const address = addresses[0];
      if (address === undefined) return unknown(configured.unknown ?? 'no npm registry is known');
      const path = name.replace('/', '%2f');
      const what = `version manifest (${address.from})`;
      const one = await askJson(http, `${address.url}/${path}/${encodeURIComponent(purl.version)}`, manifest, {
        from: address.url,
        accept: 'application/json',
      });
      const asked = [{ what, status: one.status }];
      let found = one.data;
      if (found === undefined && one.gone) {
        const all = await askJson(http, `${address.url}/${path}`, packument, { from: address.url, accept: 'application/json', maxBytes: 128 << 20 });
        asked.push({ what: `package document (${address.from})`, status: all.status });
        if (all.gone) return unlisted(`the registry answered 404 for ${name}: it does not know it`, asked);
        if (all.data === undefined) return unknown(`the registry did not answer: ${all.status}`, asked);
        found = manifest.safeParse(Object.getOwnPropertyDescriptor(all.data.versions, purl.version)?.value).data;
        if (found === undefined) return unlisted(`the registry lists no release ${purl.version} of ${name}`, asked);
      }
      if (found === undefined) return unknown(`the registry did not answer: ${one.status}`, asked);
      if (found.name !== name || found.version !== purl.version)
        return unknown(`the registry answered with another release than ${name} ${purl.version}`, asked);
      const file = fileOf(found, address.url);
      const refused = refuseStranger(name, stranger, [file], options, asked);
      if (refused !== undefined) return refused;
      const { source } = sourceOf(found, address.url);
      const attested = found.dist.attestations?.url;
      const said = 'the manifest names attestations';
      const provenance =
        attested === undefined ? { where: [], asked: [] } : await provenanceOf(http, { url: attested, index: address.url, said, form: 'npm' }, depth);
      return {
        source: { ...source, where: [...source.where, ...provenance.where] },
        files: [file],
        metadata: metadataOf(found),
        asked: [...asked, ...provenance.asked],
      };
    },
  }),
};

function sourceOf(found: Manifest, index: string): Pick<IndexAnswer, 'source'> {
  const named = repositoryOf(found);
  const directory = typeof found.repository === 'object' ? found.repository.directory : undefined;
  const repository = named === undefined ? undefined : (repositoryUrl(named) ?? named);
  const where: Source['where'][number][] = [];
  if (repository !== undefined)
    where.push({
      kind: 'git',
      url: repository,
      evidence: { kind: 'index-answer', path: index, value: [found.gitHead ?? named, directory].filter(Boolean).join(' ') },
    });
  const platform = platformsOf(found);
  if (platform.length > 0) {
    const what = `a package for one platform (${platform.join(', ')}): compiled code, and the registry has no other archive of it`;
    if (repository === undefined) return { source: { status: 'absent', reason: `${what}; its manifest names no repository`, where } };
    const place = directory === undefined ? repository : `${repository}, folder ${directory}`;
    return { source: { status: 'partial', reason: `${what}; its source lives in the repository of its parent, its manifest says: ${place}`, where } };
  }
  // The archive of a package for all platforms is what its author publishes; whether that is the source, its listing tells.
  const archive = whereOf('npm-tarball', found.dist.tarball, `${found.name}@${found.version}`, index);
  if (repository === undefined)
    return { source: { status: 'published', reason: 'the archive itself; its manifest names no repository', where: [archive] } };
  const commit = found.gitHead === undefined ? 'no commit' : `commit ${found.gitHead}`;
  return {
    source: {
      status: 'published',
      reason: `the archive itself; its manifest names a repository and ${commit}, which was not asked`,
      where: [archive, ...where],
    },
  };
}

function repositoryOf(found: Manifest): string | undefined {
  const named = typeof found.repository === 'string' ? found.repository : found.repository?.url;
  if (named === undefined) return undefined;
  // package.json of npm: `owner/name` alone is a repository on GitHub.
  const short = /^[\w.-]+\/[\w.-]+$/.test(named) ? `github:${named}` : named;
  return /^[a-z]+:[\w.-]+\/[\w.-]+$/.test(short) ? (repositoryUrl(short) ?? named) : withoutLogin(named);
}

function fileOf(found: Manifest, index: string): ReleaseFile {
  const { dist } = found;
  const built =
    found.gypfile === true || /\bnode-gyp\b|\bprebuild|\bcmake-js\b/.test(`${found.scripts?.install ?? ''} ${found.scripts?.postinstall ?? ''}`);
  return {
    name: fileName(dist.tarball),
    url: dist.tarball,
    index,
    kind: platformsOf(found).length > 0 ? 'binary' : built ? 'source' : 'pure',
    hashes: [...(dist.integrity?.split(/\s+/).filter((one) => one !== '') ?? []), ...(dist.shasum === undefined ? [] : [`sha1:${dist.shasum}`])],
  };
}

/** The last part of an address, decoded where it can be. */
function fileName(url: string): string {
  const last = url.split(/[?#]/, 1)[0]!.split('/').at(-1)!;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function metadataOf(found: Manifest): Metadata {
  const licence = typeof found.license === 'string' ? found.license : found.license?.type;
  const repository = repositoryOf(found);
  const scripts = ['preinstall', 'install', 'postinstall'].filter((name) => found.scripts?.[name] !== undefined);
  return {
    name: found.name,
    version: found.version,
    requires: [],
    installScripts: scripts.length > 0 ? scripts : found.gypfile === true || found.hasInstallScript === true ? ['install'] : [],
    ...(licence === undefined ? {} : { licence }),
    ...(repository === undefined ? {} : { repository }),
    ...(found.homepage === undefined ? {} : { homepage: withoutLogin(found.homepage) }),
    ...(found.gitHead === undefined ? {} : { commit: found.gitHead }),
    ...(platformsOf(found).length === 0 ? {} : { platforms: platformsOf(found) }),
  };
}

/** `!win32` forbids one platform and leaves all others: that is no package for one platform. */
function platformsOf(found: Manifest): string[] {
  return [found.os, found.cpu, found.libc]
    .flatMap((value) => (typeof value === 'string' ? [value] : (value ?? [])))
    .filter((one) => one !== '' && one !== 'any' && !one.startsWith('!'));
}
