// RubyGems' compact index: /info/NAME has a line per file, `VERSION[-PLATFORM] dependencies|checksum:SHA256,ruby:…`. A gem without
// platform is source (it may compile extensions when installed); one with a platform holds them compiled. "Compact Index API" of the RubyGems guides
import type { ReleaseFile } from '../types.ts';
import { findGems } from './config/gemrc.ts';
import { asking, choose, isGone, type RegistryUnit, refuseStranger, unknown, unlisted, whereOf } from './index-context.ts';

const mostLines = 50_000;

export const rubygems: RegistryUnit = {
  type: 'gem',
  configure: findGems,
  create: ({ http, configuration }) => ({
    async find({ name, version }, _depth, options) {
      const configured = await configuration();
      const { addresses, stranger } = choose(configured.addresses, options.registry);
      const address = addresses[0];
      if (address === undefined) return unknown(configured.unknown ?? 'no gem server is known');
      const { answer, status } = await asking(() => http.get(`${address.url}/info/${encodeURIComponent(name)}`, { from: address.url }));
      const asked = [{ what: `compact index (${address.from})`, status }];
      if (answer === undefined) return unknown(`the gem server did not answer: ${status}`, asked);
      if (isGone(answer)) return unlisted(`the compact index answered ${status} for ${name}: it does not know it`, asked);
      if (answer.status !== 200) return unknown(`the gem server did not answer: status ${status}`, asked);
      const text = answer.body.toString('utf8');
      if (!text.startsWith('---\n')) return unknown('the gem server answered with something that is no compact index', asked);
      const files = readInfo(text, name, version, address.url);
      if (files.length === 0) return unlisted(`the compact index lists no release ${version} of ${name}`, asked);
      const refused = refuseStranger(name, stranger, files, options, asked);
      if (refused !== undefined) return refused;
      const source = files.find((file) => file.kind === 'source');
      if (source !== undefined)
        return { source: { status: 'published', where: [whereOf('gem', source.url, source.name, address.url)] }, files, asked };
      return {
        source: { status: 'absent', reason: `the index lists ${files.length} gems of ${version} for a platform, and none without`, where: [] },
        files,
        asked,
      };
    },
  }),
};

function readInfo(text: string, name: string, version: string, index: string): ReleaseFile[] {
  const files: ReleaseFile[] = [];
  for (const line of text.split('\n').slice(1, mostLines)) {
    const [full = ''] = line.split(' ', 1);
    if (full !== version && !full.startsWith(`${version}-`)) continue;
    const checksum = /[|,]checksum:([0-9a-f]{64})/.exec(line)?.[1];
    const file = `${name}-${full}.gem`;
    files.push({
      name: file,
      url: `${index}/gems/${encodeURIComponent(file)}`,
      kind: full === version ? 'source' : 'binary',
      hashes: checksum === undefined ? [] : [`sha256:${checksum}`],
      index,
    });
  }
  return files;
}
