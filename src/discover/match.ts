// Globs on paths relative to the checkout: minimatch's, with `dot` and `matchBase`, and bounds, since a pattern may come from a pull request.
import { Minimatch } from 'minimatch';
import { UserError } from '../types.ts';

const longestPattern = 512;
const mostAlternatives = 1000;

/** The compiled glob. Throws a UserError for one that is too long or spreads into too many alternatives. */
export function compileGlob(pattern: string, matchBase = true): Minimatch {
  if (pattern.length > longestPattern)
    throw new UserError(
      `the pattern ${JSON.stringify(pattern.slice(0, 40))}… has ${pattern.length} characters; at most ${longestPattern} are allowed`,
    );
  const options = { dot: true, matchBase, nocomment: true, nonegate: true, windowsPathsNoEscape: false, platform: 'linux' } as const;
  const compiled = new Minimatch(pattern.replace(/^\.\//, ''), { ...options, braceExpandMax: mostAlternatives + 1 });
  if (compiled.globSet.length > mostAlternatives)
    throw new UserError(`the pattern ${JSON.stringify(pattern.slice(0, 80))} spreads into over ${mostAlternatives} alternatives`);
  return compiled;
}

/** Whether a path matches one of the globs. Plain names, which nearly all are, cost one look-up for any number of them. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const names = new Set(globs.filter((glob) => /^[\w.@+ -]+$/.test(glob)));
  const others = globs.filter((glob) => !names.has(glob)).map((glob) => compileGlob(glob));
  return (path) => names.has(path.slice(path.lastIndexOf('/') + 1)) || others.some((glob) => glob.match(path));
}
