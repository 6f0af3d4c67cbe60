// What the list of an artifact's files betrays by names alone. By name only: a rule that uses it says so.
import type { ListedFile, Observation } from '../types.ts';
import { compare } from './compare.ts';

const most = 500;

// Files of version control, of editors, of build environments and of test runs: nobody means to publish them.
const leftovers: readonly [pattern: RegExp, what: string][] = [
  [/(^|\/)\.(git|hg|svn|bzr)\//, 'version control'],
  [/(^|\/)(tmp\/)?(build-env-|pip-build-env-|pip-req-build-)[^/]+\//, 'a build environment'],
  [/(^|\/)(\.tox|\.nox|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.eggs|\.idea|\.nyc_output|__MACOSX)\//, 'a tool'],
  [/(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\.coverage|npm-debug\.log|yarn-error\.log|CMakeCache\.txt|config\.log|\.ninja_log)$/, 'a tool'],
  [/(^|\/)[^/]+(\.sw[op]|~|\.rej)$/, 'an editor'],
];
const secrets = /(^|\/)(id_(rsa|dsa|ecdsa|ed25519)|\.pypirc|\.netrc|\.git-credentials|\.aws\/credentials|[^/]+\.(p12|pfx|jks|keystore))$/;
const minified = /(.*)\.min\.(js|mjs|cjs|css)$/;
const isFixture = /(^|\/)(tests?|testing|testdata|test_data|fixtures?|__tests__|specs?|examples?|docs?)\//i;

/** Leftovers, secrets by name, and minified files without the readable file or a source map, sorted by path; at most 500 of each kind. */
export function observeFiles(files: readonly ListedFile[]): readonly Observation[] {
  const names = new Set(files.map(({ path }) => nameOf(path)));
  const found: Observation[] = [];
  const counts = new Map<string, number>();
  const add = (kind: Observation['kind'], path: string, value: string): void => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= most) found.push({ kind, path, value });
  };
  for (const { path } of files) {
    if (isFixture.test(path)) continue;
    const leftover = leftovers.find(([pattern]) => pattern.test(path));
    if (leftover !== undefined) add('leftover', path, leftover[1]);
    if (secrets.test(path)) add('secret', path, nameOf(path));
    if (isMinifiedAlone(path, names)) add('minified', path, nameOf(path));
  }
  return found.sort((a, b) => compare(a.path, b.path) || compare(a.kind, b.kind));
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function isMinifiedAlone(path: string, names: ReadonlySet<string>): boolean {
  const match = minified.exec(nameOf(path));
  if (match === null) return false;
  const [, stem, suffix] = match;
  const readable = [
    `${stem}.${suffix}`,
    `${stem}.src.${suffix}`,
    `${stem}.ts`,
    `${stem}.tsx`,
    `${stem}.jsx`,
    `${stem}.scss`,
    `${stem}.less`,
    `${stem}.coffee`,
    `${nameOf(path)}.map`,
    `${stem}.${suffix}.map`,
  ];
  return !readable.some((name) => names.has(name));
}
