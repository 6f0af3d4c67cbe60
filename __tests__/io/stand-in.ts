// A package index of our own on loopback: a table of paths to answers, and a record of what was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Serve ranges and conditional requests of this body, as a well-behaved host does. */
  ranges?: boolean;
  /** Answers by hand. */
  raw?: (request: IncomingMessage, response: ServerResponse) => void;
}
export type Table = Record<string, Reply | ((request: IncomingMessage) => Reply)>;

export interface StandIn {
  url: string;
  requests: { method: string; path: string; headers: IncomingMessage['headers'] }[];
  table: Table;
  mostAtOnce: number;
  close(): Promise<void>;
}

export async function standIn(table: Table = {}): Promise<StandIn> {
  let now = 0;
  const self: StandIn = { url: '', requests: [], table, mostAtOnce: 0, close: async () => {} };
  const server = createServer((request, response) => {
    self.requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    self.mostAtOnce = Math.max(self.mostAtOnce, ++now);
    response.on('close', () => now--);
    const entry = self.table[request.url ?? ''];
    if (entry === undefined) return void response.writeHead(404).end();
    answer(typeof entry === 'function' ? entry(request) : entry, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  self.close = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return self;
}

function answer(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  if (reply.raw) {
    reply.raw(request, response);
    return;
  }
  const body = Buffer.from(reply.body ?? '');
  const etag = reply.headers?.etag;
  if (etag !== undefined && request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const valid = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  if (reply.ranges && range && valid) {
    const from = Number(range[1]);
    const to = Math.min(Number(range[2]), body.length - 1);
    return void response
      .writeHead(206, { ...reply.headers, 'content-range': `bytes ${from}-${to}/${body.length}`, 'content-length': to - from + 1 })
      .end(body.subarray(from, to + 1));
  }
  response.writeHead(reply.status ?? 200, { 'content-length': body.length, ...reply.headers });
  response.end(request.method === 'HEAD' ? undefined : body);
}
