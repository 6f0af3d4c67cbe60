// Core metadata of Python packages (METADATA in wheels, PKG-INFO in sdists): header fields, then a description.
// https://packaging.python.org/specifications/core-metadata; licences: PEP 639; labels of Project-URL: PEP 753.
import { compare, valid } from '@renovatebot/pep440';
import { purlOf } from '../../../purl/index.ts';
import type { Metadata } from '../../../types.ts';
import { type Fields, firstParagraph } from './headers.ts';
import { forgeRepository, repositoryUrl } from './repository.ts';
import { spdxExpression } from './spdx.ts';
import { distinct, mostValues, oneLine, optional } from './text.ts';

/** PEP 503: one spelling for names that mean the same project. */
export const canonicalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** PEP 440 equality; file names write `_` for `-` and for `+`. Versions that PEP 440 does not know are compared as text. */
export function sameVersion(a: string, b: string): boolean {
  const [first, second] = [a, b].map((version) => version.trim().toLowerCase());
  if (first === second) return true;
  if (first!.length < 200 && second!.length < 200 && valid(first!) && valid(second!)) return compare(first!, second!) === 0;
  return plain(first!) === plain(second!);
}

const plain = (version: string): string => version.replace(/[-_+.]+/g, '-').replace(/^v/, '');

export interface CoreMetadata {
  fields: Fields;
  metadata: Metadata;
}

/** Fields of METADATA or PKG-INFO as facts. `name` and `version` are left out where the file has none. */
export function readCoreMetadata(text: string): CoreMetadata {
  const fields = firstParagraph(text);
  const name = oneLine(fields.one('Name'));
  const version = oneLine(fields.one('Version'));
  const expression = oneLine(fields.one('License-Expression'));
  const licence = expression ?? oneLine(fields.one('License'));
  const classifiers = distinct(fields.all('Classifier'));
  const metadata: Metadata = {
    ...optional('name', name),
    ...optional('version', version),
    ...optional('licence', licence),
    ...optional('licenceExpression', spdxExpression(licence) ?? (licence === undefined ? licenceOfClassifiers(classifiers) : undefined)),
    requires: distinct(fields.all('Requires-Dist')),
    installScripts: [],
    ...optional('classifiers', classifiers),
    ...optional('licenceFiles', distinct(fields.all('License-File'))),
    ...addresses(fields),
    ...(name === undefined ? {} : { purl: purlOf('pypi', name, version) }),
    details: {
      ...optional('metadataVersion', fields.one('Metadata-Version')),
      ...optional('requiresPython', oneLine(fields.one('Requires-Python'))),
      ...optional('requiresExternal', fields.all('Requires-External')),
    },
  };
  return { fields, metadata };
}

/**
 * PEP 753: labels are compared without punctuation and case. Where none says that it is the source, an address on a forge names the repository: the
 * homepage first, trackers and change logs last.
 */
function addresses(fields: Fields): Pick<Metadata, 'repository' | 'homepage'> {
  const labelled: [label: string, url: string][] = [];
  for (const line of fields.all('Project-URL').slice(0, mostLabels)) {
    const comma = line.indexOf(',');
    const label = line
      .slice(0, comma)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '');
    if (comma > 0) labelled.push([label, line.slice(comma + 1).trim()]);
  }
  const under = (pattern: RegExp): string[] => labelled.filter(([label]) => pattern.test(label)).map(([, url]) => url);
  const homepage = oneLine(fields.one('Home-page')) ?? under(/^home(page)?$/)[0] ?? under(/home/)[0];
  const named = under(/^(source|repo|code$|git(hub|lab)?$|vcs)|(source|repository|sourcecode)$/).map(repositoryUrl);
  const guesses = [
    homepage,
    fields.one('Download-URL'),
    ...under(/home/),
    ...under(/issue|bug|tracker/),
    ...under(/change|release|news|history/),
  ].map(forgeRepository);
  return {
    ...optional(
      'repository',
      [...named, ...guesses].find((url) => url !== undefined),
    ),
    ...optional('homepage', homepage),
  };
}

const mostLabels = 100;

/**
 * The expression of the one licence classifier that names exactly one licence. PEP 639 lists the classifiers that do not (`Apache Software License`,
 * `BSD License`, `GNU General Public License v3 (GPLv3)`, which may mean "only" or "or later", …): these say nothing here. Two classifiers may mean both or a choice, so they do not either.
 */
function licenceOfClassifiers(classifiers: readonly string[]): string | undefined {
  const licences = classifiers.filter((classifier) => classifier.startsWith('License ::') && classifier !== 'License :: OSI Approved');
  return licences.length === 1 ? classifierLicences[licences[0]!.split(' :: ').at(-1)!] : undefined;
}

const classifierLicences: Readonly<Record<string, string>> = {
  'MIT License': 'MIT',
  'MIT No Attribution License (MIT-0)': 'MIT-0',
  'CMU License (MIT-CMU)': 'MIT-CMU',
  'ISC License (ISCL)': 'ISC',
  'Mozilla Public License 1.0 (MPL)': 'MPL-1.0',
  'Mozilla Public License 1.1 (MPL 1.1)': 'MPL-1.1',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
  'The Unlicense (Unlicense)': 'Unlicense',
  'Universal Permissive License (UPL)': 'UPL-1.0',
  'European Union Public Licence 1.1 (EUPL 1.1)': 'EUPL-1.1',
  'European Union Public Licence 1.2 (EUPL 1.2)': 'EUPL-1.2',
  'Eclipse Public License 1.0 (EPL-1.0)': 'EPL-1.0',
  'Eclipse Public License 2.0 (EPL-2.0)': 'EPL-2.0',
  'CC0 1.0 Universal (CC0 1.0) Public Domain Dedication': 'CC0-1.0',
  'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
};

/** `[extra]`, `[:marker]` and `[extra:marker]` head what follows, as setuptools writes it. */
export function fromRequiresTxt(text: string): string[] {
  const found: string[] = [];
  let marker = '';
  for (const line of text.split(/\r?\n/).map((part) => part.trim())) {
    const section = /^\[([^:\]]*)(?::(.*))?\]$/.exec(line);
    if (section) {
      const conditions = [section[2] && `(${section[2]})`, section[1] && `extra == "${section[1]}"`].filter((part) => part);
      marker = conditions.length === 0 ? '' : `; ${conditions.join(' and ')}`;
    } else if (line !== '' && !line.startsWith('#') && found.length < mostValues) found.push(line + marker);
  }
  return distinct(found);
}
