// The action: inputs to the gate, reports from it. What GitHub does not allow is said once and never changes the verdict.
import './io/heap.ts';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import * as cache from '@actions/cache';
import * as core from '@actions/core';
import { getOctokit } from '@actions/github';
import { explain, type GateOptions, type GateResult, runGate } from './gate.ts';
import { postCheckRun } from './github/check-run.ts';
import type { Client, Posted } from './github/client.ts';
import { postComment } from './github/comment.ts';
import { type Event, eventOf } from './github/event.ts';
import { version } from './io/version.ts';
import { createProgress } from './progress.ts';
import { type Annotation, annotationsOf, commandsOf } from './report/github.ts';
import { createReports } from './report/index.ts';
import { markdownOf, summaryBudget } from './report/markdown.ts';
import { verdictWords } from './report/text.ts';
import { clean } from './report/text-escape.ts';
import type { Depth, Verdict } from './types.ts';
import { UserError } from './types.ts';

interface Inputs {
  policy: string;
  artifacts: readonly string[];
  lockfiles: readonly string[];
  failOn: 'error' | 'warning' | 'never';
  base: string;
  depth: Depth | '';
  offline: boolean;
  comment: 'never' | 'on-findings';
  checkRun: 'auto' | 'never';
  annotations: boolean;
  report: readonly string[];
  reportDir: string;
  cache: boolean;
  token: string;
}

const reportFiles: Readonly<Record<string, string>> = {
  html: 'sourcegate.html',
  sarif: 'sourcegate.sarif',
  cyclonedx: 'sourcegate.cdx.json',
  spdx: 'sourcegate.spdx.json',
  json: 'findings.json',
  markdown: 'sourcegate.md',
};

function readInputs(): Inputs {
  const report = core
    .getInput('report')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  for (const word of report) oneOf('report', word, Object.keys(reportFiles));
  return {
    policy: core.getInput('policy'),
    artifacts: core.getMultilineInput('artifacts'),
    lockfiles: core.getMultilineInput('lockfiles'),
    failOn: oneOf('fail-on', core.getInput('fail-on') || 'error', ['error', 'warning', 'never']),
    base: core.getInput('base'),
    depth: oneOf('depth', core.getInput('depth'), ['', 'index', 'listing', 'full']),
    offline: truth('offline', false),
    comment: oneOf('comment', core.getInput('comment') || 'never', ['never', 'on-findings']),
    checkRun: oneOf('check-run', core.getInput('check-run') || 'auto', ['auto', 'never']),
    annotations: truth('annotations', true),
    report,
    reportDir: core.getInput('report-dir') || join(process.env.RUNNER_TEMP ?? '.', 'sourcegate-report'),
    cache: truth('cache', true),
    token: core.getInput('token'),
  };
}

function oneOf<T extends string>(input: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  const words = allowed.filter((word) => word !== '');
  throw new UserError(`input ${input} must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, not "${value}".`);
}

const truth = (input: string, otherwise: boolean): boolean =>
  core.getInput(input) === '' ? otherwise : oneOf(input, core.getInput(input).toLowerCase(), ['true', 'false']) === 'true';

/** Plain text for the log: cleaned already, and commands stopped all the same. */
function log(text: string): void {
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n${text.endsWith('\n') ? text : `${text}\n`}::${token}::\n`);
}

async function run(): Promise<number> {
  const inputs = readInputs();
  if (inputs.token !== '') core.setSecret(inputs.token);
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
  const payload = readPayload();
  const event = eventOf(process.env.GITHUB_EVENT_NAME ?? '', payload, process.env.GITHUB_REPOSITORY ?? '', process.env.GITHUB_SHA);
  const caching = await restoreCache(inputs, event);
  const result = await runGate(gateOptions(inputs, workspace, { name: event.name, payload }, caching.folder));
  await report(result, inputs, event, resolve(workspace, inputs.reportDir));
  await caching.save();
  return result.verdict.exitCode;
}

function readPayload(): unknown {
  const path = process.env.GITHUB_EVENT_PATH;
  if (!path) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(`GITHUB_EVENT_PATH: not readable as JSON (${(error as Error).message})`);
  }
}

function gateOptions(inputs: Inputs, cwd: string, event: { name: string; payload: unknown }, cacheDir: string | undefined): GateOptions {
  const { policy, artifacts, lockfiles, failOn, base, depth, offline } = inputs;
  return {
    cwd,
    paths: [],
    env: withoutSecrets(process.env),
    offline,
    failOn,
    jobs: availableParallelism(),
    limits: {},
    today: new Date().toISOString().slice(0, 10),
    progress: createProgress({
      quiet: false,
      terminal: false,
      columns: 80,
      now: () => performance.now(),
      write: (text) => process.stdout.write(text),
    }),
    ...(event.name === '' ? {} : { event }),
    ...(policy === '' ? {} : { policy }),
    ...(artifacts.length > 0 ? { artifacts } : {}),
    ...(lockfiles.length > 0 ? { lockfiles } : {}),
    ...(base === '' ? {} : { base }),
    ...(depth === '' ? {} : { depth }),
    ...(cacheDir === undefined ? {} : { cacheDir }),
    fetchPolicy: (spec) => fetchPolicy(clientOf(inputs.token), spec),
  };
}

/** A policy of another repository at one commit, by the contents API: what the token may read. Not had is undefined, and told with the policy's line. */
async function fetchPolicy(client: Client | undefined, spec: string): Promise<string | undefined> {
  const parts = /^github:([\w.-]+)\/([\w.-]+)\/([\w./-]+)@([0-9a-f]{40,64})$/.exec(spec);
  if (!client || !parts) return undefined;
  const [, owner, repo, path, ref] = parts;
  try {
    const headers = { accept: 'application/vnd.github.raw+json' };
    const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref, headers });
    return typeof data === 'string' ? data : undefined;
  } catch (error) {
    process.stdout.write(`github: ${clean(`${spec}: ${(error as Error).message}`)}\n`);
    return undefined;
  }
}

/** Neither the job's token nor the runner's own is any index's business. */
const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT_|ACTIONS_(RUNTIME|ID_TOKEN)|GITHUB_TOKEN$)/.test(name)));

/** Annotations, log, files, outputs, summary, comment, in this order: what can fail comes last. */
async function report(result: GateResult, inputs: Inputs, event: Event, folder: string): Promise<void> {
  const { verdict } = result;
  const { reports } = createReports({ version, rules: explain.rules, style: { unicode: true } });
  const printed = (id: string): string => {
    const parts: string[] = [];
    reports[id]?.print(verdict, (text) => parts.push(text));
    return parts.join('');
  };
  const files = writeFiles(unique(['json', ...inputs.report]), printed, folder);
  setOutputs(result, files);
  const summary = markdownOf(verdict, {
    budget: summaryBudget,
    ...(inputs.report.length > 0 ? { fullReport: `${reportFiles[inputs.report[0] ?? '']} in report-dir` } : {}),
  });
  await writeSummary(summary);
  const client = clientOf(inputs.token);
  const annotations = inputs.annotations ? annotationsOf(verdict) : [];
  const posted = await checkRun(client, inputs, event, verdict, annotations);
  if (!posted) for (const line of commandsOf(annotations)) process.stdout.write(`${line}\n`);
  await comment(client, inputs, event, verdict);
  log(printed('text'));
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];

function writeFiles(ids: readonly string[], printed: (id: string) => string, folder: string): Map<string, string> {
  mkdirSync(folder, { recursive: true });
  return new Map(
    ids.map((id) => {
      const path = join(folder, reportFiles[id] ?? `sourcegate.${id}`);
      writeFileSync(path, printed(id));
      return [id, path];
    }),
  );
}

function setOutputs({ verdict, sha256sums }: GateResult, files: Map<string, string>): void {
  const { status, counts } = verdict;
  core.setOutput('verdict', status);
  for (const name of ['errors', 'warnings', 'notes', 'unknown', 'waived'] as const) core.setOutput(name, counts[name]);
  core.setOutput('findings-json', files.get('json') ?? '');
  core.setOutput('sarif', files.get('sarif') ?? '');
  core.setOutput('sbom', files.get('cyclonedx') ?? files.get('spdx') ?? '');
  core.setOutput('html', files.get('html') ?? '');
  core.setOutput('sha256sums', sha256sums.map(sumLine).join('\n'));
}

/** As sha256sum prints and checks it: a name with a backslash or a line end is escaped, and a backslash before the line says so. */
function sumLine({ path, sha256 }: { path: string; sha256: string }): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}`;
}

async function writeSummary(text: string): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) return; // an older server, or not a runner
  await core.summary.addRaw(text).write();
}

const requestSeconds = 20;

function clientOf(token: string): Client | undefined {
  if (token === '') return undefined;
  const octokit = getOctokit(token, { log: { debug() {}, info() {}, warn() {}, error() {} } });
  const bounded = () => ({ request: { signal: AbortSignal.timeout(requestSeconds * 1000) } });
  return {
    request: (route, parameters) => octokit.request(route, { ...parameters, ...bounded() }),
    viewer: async () => (await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }', bounded())).viewer.login,
  };
}

function repository(): { owner: string; repo: string } {
  const [owner = '', repo = ''] = (process.env.GITHUB_REPOSITORY ?? '').split('/');
  return { owner, repo };
}

/** The token of a pull request from a fork reads only (except under pull_request_target): nothing is tried with it. */
const mayWrite = (event: Event): boolean => !(event.fork && event.name === 'pull_request');

/** True when the annotations stand in a check run; false: workflow commands must carry them. */
async function checkRun(
  client: Client | undefined,
  inputs: Inputs,
  event: Event,
  verdict: Verdict,
  annotations: readonly Annotation[],
): Promise<boolean> {
  if (inputs.checkRun === 'never' || annotations.length === 0 || !client || event.headSha === undefined || !mayWrite(event)) return false;
  const run = {
    ...repository(),
    name: 'sourcegate',
    headSha: event.headSha,
    title: verdictWords(verdict),
    summary: markdownOf(verdict, { budget: 60_000 }),
  };
  const posted = await postCheckRun(client, run, verdict, annotations);
  if (!('refused' in posted)) return true;
  // Without the permission nothing is lost as long as workflow commands can carry every annotation.
  if (posted.status === 403 && commandsOf(annotations).length === annotations.length)
    process.stdout.write(`${clean(posted.refused)} Annotations are printed instead.\n`);
  else tell(posted);
  return false;
}

async function comment(client: Client | undefined, inputs: Inputs, event: Event, verdict: Verdict): Promise<void> {
  if (inputs.comment === 'never' || event.number === undefined) return;
  if (!mayWrite(event))
    return core.notice(
      'github: a pull request from a fork cannot be commented from here. The job summary has the same text. To comment from forks, see docs/forks.md.',
    );
  if (!client) return core.notice('github: no token, so no comment. The job summary has the same text.');
  tell(await postComment(client, { ...repository(), number: event.number, gate: gateName() }, verdict));
}

/** `.github/workflows/gate.yml/job`: two gates on one pull request keep their own comments. */
const gateName = (): string =>
  `${/[^/]+\/[^/]+\/([^@]+)@/.exec(process.env.GITHUB_WORKFLOW_REF ?? '')?.[1] ?? 'gate'}/${process.env.GITHUB_JOB ?? ''}`;

function tell(posted: Posted): void {
  if ('refused' in posted) core.notice(clean(posted.refused));
}

/** Answers of the indexes, kept between runs. Restore-only where a fork decides what is fetched; never a reason to fail. */
async function restoreCache(inputs: Inputs, event: Event): Promise<{ folder: string | undefined; save(): Promise<void> }> {
  if (!inputs.cache || inputs.offline || !process.env.RUNNER_TEMP) return { folder: undefined, save: async () => {} };
  const folder = join(process.env.RUNNER_TEMP, 'sourcegate-cache');
  mkdirSync(folder, { recursive: true });
  // Off the platform the client would retry for ten seconds before it gives up.
  if (!cache.isFeatureAvailable()) return { folder, save: async () => {} };
  const prefix = `sourcegate-${version}-${process.env.RUNNER_OS ?? ''}-`;
  await quietly(() => cache.restoreCache([folder], `${prefix}${process.env.GITHUB_RUN_ID ?? ''}`, [prefix]));
  const before = weightOf(folder);
  return {
    folder,
    save: async () => {
      if (event.fork || weightOf(folder) === before) return;
      await quietly(() => cache.saveCache([folder], `${prefix}${process.env.GITHUB_RUN_ID ?? ''}-${process.env.GITHUB_RUN_ATTEMPT ?? ''}`));
    },
  };
}

async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stdout.write(`cache: ${clean((error as Error).message)}\n`);
  }
}

function weightOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const bytes = names.reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  return `${names.length} ${bytes}`;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof UserError) {
    const { at } = error;
    const where = at
      ? { file: at.path, ...(at.line === undefined ? {} : { startLine: at.line }), ...(at.column === undefined ? {} : { startColumn: at.column }) }
      : {};
    core.error(clean(error.message), { title: 'sourcegate', ...where });
    process.exitCode = 2;
  } else {
    core.error(clean(`a mistake of ours: ${error instanceof Error ? error.message : String(error)}. Please report it.`), { title: 'sourcegate' });
    if (core.isDebug()) log(clean(error instanceof Error ? (error.stack ?? '') : ''));
    process.exitCode = 4;
  }
}
