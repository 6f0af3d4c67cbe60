import { postCheckRun } from '../../src/github/check-run.ts';
import { postComment } from '../../src/github/comment.ts';
import { eventOf } from '../../src/github/event.ts';
import { readFindings } from '../../src/github/findings.ts';
import { finishedRun, pullRequestOf } from '../../src/github/pull-request.ts';
import { annotationsOf } from '../../src/report/github.ts';
import { jsonReport } from '../../src/report/json.ts';
import type { Verdict } from '../../src/types.ts';
import { nasty, printed, verdictWith } from '../report/hostile.ts';
import { blocked, clear, finding, incomplete, torchLocked, verdictOf } from '../report/samples.ts';
import { clientOf } from './client.ts';
import { type Answers, type Comment, type StandIn, standIn } from './stand-in.ts';

const place = { owner: 'o', repo: 'r', number: 7, gate: '.github/workflows/gate.yml/job' };
const run = { owner: 'o', repo: 'r', name: 'sourcegate', headSha: 'a'.repeat(40), title: 't', summary: 's' };
const many = (number: number): Verdict =>
  verdictOf(Array.from({ length: number }, (_, at) => finding(`area/rule-${at}`, torchLocked, { title: `finding ${at}` })));

let open: StandIn[] = [];
const github = async (answers?: Answers) => {
  const server = await standIn(answers);
  open.push(server);
  return server;
};
afterEach(async () => {
  const servers = open;
  open = [];
  await Promise.all(servers.map((server) => server.close()));
  for (const server of servers) expect(server.wrong).toEqual([]);
});

describe('a check run', () => {
  test.each([
    [0, [0]],
    [1, [1]],
    [50, [50]],
    [51, [50, 1]],
    [500, Array(10).fill(50)],
    [1200, Array(20).fill(50)],
  ])('%d findings go in batches of fifty', async (number, sizes) => {
    const server = await github();
    const verdict = many(number);
    expect(await postCheckRun(clientOf(server), run, verdict, annotationsOf(verdict))).toEqual({ done: 'created' });
    const output = (body: Record<string, unknown>) => body.output as { annotations: unknown[] };
    expect(server.asked.map(({ body }) => output(body).annotations.length)).toEqual(sizes);
    expect(server.asked[0]?.body).toMatchObject({ conclusion: number === 0 ? 'success' : 'failure', head_sha: run.headSha });
  });

  test('an error is a failure there, on the line of the lock', async () => {
    const server = await github();
    await postCheckRun(clientOf(server), run, blocked, annotationsOf(blocked));
    expect(JSON.parse(JSON.stringify(server.asked[0]?.body)).output.annotations[0]).toMatchObject({
      path: 'uv.lock',
      start_line: 121,
      end_line: 121,
      annotation_level: 'failure',
    });
  });

  test('incomplete is a failure, and neutral only when nothing may fail', async () => {
    const server = await github();
    await postCheckRun(clientOf(server), run, incomplete, []);
    await postCheckRun(clientOf(server), run, { ...incomplete, exitCode: 0 }, []);
    expect(server.asked.map(({ body }) => body.conclusion)).toEqual(['failure', 'neutral']);
  });

  test.each([403, 404, 422, 429, 500, 502])('%d is one sentence, never an error', async (status) => {
    const server = await github({ refuse: { 'check-runs': { status } } });
    expect(await postCheckRun(clientOf(server), run, blocked, annotationsOf(blocked))).toMatchObject({
      status,
      refused: expect.stringMatching(/^github: .*job summary has the same text\.$/),
    });
  });

  test('hostile names stay within what the API takes', async () => {
    const server = await github();
    for (const name of nasty) await postCheckRun(clientOf(server), run, verdictWith(name), annotationsOf(verdictWith(name)));
    expect(server.asked).toHaveLength(nasty.length);
  });
});

describe('the comment', () => {
  const own = (body: string): Comment => ({ id: 5, body, user: { login: 'github-actions[bot]', type: 'Bot' } });
  const operations = (server: StandIn) => server.asked.map(({ operation }) => operation.split(' ')[0]);

  test('none on a pull request that never had a finding', async () => {
    const server = await github();
    expect(await postComment(clientOf(server), place, clear)).toEqual({ done: 'not-needed' });
    expect(operations(server)).toEqual(['GET']);
  });

  test('is written once, left alone when nothing changed, edited when something did, and says when all is clear', async () => {
    const server = await github();
    const client = clientOf(server);
    expect(await postComment(client, place, blocked)).toEqual({ done: 'created' });
    expect(await postComment(client, place, blocked)).toEqual({ done: 'unchanged' });
    expect(await postComment(client, place, verdictOf(blocked.findings.slice(1)))).toEqual({ done: 'updated' });
    expect(server.comments[0]?.body).toContain('### sourcegate: blocked by 2 errors (was 3 errors)');
    expect(await postComment(client, place, clear)).toEqual({ done: 'updated' });
    expect(server.comments).toHaveLength(1);
    expect(server.comments[0]?.body).toMatch(
      /### sourcegate: clear; 3 packages not opened \(was 2 errors\)\n\nCleared by this push: `proprietary\/static`, `source\/binary-only`\./,
    );
  });

  test('is never clear while incomplete', async () => {
    const server = await github();
    await postComment(clientOf(server), place, blocked);
    await postComment(clientOf(server), place, incomplete);
    expect(server.comments[0]?.body).toContain('### sourcegate: incomplete, 1 question open (was 3 errors)');
  });

  test('a copy of the marker by somebody else is not taken for the own one', async () => {
    const forged = `<!-- sourcegate:${place.gate} errors=9 a/b=1 -->\n### sourcegate: all clear`;
    for (const user of [
      { login: 'mallory', type: 'User' },
      { login: 'github-actions', type: 'User' },
      { login: 'evil[bot]', type: 'Bot' },
    ]) {
      const server = await github({ comments: [{ id: 5, body: forged, user }] });
      expect(await postComment(clientOf(server), place, blocked)).toEqual({ done: 'created' });
      expect(server.comments[0]?.body).toBe(forged);
    }
  });

  test('another gate on the same pull request keeps its own', async () => {
    const server = await github();
    await postComment(clientOf(server), place, blocked);
    await postComment(clientOf(server), { ...place, gate: '.github/workflows/gate.yml/job2' }, blocked);
    expect(server.comments).toHaveLength(2);
  });

  test('is found behind two hundred others', async () => {
    const others = Array.from({ length: 230 }, (_, at) => ({ id: at + 10, body: `hello ${at}`, user: { login: 'x', type: 'User' } }));
    const server = await github({ comments: [...others, own(`<!-- sourcegate:${place.gate.replaceAll('-', '_')} errors=3 -->\nold`)] });
    expect(await postComment(clientOf(server), place, blocked)).toEqual({ done: 'updated' });
  });

  test.each([403, 404, 422, 429, 503])('%d is one sentence', async (status) => {
    const server = await github({ refuse: { comments: { status, headers: status === 403 ? { 'x-ratelimit-remaining': '0' } : {} } } });
    expect(await postComment(clientOf(server), place, blocked)).toMatchObject({ status });
  });

  test('5,000 findings fit into a comment', async () => {
    const server = await github();
    await postComment(clientOf(server), place, many(5000));
    expect(server.comments[0]?.body.length).toBeLessThan(65_536);
    expect(server.comments[0]?.body).toContain('blocked by 5,000 errors');
  });
});

test('the stand-in notices what GitHub would not take', async () => {
  const server = await standIn();
  const send = (body: object) => clientOf(server).request('POST /repos/{owner}/{repo}/check-runs', { owner: 'o', repo: 'r', ...body });
  const annotation = { path: 'x', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'm' };
  const output = (annotations: object[]) => ({
    name: 'n',
    head_sha: 'a',
    status: 'completed',
    conclusion: 'failure',
    output: { title: 't', summary: 's', annotations },
  });
  await send(output(Array(50).fill(annotation)));
  expect(server.wrong).toEqual([]);
  await send(output([{ ...annotation, annotation_level: 'error' }]));
  await send(output(Array(51).fill(annotation)));
  await send({ name: 'n' });
  await server.close();
  expect(server.wrong).toHaveLength(3);
});

describe('events', () => {
  const sha = 'b'.repeat(40);
  test.each([
    [
      'a pull request',
      'pull_request',
      { pull_request: { number: 3, head: { sha, repo: { full_name: 'O/R' } } } },
      { number: 3, headSha: sha, fork: false },
    ],
    [
      'a fork',
      'pull_request',
      { pull_request: { number: 3, head: { sha, repo: { full_name: 'evil/r' } } } },
      { number: 3, headSha: sha, fork: true },
    ],
    ['a fork that is gone', 'pull_request', { pull_request: { number: 3, head: { sha, repo: null } } }, { number: 3, headSha: sha, fork: true }],
    ['a merge group', 'merge_group', { merge_group: { head_sha: sha, base_sha: sha } }, { headSha: sha, fork: false }],
    ['a push', 'push', {}, { headSha: 'c'.repeat(40), fork: false }],
    ['nonsense', 'pull_request', { pull_request: { number: -1, head: { sha: 'x\n::error::y' } } }, { fork: true }],
  ])('%s', (_, name, payload, expected) => expect(eventOf(name, payload, 'o/r', 'c'.repeat(40))).toEqual({ name, ...expected }));
});

describe('the second half for forks', () => {
  const event = {
    workflow_run: {
      event: 'pull_request',
      head_sha: 'a'.repeat(40),
      head_branch: 'patch',
      head_repository: { full_name: 'fork/r' },
      path: '.github/workflows/gate.yml',
    },
  };
  const pull = (number: number, sha: string, from: string) => ({ number, head: { sha, repo: { full_name: from } } });

  test('finds the pull request by commit and repository of the run', async () => {
    const server = await github({
      pulls: [pull(1, 'b'.repeat(40), 'fork/r'), pull(2, 'a'.repeat(40), 'other/r'), pull(3, 'a'.repeat(40), 'fork/r')],
    });
    const finished = finishedRun(event);
    expect(finished && (await pullRequestOf(clientOf(server), { owner: 'o', repo: 'r' }, finished))).toBe(3);
  });
  test('and none when it moved on, or when the run judged none', async () => {
    const server = await github({ pulls: [pull(1, 'b'.repeat(40), 'fork/r')] });
    const finished = finishedRun(event);
    expect(finished && (await pullRequestOf(clientOf(server), { owner: 'o', repo: 'r' }, finished))).toBeUndefined();
    expect(finishedRun({ workflow_run: { ...event.workflow_run, event: 'push' } })).toBeUndefined();
  });
  test('reads the findings that a gate wrote, hostile ones too', () => {
    for (const verdict of [blocked, clear, incomplete, ...nasty.filter((name) => name.length < 4000).map(verdictWith)]) {
      const read = readFindings(printed(jsonReport, verdict), 'findings');
      expect(read.counts).toEqual(verdict.counts);
      expect(read.findings.map(({ fingerprint }) => fingerprint)).toEqual(verdict.findings.map(({ fingerprint }) => fingerprint));
    }
  });
  test.each([
    ['no JSON', '{'],
    ['something else', '{"a":1}'],
    ['a verdict of its own making', JSON.stringify({ facts: [], findings: [{ rule: '<script>' }], verdict: {} })],
    ['a number in the place of text', printed(jsonReport, blocked).replace('"sourcegate.yml of main"', '5')],
  ])('refuses %s', (_, text) => expect(() => readFindings(text, 'findings')).toThrow(/^findings: /));
});
