// A check run with annotations on the very lines: fifty per request, further ones by PATCH (REST, "Create a check run"). Levels are
// notice, warning and failure there; summary and text hold 65,535 characters each.
import type { Annotation } from '../report/github.ts';
import type { Verdict } from '../types.ts';
import { type Client, type Posted, posting, type Repository } from './client.ts';

const perRequest = 50;
/** Above this the summary must do: twenty requests for one commit are enough. */
const annotationsPosted = 1000;
const textLength = 65_000;

export interface CheckRun extends Repository {
  name: string;
  headSha: string;
  title: string;
  summary: string;
}

/** Creates a completed check run and appends its annotations. The conclusion is the verdict's exit code, nothing else. */
export function postCheckRun(client: Client, run: CheckRun, { status, exitCode }: Verdict, annotations: readonly Annotation[]): Promise<Posted> {
  return posting('create check runs', async () => {
    const { owner, repo } = run;
    const batches = inBatches(annotations.slice(0, annotationsPosted).map(checkAnnotation));
    const output = { title: run.title.slice(0, 255), summary: run.summary.slice(0, textLength) };
    const conclusion = exitCode !== 0 ? 'failure' : status === 'clear' ? 'success' : 'neutral';
    const [first = [], ...rest] = batches;
    const { data } = await client.request('POST /repos/{owner}/{repo}/check-runs', {
      owner,
      repo,
      name: run.name,
      head_sha: run.headSha,
      status: 'completed',
      conclusion,
      output: { ...output, annotations: first },
    });
    const id = (data as { id?: unknown }).id;
    if (rest.length > 0 && typeof id !== 'number') return { refused: 'github: answered a new check run without its number.', status: 200 };
    for (const batch of rest)
      await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner,
        repo,
        check_run_id: id,
        output: { ...output, annotations: batch },
      });
    return { done: 'created' };
  });
}

function inBatches<T>(items: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let at = 0; at < items.length; at += perRequest) batches.push(items.slice(at, at + perRequest));
  return batches;
}

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const;

/** Path and line are required here; a place without a line is shown on the first. Columns belong to one line only. */
function checkAnnotation({ level, path, line = 1, column, title, lines }: Annotation): Record<string, unknown> {
  return {
    path,
    start_line: line,
    end_line: line,
    ...(column === undefined ? {} : { start_column: column, end_column: column }),
    annotation_level: levels[level],
    title,
    message: lines.join('\n'),
  };
}
