// What Maven leaves inside a jar: META-INF/maven/GROUP/ARTIFACT/pom.properties (coordinates) and pom.xml (https://maven.apache.org/pom.html), the latter without what
// its parents say. A shaded jar keeps those of every module that was merged into it.
import { purlOf } from '../../../purl/index.ts';
import type { Metadata } from '../../../types.ts';
import { lines } from './headers.ts';
import { anyOf, licenceOfUrl, spdxExpression } from './spdx.ts';
import { compareText, decode, mostValues, optional } from './text.ts';
import { readXml } from './xml.ts';

export type Module = NonNullable<Metadata['modules']>[number];

export const modulePath = /^(?:[^!]+!\/)*META-INF\/maven\/([^/!]+)\/([^/!]+)\/pom\.(properties|xml)$/;

const mostModules = 10_000;

/** Modules by their pom.properties, wherever in the artifact; a pom.xml alone counts too. `pom` files beside add nothing here but a licence. */
export function mavenModules(files: ReadonlyMap<string, Uint8Array>): Module[] {
  const found = new Map<string, Module>();
  for (const path of [...files.keys()].filter((name) => modulePath.test(name)).sort(compareText)) {
    if (found.size === mostModules) break;
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (found.has(folder)) continue; // pom.properties sorts first
    const coordinates = path.endsWith('.properties') ? fromProperties(files.get(path)!) : readPom(files.get(path)!);
    const [, group, artifact] = modulePath.exec(path)!;
    const name = `${coordinates?.group ?? group}:${coordinates?.artifact ?? artifact}`;
    const pom = path.endsWith('.xml') ? (coordinates as Pom | undefined) : readPomAt(files, folder);
    const version = coordinates?.version;
    found.set(folder, { path, name, ...optional('version', version), purl: purlOf('maven', name, version), ...optional('licence', pom?.licence) });
  }
  return [...found.values()];
}

const readPomAt = (files: ReadonlyMap<string, Uint8Array>, folder: string): Pom | undefined => {
  const bytes = files.get(`${folder}/pom.xml`);
  return bytes && readPom(bytes);
};

interface Coordinates {
  group?: string;
  artifact?: string;
  version?: string;
}

function fromProperties(bytes: Uint8Array): Coordinates {
  const values = new Map<string, string>();
  for (const line of lines(decode(bytes.subarray(0, 64 << 10)))) {
    const match = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S.{0,300}?)\s*$/.exec(line);
    if (match) values.set(match[1]!, match[2]!);
  }
  return {
    ...optional('group', values.get('groupId')),
    ...optional('artifact', values.get('artifactId')),
    ...optional('version', values.get('version')),
  };
}

export interface Pom extends Coordinates {
  wellFormed: boolean;
  licence?: string;
  licenceExpression?: string;
  url?: string;
  scm?: string;
  tag?: string;
  requires: string[];
  packaging?: string;
}

/** A pom.xml. `${project.version}` and the file's own properties are filled in, once; what a parent would fill in stays as it is written. */
export function readPom(bytes: Uint8Array): Pom {
  const said = new Map<string, string>();
  const licences: { name?: string; url?: string }[] = [{}];
  const dependencies: Record<string, string>[] = [{}];
  const wellFormed = readXml(decode(bytes), ({ path, text }) => {
    if (path === 'project/licenses/license') licences.push({});
    else if (path === 'project/licenses/license/name') licences.at(-1)!.name ??= text.replace(/\s+/g, ' ');
    else if (path === 'project/licenses/license/url') licences.at(-1)!.url ??= text;
    else if (path === 'project/dependencies/dependency' && dependencies.length < mostValues) dependencies.push({});
    else if (/^project\/dependencies\/dependency\/(groupId|artifactId|version|scope|optional)$/.test(path))
      dependencies.at(-1)![path.slice(path.lastIndexOf('/') + 1)] ??= text;
    else if (/^project\/(parent\/|scm\/|properties\/)?[^/]+$/.test(path) && said.size < mostValues && !said.has(path)) said.set(path, text);
  });
  const own = (key: string): string | undefined => said.get(`project/${key}`) || undefined;
  const coordinates: Coordinates = {
    ...optional('group', own('groupId') ?? own('parent/groupId')),
    ...optional('artifact', own('artifactId')),
    ...optional('version', own('version') ?? own('parent/version')),
  };
  const fill = (text: string | undefined): string | undefined =>
    text?.replace(/\$\{([^{}]{1,100})\}/g, (whole, key: string) => filled(key, coordinates, own) ?? whole);
  const complete: Coordinates = {
    ...optional('group', fill(coordinates.group)),
    ...optional('artifact', fill(coordinates.artifact)),
    ...optional('version', fill(coordinates.version)),
  };
  const named = licences.filter((licence) => licence.name || licence.url).slice(0, 50);
  const expressions = named.map((licence) => spdxExpression(licence.name) ?? licenceOfUrl(licence.url));
  const known = expressions.filter((expression) => expression !== undefined);
  return {
    wellFormed,
    ...complete,
    ...optional('licence', named.map((licence) => licence.name || licence.url).join(' OR ')),
    // "If multiple licenses are listed, it is assumed that the user can select any of them" (pom.html, Licenses)
    ...optional('licenceExpression', known.length === named.length ? anyOf(known) : undefined),
    ...optional('url', fill(own('url'))),
    ...optional('scm', fill(own('scm/url')) ?? fill(own('scm/connection'))),
    ...optional('tag', fill(own('scm/tag'))),
    ...optional('packaging', own('packaging')),
    requires: dependencies
      .filter((dependency) => dependency.artifactId && !/^(test|provided|system)$/.test(dependency.scope ?? '') && dependency.optional !== 'true')
      .map((dependency) => [dependency.groupId, dependency.artifactId, dependency.version].map(fill).filter(Boolean).join(':')),
  };
}

function filled(key: string, coordinates: Coordinates, own: (key: string) => string | undefined): string | undefined {
  const simple = key.replace(/^(project|pom)\./, '');
  if (simple === 'version') return coordinates.version;
  if (simple === 'groupId') return coordinates.group;
  if (simple === 'artifactId') return coordinates.artifact;
  return own(`properties/${key}`);
}
