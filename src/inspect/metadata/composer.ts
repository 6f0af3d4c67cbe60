// Composer packages (https://getcomposer.org/doc/04-schema.md): an archive with one folder, as forges make it from a tag, in it composer.json. The version stands nowhere inside. A list
// of licences is a choice ("disjunctive"). Only packages of the type composer-plugin run code on installation.
import { purlOf } from '../../purl/index.ts';
import type { Metadata, MetadataFormat } from '../../types.ts';
import { jsonObject, objectAt, stringAt, stringsAt } from './parts/json.ts';
import { forgeRepository, repositoryUrl } from './parts/repository.ts';
import { anyOf, spdxExpression } from './parts/spdx.ts';
import { decode, mostValues, oneLine, optional, unreadable } from './parts/text.ts';

const manifestPath = /^[^/!]+\/composer\.json$/;

export const composer: MetadataFormat = {
  id: 'composer',
  maxBytes: 1 << 20,
  wants: (path) => manifestPath.test(path),

  read(files) {
    const [first, ...others] = [...files].filter(([name]) => manifestPath.test(name));
    if (first === undefined || others.length > 0) return undefined;
    const [at, bytes] = first;
    const manifest = jsonObject(decode(bytes));
    if (manifest === undefined)
      return {
        metadata: { requires: [], installScripts: [] },
        problems: [unreadable(at, 'manifest-not-json', 'composer.json is no JSON object: name and licence are not known')],
      };
    const name = oneLine(stringAt(manifest, 'name'));
    if (name === undefined) return undefined; // a project's own composer.json need not have one: the archive is no package then
    const version = oneLine(stringAt(manifest, 'version'));
    const licences = stringsAt(manifest, 'license').slice(0, 50);
    const expressions = licences.map(spdxExpression).filter((expression) => expression !== undefined);
    const homepage = oneLine(stringAt(manifest, 'homepage'));
    const isPlugin = stringAt(manifest, 'type') === 'composer-plugin';
    const metadata: Metadata = {
      name,
      ...optional('version', version),
      ...optional('licence', oneLine(licences.join(' OR '))),
      ...optional('licenceExpression', expressions.length === licences.length ? anyOf(expressions) : undefined),
      requires: Object.entries(objectAt(manifest, 'require'))
        .slice(0, mostValues)
        .map(([required, range]) => `${required} ${String(range).slice(0, 200)}`),
      installScripts: isPlugin ? stringsAt(objectAt(manifest, 'extra'), 'class').map((plugin) => `composer-plugin: ${plugin}`) : [],
      ...optional('repository', repositoryUrl(stringAt(objectAt(manifest, 'support'), 'source')) ?? forgeRepository(homepage)),
      ...optional('homepage', homepage),
      purl: purlOf('composer', name, version),
    };
    return { metadata, problems: [] };
  },
};
