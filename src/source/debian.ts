// Debian archives: dists/SUITE/COMPONENT/source/Sources lists every source package with its files, their sha256, and the binary
// packages made of it (deb822). Binary and source versions differ where only the binary was rebuilt (+b1), and where a package
// says `Source: name (version)`; the purl's `upstream` qualifier carries that. Old versions leave Sources before they leave the
// pool, so a source package of another version is looked for by its .dsc. DebianRepository/Format in Debian's wiki
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import xz from 'xz-decompress';
import type { IndexAnswer, ReleaseFile } from '../types.ts';
import { type AptConfiguration, type AptSource, findApt, readListSources } from './config/apt.ts';
import { asking, isGone, type RegistryContext, type RegistryUnit, type Release, unknown, whereOf } from './index-context.ts';

const largestSources = 128 << 20;
const largestUnpacked = 1 << 30;
const mostParagraphs = 500_000;

interface SourcePackage {
  name: string;
  version: string;
  directory: string;
  /** The lines of Checksums-Sha256; read when they are asked for. */
  checksums: string;
  archive: string;
}
type Sources = { bySource: Map<string, SourcePackage[]>; byBinary: Map<string, SourcePackage[]> };

export const debian: RegistryUnit<AptConfiguration> = {
  type: 'deb',
  configure: findApt,
  fromPolicy: (texts, found) => {
    const sources = texts.flatMap((text) => readListSources(`deb ${text}`));
    return { ...found, sources, addresses: sources.map(({ url }) => ({ url: url.replace(/\/+$/, ''), from: 'the policy' })) };
  },
  create: (context) => {
    const read = new Map<string, Promise<{ status: string; sources?: Sources }>>();
    return {
      async find(purl) {
        const configured = await context.configuration();
        if (configured.sources.length === 0) return unknown(configured.unknown ?? 'no Debian archive is known');
        const asked: { what: string; status: string }[] = [];
        const candidates: SourcePackage[] = [];
        for (const one of places(configured.sources)) {
          let answer = read.get(one.url);
          if (answer === undefined) {
            answer = readSources(context, one);
            read.set(one.url, answer);
          }
          const { status, sources } = await answer;
          asked.push({ what: `Sources of ${one.suite}/${one.component}`, status });
          candidates.push(...(sources === undefined ? [] : matching(sources, purl)));
        }
        return answerOf(context, purl, candidates, asked);
      },
    };
  },
};

async function answerOf(
  context: RegistryContext<AptConfiguration>,
  purl: Release,
  candidates: readonly SourcePackage[],
  asked: { what: string; status: string }[],
): Promise<IndexAnswer> {
  const versions = sourceVersions(purl);
  const exact = candidates.find((one) => versions.includes(one.version)) ?? candidates.find((one) => purl.version.startsWith(`${one.version}+`));
  if (exact !== undefined) return { ...published(exact), asked };
  for (const one of candidates.slice(0, 3)) {
    const name = `${one.name}_${versions[0]!.replace(/^\d+:/, '')}.dsc`;
    const url = `${one.archive}/${one.directory}/${encodeURIComponent(name)}`;
    const { answer, status } = await asking(() => context.http.head(url, { from: one.archive }));
    asked.push({ what: `${name} of the pool`, status });
    if (answer?.status === 200)
      return {
        source: { status: 'published', where: [whereOf('deb-src', url, name, one.archive)] },
        files: [{ name, url, kind: 'source', hashes: [], index: one.archive }],
        asked,
      };
  }
  const silent = asked.find(({ status }) => !/^(200|404)$/.test(status));
  if (silent !== undefined) return unknown(`the archive did not answer: ${silent.status}`, asked);
  const [other] = candidates;
  if (other !== undefined)
    return unknown(
      `the configured archives have ${other.name} ${other.version}, and no longer, or not yet, the source of ${purl.name} ${purl.version}`,
      asked,
    );
  return unknown(`no configured archive lists a source package that makes ${purl.name}`, asked);
}

function published(found: SourcePackage): Pick<IndexAnswer, 'source' | 'files'> {
  const files = filesOf(found);
  const dsc = files.find((file) => file.name.endsWith('.dsc')) ?? files[0];
  const url = dsc?.url ?? `${found.archive}/${found.directory}`;
  return { source: { status: 'published', where: [whereOf('deb-src', url, `${found.name} ${found.version}`, found.archive)] }, files };
}

/** The versions that the source may have: what `upstream` says, the binary's own, without a binary rebuild. */
function sourceVersions({ version, qualifiers }: Release): string[] {
  const epoch = qualifiers?.epoch === undefined || version.includes(':') ? '' : `${qualifiers.epoch}:`;
  const own = `${epoch}${version}`;
  const upstream = qualifiers?.upstream?.split('@')[1];
  return [...(upstream === undefined ? [] : [upstream]), own.replace(/\+b\d+$/, ''), own];
}

function matching({ bySource, byBinary }: Sources, { name, qualifiers }: Release): readonly SourcePackage[] {
  const upstream = qualifiers?.upstream?.split('@')[0];
  return (upstream === undefined ? byBinary.get(name) : bySource.get(upstream)) ?? bySource.get(name) ?? [];
}

interface Place {
  archive: string;
  suite: string;
  component: string;
  url: string;
}
const places = (sources: readonly AptSource[]): Place[] =>
  sources.flatMap(({ url, suite, components }) => {
    const archive = url.replace(/\/+$/, '');
    return components.map((component) => ({ archive, suite, component, url: `${archive}/dists/${suite}/${component}/source/Sources` }));
  });

async function readSources({ http }: RegistryContext<AptConfiguration>, place: Place): Promise<{ status: string; sources?: Sources }> {
  for (const suffix of ['.gz', '.xz']) {
    const { answer, status } = await asking(() => http.get(`${place.url}${suffix}`, { from: place.archive, maxBytes: largestSources }));
    if (answer === undefined) return { status };
    if (isGone(answer)) continue;
    if (answer.status !== 200) return { status: `status ${status}` };
    const sources: Sources = { bySource: new Map(), byBinary: new Map() };
    try {
      for await (const paragraph of paragraphs(unpacked(answer.body, suffix))) addSource(sources, paragraph, place.archive);
    } catch {
      return { status: '200, but not a list of sources' };
    }
    return { status, sources };
  }
  return { status: '404' };
}

const unpacked = (body: Buffer, suffix: string): AsyncIterable<Uint8Array> =>
  suffix === '.gz'
    ? Readable.from([body]).pipe(createGunzip())
    : (new xz.XzReadableStream(new Blob([new Uint8Array(body)]).stream()) as unknown as AsyncIterable<Uint8Array>);

async function* paragraphs(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let total = 0;
  let count = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > largestUnpacked) throw new RangeError(`more than ${largestUnpacked} bytes`);
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(/\n\n+/);
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (++count > mostParagraphs) throw new RangeError(`more than ${mostParagraphs} paragraphs`);
      yield part;
    }
  }
  if (rest.trim() !== '') yield rest;
}

/** Tens of thousands of paragraphs: only what is needed is cut out, and copied, so that the paragraph itself can go. */
function addSource({ bySource, byBinary }: Sources, paragraph: string, archive: string): void {
  const name = field(paragraph, 'Package');
  const version = field(paragraph, 'Version');
  const directory = field(paragraph, 'Directory');
  if (name === undefined || version === undefined || directory === undefined || directory.split('/').includes('..')) return;
  const found: SourcePackage = { name, version, directory, checksums: field(paragraph, 'Checksums-Sha256') ?? '', archive };
  const add = (map: Map<string, SourcePackage[]>, key: string) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [found]);
    else known.push(found);
  };
  add(bySource, name);
  for (const binary of (field(paragraph, 'Binary') ?? '').split(/[\s,]+/)) if (binary !== '') add(byBinary, copied(binary));
}

/** One field of a paragraph (deb822(5)) with its continuation lines. */
function field(paragraph: string, name: string): string | undefined {
  const found = `\n${paragraph}`.indexOf(`\n${name}:`); // counted from the line's own start
  if (found < 0) return undefined;
  const start = found + name.length + 1;
  let end = paragraph.indexOf('\n', start);
  while (end >= 0 && (paragraph[end + 1] === ' ' || paragraph[end + 1] === '\t')) end = paragraph.indexOf('\n', end + 1);
  return copied(paragraph.slice(start, end < 0 ? paragraph.length : end).trim());
}

/** A slice keeps the whole text alive that it was cut from. */
const copied = (text: string): string => Buffer.from(text).toString();

function filesOf(found: SourcePackage): ReleaseFile[] {
  return found.checksums.split('\n').flatMap((line) => {
    const parts = /^([0-9a-f]{64}) (\d+) ([^\s/]+)$/.exec(line.trim());
    if (!parts) return [];
    const url = `${found.archive}/${found.directory}/${encodeURIComponent(parts[3]!)}`;
    return [{ name: parts[3]!, url, kind: 'source' as const, size: Number(parts[2]), hashes: [`sha256:${parts[1]}`], index: found.archive }];
  });
}
