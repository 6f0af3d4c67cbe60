// gradle/verification-metadata.xml, schema 1.0 to 1.3. https://docs.gradle.org/current/userguide/dependency_verification.html
// <component group name version> holds <artifact name> with <md5|sha1|sha256|sha512 value> (and <also-trust value>) or <pgp value>. It names the files: jars, poms, `-sources`, and
// jars with classifiers for a platform. <trusted-artifacts> are not checked at all.
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { purlOf } from '../purl/index.ts';
import type { LockedFile, LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Lines, locked, maxDepth, ReadError, refuseHuge, unknownVersion } from './reading/text.ts';

export const gradleVerification: LockfileFormat = {
  id: 'gradle-verification',
  names: ['verification-metadata.xml'],

  *read(text, path): Generator<LockedPackage | Problem> {
    refuseHuge(text);
    const found = parse(text);
    if (found.mistake !== undefined && found.drafts.length === 0) throw found.mistake;
    if (!/\/dependency-verification(?:-1\.[0-3]\.xsd)?(?:\s|$)/.test(`${found.schema} `))
      return yield unknownVersion(path, 'a verification-metadata.xml', found.schema || undefined, 'schema 1.0 to 1.3', { line: 1, column: 1 });
    yield* found.drafts;
    if (found.mistake !== undefined) throw found.mistake; // after what could be read
  },
};

function parse(text: string): { schema: string; drafts: Draft[]; mistake?: ReadError } {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const lines = new Lines(text);
  const drafts: Draft[] = [];
  let schema = '';
  let depth = 0;
  let files: LockedFile[] = [];
  let artifact = '';
  let algorithm = '';
  let start = { line: 1, column: 1 };
  const value = (tag: SaxesTagNS, name: string): string => (tag.attributes[name] as SaxesAttributeNS | undefined)?.value ?? '';
  const fail = (error: Error): never => {
    throw new ReadError('bad-xml', `not XML: ${error.message.replace(/^\d+:\d+: /, '')}`, { line: parser.line, column: parser.column + 1 });
  };
  parser.on('error', fail);
  parser.on('opentagstart', () => {
    start = lines.place(Math.max(0, text.lastIndexOf('<', parser.position)));
  });
  parser.on('opentag', (tag) => {
    if (++depth > maxDepth) throw new ReadError('too-deep', `more than ${maxDepth} levels`, { line: parser.line, column: 1 }, 'limit');
    if (depth === 1) schema = tag.local === 'verification-metadata' ? `${tag.uri} ${value(tag, 'xsi:schemaLocation')}` : '';
    else if (tag.local === 'component') {
      const name = `${value(tag, 'group')}:${value(tag, 'name')}`;
      const version = value(tag, 'version');
      files = [];
      drafts.push(locked(start, { name, version, purl: purlOf('maven', name, version) }));
    } else if (tag.local === 'artifact') artifact = value(tag, 'name');
    else if (tag.local === 'also-trust' && drafts.length > 0 && artifact !== '') {
      const draft = drafts.at(-1)!;
      draft.hashes = [...draft.hashes, `${algorithm}:${value(tag, 'value')}`].slice(0, 1000);
    } else if (/^(?:md5|sha1|sha256|sha512|pgp)$/.test(tag.local) && drafts.length > 0 && artifact !== '') {
      algorithm = tag.local;
      const hash = `${tag.local}:${value(tag, 'value')}`;
      const kind = /-sources\.jar$/.test(artifact) ? 'source' : 'binary';
      if (files.at(-1)?.name !== artifact || tag.local === 'sha256') {
        if (files.at(-1)?.name === artifact) files.pop(); // one file, several hashes: SHA-256 speaks for it
        files.push({ name: artifact, kind, hash });
      }
      const draft = drafts.at(-1)!;
      draft.hashes = tag.local === 'pgp' ? draft.hashes : [...draft.hashes, hash].slice(0, 1000);
      draft.files = files;
    }
  });
  parser.on('closetag', (tag) => {
    depth--;
    if (tag.local === 'artifact') artifact = '';
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return { schema, drafts: drafts.slice(0, -1), mistake: error }; // the last one may not be all of it
  }
  return { schema, drafts };
}
