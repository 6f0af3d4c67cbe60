// Maven's local repository (the remote layout below ~/.m2/repository, or maven.repo.local of MAVEN_OPTS and MAVEN_ARGS) and
// Gradle's cache: caches/modules-2/files-2.1/GROUP/ARTIFACT/VERSION/SHA1/FILE below GRADLE_USER_HOME or ~/.gradle.
import { join } from 'node:path';
import { parsePurl } from '../../purl/index.ts';
import { archive, hashesFor, isPlain, type LocalPlace, list } from './types.ts';

export const mavenRepository: LocalPlace = {
  types: ['maven'],
  find(locked, { env, home }) {
    const purl = parsePurl(locked.purl);
    if (purl?.version === undefined || purl.namespace === undefined || ![purl.namespace, purl.name, purl.version].every(isPlain)) return undefined;
    const classifier = purl.qualifiers?.classifier;
    const file = `${purl.name}-${purl.version}${classifier === undefined ? '' : `-${classifier}`}.${purl.qualifiers?.type ?? 'jar'}`;
    if (!isPlain(file) || file.includes('/')) return undefined;
    const hashes = hashesFor(locked, (name) => name === file);
    const chosen = /-Dmaven\.repo\.local=(\S+)/.exec(`${env.MAVEN_ARGS ?? ''} ${env.MAVEN_OPTS ?? ''}`)?.[1];
    const repository = chosen ?? join(home, '.m2', 'repository');
    const maven = archive(join(repository, ...purl.namespace.split('.'), purl.name, purl.version, file), hashes, 'Maven local repository');
    if (maven?.how === 'hash') return maven;
    const gradle = join(env.GRADLE_USER_HOME || join(home, '.gradle'), 'caches', 'modules-2', 'files-2.1', purl.namespace, purl.name, purl.version);
    for (const sum of list(gradle)) {
      const found = archive(join(gradle, sum, file), hashes, 'Gradle cache');
      if (found !== undefined && (maven === undefined || found.how === 'hash')) return found;
    }
    return maven;
  },
};
