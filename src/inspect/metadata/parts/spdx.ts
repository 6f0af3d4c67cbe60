// SPDX licence expressions (SPDX 2.3 annex D): `licenceExpression` is set only where the declared text is one. What people write instead
// (`BSD-3`, `Apache 2.0`, `MIT/Apache-2.0` outside of Cargo) is left as declared: to read it as something it does not say would be a guess.
import parse from 'spdx-expression-parse';

const longestExpression = 4096; // the parser recurses: 20,000 brackets throw a RangeError

/** The expression with its ids in the spelling of the SPDX list; undefined where the text is none. `NOASSERTION` and `NONE` are no licence. */
export function spdxExpression(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  if (trimmed === undefined || trimmed === '' || trimmed.length > longestExpression) return undefined;
  if (isExpression(trimmed)) return trimmed;
  return undefined;
}

function isExpression(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false; // the parser throws for every text that is no expression
  }
}

/** Several licences that all hold. */
export const allOf = (expressions: readonly string[]): string | undefined => joined(expressions, 'AND');
/** Several licences to choose from. */
export const anyOf = (expressions: readonly string[]): string | undefined => joined(expressions, 'OR');

function joined(expressions: readonly string[], word: 'AND' | 'OR'): string | undefined {
  const distinct = [...new Set(expressions)];
  if (distinct.length < 2) return distinct[0];
  return spdxExpression(distinct.map((expression) => (/ (AND|OR) /i.test(expression) ? `(${expression})` : expression)).join(` ${word} `));
}

/** The licence that an address names beyond doubt: the page of exactly one version of one licence. */
export function licenceOfUrl(url: string | undefined): string | undefined {
  if (url === undefined || url.length > 500) return undefined;
  const page = url
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/(\.(txt|html?|php|md)|\/)+$/, '');
  const named = /^(?:spdx\.org|opensource\.org|licenses\.nuget\.org)\/(?:licenses?\/)?(.+)$/.exec(page)?.[1];
  return pages[page] ?? (named === undefined ? undefined : idIgnoringCase(named, url));
}

const pages: Readonly<Record<string, string>> = {
  'apache.org/licenses/license-2.0': 'Apache-2.0',
  'apache.org/licenses/license-1.1': 'Apache-1.1',
  'repository.jboss.org/licenses/apache-2.0': 'Apache-2.0',
  'mozilla.org/mpl/2.0': 'MPL-2.0',
  'mozilla.org/en-us/mpl/2.0': 'MPL-2.0',
  'mozilla.org/mpl/mpl-1.1': 'MPL-1.1',
  'eclipse.org/legal/epl-v10': 'EPL-1.0',
  'eclipse.org/legal/epl-v20': 'EPL-2.0',
  'eclipse.org/legal/epl-2.0': 'EPL-2.0',
  'eclipse.org/org/documents/epl-v10': 'EPL-1.0',
  'eclipse.org/org/documents/epl-2.0/epl-2.0': 'EPL-2.0',
  'eclipse.org/org/documents/edl-v10': 'BSD-3-Clause',
  'creativecommons.org/publicdomain/zero/1.0': 'CC0-1.0',
  'creativecommons.org/licenses/by/4.0': 'CC-BY-4.0',
  'boost.org/license_1_0': 'BSL-1.0',
  'unlicense.org': 'Unlicense',
  'json.org/license': 'JSON',
  'raw.githubusercontent.com/aspnet/home/2.0.0/license': 'Apache-2.0',
};

/** The address writes the id in any case (`opensource.org/licenses/mit`, `…/mit-license`). */
function idIgnoringCase(named: string, url: string): string | undefined {
  const asWritten = /([^/]+?)(\.(txt|html?|php))?\/?$/.exec(url.trim())?.[1];
  return spdxExpression(asWritten && decoded(asWritten)) ?? spdxExpression(upperIds[named]);
}

const upperIds: Readonly<Record<string, string>> = {
  mit: 'MIT',
  'mit-license': 'MIT',
  isc: 'ISC',
  'apache-2.0': 'Apache-2.0',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
};

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined; // a broken escape names no licence
  }
}
