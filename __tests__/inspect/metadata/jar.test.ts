import { metadataFormats } from '../../../src/inspect/metadata/index.ts';
import { jar } from '../../../src/inspect/metadata/jar.ts';
import { bytesOf, type Files, mustRead, mutations, read } from './package.ts';

const folder = (group: string, artifact: string) => `META-INF/maven/${group}/${artifact}`;
const properties = (group: string, artifact: string, version: string) => `#Generated\nversion=${version}\ngroupId=${group}\nartifactId=${artifact}\n`;
const pom = `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>1.2</version></parent>
  <artifactId>demo</artifactId>
  <url>https://example.org/\${project.artifactId}</url>
  <properties><dep.version>4.5</dep.version></properties>
  <licenses>
    <license><name>Apache License, Version 2.0</name><url>https://www.apache.org/licenses/LICENSE-2.0.txt</url></license>
    <license><name>MIT</name></license>
  </licenses>
  <scm><connection>scm:git:git@github.com:example/demo.git</connection><tag>v1.2</tag></scm>
  <dependencyManagement><dependencies><dependency><groupId>no</groupId><artifactId>no</artifactId></dependency></dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>a</groupId><artifactId>b</artifactId><version>\${dep.version}</version></dependency>
    <dependency><groupId>t</groupId><artifactId>t</artifactId><scope>test</scope></dependency>
    <dependency><groupId>\${project.groupId}</groupId><artifactId>core</artifactId><version>\${project.version}</version></dependency>
    <dependency><groupId>p</groupId><artifactId>p</artifactId><version>\${of.the.parent}</version></dependency>
  </dependencies>
  <profiles><profile><dependencies><dependency><groupId>no</groupId><artifactId>no</artifactId></dependency></dependencies></profile></profiles>
</project>`;
const demo: Files = {
  'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\nImplementation-Version: 1.2\r\n\r\n',
  [`${folder('org.example', 'demo')}/pom.properties`]: properties('org.example', 'demo', '1.2'),
  [`${folder('org.example', 'demo')}/pom.xml`]: pom,
};

test('coordinates, licences (a choice), source, requirements, what the pom fills in itself', () => {
  const { metadata, codes } = mustRead(jar, demo, 'demo-1.2.jar');
  expect(codes).toEqual([]);
  expect(metadata).toMatchObject({
    name: 'org.example:demo',
    version: '1.2',
    purl: 'pkg:maven/org.example/demo@1.2',
    licence: 'Apache License, Version 2.0 OR MIT',
    licenceExpression: 'Apache-2.0 OR MIT',
    homepage: 'https://example.org/demo',
    repository: 'https://github.com/example/demo',
    requires: ['a:b:4.5', 'org.example:core:1.2', ['p:p:$', '{of.the.parent}'].join('')],
    details: { scmTag: 'v1.2' },
  });
  expect(metadata.modules).toBeUndefined();
});

test.each([
  ['demo-1.2-linux-x86_64.jar', 'pkg:maven/org.example/demo@1.2?classifier=linux-x86_64'],
  ['demo-1.2-sources.jar', 'pkg:maven/org.example/demo@1.2?classifier=sources'],
  ['demo-1.2.war', 'pkg:maven/org.example/demo@1.2?type=war'],
])('%s: the file name says the classifier', (file, purl) => expect(mustRead(jar, demo, file).metadata.purl).toBe(purl));

test('a shaded jar: its own module by the file name, the others as modules', () => {
  const shaded = {
    ...demo,
    [`${folder('com.a', 'demo-core')}/pom.properties`]: properties('com.a', 'demo-core', '9'),
    [`${folder('b', 'x')}/pom.xml`]:
      '<project><groupId>b</groupId><artifactId>x</artifactId><version>3</version><licenses><license><name>ISC</name></license></licenses></project>',
  };
  const { metadata } = mustRead(jar, shaded, 'demo-1.2.jar');
  expect(metadata.name).toBe('org.example:demo');
  expect(metadata.modules).toEqual([
    { path: 'META-INF/maven/b/x/pom.xml', name: 'b:x', version: '3', purl: 'pkg:maven/b/x@3', licence: 'ISC' },
    { path: 'META-INF/maven/com.a/demo-core/pom.properties', name: 'com.a:demo-core', version: '9', purl: 'pkg:maven/com.a/demo-core@9' },
  ]);
  const unnamed = mustRead(jar, shaded, 'app.jar').metadata;
  expect([unnamed.purl, unnamed.modules?.length]).toEqual([undefined, 3]);
});

test.each([
  ['an address', 'https://www.apache.org/licenses/LICENSE-2.0.txt', 'https://www.apache.org/licenses/LICENSE-2.0.txt', 'Apache-2.0'],
  ['an id with a link', '"Apache-2.0";link="https://example.org/x,y"', 'Apache-2.0', 'Apache-2.0'],
  [
    'an address of an id',
    'https://opensource.org/licenses/BSD-2-Clause;description=BSD 2-Clause License',
    'https://opensource.org/licenses/BSD-2-Clause',
    'BSD-2-Clause',
  ],
  ['two', 'MIT,ISC', 'MIT, ISC', undefined],
  ['elsewhere', '<<EXTERNAL>>', undefined, undefined],
])('Bundle-License: %s', (_, value, licence, expression) => {
  const wrapped = `Bundle-License: ${value}`.replace(/(.{60})(?=.)/g, '$1\r\n ');
  const { metadata } = mustRead(jar, { 'META-INF/MANIFEST.MF': `Bundle-SymbolicName: org.example.osgi;singleton:=true\r\n${wrapped}\r\n` }, 'x.jar');
  expect([metadata.name, metadata.licence, metadata.licenceExpression]).toEqual(['org.example.osgi', licence, expression]);
});

test('a version that only Bundle-Version says is not the version', () => {
  expect(mustRead(jar, { 'META-INF/MANIFEST.MF': 'Bundle-SymbolicName: a\nBundle-Version: 1.4.0\n' }, 'jcc-11.jar').metadata.version).toBeUndefined();
});

test('signatures and multi-release are told', () => {
  const { metadata } = mustRead(
    jar,
    { ...demo, 'META-INF/MANIFEST.MF': 'Multi-Release: true\nMain-Class: a.B\n', 'META-INF/X.SF': '' },
    'demo-1.2.jar',
  );
  expect(metadata.details).toMatchObject({ multiRelease: true, mainClass: 'a.B', signed: true });
});

test('a pom.xml that is no XML, one with entities, one too deep: a problem, and what was readable', () => {
  const at = `${folder('org.example', 'demo')}/pom.xml`;
  expect(mustRead(jar, { ...demo, [at]: '<project><url>x</url>' }, 'demo-1.2.jar').codes).toEqual(['pom-not-xml']);
  const bomb = `<!DOCTYPE p [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><project><url>&b;</url></project>`;
  expect(mustRead(jar, { ...demo, [at]: bomb }, 'demo-1.2.jar').codes).toEqual(['pom-not-xml']);
  expect(mustRead(jar, { ...demo, [at]: '<a>'.repeat(100_000) }, 'demo-1.2.jar').codes).toEqual(['pom-not-xml']);
});

test('modules of nested jars and SBOMs in their places belong to the outer package', () => {
  const outer: Files = {
    'META-INF/MANIFEST.MF': 'Main-Class: x\n',
    'BOOT-INF/lib/demo.jar!/META-INF/maven/org.example/demo/pom.properties': properties('org.example', 'demo', '1.2'),
    'META-INF/sbom/application.cdx.json': '{"bomFormat":"CycloneDX","components":[{"name":"demo"}]}',
    'test/fixtures/other.cdx.json': '{"bomFormat":"CycloneDX","components":[{"name":"no"}]}',
  };
  const format = metadataFormats.find((one) => one.id === 'jar')!;
  const { metadata } = mustRead(format, outer, 'app.jar');
  expect(metadata.modules?.map((one) => one.purl)).toEqual(['pkg:maven/org.example/demo@1.2']);
  expect(metadata.sboms).toEqual([{ path: 'META-INF/sbom/application.cdx.json', format: 'CycloneDX', components: [{ name: 'demo' }] }]);
});

test('mutated files never throw', () => {
  for (const path of Object.keys(demo))
    for (const bytes of mutations(bytesOf(demo[path]!), 400)) expect(read(jar, { ...demo, [path]: bytes }, 'demo-1.2.jar')).toBeDefined();
});
