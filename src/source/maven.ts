// Maven repositories: files lie at group/artifact/version/artifact-version[-classifier].extension, and nothing lists them. Source
// is the attached jar of the classifier `sources`; the POM names the repository (<scm>). A repository without the sources jar says
// no source only if it has the release itself: that is the POM. https://maven.apache.org/repository/layout.html
import { nativeName } from '../purl/index.ts';
import type { IndexAnswer, Metadata, ReleaseFile, Source } from '../types.ts';
import type { IndexAddress } from './config/client.ts';
import { findMaven } from './config/maven-settings.ts';
import {
  asking,
  choose,
  isGone,
  type Registry,
  type RegistryContext,
  type RegistryUnit,
  type Release,
  repositoryUrl,
  unknown,
  unlisted,
  whereOf,
  withoutLogin,
} from './index-context.ts';
import { readXml, type XmlNode } from './xml.ts';

const largestPom = 4 << 20;

export const maven: RegistryUnit = { type: 'maven', configure: findMaven, create };

function create({ http, configuration }: RegistryContext): Registry {
  const look = async (url: string, address: IndexAddress, what: string, asked: { what: string; status: string }[]) => {
    const { answer, status } = await asking(() => http.head(url, { from: address.url }));
    asked.push({ what: `${what} (${address.from})`, status });
    return answer === undefined || (answer.status !== 200 && !isGone(answer))
      ? { status }
      : { there: answer.status === 200, size: Number(answer.headers.get('content-length') ?? 0), status };
  };
  return {
    async find(purl, _depth, options) {
      const configured = await configuration();
      const { addresses } = choose(configured.addresses, options.registry);
      if (addresses.length === 0) return unknown(configured.unknown ?? 'no Maven repository is known');
      if (purl.namespace === undefined) return unknown(`${purl.name} names no group`);
      const asked: { what: string; status: string }[] = [];
      for (const address of addresses) {
        const pomUrl = fileUrl(address, purl, '', 'pom');
        const { answer, status } = await asking(() =>
          http.get(pomUrl, { from: address.url, maxBytes: largestPom, immutable: !purl.version.endsWith('-SNAPSHOT') }),
        );
        asked.push({ what: `POM (${address.from})`, status });
        if (answer === undefined) return unknown(`the repository did not answer: ${status}`, asked);
        if (isGone(answer)) continue;
        const pom = answer.status === 200 ? readXml(answer.body.toString('utf8')) : undefined;
        if (pom?.name !== 'project') return unknown(`the repository answered with something that is no POM (status ${status})`, asked);
        const files: ReleaseFile[] = [];
        const wanted = purl.qualifiers?.classifier ?? '';
        const extension = purl.qualifiers?.type ?? 'jar';
        if (pom.text('packaging') === 'pom' || extension === 'pom') {
          const where = [whereOf('pom', pomUrl, `${nativeName(purl)}:${purl.version}`, address.url)];
          return { source: { status: 'published', reason: 'a POM, which is its own source', where }, files, metadata: metadataOf(pom, purl), asked };
        }
        files.push({
          name: fileName(purl, wanted, extension),
          url: fileUrl(address, purl, wanted, extension),
          kind: wanted === 'sources' ? 'source' : 'binary',
          hashes: [],
          index: address.url,
        });
        const sources = await look(fileUrl(address, purl, 'sources', 'jar'), address, '-sources.jar', asked);
        if (sources.there === undefined) return unknown(`the repository did not answer: ${sources.status}`, asked, files);
        if (sources.there && wanted !== 'sources') {
          files.push({
            name: fileName(purl, 'sources', 'jar'),
            url: fileUrl(address, purl, 'sources', 'jar'),
            kind: 'source',
            hashes: [],
            index: address.url,
            ...(sources.size > 0 ? { size: sources.size } : {}),
          });
        }
        return { ...sourceOf(purl, pom, address, sources.there), files, metadata: metadataOf(pom, purl), asked };
      }
      return unlisted(`every repository answered 404 for the POM of ${nativeName(purl)} ${purl.version}`, asked);
    },
  };
}

/** Says nothing of native code inside the jar: a sources jar holds what `javac` was given. */
function sourceOf(purl: Release, pom: XmlNode, address: IndexAddress, there: boolean): Pick<IndexAnswer, 'source'> {
  const where: Source['where'][number][] = [];
  if (there) where.push(whereOf('sources-jar', fileUrl(address, purl, 'sources', 'jar'), fileName(purl, 'sources', 'jar'), address.url));
  const scm = scmOf(pom);
  if (scm !== undefined) where.push(whereOf('git', scm, pom.text('scm/tag') ?? scm, address.url));
  if (there) return { source: { status: 'published', where } };
  const named = scm === undefined ? 'its POM names no repository' : 'its POM names a repository, which was not asked';
  return {
    source: { status: 'absent', reason: `the repository has the release, and answered 404 for ${fileName(purl, 'sources', 'jar')}; ${named}`, where },
  };
}

function metadataOf(pom: XmlNode, purl: Release): Metadata {
  const licences = pom
    .all('licenses/license')
    .map((one) => one.text('name') ?? one.text('url') ?? '')
    .filter((one) => one !== '');
  const scm = scmOf(pom);
  const homepage = pom.text('url');
  return {
    name: nativeName(purl),
    version: purl.version,
    requires: [],
    installScripts: [],
    ...(licences.length === 0 ? {} : { licence: licences.join(' OR ').slice(0, 1000) }),
    ...(scm === undefined ? {} : { repository: scm }),
    ...(homepage === undefined ? {} : { homepage: withoutLogin(homepage) }),
  };
}

/** Properties (`${...}`) and what a parent POM says are left out: half an address is none. */
function scmOf(pom: XmlNode): string | undefined {
  for (const path of ['scm/url', 'scm/connection', 'scm/developerConnection']) {
    const text = pom.text(path);
    const url = text === undefined || text.includes('${') ? undefined : repositoryUrl(text);
    if (url !== undefined) return url;
  }
  return undefined;
}

const fileName = (purl: Release, classifier: string, extension: string): string =>
  `${purl.name}-${purl.version}${classifier === '' ? '' : `-${classifier}`}.${extension}`;

function fileUrl(address: IndexAddress, purl: Release, classifier: string, extension: string): string {
  const path = [...(purl.namespace ?? '').split('.'), purl.name, purl.version, fileName(purl, classifier, extension)];
  return `${address.url}/${path.map(encodeURIComponent).join('/')}`;
}
