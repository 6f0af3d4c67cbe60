// The second half of the recipe for comments on forks: runs in a workflow of its own after the gate, with a token that may write, and
// runs no code of the fork. It reads the findings as data, finds the pull request itself, and writes the text itself.
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as core from '@actions/core';
import { getOctokit } from '@actions/github';
import { postComment } from './github/comment.ts';
import { readFindings } from './github/findings.ts';
import { finishedRun, pullRequestOf } from './github/pull-request.ts';
import { clean } from './report/text-escape.ts';
import { UserError } from './types.ts';

const largest = 20 << 20;

async function run(): Promise<void> {
  const token = core.getInput('token', { required: true });
  core.setSecret(token);
  const finished = finishedRun(JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH ?? '', 'utf8')));
  if (!finished) return core.info('The finished run judged no pull request: nothing to comment on.');
  const verdict = readFindings(readBounded(core.getInput('findings') || 'findings.json'), 'findings');
  const octokit = getOctokit(token, { log: { debug() {}, info() {}, warn() {}, error() {} } });
  const bounded = () => ({ request: { signal: AbortSignal.timeout(20_000) } });
  const client = {
    request: (route: string, parameters: Record<string, unknown>) => octokit.request(route, { ...parameters, ...bounded() }),
    viewer: async () => (await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }', bounded())).viewer.login,
  };
  const [owner = '', repo = ''] = (process.env.GITHUB_REPOSITORY ?? '').split('/');
  const number = await pullRequestOf(client, { owner, repo }, finished);
  if (number === undefined) return core.notice(`No open pull request has ${clean(finished.headSha)} as its head: it moved on, or was closed.`);
  const posted = await postComment(client, { owner, repo, number, gate: `${finished.workflow}/` }, verdict);
  if ('refused' in posted) core.notice(clean(posted.refused));
  else core.info(`Comment on pull request ${number}: ${posted.done}.`);
}

/** The findings, or a folder that an artifact was unpacked into. A link is not followed: it was written by somebody else's run. */
function readBounded(path: string): string {
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'findings.json') : path;
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new UserError(`input findings: ${file}: there is no such file`);
  if (stat.size > largest) throw new UserError(`input findings: ${file}: more than ${largest >> 20} MB`);
  return readFileSync(file, 'utf8');
}

try {
  await run();
} catch (error) {
  core.error(clean(error instanceof Error ? error.message : String(error)), { title: 'sourcegate' });
  process.exitCode = error instanceof UserError ? 2 : 4;
}
