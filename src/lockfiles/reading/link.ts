// Edges where a lock names them by name only, as Python's do.
import { normalName } from './names.ts';
import { type Draft, Edges, Multi } from './text.ts';

/** Sets `requiredBy`. `also` gives the names that an entry answers besides its own. `wants` gives the names that an entry requires; of a name locked in several versions all are taken, since the name says no more. */
export function linkByName(
  drafts: readonly Draft[],
  wants: (index: number) => Iterable<string>,
  normal = normalName,
  also: (index: number) => Iterable<string> = () => [],
): void {
  const keys = new Multi<string>();
  for (const [index, draft] of drafts.entries()) for (const name of new Set([draft.name, ...also(index)].map(normal))) keys.add(name, keyOf(draft));
  const edges = new Edges();
  for (const [index, draft] of drafts.entries())
    for (const name of wants(index)) for (const to of keys.get(normal(name))) if (to !== keyOf(draft)) edges.add(keyOf(draft), to);
  for (const draft of drafts) draft.requiredBy = edges.requiredBy(keyOf(draft));
}

/** The same release from another place is another package, and gets another key, before edges are made. From the same place it is a row too many, and keeps it. */
export function distinctKeys(drafts: readonly Draft[], placeOf: (index: number) => string | undefined): void {
  const places = new Map<string, string | undefined>();
  for (const [index, draft] of drafts.entries()) {
    const place = placeOf(index);
    if (places.has(keyOf(draft)) && places.get(keyOf(draft)) !== place) draft.key = `${keyOf(draft)} (${place ?? ''})`;
    if (!places.has(keyOf(draft))) places.set(keyOf(draft), place);
  }
}

export const keyOf = (draft: Draft): string => draft.key ?? `${draft.name}@${draft.version ?? ''}`;
