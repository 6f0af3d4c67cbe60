#!/usr/bin/env node
// The commands: flags to the gate, reports from it. Standard output carries the result only; all else goes to standard error.
import './io/heap.ts';
import { lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, relative } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Common,
  checkPolicyFile,
  compareSubjects,
  explain,
  type GateOptions,
  type GateResult,
  initRepository,
  inspectSubjects,
  policySchema,
  runGate,
  testPolicyFile,
} from './gate.ts';
import { version } from './io/version.ts';
import { createProgress } from './progress.ts';
import { createReports } from './report/index.ts';
import { nearest } from './report/nearest.ts';
import { clean } from './report/text-escape.ts';
import type { Depth, Limits } from './types.ts';
import { UserError } from './types.ts';

const usage = `sourcegate ${version}: what is really in that package, and where is its source?

  sourcegate check [PATH...]      judge the checkout (or PATHs) by its policy
  sourcegate inspect SUBJECT...   the facts: a file, folder, lockfile or purl
                                  (pkg:pypi/torch@1.9.0)
  sourcegate compare A B          two artifacts, or an artifact and its source
  sourcegate explain [RULE]       what a rule asks, why, what to do; or the list
  sourcegate init                 write a first policy and workflow
  sourcegate policy check|test|schema [FILE]

  --policy FILE|PRESET            --format text|json|sarif|cyclonedx|spdx|
  --output FORMAT=FILE (again)             html|markdown|github
  --fail-on error|warning|never   --depth index|listing|full
  --base REF    judge only what changed since REF     --offline
  --for PLATFORM, such as cp38-linux-x86_64           --jobs N
  --cache DIR|off   --limit NAME=VALUE   --print-waivers   --update-baseline
  --quiet   --verbose   --no-progress   --version   --help

Exit codes: 0 clear, 1 blocked, 2 a mistake in the call or the policy,
3 incomplete, 4 our bug.
`;

const options = {
  policy: { type: 'string' },
  format: { type: 'string', default: 'text' },
  output: { type: 'string', multiple: true },
  offline: { type: 'boolean', default: false },
  depth: { type: 'string' },
  'fail-on': { type: 'string', default: 'error' },
  base: { type: 'string' },
  jobs: { type: 'string' },
  cache: { type: 'string' },
  limit: { type: 'string', multiple: true },
  for: { type: 'string' },
  'print-waivers': { type: 'boolean', default: false },
  'update-baseline': { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  'no-progress': { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Flags = ReturnType<typeof readFlags>['values'];

function readFlags(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const flag = /'(--?[^' ]+)/.exec((error as Error).message)?.[1];
    const known = flag !== undefined && Object.hasOwn(options, flag.slice(2)) ? options[flag.slice(2) as keyof typeof options] : undefined;
    if (known) throw new UserError(known.type === 'string' ? `${flag} needs a value. List: sourcegate --help` : `${flag} takes no value.`);
    const near =
      flag &&
      nearest(
        flag,
        Object.keys(options).map((name) => `--${name}`),
      );
    throw new UserError(flag ? `unknown flag ${flag}.${near ? ` Did you mean ${near}?` : ''} List: sourcegate --help` : (error as Error).message);
  }
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UserError(`${flag} must be ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}, not "${value}".`);
}

const depths: readonly Depth[] = ['index', 'listing', 'full'];

function common(flags: Flags): Common {
  const terminal = Boolean(process.stderr.isTTY) && process.env.TERM !== 'dumb';
  const cacheDir = flags.cache === undefined ? undefined : flags.cache === 'off' ? undefined : flags.cache;
  return {
    cwd: process.cwd(),
    env: process.env,
    offline: flags.offline,
    ...(flags.depth === undefined ? {} : { depth: oneOf('--depth', flags.depth, depths) }),
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(flags.for === undefined ? {} : { platform: flags.for }),
    jobs: flags.jobs === undefined ? availableParallelism() : wholeNumber('--jobs', flags.jobs),
    limits: Object.fromEntries((flags.limit ?? []).map(limitOf)) as Partial<Limits>,
    progress: createProgress({
      quiet: flags.quiet || flags['no-progress'],
      terminal,
      columns: process.stderr.columns ?? 80,
      now: () => performance.now(),
      write: (text) => process.stderr.write(text),
    }),
  };
}

const limitNames: readonly (keyof Limits)[] = ['entries', 'bytes', 'ratio', 'depth', 'nameLength', 'directoryBytes', 'seconds'];

function limitOf(flag: string): [string, number] {
  const [name = '', value = ''] = flag.split('=', 2);
  return [oneOf('--limit NAME', name, limitNames), wholeNumber(`--limit ${name}`, value)];
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UserError(`${flag} must be a whole number from 1, not "${text}".`);
  return Number(text);
}

const gateOptions = (flags: Flags, paths: readonly string[]): GateOptions => ({
  ...common(flags),
  paths,
  ...(flags.policy === undefined ? {} : { policy: flags.policy }),
  ...(flags.base === undefined ? {} : { base: flags.base }),
  ...eventOf(process.env),
  failOn: oneOf('--fail-on', flags['fail-on'], ['error', 'warning', 'never']),
  today: new Date().toISOString().slice(0, 10),
});

/** Inside a workflow the event says what the pull request changed, for the command line as for the action. */
function eventOf(env: NodeJS.ProcessEnv): { event?: { name: string; payload: unknown } } {
  const path = env.GITHUB_EVENT_PATH;
  const name = env.GITHUB_EVENT_NAME;
  if (!path || !name || env.GITHUB_ACTIONS !== 'true') return {};
  try {
    return { event: { name, payload: JSON.parse(readFileSync(path, 'utf8')) } };
  } catch (error) {
    // Without its event a pull request would be judged by its own policy.
    throw new UserError(`GITHUB_EVENT_PATH: not readable as JSON (${(error as Error).message})`);
  }
}

const write = (text: string): void => void process.stdout.write(text);

interface Outputs {
  reports: Record<string, unknown>;
  format: string;
  files: readonly [format: string, file: string][];
}

function outputsOf(flags: Flags, reports: Record<string, unknown>): Outputs {
  const known = Object.keys(reports);
  const files = (flags.output ?? []).map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) throw new UserError(`--output takes FORMAT=FILE, such as html=report.html, not "${text}".`);
    return [oneOf('--output FORMAT', text.slice(0, at), known), writable(text.slice(at + 1))];
  });
  return { reports, format: oneOf('--format', flags.format, known), files };
}

/** Told before the work, not after it. */
function writable(file: string): string {
  const folder = dirname(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UserError(`--output ${file}: there is no folder ${folder}`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UserError(`--output ${file}: is a folder`);
  return file;
}

function printTo(file: string, print: (write: (text: string) => void) => void): void {
  const parts: string[] = [];
  print((text) => parts.push(text));
  try {
    writeFileSync(file, parts.join(''));
  } catch (error) {
    throw new UserError(`--output ${file}: ${(error as Error).message}`);
  }
}

const style = (flags: Flags) => ({
  verbose: flags.verbose,
  colour: wantsColour(process.env, process.stdout.isTTY ?? false),
  columns: process.stdout.columns ?? (Number(process.env.COLUMNS) || 80),
  unicode: /utf-?8/i.test(process.env.LC_ALL ?? process.env.LC_CTYPE ?? process.env.LANG ?? '') || process.platform === 'win32',
});

function wantsColour(env: NodeJS.ProcessEnv, terminal: boolean): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return terminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** What the indexes cost this run; nothing of it is part of a result. */
const costLine = ({ requests, bytes, cached, waited }: GateResult['cost']): string =>
  `indexes: ${requests} requests, ${bytes} bytes received, ${cached} answers from the cache${waited > 0 ? `, ${waited} s of waiting that they asked for` : ''}`;

async function check(flags: Flags, paths: string[]): Promise<number> {
  const { reports } = createReports({ version, rules: explain.rules, style: style(flags) });
  const outputs = outputsOf(flags, reports);
  const result = await runGate(gateOptions(flags, paths));
  if (flags.verbose) process.stderr.write(`${costLine(result.cost)}\n`);
  if (flags['print-waivers']) write(result.waivers());
  else reports[outputs.format]?.print(result.verdict, flags.quiet && outputs.format === 'text' ? lastLine(write) : write);
  for (const [format, file] of outputs.files) printTo(file, (to) => reports[format]?.print(result.verdict, to));
  if (flags['update-baseline']) {
    const { path, text, inForce } = result.baseline();
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new UserError(`${path}: a symbolic link; the baseline is not written through it`);
    writeFileSync(path, text);
    const shown = relative('.', path);
    say(
      inForce
        ? `${shown}: written; it counts from the next run on`
        : `${shown}: written, and the policy does not name it yet: add the line "baseline: ${basename(path)}" to it`,
    );
  }
  return result.verdict.exitCode;
}

/** Only the verdict line, which every text report prints last. */
function lastLine(to: (text: string) => void): (text: string) => void {
  let text = '';
  process.once('beforeExit', () => to(`${text.trimEnd().split('\n').at(-1) ?? ''}\n`));
  return (part) => {
    text += part;
  };
}

async function inspect(flags: Flags, subjects: string[]): Promise<number> {
  if (subjects.length === 0) throw new UserError('inspect needs a SUBJECT: a file, folder, lockfile or purl such as pkg:pypi/torch@1.9.0.');
  const { factsReports } = createReports({ version, rules: explain.rules, style: style(flags) });
  const outputs = outputsOf(flags, factsReports);
  const facts = await inspectSubjects(subjects, common(flags));
  factsReports[outputs.format]?.print(facts, write);
  for (const [format, file] of outputs.files) printTo(file, (to) => factsReports[format]?.print(facts, to));
  return facts.some((each) => each.problems.some((problem) => ['unreadable', 'limit', 'unavailable'].includes(problem.kind))) ? 3 : 0;
}

async function compare(flags: Flags, subjects: string[]): Promise<number> {
  const [a, b, ...more] = subjects;
  if (a === undefined || b === undefined || more.length > 0) throw new UserError('compare needs two subjects: sourcegate compare A B');
  const { compareReports } = createReports({ version, rules: explain.rules, style: style(flags) });
  const format = oneOf('--format', flags.format, Object.keys(compareReports));
  compareReports[format]?.print(await compareSubjects(a, b, common(flags)), write);
  return 0;
}

async function policy(flags: Flags, [verb = '', file]: string[]): Promise<number> {
  const where = file ?? flags.policy;
  switch (oneOf('policy', verb, ['check', 'test', 'schema'])) {
    case 'check':
      write(checkPolicyFile(process.cwd(), where));
      return 0;
    case 'test': {
      const { text, failed } = testPolicyFile(process.cwd(), where);
      write(text);
      return failed > 0 ? 1 : 0;
    }
    case 'schema':
      write(policySchema());
      return 0;
  }
}

async function run(args: string[]): Promise<number> {
  const { values: flags, positionals } = readFlags(args);
  const [command, ...rest] = positionals;
  if (flags.version) write(`${version}\n`);
  else if (flags.help) write(usage);
  else if (command === 'check') return check(flags, rest);
  else if (command === 'inspect') return inspect(flags, rest);
  else if (command === 'compare') return compare(flags, rest);
  else if (command === 'policy') return policy(flags, rest);
  else if (command === 'explain') write(explain(rest[0]));
  else if (command === 'init') write(await initRepository({ ...common(flags), baseline: flags['update-baseline'] }));
  else if (command === undefined) throw new UserError(`which command?\n\n${usage}`);
  else {
    const near = nearest(command, ['check', 'inspect', 'compare', 'explain', 'init', 'policy']);
    throw new UserError(`unknown command "${command}".${near ? ` Did you mean ${near}?` : ''} List: sourcegate --help`);
  }
  return 0;
}

/** Messages may quote a policy or a file name: each line is cleaned, so that none of them moves a cursor or is a command to the runner. */
const say = (message: string): void => void process.stderr.write(`${message.split('\n').map(clean).join('\n')}\n`);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error; // `| head` closed the pipe: nothing is left to say
  process.exit();
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UserError) {
    const { at } = error;
    const place = at ? `${[at.path, at.line, at.column].filter((part) => part !== undefined).join(':')}: ` : '';
    // A list of mistakes has each place in its line already.
    say(error.message.startsWith(place) ? error.message : `${place}${error.message}`);
    process.exitCode = 2;
  } else {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    say(`sourcegate: a mistake of ours: ${message}\nPlease report it with the command that led here; --verbose shows where it happened.`);
    if (process.argv.includes('--verbose')) say(stack ?? '');
    process.exitCode = 4;
  }
}
