// One comment per pull request and gate: found again by a hidden first line and by its author, edited when its text changes, never
// doubled. A pull request that never had a finding gets none; one whose findings are gone keeps the comment, which then says so.
import { causesOf } from '../report/causes.ts';
import { commentBudget, markdownOf } from '../report/markdown.ts';
import { markdown } from '../report/markdown-escape.ts';
import { byText, count, counted } from '../report/words.ts';
import type { Verdict } from '../types.ts';
import { type Client, type Posted, posting, type Repository } from './client.ts';

export interface CommentPlace extends Repository {
  number: number;
  /** Tells this gate's comment from that of another gate on the same pull request. */
  gate: string;
  fullReport?: string;
}

/** Writes, edits or leaves the comment. */
export function postComment(client: Client, place: CommentPlace, verdict: Verdict): Promise<Posted> {
  return posting('write comments', async () => {
    const { owner, repo, number } = place;
    const own = await findOwn(client, place);
    if (!own && !worthComment(verdict)) return { done: 'not-needed' };
    const body = bodyOf(verdict, place, own?.body);
    if (!own) {
      await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { owner, repo, issue_number: number, body });
      return { done: 'created' };
    }
    if (sameText(own.body, body)) return { done: 'unchanged' };
    await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: own.id, body });
    return { done: 'updated' };
  });
}

const worthComment = ({ counts }: Verdict): boolean => counts.errors + counts.warnings + counts.unknown > 0;
/** GitHub stores line ends as it likes. */
const sameText = (a: string, b: string): boolean => a.replaceAll('\r\n', '\n').trim() === b.replaceAll('\r\n', '\n').trim();

const pagesRead = 30; // of a hundred comments each

/** The own comment: its first line is the marker and its author is this token's. Somebody else's copy of the marker is not ours. */
async function findOwn(client: Client, place: CommentPlace): Promise<{ id: number; body: string } | undefined> {
  const { owner, repo, number } = place;
  let author: string | undefined;
  for (let page = 1; page <= pagesRead; page++) {
    const { data } = await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      owner,
      repo,
      issue_number: number,
      per_page: 100,
      page,
    });
    const comments = Array.isArray(data) ? (data as { id?: unknown; body?: unknown; user?: { login?: unknown; type?: unknown } | null }[]) : [];
    for (const { id, body, user } of comments) {
      if (typeof id !== 'number' || typeof body !== 'string' || !body.startsWith(marker(place.gate))) continue;
      author ??= await client.viewer();
      if (isOwn(user, author)) return { id, body };
    }
    if (comments.length < 100) return undefined;
  }
  return undefined;
}

/** A bot's login ends in [bot] in one API and may not in the other; nobody else can have either. */
const isOwn = (user: { login?: unknown; type?: unknown } | null | undefined, author: string): boolean =>
  user?.login === author || (user?.type === 'Bot' && user.login === `${author}[bot]`);

const marker = (gate: string): string => `<!-- sourcegate:${gate.replace(/[^A-Za-z0-9._/]/g, '_').slice(0, 200)} `;
const rulesKept = 40;

/** The hidden line, with what the next run needs to say what was cleared; then the text within a comment's limit. */
function bodyOf(verdict: Verdict, { gate, fullReport }: CommentPlace, before: string | undefined): string {
  const now = rulesOf(verdict);
  const was = before === undefined ? undefined : readState(before);
  const errorsBefore = was?.errors ?? 0;
  const cleared = was ? [...was.rules].filter(([rule]) => !now.has(rule)) : [];
  const state = `${marker(gate)}errors=${verdict.counts.errors} ${[...now]
    .slice(0, rulesKept)
    .map(([rule, times]) => `${rule}=${times}`)
    .join(' ')} -->`;
  const text = markdownOf(verdict, {
    budget: commentBudget - 4096,
    ...(fullReport === undefined ? {} : { fullReport }),
    ...(errorsBefore > 0 && verdict.counts.errors !== errorsBefore ? { was: counted(errorsBefore, 'error') } : {}),
  });
  const said = cleared.map(([rule, times]) => `${markdown(rule, 'code')}${times > 1 ? ` ×${count(times)}` : ''}`).join(', ');
  return `${state}\n${said === '' ? text : text.replace('\n\n', `\n\nCleared by this push: ${said}.\n\n`)}`;
}

/** Errors and open questions per rule, in order. */
function rulesOf(verdict: Verdict): Map<string, number> {
  const rows = causesOf(verdict).flatMap((cause) => cause.rows.filter(({ letter }) => letter === 'E' || letter === '?'));
  const rules = new Map<string, number>();
  for (const { rule, findings } of rows.sort((a, b) => byText(a.rule, b.rule)))
    if (/^[a-z0-9/-]+$/.test(rule)) rules.set(rule, (rules.get(rule) ?? 0) + findings.length);
  return rules;
}

function readState(body: string): { errors: number; rules: Map<string, number> } {
  const line = body.slice(0, body.indexOf('\n')).slice(0, 4096);
  const rules = new Map<string, number>();
  for (const [, rule = '', times = ''] of line.matchAll(/ ([a-z0-9-]+\/[a-z0-9/-]+)=(\d{1,6})(?= )/g)) rules.set(rule, Number(times));
  return { errors: Number(/ errors=(\d{1,6}) /.exec(line)?.[1] ?? 0), rules };
}
