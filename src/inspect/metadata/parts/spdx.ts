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
