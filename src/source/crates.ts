// Cargo registries, sparse: `config.json` says where crates lie (`dl`), one file per crate has a JSON line per release with its
// sha256 (`cksum`). A crate is a source archive by what `cargo package` makes; prebuilt parts inside are found by its listing.
// RFC 2789; https://doc.rust-lang.org/cargo/reference/registry-index.html
import { z } from 'zod';
import type { IndexAnswer, ReleaseFile } from '../types.ts';
import { findCargo } from './config/cargo.ts';
import { asking, askJson, choose, isGone, jsonOf, type RegistryUnit, refuseStranger, unknown, unlisted, whereOf } from './index-context.ts';

const config = z.object({ dl: z.string().max(4096) });
const line = z.object({
  name: z.string().max(200),
  vers: z.string().max(200),
  cksum: z.string().regex(/^[0-9a-f]{64}$/),
  yanked: z.boolean().optional(),
  links: z.string().nullish(),
});
const mostLines = 50_000;

export const crates: RegistryUnit = {
  type: 'cargo',
  configure: findCargo,
  create: ({ http, configuration }) => ({
    async find(purl, _depth, options) {
      const configured = await configuration();
      // Cargo.lock names the public registry by the address of its git index, whichever way it is asked.
      const registry = /crates\.io-index\/?$/.test(options.registry ?? '') ? undefined : options.registry;
      const { addresses, stranger } = choose([...configured.addresses, ...Object.values(configured.parts ?? {})], registry);
      const address = registry === undefined ? configured.addresses[0] : addresses[0];
      if (address === undefined) return unknown(configured.unknown ?? 'no Cargo registry is known');
      const asked: { what: string; status: string }[] = [];
      const { answer, status } = await asking(() =>
        http.get(`${address.url}/${indexPath(purl.name)}`, { from: address.url, accept: 'text/plain, */*' }),
      );
      asked.push({ what: `sparse index (${address.from})`, status });
      if (answer === undefined) return unknown(`the registry did not answer: ${status}`, asked);
      if (isGone(answer) || answer.status === 451)
        return unlisted(`the sparse index answered ${status} for ${purl.name}: it does not know it`, asked);
      if (answer.status !== 200) return unknown(`the registry did not answer: status ${status}`, asked);
      const releases = readSparseFile(answer.body);
      if (releases === undefined) return unknown('the sparse index answered with something that is no index file', asked);
      // Two crates may differ in build metadata only, the registry knows one version.
      const found = releases.find((one) => one.name.toLowerCase() === purl.name.toLowerCase() && one.vers === purl.version);
      if (found === undefined) return unlisted(`the sparse index lists no release ${purl.version} of ${purl.name}`, asked);
      const where = await askJson(http, `${address.url}/config.json`, config, { from: address.url, accept: 'application/json' });
      asked.push({ what: `config.json (${address.from})`, status: where.status });
      if (where.data === undefined) return unknown(`the registry did not say where crates lie: ${where.status}`, asked);
      const file: ReleaseFile = {
        name: `${found.name}-${found.vers}.crate`,
        url: downloadUrl(where.data.dl, found),
        kind: 'source',
        index: address.url,
        hashes: [`sha256:${found.cksum}`],
        ...(found.yanked === true ? { yanked: true } : {}),
      };
      const answered: IndexAnswer = {
        source: { status: 'published', where: [whereOf('crate', file.url, file.name, address.url)] },
        files: [file],
        asked,
      };
      return refuseStranger(purl.name, stranger, [file], options, asked) ?? answered;
    },
  }),
};

/** `a` 1/a, `ab` 2/ab, `abc` 3/a/abc, longer ab/cd/abcd; small letters. */
export function indexPath(name: string): string {
  const low = encodeURIComponent(name.toLowerCase());
  if (low.length <= 2) return `${low.length}/${low}`;
  if (low.length === 3) return `3/${low[0]}/${low}`;
  return `${low.slice(0, 2)}/${low.slice(2, 4)}/${low}`;
}

function readSparseFile(body: Buffer): z.infer<typeof line>[] | undefined {
  const found: z.infer<typeof line>[] = [];
  for (const text of body.toString('utf8').split('\n').slice(0, mostLines)) {
    if (text.trim() === '') continue;
    const data = line.safeParse(jsonOf(Buffer.from(text)));
    if (!data.success) return undefined;
    found.push(data.data);
  }
  return found;
}

function downloadUrl(template: string, { name, vers, cksum }: { name: string; vers: string; cksum: string }): string {
  const prefix = indexPath(name).split('/').slice(0, -1).join('/');
  const marks: Record<string, string> = {
    '{crate}': name,
    '{version}': encodeURIComponent(vers),
    '{prefix}': prefix,
    '{lowerprefix}': prefix.toLowerCase(),
    '{sha256-checksum}': cksum,
  };
  if (!/\{(crate|version|prefix|lowerprefix|sha256-checksum)\}/.test(template))
    return `${template.replace(/\/+$/, '')}/${name}/${encodeURIComponent(vers)}/download`;
  return template.replace(/\{[a-z0-9-]+\}/g, (mark) => marks[mark] ?? mark);
}
