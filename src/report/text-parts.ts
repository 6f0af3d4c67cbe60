// What the text reports about facts share: a page with its width and its escaping, sections, and what was not read.
import type { Problem } from '../types.ts';
import { paint, type Style, wrap } from './columns.ts';
import { count, place, unique } from './words.ts';

export interface Page {
  style: Style;
  width: number;
  /** The one escaping function of this report: every text that came from an artifact or a lockfile goes through it. */
  safe(text: string): string;
}

const nested = 12;

/** A section: its lines under its name, or both on one line where there is one thing to say. */
export function section(page: Page, name: string, lines: readonly string[], ifEmpty?: string): string[] {
  const heading = paint(page.style, 'strong', name);
  if (lines.length > 0) return [heading, ...lines.map((line) => `  ${line}`)];
  if (ifEmpty === undefined) return [];
  return [heading + ' '.repeat(Math.max(2, nested - name.length)) + ifEmpty];
}

/** What was not read, counted per reason; hazards first, since they say that two readers may see different things. */
export function problems(facts: { problems: readonly Problem[] }, page: Page, none = 'nothing was left out'): string[] {
  const order: readonly Problem['kind'][] = ['hazard', 'unreadable', 'limit', 'skipped'];
  const bad = facts.problems.filter(({ kind }) => kind === 'hazard');
  const rest = facts.problems.filter(({ kind }) => kind !== 'hazard').sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const lines = (some: readonly Problem[]): string[] => (page.style.verbose ? some.flatMap((each) => onePer(each, page)) : perReason(some, page));
  return [...section(page, 'Read in two ways', lines(bad)), ...section(page, 'Not inspected', lines(rest), none)];
}

const onePer = (problem: Problem, page: Page): string[] =>
  wrap(page.safe(`${problemPlace(problem)}: ${problem.message} (${problem.code})`), page.width - 2, '  ');

const problemPlace = (problem: Problem): string =>
  problem.offset === undefined ? place(problem) : `${problem.path} at byte ${count(problem.offset)}`;

function perReason(some: readonly Problem[], page: Page): string[] {
  const reasons = unique(some.map(({ code }) => code));
  return reasons.flatMap((code) => {
    const same = some.filter((problem) => problem.code === code);
    const [first] = same;
    if (!first) return [];
    const more = same.length > 1 ? ` (and ${count(same.length - 1)} more like it: --verbose)` : '';
    return wrap(page.safe(`${problemPlace(first)}: ${first.message}${more}`), page.width - 2, '  ');
  });
}
