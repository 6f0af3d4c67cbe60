// Two files that are one lock: the hashes of the one are put to the versions of the other.
import { hashFilesFor, readLockfile, withHashes } from '../../src/lockfiles/index.ts';
import type { LockedPackage } from '../../src/types.ts';

const read = (path: string, text: string): LockedPackage[] => readLockfile(text, path).packages;
const shown = ({ name, hashes, files = [], installed }: LockedPackage): string =>
  [name, ...hashes, ...files.map(({ name: file }) => file), ...(installed === false ? ['not installed'] : [])].join(' ');

test('where they may stand', () => {
  expect(hashFilesFor('a/b/go.mod')).toEqual(['a/b/go.sum', 'a/b/go.work.sum', 'a/go.work.sum', 'go.work.sum']);
  expect(hashFilesFor('app/gradle.lockfile')).toEqual(['app/gradle/verification-metadata.xml', 'gradle/verification-metadata.xml']);
  expect(hashFilesFor('uv.lock')).toEqual([]);
});

test('Go: of a replaced module the hash of its replacement, of one that is only looked at nothing to install', () => {
  const mod = read(
    'go.mod',
    'module m\nrequire e.example/a v1.0.0\nrequire e.example/b v1.0.0\nrequire e.example/c v1.0.0\nreplace e.example/b => e.example/fork v1.1.0\n',
  );
  const sum = read('go.sum', 'e.example/a v1.0.0 h1:a=\ne.example/fork v1.1.0 h1:f=\ne.example/c v1.0.0/go.mod h1:c=\n');
  expect(withHashes(mod, sum).map(shown)).toEqual([
    'e.example/a h1:a= e.example/a@v1.0.0.zip',
    'e.example/b h1:f=',
    'e.example/c h1:c= go.mod not installed',
  ]);
});

test('Gradle: the verification metadata has the hashes, and a BOM nothing to install', () => {
  const lock = read(
    'gradle.lockfile',
    'org.example:a:1.0=runtimeClasspath\norg.example:bom:1.0=runtimeClasspath\norg.example:c:1.0=runtimeClasspath\nempty=\n',
  );
  const component = (name: string, artifact: string) =>
    `<component group="org.example" name="${name}" version="1.0"><artifact name="${artifact}"><sha256 value="00"/></artifact></component>`;
  const verified = read(
    'gradle/verification-metadata.xml',
    `<verification-metadata xmlns="https://schema.gradle.org/dependency-verification" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="https://schema.gradle.org/dependency-verification https://schema.gradle.org/dependency-verification/dependency-verification-1.3.xsd"><components>${component('a', 'a-1.0.jar')}${component('bom', 'bom-1.0.pom')}</components></verification-metadata>`,
  );
  expect(withHashes(lock, verified).map(shown)).toEqual([
    'org.example:a sha256:00 a-1.0.jar',
    'org.example:bom sha256:00 bom-1.0.pom not installed',
    'org.example:c',
  ]);
});
