// Every workflow that we show or run ourselves: it must be YAML that a runner takes, ask for no more than it says, and name only
// inputs and outputs that the action has.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { initWorkflow } from '../../src/judge/index.ts';
import { type Block, root, textOf, yamlBlocks } from './blocks.ts';

interface Step {
  id?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}
interface Job {
  steps: Step[];
  permissions?: unknown;
}
interface Workflow {
  on?: Record<string, unknown>;
  permissions?: unknown;
  jobs: Record<string, Job>;
}
interface Action {
  inputs: Record<string, { description?: string; default?: string; required?: boolean }>;
  outputs?: Record<string, { description?: string }>;
}

const ours = '.github/workflows';
const own: Block[] = readdirSync(join(root, ours)).map((name) => {
  const path = `${ours}/${name}`;
  return { path, line: 1, language: 'yaml', text: textOf(path) };
});
const written: Block = { path: 'what `sourcegate init` writes', line: 1, language: 'yaml', text: initWorkflow({}) };
const shown = [...yamlBlocks.filter(({ text }) => /^jobs:$/m.test(text)), written];
const all = [...own, ...shown];
const nameOf = ({ path, line }: Block): string => `${path}:${line}`;

const actions: Readonly<Record<string, Action>> = {
  '': parse(textOf('action.yml')) as Action,
  '/comment': parse(textOf('comment/action.yml')) as Action,
};
/** Which of our actions a step uses: '' or '/comment'; undefined for somebody else's. */
const ourAction = (uses: string | undefined): string | undefined =>
  uses === './'
    ? ''
    : uses === './comment'
      ? '/comment'
      : (/^OWNER\/sourcegate(\/\w+)?@v1$/.exec(uses ?? '')?.[1] ?? (uses === 'OWNER/sourcegate@v1' ? '' : undefined));

const jobsOf = (block: Block): [string, Job][] => Object.entries((parse(block.text) as Workflow).jobs);
const stepsOf = (block: Block): Step[] => jobsOf(block).flatMap(([, { steps }]) => steps);

test('there are workflows to look at', () => {
  expect(own.length).toBeGreaterThanOrEqual(2);
  expect(new Set(shown.map(({ path }) => path)).size).toBeGreaterThan(9);
});

describe.each(all.map((block) => [nameOf(block), block] as const))('%s', (_, block) => {
  const workflow = parse(block.text) as Workflow;

  test('is YAML without a doubt', () => {
    const document = parseDocument(block.text, { uniqueKeys: true, strict: true });
    expect([...document.errors, ...document.warnings]).toEqual([]);
    expect(Object.keys(workflow)).toEqual(expect.arrayContaining(['on', 'jobs']));
  });

  test('states its permissions, and writes only where it says why it must', () => {
    expect(workflow.permissions).toEqual(expect.objectContaining({}));
    const asked = [workflow.permissions, ...jobsOf(block).map(([, { permissions }]) => permissions)].flatMap((each) => Object.entries(each ?? {}));
    const allowed = ['checks', 'pull-requests', 'security-events', 'id-token'];
    expect(asked.filter(([scope, access]) => access !== 'read' && !allowed.includes(scope))).toEqual([]);
    expect(asked.map(([scope]) => scope)).toEqual(
      expect.arrayContaining([workflow.on && 'workflow_run' in workflow.on ? 'pull-requests' : 'contents']),
    );
  });

  test('names only inputs and outputs that our actions have', () => {
    for (const [, { steps }] of jobsOf(block)) {
      const wrong = steps.flatMap(({ uses, with: given = {} }) => {
        const action = ourAction(uses);
        return action === undefined ? [] : Object.keys(given).filter((input) => !(input in (actions[action]?.inputs ?? {})));
      });
      expect(wrong).toEqual([]);
      const gates = new Map(steps.flatMap(({ id, uses }) => (id !== undefined && ourAction(uses) !== undefined ? [[id, ourAction(uses)]] : [])));
      const used = [...block.text.matchAll(/steps\.(\w+)\.outputs\.([\w-]+)/g)].filter(([, id = '']) => gates.has(id));
      expect(used.filter(([, id = '', output = '']) => !(output in (actions[gates.get(id) ?? '']?.outputs ?? {})))).toEqual([]);
    }
  });

  test('checks out what the gate compares with, and leaves no token behind', () => {
    for (const [, { steps }] of jobsOf(block)) {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
      const compares = ['pull_request', 'merge_group', 'push'].some((event) => event in (workflow.on ?? {}));
      if (compares && steps.some(({ uses }) => ourAction(uses) === '')) expect(checkouts[0]?.with?.['fetch-depth']).toBe(0);
    }
  });

  test('uploads what is there: a folder that the gate was told to write or to judge', () => {
    for (const [, { steps }] of jobsOf(block)) {
      const told = steps.flatMap(({ uses, with: given = {} }) =>
        ourAction(uses) === '' ? [given['report-dir'], given.artifacts].map((each) => String(each ?? '').replace(/\/?\*?$/, '')) : [],
      );
      const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@')).map((step) => String(step.with?.path));
      expect(uploads.filter((path) => !path.startsWith('${{') && !told.includes(path.replace(/\/$/, '')))).toEqual([]);
    }
  });

  test('puts no text of a pull request into a shell', () => {
    expect(stepsOf(block).filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });
});

describe('pins', () => {
  test('our own workflows name commits, with the version beside them', () => {
    const lines = own.flatMap(({ text }) => text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line)));
    expect(lines.filter((line) => !/uses: (\.\/(comment)?$|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(2);
  });

  test('documents name one commit of each action, as our own rule asks; of this one the reader names it', () => {
    const uses = [...new Set(shown.flatMap((block) => stepsOf(block).flatMap((step) => step.uses ?? [])))].sort();
    const names = uses.map((each) => each.split('@')[0]);
    expect(names).toEqual([...new Set(names)]);
    expect(uses.filter((each) => !/^OWNER\/sourcegate(\/comment)?@v1$|@[0-9a-f]{40}$/.test(each))).toEqual([]);
  });
});

test('every input and output of the actions is described', () => {
  for (const { inputs, outputs = {} } of Object.values(actions)) {
    const all = [...Object.entries(inputs), ...Object.entries(outputs)];
    expect(all.filter(([, { description = '' }]) => description.length < 10)).toEqual([]);
    expect(Object.entries(inputs).filter(([, { default: otherwise, required }]) => otherwise === undefined && required !== true)).toEqual([]);
  }
});

/** `go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12` */
const actionlint = ['actionlint', join(homedir(), 'go/bin/actionlint')].find((command) => spawnSync(command, ['-version']).status === 0);
if (actionlint === undefined) console.log('skipped: actionlint is not installed (go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12)');

(actionlint === undefined ? test.skip : test)('actionlint has nothing to say', () => {
  // A repository of its own, where `OWNER/sourcegate` is the repository itself: then inputs and outputs are checked by actionlint too.
  const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
  try {
    mkdirSync(join(folder, '.git'));
    for (const path of ['action.yml', 'comment/action.yml']) put(join(folder, path), textOf(path));
    for (const name of readdirSync(join(root, 'dist'))) put(join(folder, 'dist', name), '');
    const files = all.map((block, index) => {
      const file = join(folder, '.github/workflows', `${index}.yml`);
      put(
        file,
        block.text.replace(/OWNER\/sourcegate(\/\w+)?@v1/g, (_, part: string | undefined) => `.${part ?? '/'}`),
      );
      return file;
    });
    const { stdout } = spawnSync(actionlint ?? '', ['-no-color', '-oneline', ...files], { cwd: folder, encoding: 'utf8' });
    const said = stdout.replaceAll(/\S*?workflows\/(\d+)\.yml:(\d+)/g, (_, index: string, line: string) => {
      const block = all[Number(index)] as Block;
      return `${block.path}:${block.line - 1 + Number(line)}`;
    });
    expect(said).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

test('what this file looks for is there', () => {
  expect(existsSync(join(root, 'dist/comment.js'))).toBe(true);
  expect(readFileSync(join(root, 'comment/action.yml'), 'utf8')).toContain('../dist/comment.js');
});
