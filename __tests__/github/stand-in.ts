// A stand-in of GitHub's API on loopback. It answers what the action asks, and holds every request against the request schemas that
// GitHub publishes (fixtures/github/requests.json): path, query and body. What does not fit is kept in `wrong`.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv } from 'ajv';

interface Operation {
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: object }[];
  body?: object;
}
const { operations } = JSON.parse(readFileSync(new URL('../fixtures/github/requests.json', import.meta.url), 'utf8')) as {
  operations: Record<string, Operation>;
};
const ajv = new Ajv({ strict: false, coerceTypes: true, validateFormats: false });
const withoutEnglish = (value: object): object => JSON.parse(JSON.stringify(value));

export interface Comment {
  id: number;
  body: string;
  user: { login: string; type: string };
}
export interface StandIn {
  url: string;
  comments: Comment[];
  /** Requests as they came: operation and body. */
  asked: { operation: string; body: Record<string, unknown> }[];
  /** Requests that GitHub's own description does not allow. */
  wrong: string[];
  pulls: unknown[];
  close(): Promise<void>;
}
export interface Answers {
  /** A status to refuse an operation with, by a part of its name. */
  refuse?: Readonly<Record<string, { status: number; headers?: Record<string, string> }>>;
  comments?: Comment[];
  pulls?: unknown[];
  viewer?: string;
}

export async function standIn({ refuse = {}, comments = [], pulls = [], viewer = 'github-actions[bot]' }: Answers = {}): Promise<StandIn> {
  const state: StandIn = { url: '', comments: [...comments], asked: [], wrong: [], pulls, close: async () => {} };
  const server: Server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', 'http://x');
    const say = (status: number, data: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(data));
    if (!/^(token|bearer) canary-token$/i.test(request.headers.authorization ?? '')) state.wrong.push(`${url.pathname}: no token`);
    if (url.pathname === '/graphql') {
      state.asked.push({ operation: 'POST /graphql', body });
      return say(200, { data: { viewer: { login: viewer } } });
    }
    const found = match(request.method ?? '', url.pathname);
    if (!found) {
      state.wrong.push(`no such operation: ${request.method} ${url.pathname}`);
      return say(404, { message: 'Not Found' });
    }
    const [operation, path] = found;
    state.asked.push({ operation, body });
    state.wrong.push(...complaints(operation, { path, query: Object.fromEntries(url.searchParams), body }));
    const refused = Object.entries(refuse).find(([part]) => operation.includes(part))?.[1];
    if (refused) return say(refused.status, { message: 'refused' }, refused.headers);
    return say(...answer(operation, path, body, url.searchParams, state));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.close = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return state;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : JSON.parse(text);
}

function match(method: string, pathname: string): [string, Record<string, string>] | undefined {
  for (const operation of Object.keys(operations)) {
    const [verb, route = ''] = operation.split(' ');
    const pattern = new RegExp(`^${route.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const found = verb === method ? pattern.exec(pathname) : null;
    if (found) return [operation, { ...found.groups }];
  }
  return undefined;
}

function complaints(
  operation: string,
  sent: { path: Record<string, string>; query: Record<string, string>; body: Record<string, unknown> },
): string[] {
  const { parameters, body } = operations[operation] as Operation;
  const wrong: string[] = [];
  for (const { name, in: where, required, schema } of parameters) {
    if (where === 'header') continue;
    const value = sent[where][name];
    if (value === undefined) {
      if (required) wrong.push(`${operation}: ${name} is missing`);
    } else if (!ajv.validate(withoutEnglish(schema), { value }.value)) wrong.push(`${operation}: ${name}: ${ajv.errorsText()}`);
  }
  for (const name of Object.keys(sent.query)) if (!parameters.some((each) => each.name === name)) wrong.push(`${operation}: unknown query ${name}`);
  if (body && !ajv.validate(withoutEnglish(body), structuredClone(sent.body))) wrong.push(`${operation}: body: ${ajv.errorsText()}`);
  const text = (sent.body as { body?: string }).body;
  if (text !== undefined && text.length > 65_536) wrong.push(`${operation}: a comment of ${text.length} characters`);
  return wrong;
}

function answer(
  operation: string,
  path: Record<string, string>,
  body: Record<string, unknown>,
  query: URLSearchParams,
  state: StandIn,
): [number, unknown] {
  if (operation.startsWith('GET') && operation.endsWith('/pulls')) return [200, state.pulls];
  if (operation.startsWith('GET')) {
    const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 30)];
    return [200, state.comments.slice((page - 1) * size, page * size)];
  }
  if (operation.includes('check-runs')) return [operation.startsWith('POST') ? 201 : 200, { id: 4 }];
  if (operation.startsWith('POST')) {
    const comment = { id: 1000 + state.comments.length, body: String(body.body), user: { login: 'github-actions[bot]', type: 'Bot' } };
    state.comments.push(comment);
    return [201, comment];
  }
  const comment = state.comments.find(({ id }) => id === Number(path.comment_id));
  if (!comment) return [404, { message: 'Not Found' }];
  comment.body = String(body.body);
  return [200, comment];
}
