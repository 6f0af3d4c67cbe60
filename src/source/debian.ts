// Debian archives: dists/SUITE/COMPONENT/source/Sources lists every source package with its files, their sha256, and the binary
// packages made of it (deb822). Binary and source versions differ where only the binary was rebuilt (+b1), and where a package
// says `Source: name (version)`; the purl's `upstream` qualifier carries that. Old versions leave Sources before they leave the
// pool, so a source package of another version is looked for by its .dsc. DebianRepository/Format in Debian's wiki
import type { IndexAnswer, ReleaseFile } from '../types.ts';
import { type AptConfiguration, type AptSource, findApt, readListSources } from './config/apt.ts';
import { copied, field, readList } from './debian-list.ts';
import { type Binaries, binaryOf } from './debian-packages.ts';
import { asking, type RegistryContext, type RegistryUnit, type Release, unknown, whereOf } from './index-context.ts';

export interface SourcePackage {
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
    const lists = new Map<string, Promise<{ status: string; binaries: Binaries }>>();
    return {
      async find(purl, depth) {
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
        const answer = await answerOf(context, purl, candidates, asked);
        if (depth === 'index' || purl.qualifiers?.arch === 'source') return answer;
        return withBinary(answer, await binaryOf({ context, purl, places: places(configured.sources), sources: candidates, lists }));
      },
    };
  },
};

/** The content of a binary package is in its .deb alone: without it the files of the source package are still no answer to what is inside. */
function withBinary(answer: IndexAnswer, { file, asked }: Awaited<ReturnType<typeof binaryOf>>): IndexAnswer {
  const files = answer.files.map((each) => ({ ...each, sourcePackage: true as const }));
  const all = [...answer.asked, ...asked];
  if (file) return { ...answer, files: [file, ...files], asked: all };
  const tried = asked.map(({ what, status }) => `${what}: ${status}`).join('; ');
  const where = 'An archive that still has it (a snapshot of its day) can be named in the sources of apt or under indexes';
  return { ...answer, files, asked: all, noFile: `the .deb itself was not found (${tried}). ${where}` };
}

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

export interface Place {
  archive: string;
  suite: string;
  component: string;
  /** Of the list of source packages, without its suffix. */
  url: string;
}
const places = (sources: readonly AptSource[]): Place[] =>
  sources.flatMap(({ url, suite, components }) => {
    const archive = url.replace(/\/+$/, '');
    return components.map((component) => ({ archive, suite, component, url: `${archive}/dists/${suite}/${component}/source/Sources` }));
  });

async function readSources(context: RegistryContext<AptConfiguration>, { archive, url }: Place): Promise<{ status: string; sources?: Sources }> {
  const sources: Sources = { bySource: new Map(), byBinary: new Map() };
  const status = await readList(context.http, url, archive, (paragraph) => addSource(sources, paragraph, archive));
  return status === '200' ? { status, sources } : { status };
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

function filesOf(found: SourcePackage): ReleaseFile[] {
  return found.checksums.split('\n').flatMap((line) => {
    const parts = /^([0-9a-f]{64}) (\d+) ([^\s/]+)$/.exec(line.trim());
    if (!parts) return [];
    const url = `${found.archive}/${found.directory}/${encodeURIComponent(parts[3]!)}`;
    return [{ name: parts[3]!, url, kind: 'source' as const, size: Number(parts[2]), hashes: [`sha256:${parts[1]}`], index: found.archive }];
  });
}
