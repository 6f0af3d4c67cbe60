// SBOMs that a package carries: CycloneDX JSON (ECMA-424, `bomFormat`, `components`, nested `components`) and SPDX JSON (2.2 and 2.3: `spdxVersion`,
// `packages`; 3.0: JSON-LD with `@graph`). Components are listed as the file writes them; the described package itself stands among them only where the file's
// own list has it.
import type { Metadata, Problem } from '../../../types.ts';
import { isObject, type Json, jsonObject, listAt, objectAt, stringAt, valueAt } from './json.ts';
import { decode, optional, unreadable } from './text.ts';

export type Sbom = NonNullable<Metadata['sboms']>[number];
type SbomComponent = Sbom['components'][number];

const mostComponents = 50_000;
const deepestNesting = 20;
const largest = 32 << 20;

/** One SBOM file. A file that is JSON, yet neither format, is a problem: it lies where an SBOM belongs. */
export function readSbom(bytes: Uint8Array, path: string): Sbom | Problem {
  if (bytes.length > largest)
    return { path, code: 'sbom-too-large', message: `an SBOM of more than ${largest} bytes, which was not read`, kind: 'limit' };
  const document = jsonObject(decode(bytes));
  if (document === undefined) return unreadable(path, 'sbom-not-json', 'this SBOM is neither CycloneDX JSON nor SPDX JSON');
  const found: SbomComponent[] = [];
  if (valueAt(document, 'bomFormat') === 'CycloneDX') {
    collectCycloneDx(listAt(document, 'components'), found, 0);
    return { path, format: 'CycloneDX', components: found };
  }
  if (stringAt(document, 'spdxVersion')?.startsWith('SPDX-')) {
    for (const item of listAt(document, 'packages')) add(found, fromSpdx2(item));
    return { path, format: 'SPDX', components: found };
  }
  if (Array.isArray(valueAt(document, '@graph'))) {
    for (const item of listAt(document, '@graph')) if (/(^|\/|:)software_Package$|Software\/Package$/.test(typeOf(item))) add(found, fromSpdx3(item));
    return { path, format: 'SPDX', components: found };
  }
  return unreadable(path, 'sbom-unknown-format', 'this SBOM is neither CycloneDX JSON nor SPDX JSON');
}

function add(found: SbomComponent[], component: SbomComponent | undefined): void {
  if (component !== undefined && found.length < mostComponents) found.push(component);
}

function collectCycloneDx(items: readonly unknown[], found: SbomComponent[], depth: number): void {
  if (depth > deepestNesting) return;
  for (const item of items) {
    if (found.length === mostComponents) return;
    const name = stringAt(item, 'name')?.trim();
    // `excluded`: needed to make the package, and not in it; `optional`: in it only where the build found it.
    const scope = stringAt(item, 'scope');
    // A list may go down to the files of a component: they are no components of their own.
    if (name !== undefined && scope !== 'excluded' && stringAt(item, 'type') !== 'file') {
      const purl = stringAt(item, 'purl');
      found.push({
        name,
        ...optional('version', stringAt(item, 'version')),
        ...optional('purl', purl),
        ...optional('licence', licenceOf(item as Json)),
        ...(scope === 'optional' ? { optional: true as const } : {}),
      });
    }
    collectCycloneDx(listAt(item, 'components'), found, depth + 1);
  }
}

/** `licenses`: either one `expression`, or `license` objects with an SPDX `id` or a free `name`, all of which hold. */
function licenceOf(component: Json): string | undefined {
  const choices = listAt(component, 'licenses').slice(0, 100);
  const names = choices.map(
    (choice) => stringAt(choice, 'expression') ?? stringAt(objectAt(choice, 'license'), 'id') ?? stringAt(objectAt(choice, 'license'), 'name'),
  );
  const said = names.filter((name) => name !== undefined);
  return said.length === 0 ? undefined : said.join(' AND ');
}

function fromSpdx2(item: unknown): SbomComponent | undefined {
  const name = stringAt(item, 'name')?.trim();
  if (name === undefined) return undefined;
  const reference = listAt(item, 'externalRefs').find((ref) => stringAt(ref, 'referenceType') === 'purl');
  const licence = [stringAt(item, 'licenseConcluded'), stringAt(item, 'licenseDeclared')].find(
    (text) => text !== undefined && !/^(NOASSERTION|NONE)$/.test(text),
  );
  return {
    name,
    ...optional('version', stringAt(item, 'versionInfo')),
    ...optional('purl', stringAt(reference, 'referenceLocator')),
    ...optional('licence', licence),
  };
}

function fromSpdx3(item: unknown): SbomComponent | undefined {
  const name = stringAt(item, 'name')?.trim();
  if (name === undefined) return undefined;
  const version = stringAt(item, 'software_packageVersion') ?? stringAt(item, 'packageVersion');
  const purl = stringAt(item, 'software_packageUrl') ?? stringAt(item, 'packageUrl');
  return { name, ...optional('version', version), ...optional('purl', purl) };
}

const typeOf = (item: unknown): string => (isObject(item) ? (stringAt(item, 'type') ?? stringAt(item, '@type') ?? '') : '');
