// conda channels: CHANNEL/SUBDIR/NAME-VERSION-BUILD.conda. A channel has built packages only, the script-only `noarch` ones included;
// what they were built from says the recipe that conda-build and rattler-build put into each archive. A lock names its files by
// address; where none is named, the channel's list of packages says which files a release has.
// https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
import type { Http } from '../io/http.ts';
import { HttpError } from '../io/http-error.ts';
import type { IndexAnswer, Metadata, ReleaseFile, Source } from '../types.ts';
import { type CondaInfo, readCondaInfo } from './conda-info.ts';
import { Repodata } from './conda-repodata.ts';
import type { ClientConfiguration, IndexAddress } from './config/client.ts';
import { findConda, withoutToken } from './config/condarc.ts';
import {
  type FindOptions,
  plainHash,
  type RegistryUnit,
  type Release,
  refuseStranger,
  repositoryUrl,
  unknown,
  whereOf,
  withoutLogin,
} from './index-context.ts';

export const conda: RegistryUnit = {
  type: 'conda',
  configure: findConda,
  create: ({ http, configuration }) => {
    const repodata = new Repodata(http);
    return {
      async find(purl, _depth, options) {
        const wanted = wantedOf(purl, options.registry);
        if (wanted === undefined) return unknown(`the lock takes ${purl.name} ${purl.version} from an address that is another package's`);
        const configured = await configuration();
        const known = [...configured.addresses, ...Object.values(configured.parts ?? {})];
        if (known.length === 0) return unknown(configured.unknown ?? 'no conda channel is known');
        const asked: { what: string; status: string }[] = [];
        const home = known.find(({ url }) => wanted.channel === url || wanted.channel?.startsWith(`${url}/`));
        const files =
          home !== undefined && wanted.file !== undefined
            ? [lockedFile(wanted, home, options)]
            : await listed(repodata, channelsOf(wanted, home, configured), wanted, asked);
        if (typeof files === 'string') return unknown(files, asked);
        const refused = refuseStranger(
          purl.name,
          wanted.channel !== undefined && home === undefined && options.registry !== undefined,
          files,
          options,
          asked,
        );
        if (refused !== undefined) return refused;
        return answerOf(http, purl, files, asked);
      },
    };
  },
};

interface Wanted {
  prefix: string;
  channel?: string;
  /** The channel by its name only, as a purl's qualifier may write it. */
  channelName?: string;
  subdir?: string;
  file?: string;
  build?: string;
}

/** What the lock's address or the purl's qualifiers say. Undefined: the address is of another package than the purl. */
function wantedOf({ name, version, qualifiers = {} }: Release, registry: string | undefined): Wanted | undefined {
  const prefix = `${name}-${version}-`;
  const parts = registry === undefined ? null : /^(https?:\/\/[^?#]+)\/([\w-]+)\/([^/?#]+\.(?:conda|tar\.bz2))(?:[?#].*)?$/.exec(registry);
  if (parts !== null) {
    const file = parts[3]!;
    if (!file.startsWith(prefix) || file.slice(prefix.length).includes('-')) return undefined;
    return { prefix, channel: plainChannel(parts[1]!), subdir: parts[2]!, file };
  }
  const { channel, subdir, build } = qualifiers;
  const named = registry ?? channel;
  return {
    prefix,
    ...(named === undefined ? {} : /^https?:/.test(named) ? { channel: plainChannel(named) } : { channelName: named }),
    ...(subdir !== undefined && /^[\w-]+$/.test(subdir) ? { subdir } : {}),
    ...(build === undefined ? {} : { build }),
  };
}

const plainChannel = (text: string): string => withoutToken(withoutLogin(text)).replace(/\/+$/, '');

/** A channel that lies below a configured address is that address's; else every configured channel may have the package. */
function channelsOf(wanted: Wanted, home: IndexAddress | undefined, configured: ClientConfiguration): { url: string; index: IndexAddress }[] {
  if (home !== undefined) return [{ url: wanted.channel!, index: home }];
  const all = configured.addresses.map((index) => ({ url: index.url, index }));
  const name = wanted.channelName;
  return name === undefined ? all : all.filter(({ url }) => url.endsWith(`/${name}`));
}

/** The lock's own word on a file of a configured channel: its address and hashes. */
function lockedFile({ channel, subdir, file }: Wanted, home: IndexAddress, { hashes = [] }: FindOptions): ReleaseFile {
  return {
    name: file!,
    url: `${channel}/${subdir}/${file}`,
    kind: subdir === 'noarch' ? 'pure' : 'binary',
    hashes: hashes.map(plainHash).filter((hash) => /^(sha256|md5):/.test(hash)),
    index: home.url,
  };
}

/** The platform that most builds run on, where none is named. */
const usualSubdirs = ['linux-64', 'noarch'];

/** The files of the release in the first channel that has any, or why none is known. */
async function listed(
  repodata: Repodata,
  channels: readonly { url: string; index: IndexAddress }[],
  { prefix, subdir, file, build }: Wanted,
  asked: { what: string; status: string }[],
): Promise<ReleaseFile[] | string> {
  if (channels.length === 0) return 'the channel of this package is not among the configured ones';
  let silent: string | undefined;
  for (const { url, index } of channels) {
    const files: ReleaseFile[] = [];
    for (const place of subdir === undefined ? usualSubdirs : [subdir]) {
      const folder = `${url}/${place}`;
      const found = await repodata.find(folder, index.url, prefix);
      asked.push(...found.asked.map(({ what, status }) => ({ what: `${place}/${what} (${index.from})`, status })));
      silent ??= found.silent;
      for (const row of found.rows) {
        const [, own] = /^(.*)\.(?:conda|tar\.bz2)$/.exec(row.file.slice(prefix.length)) ?? [];
        if (own === undefined || own.includes('-') || (build !== undefined && own !== build) || (file !== undefined && row.file !== file)) continue;
        files.push({
          name: row.file,
          url: `${folder}/${row.file}`,
          kind: place === 'noarch' ? 'pure' : 'binary',
          hashes: row.sha256 === undefined ? [] : [`sha256:${row.sha256}`],
          ...(row.size === undefined ? {} : { size: row.size }),
          index: index.url,
        });
      }
    }
    if (files.length > 0) return files;
  }
  return silent === undefined ? 'no configured channel lists this release' : `a channel did not answer: ${silent}`;
}

async function answerOf(http: Http, purl: Release, files: readonly ReleaseFile[], asked: { what: string; status: string }[]): Promise<IndexAnswer> {
  // The last by name: of several builds the one with the highest number, as a rule; all of them come from recipes of this release.
  const sorted = [...files].sort((a, b) => (a.name < b.name ? 1 : -1));
  const file = sorted.find((one) => one.name.endsWith('.conda'));
  if (file === undefined)
    return unknown(
      'the channel has this package in the old archive format only, whose recipe is known once it is downloaded (depth full)',
      asked,
      files,
    );
  const { info, status } = await infoOf(http, file);
  asked.push({ what: `information inside ${file.name}`, status });
  if (info === undefined) return unknown(`what ${file.name} says of its recipe could not be read: ${status}`, asked, files);
  if (info.name !== purl.name || info.version !== purl.version)
    return unknown(`${file.name} says that it is another package than ${purl.name} ${purl.version}`, asked, files);
  return { source: sourceOf(info, file), files, metadata: metadataOf(info), asked };
}

async function infoOf(http: Http, file: ReleaseFile): Promise<{ info?: CondaInfo; status: string }> {
  try {
    const archive = await http.random(file.url, { from: file.index, ...(file.size === undefined ? {} : { size: file.size }) });
    if (archive === undefined) return { status: 'its host serves no ranges' };
    const info = await readCondaInfo(archive);
    return info === undefined ? { status: '206, but not a .conda file' } : { info, status: '206' };
  } catch (error) {
    if (error instanceof HttpError) return { status: error.message };
    throw error;
  }
}

function sourceOf(info: CondaInfo, file: ReleaseFile): Source {
  const inside = `${file.url}!/info`;
  const pointer = (kind: string, url: string, value: string) =>
    whereOf(kind, kind === 'git' ? (repositoryUrl(url) ?? withoutLogin(url)) : url, value, inside);
  const taken = (info.recipe ?? []).map(({ kind, url, pinned }) =>
    pointer(kind === 'git' ? 'git' : 'source-archive', url, (pinned ?? withoutLogin(url)).slice(0, 300)),
  );
  const claimed = [...new Set(info.repositories)].flatMap((url) => {
    const plain = repositoryUrl(url);
    return plain === undefined ? [] : [pointer('git', plain, 'about.json')];
  });
  if (taken.length > 0)
    return {
      status: 'partial',
      reason: 'a channel has built packages only; the recipe inside this one names what it was built from, which was not asked',
      where: taken,
    };
  const recipe = info.recipe === undefined ? 'this one holds no recipe' : 'the recipe inside this one names no source';
  const reason = `a channel has built packages only; ${recipe}`;
  if (claimed.length > 0) return { status: 'partial', reason: `${reason}, its about.json names a repository, which was not asked`, where: claimed };
  if (info.recipe === undefined) return { status: 'unknown', reason: `${reason}, and its about.json names no repository`, where: [] };
  return { status: 'absent', reason: `${reason}, and its about.json no repository`, where: [] };
}

function metadataOf({ name, version, licence, homepage, repositories }: CondaInfo): Metadata {
  const repository = repositories.map(repositoryUrl).find((url) => url !== undefined);
  return {
    name,
    version,
    requires: [],
    installScripts: [],
    ...(licence === undefined ? {} : { licence }),
    ...(homepage === undefined ? {} : { homepage: withoutLogin(homepage) }),
    ...(repository === undefined ? {} : { repository }),
  };
}
