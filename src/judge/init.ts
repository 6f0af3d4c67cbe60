// A policy and a workflow to begin with, from what is found in the repository.

export interface FoundInRepository {
  /** Paths of lockfiles that are read: they say which presets could fit. */
  lockfiles: readonly string[];
  /** Paths of built artifacts that lie there now. */
  artifacts: readonly string[];
  /** How this action is named in a workflow's `uses`. */
  action?: string;
}

const mostShown = 20;
const mlPackages = /(^|\/)(uv|poetry|pdm|pylock|requirements)[^/]*\.(lock|toml|txt)$/;

/** The text of a first sourcegate.yml: a preset, and what it looks at, with the next steps as comments. */
export function initPolicy(found: FoundInRepository): string {
  const lines = [
    '# What this repository asks of what it builds and of what it depends on. Every rule: sourcegate explain',
    'version: 1',
    'extends: recommended # blocks only certain danger; stricter: guix-strict, permissive-only, debian-main',
    ...(found.lockfiles.some((path) => mlPackages.test(path))
      ? ['# extends: pypi-ml # instead, where CUDA and MKL wheels are meant to be there']
      : []),
    ...lookAtOf(found),
    '# The next step, one line at a time:',
    '# rules:',
    '#   source/binary-only: error # no binary-only dependencies',
    '#   proprietary/*: error # no proprietary libraries, as files or linked in',
    '#   source/missing: error # what is built here offers its source',
    '# Findings that are there today can be accepted once, in a list that only shrinks:',
    '# baseline: .sourcegate-baseline.json # then: sourcegate check --update-baseline',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Left to the default, which sees what comes later as well: a list of what lies here today would never be told of a lockfile that a pull
 * request adds.
 */
const lookAtOf = ({ artifacts }: FoundInRepository): string[] => [
  '# Looked at: every known lockfile, and artifacts in dist/, build/, target/, out/, wheelhouse/ and the root. To choose:',
  '# look-at:',
  `#   artifacts: [${(artifacts.length === 0 ? ['dist/*'] : patternsOf(artifacts).slice(0, mostShown)).map((path) => JSON.stringify(path)).join(', ')}] # these alone; when nothing matches, that is an error`,
  '#   lockfiles: ["!tests/**"] # all but these',
];

/** `dist/*.whl` for `dist/demo-0.1.0-py3-none-any.whl`: versions change, places do not. */
function patternsOf(paths: readonly string[]): readonly string[] {
  const patterns = paths.map((path) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const name = path.slice(folder.length);
    const suffix = /(\.tar)?\.[A-Za-z0-9]+$/.exec(name)?.[0] ?? '';
    return suffix === '' || suffix === name ? `${folder === '' ? '' : '**/'}${escaped(name)}` : `${escaped(folder)}*${suffix}`;
  });
  return [...new Set(patterns)].sort();
}

const escaped = (path: string): string => path.replace(/[\\*?[\]{}()!+@]/g, '\\$&');

/** The text of a workflow that runs the gate on pull requests and on the merge queue; it needs only `contents: read`. */
export function initWorkflow({ action = 'OWNER/sourcegate@v1' }: Pick<FoundInRepository, 'action'>): string {
  return `name: sourcegate
on:
  pull_request:
  merge_group:
  push: { branches: [main] }
permissions: { contents: read }
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: { fetch-depth: 0, persist-credentials: false }
      # Build here what is to be judged, such as: - run: uv build
      - uses: ${action}
`;
}
