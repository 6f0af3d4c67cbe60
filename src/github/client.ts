// The little of GitHub's API that is needed, as a client that octokit fulfils. What GitHub refuses is said once and changes nothing else.

export interface Client {
  /** A REST request by its route, as octokit's `request`. Throws an error with a `status` when GitHub refuses. */
  request(route: string, parameters: Record<string, unknown>): Promise<{ data: unknown }>;
  /** Login of the token's own user or bot. */
  viewer(): Promise<string>;
}
export interface Repository {
  owner: string;
  repo: string;
}

/** What came of posting something. A refusal is one sentence for a person; it is never an error. */
export type Posted = { done: 'created' | 'updated' | 'unchanged' | 'not-needed' } | { refused: string; status: number };

/** Runs `post`; a refusal by GitHub, or no answer, becomes a sentence about `what`. Mistakes of ours are thrown on. */
export async function posting(what: string, post: () => Promise<Posted>): Promise<Posted> {
  try {
    return await post();
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error;
    return { refused: `${refusal(what, status, error)} The job summary has the same text.`, status };
  }
}

/** The status of a refusal; 0 when GitHub could not be reached at all; undefined for anything that is no answer of GitHub. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return error.name === 'TimeoutError' || error.name === 'AbortError' || error.name === 'FetchError' ? 0 : undefined;
}

function refusal(what: string, status: number, error: unknown): string {
  if (status === 429 || (status === 403 && isRateLimit(error))) return `github: asked to wait (${status}) before this token may ${what}.`;
  if (status === 401 || status === 403)
    return `github: this token may not ${what} (${status}: a permission that is missing, or a pull request from a fork?).`;
  if (status === 404) return `github: there is nothing to ${what} on, or this token may not see it (404).`;
  if (status === 422) return `github: refused to ${what} as it was sent (422).`;
  return status === 0 || status === 500 ? `github: did not answer, so nothing could ${what}.` : `github: could not ${what} (${status}).`;
}

function isRateLimit(error: unknown): boolean {
  const headers = (error as { response?: { headers?: Record<string, string | undefined> } }).response?.headers ?? {};
  return headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined;
}
