// NuGet v3: the service index lists resources; PackageBaseAddress/3.0.0 has every release's .nuspec and .nupkg by small-letter id and
// version. A .nupkg holds built assemblies; its nuspec may name the repository and the commit that they were built from (what source
// link writes). https://learn.microsoft.com/nuget/api/package-base-address-resource
import { z } from 'zod';
import type { ReleaseFile } from '../types.ts';
import { findNuget } from './config/nuget-config.ts';
import { asking, askJson, choose, isGone, type RegistryUnit, repositoryUrl, unknown, unlisted } from './index-context.ts';
import { readXml } from './xml.ts';

const service = z.object({
  resources: z.array(z.object({ '@id': z.string().max(4096), '@type': z.union([z.string(), z.array(z.string())]) })).max(1000),
});

export const nuget: RegistryUnit = {
  type: 'nuget',
  configure: findNuget,
  create: ({ http, configuration }) => ({
    async find({ name, version }, _depth, options) {
      const configured = await configuration();
      const { addresses } = choose(configured.addresses, options.registry);
      if (addresses.length === 0) return unknown(configured.unknown ?? 'no NuGet source is known');
      const asked: { what: string; status: string }[] = [];
      for (const address of addresses) {
        const index = await askJson(http, address.url, service, { from: address.url, accept: 'application/json' });
        asked.push({ what: `service index (${address.from})`, status: index.status });
        const base = index.data?.resources.find((one) => [one['@type']].flat().includes('PackageBaseAddress/3.0.0'))?.['@id'];
        if (base === undefined)
          return unknown(
            index.data === undefined ? `the source did not answer: ${index.status}` : 'the source has no package content resource',
            asked,
          );
        const id = name.toLowerCase();
        const release = version.toLowerCase().replace(/\+.*$/, '');
        const folder = `${base.replace(/\/+$/, '')}/${encodeURIComponent(id)}/${encodeURIComponent(release)}`;
        const { answer, status } = await asking(() =>
          http.get(`${folder}/${encodeURIComponent(id)}.nuspec`, { from: address.url, maxBytes: 4 << 20, immutable: true }),
        );
        asked.push({ what: `nuspec (${address.from})`, status });
        if (answer === undefined) return unknown(`the source did not answer: ${status}`, asked);
        if (isGone(answer)) continue;
        const nuspec = answer.status === 200 ? readXml(answer.body.toString('utf8')) : undefined;
        if (nuspec?.name !== 'package') return unknown(`the source answered with something that is no nuspec (status ${status})`, asked);
        const file: ReleaseFile = {
          name: `${id}.${release}.nupkg`,
          url: `${folder}/${encodeURIComponent(`${id}.${release}`)}.nupkg`,
          kind: 'binary',
          hashes: [],
          index: address.url,
        };
        const repository = nuspec.all('metadata/repository')[0]?.attributes;
        const url = repository?.url === undefined ? undefined : repositoryUrl(repository.url);
        if (url === undefined)
          return {
            source: { status: 'absent', reason: 'the source has built packages only, and the nuspec names no repository', where: [] },
            files: [file],
            asked,
          };
        const commit = repository?.commit;
        const where = [{ kind: 'git', url, evidence: { kind: 'index-answer' as const, path: address.url, value: commit ?? url } }];
        const reason = `the source has built packages only; the nuspec names a repository${commit === undefined ? ' and no commit' : ` at commit ${commit}`}, which was not asked`;
        return { source: { status: 'partial', reason, where }, files: [file], asked };
      }
      return unlisted(`every source answered 404 for ${name} ${version}`, asked);
    },
  }),
};
