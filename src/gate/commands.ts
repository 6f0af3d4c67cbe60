// The commands beside `check` and `inspect`: about the policy itself, about a rule, and the first step in a repository.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { checkoutTop, discover } from '../discover/index.ts';
import {
  checkPolicy,
  explainRule,
  initPolicy,
  initWorkflow,
  loadPolicy,
  type PolicyInput,
  policyJsonSchema,
  presets,
  rules,
  testPolicy,
} from '../judge/index.ts';
import { knownButNotRead, lockfileFormats } from '../lockfiles/index.ts';
import { counted } from '../report/words.ts';
import { UserError } from '../types.ts';
import { runGate } from './check.ts';
import type { Common } from './options.ts';
import { noSuchPolicy, policyNames, readerOf } from './policies.ts';

const today = (): string => new Date().toISOString().slice(0, 10);

function policyInput(from: string, named: string | undefined): PolicyInput {
  const isThere = (folder: string) => policyNames.find((name) => existsSync(join(folder, name)));
  const cwd = named === undefined ? (upToTop(from).find(isThere) ?? from) : from;
  const path = named ?? isThere(cwd);
  if (path === undefined) throw new UserError(`no policy here: neither ${policyNames.join(' nor ')}. Write one with: sourcegate init`);
  const text = Object.hasOwn(presets, path) ? presets[path] : existsSync(resolve(cwd, path)) ? readFileSync(resolve(cwd, path), 'utf8') : undefined;
  if (text === undefined) throw new UserError(noSuchPolicy(path));
  return { text, path, read: readerOf(cwd), presets };
}

/** The folder and those above it, up to the top of the checkout; outside of one, the folder alone. */
function upToTop(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; !existsSync(join(at, '.git')); folders.push(at)) {
    if (dirname(at) === at) return [folder];
    at = dirname(at);
  }
  return folders;
}

/** Checks a policy and says what it turns on. Throws a UserError with every mistake in it. */
export const checkPolicyFile = (cwd: string, path?: string): string => checkPolicy(policyInput(cwd, path), today());

/** Runs the `tests` of a policy. */
export function testPolicyFile(cwd: string, path?: string): { text: string; failed: number } {
  const policy = loadPolicy(policyInput(cwd, path));
  const { passed, failed } = testPolicy(policy, today());
  if (policy.tests.length === 0) return { text: `${policy.path}: no examples under \`tests\`, so nothing was run\n`, failed: 0 };
  const lines = failed.map(({ at, message }) => `${[at.path, at.line, at.column].filter((part) => part !== undefined).join(':')}: ${message}\n`);
  return { text: `${lines.join('')}${passed} passed, ${failed.length} failed\n`, failed: failed.length };
}

/** The JSON Schema of a policy, for editors. */
export const policySchema = (): string => `${JSON.stringify(policyJsonSchema(rules), undefined, 2)}\n`;

/** What a rule asks, why, and what to do; without an id, the list of rules. */
export const explain = Object.assign((id?: string): string => explainRule(id), { rules });

function writeNew(cwd: string, path: string, text: string): void {
  try {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'EEXIST' ? `${path}: is already here` : `${path} could not be written: ${message}`);
  }
}

/** Writes a first policy and workflow, never over a file that is there, and says what the policy would have said today. */
export async function initRepository(options: Common & { baseline: boolean }): Promise<string> {
  const { cwd } = options;
  const top = (await checkoutTop(cwd)) ?? cwd;
  if (top !== cwd)
    throw new UserError(
      `the policy and the workflow belong to the top of the repository, and this is a folder of it. Run: cd ${relative(cwd, top)} && sourcegate init`,
    );
  const there = policyNames.find((name) => existsSync(join(cwd, name)));
  if (there) throw new UserError(`${there} is already here. To look at it: sourcegate policy check`);
  const found = await discover({ cwd, lockfileNames: lockfileFormats.flatMap((format) => format.names), knownButNotRead });
  const policy = initPolicy(found);
  const files: [string, string][] = [[policyNames[0], options.baseline ? policy.replace(/^# (baseline: \S+).*$/m, '$1') : policy]];
  const workflow = '.github/workflows/sourcegate.yml';
  if (!existsSync(join(cwd, workflow))) files.push([workflow, initWorkflow({})]);
  for (const [path, text] of files) {
    writeNew(cwd, path, text);
  }
  const { verdict, baseline } = await runGate({ ...options, paths: [], failOn: 'never', today: today() });
  if (options.baseline) {
    const { path, text } = baseline();
    writeNew(cwd, relative(cwd, path), text);
    files.push([relative(cwd, path), text]);
  }
  const { errors, warnings, notes, unknown } = verdict.counts;
  return [
    ...files.map(([path]) => `wrote ${path}`),
    `looks at ${counted(found.lockfiles.length, 'lockfile')} and ${counted(found.artifacts.length, 'artifact')}`,
    `today it would say: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(notes, 'note')}, ${unknown} unknown`,
    'Next: sourcegate check',
    '',
  ].join('\n');
}
