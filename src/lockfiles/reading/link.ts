// Edges where a lock names them by name only, as Python's do.
import { normalName } from './names.ts';
import { type Draft, Edges } from './text.ts';

/** Sets `requiredBy`. `wants` gives the names that an entry requires; of a name locked in several versions all are taken, since the name says no more. */
export function linkByName(drafts: readonly Draft[], wants: (index: number) => Iterable<string>, normal = normalName): void {
  const keys = new Map<string, string[]>();
  for (const draft of drafts) {
    const name = normal(draft.name);
    const known = keys.get(name);
    if (known === undefined) keys.set(name, [keyOf(draft)]);
    else known.push(keyOf(draft));
  }
  const edges = new Edges();
  for (const [index, draft] of drafts.entries())
    for (const name of wants(index)) for (const to of keys.get(normal(name)) ?? []) if (to !== keyOf(draft)) edges.add(keyOf(draft), to);
  for (const draft of drafts) draft.requiredBy = edges.requiredBy(keyOf(draft));
}

export const keyOf = (draft: Draft): string => draft.key ?? `${draft.name}@${draft.version ?? ''}`;
