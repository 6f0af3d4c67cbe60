// The containers that are opened, in the order they are tried. Bytes decide; the name is a hint.
import type { ByteSource, ContainerFormat, Entry, Limits, Problem } from '../types.ts';
import { Budget, withBudget } from './limits.ts';
import { zip } from './zip.ts';

export { Budget, boundedEntry, budgetBytes, defaultLimits, withBudget } from './limits.ts';
export { ContainerError, problemOf } from './problems.ts';
export { listZip, type ZipRecord, zipEntryAt } from './zip.ts';

export const containers: readonly ContainerFormat[] = [zip];

export interface OpenOptions {
  /** Shared by all levels of one artifact; a container opened without one has a budget of its own. */
  budget?: Budget;
}

/**
 * The entries of a container, held to the limits; undefined when the bytes are no container. What cannot be read is yielded as a problem
 * beside the entries that could. A problem of the container itself carries `path`, a problem of an entry the entry's path.
 */
export async function openContainer(
  from: ByteSource,
  path: string,
  limits: Limits,
  options: OpenOptions = {},
): Promise<{ format: string; entries: AsyncIterable<Entry | Problem> } | undefined> {
  const head = await from.head();
  const format = containers.find((candidate) => candidate.sniff(head, path));
  if (format === undefined) return undefined;
  const budget = options.budget ?? new Budget(limits);
  return { format: format.id, entries: withBudget(format.entries(from, path, limits), budget, path, from.size) };
}
