// What a workflow's event says: which commit is judged, which pull request it belongs to, and whether it comes from a fork.

export interface Event {
  name: string;
  /** The commit that a check run belongs to. */
  headSha?: string;
  /** Number of the pull request. */
  number?: number;
  /** A pull request from another repository: its token can write nothing. */
  fork: boolean;
}

/** Reads what is needed from an event's payload, which is plain JSON from GitHub; anything missing is left out. `sha` is GITHUB_SHA. */
export function eventOf(name: string, payload: unknown, repository: string, sha: string | undefined): Event {
  const pull = objectAt(payload, 'pull_request');
  const head = objectAt(pull, 'head');
  const headSha = stringAt(head, 'sha') ?? stringAt(objectAt(payload, 'merge_group'), 'head_sha') ?? sha;
  const from = stringAt(objectAt(head, 'repo'), 'full_name');
  const number = (pull as { number?: unknown } | undefined)?.number;
  return {
    name,
    ...(headSha !== undefined && /^[0-9a-f]{40,64}$/.test(headSha) ? { headSha } : {}),
    ...(typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? { number } : {}),
    // A fork that was deleted since has no repository any more: it was one all the same.
    fork: pull !== undefined && from?.toLowerCase() !== repository.toLowerCase(),
  };
}

export function objectAt(from: unknown, key: string): object | undefined {
  const value = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[key] : undefined;
  return typeof value === 'object' && value !== null ? value : undefined;
}

export function stringAt(from: unknown, key: string): string | undefined {
  const value = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
