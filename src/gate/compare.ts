// Two artifacts side by side, or an artifact and its source.
import type { Facts } from '../types.ts';
import type { Common } from './options.ts';
import { inspectSubjects } from './subjects.ts';

/** The facts of both, ready to be compared. Subjects are what `inspect` takes. */
export async function compareSubjects(before: string, after: string, common: Common): Promise<{ before: Facts; after: Facts }> {
  const [first, second] = await inspectSubjects([before, after], common);
  return { before: first as Facts, after: second as Facts };
}
