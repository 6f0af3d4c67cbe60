// Which pull request a finished run belongs to: found by the commit and the repository of the run, as the event says them, never by
// anything that the run itself wrote.
import type { Client, Repository } from './client.ts';
import { objectAt, stringAt } from './event.ts';

export interface FinishedRun {
  headSha: string;
  headBranch: string;
  headRepository: string;
  /** The workflow's file, `.github/workflows/gate.yml`. */
  workflow: string;
}

/** The run that a `workflow_run` event is about; undefined when it did not judge a pull request. */
export function finishedRun(payload: unknown): FinishedRun | undefined {
  const run = objectAt(payload, 'workflow_run');
  const headSha = stringAt(run, 'head_sha');
  const headBranch = stringAt(run, 'head_branch');
  const headRepository = stringAt(objectAt(run, 'head_repository'), 'full_name');
  if (stringAt(run, 'event') !== 'pull_request' || !headSha || !headBranch || !headRepository) return undefined;
  return { headSha, headBranch, headRepository, workflow: stringAt(run, 'path') ?? 'gate' };
}

/** Number of the one open pull request whose head is that very commit of that very repository; undefined when there is none or more than one. */
export async function pullRequestOf(client: Client, { owner, repo }: Repository, run: FinishedRun): Promise<number | undefined> {
  const [headOwner = ''] = run.headRepository.split('/');
  const { data } = await client.request('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    state: 'open',
    head: `${headOwner}:${run.headBranch}`,
    per_page: 100,
  });
  const pulls = (Array.isArray(data) ? data : []).filter((pull: unknown) => {
    const head = objectAt(pull, 'head');
    return stringAt(head, 'sha') === run.headSha && stringAt(objectAt(head, 'repo'), 'full_name') === run.headRepository;
  });
  const numbers = pulls.map((pull: { number?: unknown }) => pull.number);
  return numbers.length === 1 && typeof numbers[0] === 'number' ? numbers[0] : undefined;
}
