// Go module proxies: `/module/@v/version.info` says when and from which repository and commit a version was made, `.zip` is its
// source. Capitals are written as `!` and the small letter. Every module is source; what is prebuilt in it, its listing tells.
// https://go.dev/ref/mod#goproxy-protocol
import { z } from 'zod';
import { redactUrl } from '../io/address.ts';
import { nativeName } from '../purl/index.ts';
import type { IndexAnswer, ReleaseFile, Source } from '../types.ts';
import { findGo, type GoConfiguration, matchesGoPattern } from './config/goenv.ts';
import { asking, askJson, choose, type RegistryUnit, repositoryUrl, unknown, unlisted, whereOf, withoutLogin } from './index-context.ts';

const info = z.object({
  Version: z.string().max(300),
  Time: z.string().max(64).optional(),
  Origin: z
    .object({
      VCS: z.string().max(20).optional(),
      URL: z.string().max(4096).optional(),
      Hash: z.string().max(64).optional(),
      Ref: z.string().max(500).optional(),
      Subdir: z.string().max(500).optional(),
    })
    .optional()
    .catch(undefined),
});

export const goproxy: RegistryUnit<GoConfiguration> = {
  type: 'golang',
  configure: findGo,
  create: ({ http, configuration }) => ({
    async find(purl, depth, options) {
      const configured = await configuration();
      const module = nativeName(purl);
      if (configured.private.some((pattern) => matchesGoPattern(pattern, module)))
        return unknown(`${module} is private by GONOPROXY or GOPRIVATE: no proxy is asked for it`);
      const { addresses } = choose(configured.addresses, options.registry);
      if (addresses.length === 0) return unknown(configured.unknown ?? 'no Go module proxy is known');
      const asked: { what: string; status: string }[] = [];
      for (const address of addresses) {
        const base = `${address.url}/${escaped(module)}/@v/${escaped(purl.version)}`;
        const found = await askJson(http, `${base}.info`, info, { from: address.url, accept: 'application/json', immutable: true });
        asked.push({ what: `module info (${address.from})`, status: found.status });
        if (found.gone) continue;
        if (found.data === undefined) return unknown(`the proxy did not answer: ${found.status}`, asked);
        if (found.data.Version !== purl.version) return unknown(`the proxy answered with ${found.data.Version} for ${purl.version}`, asked);
        const file: ReleaseFile = {
          name: `${module}@${purl.version}.zip`,
          url: `${base}.zip`,
          index: address.url,
          kind: 'source',
          hashes: [],
          immutable: true,
          ...(found.data.Time === undefined ? {} : { uploaded: found.data.Time }),
        };
        if (depth === 'index') return { ...published(file, found.data, address.url), asked };
        const { answer, status } = await asking(() => http.head(file.url, { from: address.url, immutable: true }));
        asked.push({ what: `module zip (${address.from})`, status });
        if (answer?.status !== 200) return unknown(`the proxy knows ${module} ${purl.version}, but its zip was not given: ${status}`, asked);
        const size = Number(answer.headers.get('content-length'));
        return { ...published(size > 0 ? { ...file, size } : file, found.data, address.url), asked };
      }
      return unlisted(`every proxy answered 404 for ${module} ${purl.version}: it may be private, or had from its repository only`, asked);
    },
  }),
};

function published(file: ReleaseFile, { Origin }: z.infer<typeof info>, index: string): Pick<IndexAnswer, 'source' | 'files' | 'metadata'> {
  const where: Source['where'][number][] = [whereOf('go-module', file.url, file.name, index)];
  if (Origin?.URL !== undefined && Origin.Hash !== undefined)
    where.push(
      whereOf(
        Origin.VCS ?? 'git',
        repositoryUrl(Origin.URL) ?? redactUrl(Origin.URL),
        [Origin.Hash, Origin.Ref, Origin.Subdir].filter(Boolean).join(' '),
        index,
      ),
    );
  return {
    source: { status: 'published', where },
    files: [file],
    ...(Origin?.URL === undefined
      ? {}
      : {
          metadata: {
            requires: [],
            installScripts: [],
            repository: withoutLogin(Origin.URL),
            ...(Origin.Hash === undefined ? {} : { commit: Origin.Hash }),
          },
        }),
  };
}

/** The proxy may lie on a file system that does not tell case apart. */
export const escaped = (text: string): string =>
  text
    .split('/')
    .map((part) =>
      encodeURIComponent(part.replace(/[A-Z]/g, (capital) => `!${capital.toLowerCase()}`))
        .replaceAll('%2B', '+')
        .replaceAll('%40', '@'),
    )
    .join('/');
